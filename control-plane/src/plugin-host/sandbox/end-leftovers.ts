import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Ends sandboxes that outlived their server. The kernel ends them with it, with one exception: bubblewrap starts as two
 * processes, and the second waits forever if the first was killed before it created the namespaces.
 *
 * @param shared folder that no other server uses now; the arguments of its sandboxes contain it
 */
export function endLeftovers(shared: string): void {
  if (process.platform !== 'linux') return;
  const runtime = join(shared, 'sandbox-');
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').split('\0');
      const isOurs = (word: string) =>
        word.startsWith(runtime) || word.startsWith(`--allow-fs-read=${runtime}`);
      const isSandbox = command.includes('--permission') && command.some(isOurs);
      if (isSandbox) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile, or belongs to somebody else.
    }
  }
}
