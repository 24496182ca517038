import { closeSync, readdirSync, readFileSync } from 'node:fs';

/** Of the flags in `/proc/self/fdinfo`, as octal: the descriptor does not outlive `exec`. */
const CLOSED_BY_EXEC = 0o2_000_000;

/**
 * Closes what this process has inherited beside its three streams, such as a lock or a log file that whoever started it
 * has left open. Programs that it starts would inherit them in turn, sandboxes among them. What Node has opened itself is
 * closed by `exec`.
 */
export function closeInherited(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/fdinfo')) {
    const descriptor = Number(name);
    try {
      const [, flags = ''] =
        /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')) ?? [];
      if (descriptor > 2 && !(Number.parseInt(flags, 8) & CLOSED_BY_EXEC)) closeSync(descriptor);
    } catch {
      // It was that of the folder that is being read.
    }
  }
}
