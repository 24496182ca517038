import { spawnSync } from 'node:child_process';
import { generate } from './generated.ts';

const stale = generate();
for (const file of stale) process.stderr.write(`${file} was outdated and has been regenerated\n`);
const { status, stdout, stderr } = spawnSync(
  'npm',
  ['run', '--silent', 'build', '--workspace', 'docs-site'],
  {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  },
);
if (status !== 0) process.stderr.write(`${stdout}${stderr}`);
process.exitCode = status === 0 && stale.length === 0 ? 0 : 1;
