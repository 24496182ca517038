/**
 * Keeps failures of standard output and error from ending the process with a stack. Whoever reads a pipe may stop at any
 * time, as `head` does: what is written then goes nowhere. A result that cannot be stored is an error. Call it before
 * oclif is loaded, which throws what happens there.
 */
export function guardStandardStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const reason = error.code === 'ENOSPC' ? 'no space is left on the disk' : error.message;
    process.stderr.write(`Error: cannot write to standard output: ${reason}\n`);
    process.exit(1);
  });
  // There is no other place to say it.
  process.stderr.on('error', () => undefined);
}

/** Waits until everything is written that can be. */
export async function standardStreamsWritten(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(
    streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))),
  );
}
