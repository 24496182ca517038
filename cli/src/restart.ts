import { spawn } from 'node:child_process';
import { bundledNode } from '@plexica/sdk/server';
import { controlPlaneFolder } from './control-plane.ts';

/**
 * Runs this command again with the Node that the control plane brings along, as oclif and the prompts need a newer
 * Node than the one that was found. Standard streams, signals and the exit code are passed on, and `endWithLauncher`
 * hears of it when this process is killed.
 */
export function restart(): void {
  const node = bundledNode(controlPlaneFolder());
  if (node === undefined) {
    process.stderr.write(
      `Error: plexica requires Node 22.22 or newer (24.14 with a proxy); found ${process.version}, and its own Node is not installed.\n` +
        'Next: reinstall without --omit=optional, or use a newer Node.\n',
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // A terminal sends Ctrl-C to both processes, `kill` to this one alone. What comes twice at once is taken for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}
