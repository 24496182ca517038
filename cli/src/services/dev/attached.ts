// Runs Node with the arguments given, in a process group that ends when standard input does: when whoever started it
// is gone, however it went.
import { spawn } from 'node:child_process';

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'ignore'] });
child.once('exit', (code) => process.exit(code ?? 1));
process.stdin.resume().once('end', () => {
  if (process.platform === 'win32') {
    child.kill();
    process.exit();
  }
  process.kill(-process.pid, 'SIGKILL');
});
