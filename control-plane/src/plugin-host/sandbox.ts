import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PlexicaError } from '@plexica/sdk/errors';
import { NICE } from './priority.ts';
import { MAIN, type Runtime, prepareRuntime } from './runtime-files.ts';
import type { SandboxGroup, SandboxGroups } from './sandbox-groups.ts';
import { type Walls, asNobody, findTool } from './walls.ts';

/** A process whose descriptor 3 is the channel, and how its bundle's entry is called inside it. */
export interface Started {
  child: ChildProcess;
  entry: string;
  /** Present where a control group limits it. Nothing of the bundle may run before it has joined. */
  group?: SandboxGroup;
}

/** Those of which nothing is there any more: their ids may be those of others by now. */
const gone = new WeakSet<ChildProcess>();

/** Starts processes that hold a bundle. */
export interface Sandbox {
  /** @param bundle absolute folder that holds `dist/backend/index.js`, at the latest when the process is told to load it */
  start(bundle: string): Started;
}

/** MiB of JavaScript objects in one process. Buffers are outside of it; the two limits below bound everything. */
const HEAP = 128;
/** Octets of private memory that the kernel gives to one process. Node alone reserves 600 MB that it never uses. */
const DATA_LIMIT = 1024 * 1024 * 1024;
const DESCRIPTORS = 128;

const FLAGS = [
  '--permission',
  `--max-old-space-size=${HEAP}`,
  '--v8-pool-size=1',
  '--disable-sigusr1',
  '--enable-source-maps',
  '--no-addons',
  '--no-experimental-sqlite',
  '--no-warnings',
];

/**
 * @param shared absolute folder that the user `nobody` can enter; what it must reach and cannot is copied there
 * @param groups makes a control group for each sandbox
 * @throws PlexicaError `trust_needed` where plugins would have the rights of root
 */
export async function prepareSandbox(walls: Walls, shared: string, groups?: SandboxGroups): Promise<Sandbox> {
  const runtime = await prepareRuntime(shared);
  const sandbox = walls.kernel ? await behindKernelWall(walls, runtime) : behindNodeAlone(runtime);
  if (groups === undefined) return sandbox;
  return {
    start(bundle) {
      const started = sandbox.start(bundle);
      return { ...started, group: groups.confine(started.child) };
    },
  };
}

async function behindKernelWall({ namespaces }: Walls, runtime: Runtime): Promise<Sandbox> {
  const mounts = [
    '--ro-bind',
    runtime.node,
    '/node',
    ...(await sharedLibraries(runtime.node)).flatMap((file) => ['--ro-bind', file, file]),
    '--ro-bind',
    runtime.folder,
    '/plexica',
  ];
  const before = [...limited(), ...asNobody(), findTool('bwrap') as string, ...namespaces, ...mounts];
  const inside = [
    '--ro-bind',
    join(runtime.folder, 'package.json'),
    '/plugin/package.json',
    '--remount-ro',
    '/',
    '--chdir',
    '/plugin',
    '/node',
    ...FLAGS,

    '--allow-fs-read=/plexica/*',
    '--allow-fs-read=/plugin/*',
    `/plexica/${MAIN}`,
  ];
  return {
    start: (bundle) => ({
      child: launch([
        ...before,
        '--ro-bind',
        join(bundle, 'dist/backend'),
        '/plugin/dist/backend',
        ...inside,
      ]),
      entry: '/plugin/dist/backend/index.js',
    }),
  };
}

function behindNodeAlone(runtime: Runtime): Sandbox {
  const before = [...limited(), ...asNobody(), runtime.node, ...FLAGS, `--allow-fs-read=${runtime.folder}/*`];
  const main = join(runtime.folder, MAIN);
  return {
    start: (bundle) => ({
      child: launch([...before, `--allow-fs-read=${bundle}/*`, main]),
      entry: pathToFileURL(join(bundle, 'dist/backend/index.js')).href,
    }),
  };
}

/** @throws PlexicaError `plugin_unavailable` when no descriptors are left for its streams */
function launch([file, ...args]: string[]): ChildProcess {
  const child = spawn(file as string, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {},
    cwd: '/',
    // A process group of its own: neither Ctrl-C of the host's terminal nor a signal to the group crosses over.
    detached: true,
  });
  // Whoever takes it listens too; an error before that must not end the server.
  child.on('error', () => undefined);
  // It comes once the streams are closed, which every process of the sandbox holds.
  child.once('close', () => gone.add(child));
  // Such a child has no streams, whatever its type says (child_process of Node).
  if ((child.stdio as unknown) === undefined) {
    throw new PlexicaError(
      'plugin_unavailable',
      'the server has no descriptors left to start a process with',
      {
        retryAfter: 5,
      },
    );
  }
  return child;
}

/**
 * Kills what `Sandbox.start` started. Bubblewrap starts as two processes, and where the first ends before it has made the
 * namespaces, the second waits for it without end and keeps the streams open: both are of the group that the first leads.
 */
export function killSandbox(child: ChildProcess): void {
  const { pid } = child;
  if (gone.has(child)) return;
  if (pid === undefined || process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The last of them has just ended.
  }
}

/** The words before a command that make it yield to the host and keep it small. */
function limited(): string[] {
  const nice = findTool('nice');
  const prlimit = findTool('prlimit');
  return [
    ...(nice ? [nice, '-n', String(NICE)] : []),
    ...(prlimit ? [prlimit, '--core=0', `--nofile=${DESCRIPTORS}`, `--data=${DATA_LIMIT}`] : []),
  ];
}

/** What the Node binary is linked to, the loader included. */
async function sharedLibraries(node: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ldd', [node]);
  return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)].map(([, file]) => file as string);
}
