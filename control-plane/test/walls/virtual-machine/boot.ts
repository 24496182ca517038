import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findTool } from '../../../src/plugin-host/sandbox/walls.ts';

const run = promisify(execFile);
const QEMU = 'qemu-system-x86_64';
/** Small, and made for virtual machines. */
const KERNEL_PACKAGE = 'linux-image-cloud-amd64';
const BUSYBOX_PROGRAMS = ['sh', 'mount', 'mkdir', 'cat', 'cp', 'true', 'switch_root', 'poweroff'];
/** Everything that the server starts a sandbox with. */
const PROGRAMS = ['bwrap', 'setpriv', 'prlimit', 'nice'];
const BOOT_LIMIT_MS = 120_000;
const MACHINE = [
  ...'-accel tcg -m 3072 -smp 1 -nodefaults -nographic -no-reboot -serial stdio -append'.split(' '),
  'console=ttyS0 loglevel=1 panic=-1',
];

/** @returns what this machine lacks to boot a virtual one, in words; undefined where it lacks nothing */
export function missingForVirtualMachine(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'the virtual machine is one of Linux on x64';
  const tools = [QEMU, 'busybox', 'cpio', 'dpkg-deb', 'apt-get', ...PROGRAMS].filter(
    (tool) => !findTool(tool),
  );
  return tools.length === 0 ? undefined : `not installed: ${tools.join(', ')}`;
}

/**
 * Boots a machine of its own, with Debian's kernel and cgroup v2, runs a command in it as root and shuts it down. It is
 * emulated, so it needs no rights here; Node takes about two seconds to start in it.
 *
 * @param files by absolute path in the machine: absolute path of the file or folder here
 * @param command by /bin/sh; `node` and the tools of sandboxes are on its PATH
 * @returns what the command printed
 * @throws Error when the machine does not shut down by itself
 */
export async function runInVirtualMachine(
  files: ReadonlyMap<string, string>,
  command: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-machine-'));
  try {
    const [kernel, disk] = await Promise.all([debianKernel(), makeDisk(folder, files, command)]);
    return await boot(kernel, disk);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function boot(kernel: string, disk: string): Promise<string> {
  const child = spawn(QEMU, [...MACHINE, '-kernel', kernel, '-initrd', disk], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), BOOT_LIMIT_MS);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`the virtual machine did not shut down by itself: ${printed.slice(-4000)}`);
  return printed.replaceAll('\r', '');
}

/** The kernel's first file system cannot be left by pivot_root, which bubblewrap needs: everything moves to another. */
const INIT = `#!/bin/sh
mkdir /moved
mount -t tmpfs moved /moved
cp -a bin usr lib lib64 app etc second /moved 2>/dev/null
mkdir /moved/dev /moved/proc /moved/sys /moved/tmp
exec switch_root /moved /second
`;

const second = (command: string): string => `#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
mount -t cgroup2 cgroup /sys/fs/cgroup
export PATH=/usr/bin:/bin
# The machine has left the cursor behind codes for a terminal.
echo
${command}
poweroff -f
`;

/** A file system in memory: the programs, their libraries, the files, and a first process that runs the command. */
async function makeDisk(
  folder: string,
  files: ReadonlyMap<string, string>,
  command: string,
): Promise<string> {
  const root = join(folder, 'root');
  for (const name of ['bin', 'usr/bin', 'dev', 'proc', 'sys', 'tmp', 'etc'])
    await mkdir(join(root, name), { recursive: true });
  await cp(findTool('busybox') as string, join(root, 'bin/busybox'), { dereference: true });
  for (const name of BUSYBOX_PROGRAMS) await symlink('busybox', join(root, 'bin', name));
  const programs = [process.execPath, ...PROGRAMS.map((name) => findTool(name) as string)];
  for (const program of programs) {
    const name = program === process.execPath ? 'node' : program.slice(program.lastIndexOf('/') + 1);
    await cp(program, join(root, 'usr/bin', name), { dereference: true });
  }
  // The server asks ldd, which is a script: it prints what it finds here, and all of that is there too.
  const libraries = new Set<string>();
  for (const program of programs) {
    const { stdout } = await run('ldd', [program]);
    for (const [, file] of stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)) libraries.add(file as string);
  }
  for (const library of libraries) await copyInto(root, library, library);
  for (const [inside, outside] of files) await copyInto(root, inside, outside);
  const { stdout: linked } = await run('ldd', [process.execPath]);
  await writeFile(join(root, 'usr/bin/ldd'), `#!/bin/sh\ncat <<'LINKED'\n${linked}LINKED\n`, { mode: 0o755 });
  await writeFile(join(root, 'init'), INIT, { mode: 0o755 });
  await writeFile(join(root, 'second'), second(command), { mode: 0o755 });
  const disk = join(folder, 'disk');
  await run('sh', ['-c', `find . | cpio -o -H newc --quiet > ${disk}`], { cwd: root });
  await rm(root, { recursive: true });
  return disk;
}

async function copyInto(root: string, inside: string, outside: string): Promise<void> {
  await mkdir(dirname(join(root, inside)), { recursive: true });
  await cp(outside, join(root, inside), { recursive: true, dereference: true });
}

/** Downloaded once and not installed: installing a kernel would change how this machine boots. */
async function debianKernel(): Promise<string> {
  const newest = async (): Promise<string | undefined> => {
    const { stdout } = await run('apt-cache', ['depends', KERNEL_PACKAGE]).catch(() => ({ stdout: '' }));
    return /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
  };
  // A new machine does not know any packages yet.
  if ((await newest()) === undefined) await run('apt-get', ['update']);
  const name = await newest();
  if (name === undefined) throw new Error(`Debian has no package ${KERNEL_PACKAGE} here`);
  const cache = join(tmpdir(), 'plexica-kernels', name);
  const find = async (): Promise<string | undefined> => {
    const entries = existsSync(join(cache, 'boot')) ? await readdir(join(cache, 'boot')) : [];
    const file = entries.find((entry) => entry.startsWith('vmlinuz-'));
    return file && join(cache, 'boot', file);
  };
  const known = await find();
  if (known !== undefined) return known;
  const draft = await mkdtemp(join(tmpdir(), 'plexica-kernel-'));
  try {
    await chmod(draft, 0o777);
    await run('apt-get', ['download', name], { cwd: draft });
    const [file] = await readdir(draft);
    await run('dpkg-deb', ['--extract', file as string, 'content'], { cwd: draft });
    await mkdir(dirname(cache), { recursive: true });
    // Another run may have been faster.
    await rename(join(draft, 'content'), cache).catch(() => undefined);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return (await find()) as string;
}
