import { spawnSync } from 'node:child_process';

const CHECKS: readonly [string, string[]][] = [
  [process.execPath, ['scripts/arrows.ts']],
  ['oxlint', ['--type-aware', '--deny-warnings', '--quiet']],
  ['knip', ['--no-progress', '--no-config-hints']],
  ['prettier', ['--check', '--log-level', 'warn', '.']],
];

let failed = false;
for (const [command, args] of CHECKS) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
