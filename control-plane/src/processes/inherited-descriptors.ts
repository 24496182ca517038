import { closeSync, readdirSync, readFileSync } from 'node:fs';

/** Of the flags in `/proc/self/fdinfo`, as octal: the descriptor does not outlive `exec`. */
const CLOSED_BY_EXEC = 0o2_000_000;

/**
 * Closes inherited descriptors other than the three standard streams, such as a lock or log file of the process that
 * started this one. Otherwise programs that it starts, such as sandboxes, would inherit them. Descriptors of Node
 * itself are closed by `exec`.
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
