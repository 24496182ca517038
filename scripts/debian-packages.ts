import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/** What tests need beside npm's packages: the program that shows it is there, and the Debian package that has it. */
const NEEDED: readonly (readonly [string, string])[] = [
  ['/usr/bin/bwrap', 'bubblewrap'],
  ['/usr/bin/setpriv', 'util-linux'],
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/script', 'bsdutils'],
  ['/usr/sbin/pgbouncer', 'pgbouncer'],
  ['/usr/bin/chromium', 'chromium'],
  ['/usr/bin/qemu-system-x86_64', 'qemu-system-x86'],
  ['/bin/busybox', 'busybox-static'],
  ['/usr/bin/cpio', 'cpio'],
  ['/usr/bin/gcc', 'gcc'],
  ['/usr/include/stdio.h', 'libc6-dev'],
];

/**
 * Installs what is missing, on Debian and as root. Elsewhere the tests that need it say so by name and are skipped, or
 * fail in continuous integration.
 */
export function installDebianPackages(): void {
  const missing = NEEDED.filter(([program]) => !existsSync(program)).map(([, name]) => name);
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  process.stdout.write(`installing ${missing.join(', ')} …\n`);
  const options = { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update'], options);
  const { status, stderr } = spawnSync(
    'apt-get',
    ['install', '-y', '--no-install-recommends', ...missing],
    options,
  );
  if (status !== 0) process.stdout.write(`apt-get failed:\n${stderr}\n`);
}
