import { type ChildProcess, execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NICE } from '../../processes/priority.ts';
import { startProcess } from './sandbox-process.ts';
import { FILTER, type Runtime, prepareRuntime } from './runtime-files.ts';
import { FILTER_DESCRIPTOR, NOBODY, type Walls, asUser, findTool, requireAnotherUser } from './walls.ts';

/** Isolation and limits of any program. */
export interface Enclosure {
  /** Where the program finds Node and the folder of the bootstrap. */
  readonly runtime: Runtime;
  /** Where the program finds the bundle. */
  pluginFolder(bundle: string): string;
  /**
   * Starts a program with the channel as its descriptor 3.
   *
   * @param bundle absolute folder that holds `dist/backend`
   * @param program its file and arguments, as the program finds them
   * @throws PlexicaError `plugin_unavailable` when no descriptor or user id is left for it
   */
  start(bundle: string, program: readonly string[]): ChildProcess;
}

/** Bytes of private memory that the kernel gives to one process. Node alone reserves 600 MB that it never uses. */
const DATA_LIMIT = 1024 * 1024 * 1024;
const DESCRIPTORS = 128;
/** Threads and processes of one user. Node has 9 to 12 threads, and bubblewrap is one process beside them. */
const THREADS = 32;

/**
 * @param shared absolute folder that every user can enter; what a program must reach and cannot is copied there
 * @param bootstrap as for `prepareRuntime`
 * @throws PlexicaError `trust_needed` where plugins would have the rights of root
 */
export async function prepareEnclosure(walls: Walls, shared: string, bootstrap?: string): Promise<Enclosure> {
  const runtime = await prepareRuntime(shared, bootstrap);
  const launch = launcher(walls);
  if (walls.kernel) return behindKernelWall(walls, runtime, launch);
  return { runtime, pluginFolder: (bundle) => bundle, start: (_bundle, program) => launch(program) };
}

async function behindKernelWall(walls: Walls, runtime: Runtime, launch: Launch): Promise<Enclosure> {
  const filter = walls.seccomp ? join(runtime.folder, FILTER) : undefined;
  const outer = [
    findTool('bwrap') as string,
    ...walls.namespaces,
    ...(filter === undefined ? [] : ['--seccomp', String(FILTER_DESCRIPTOR)]),
    '--ro-bind',
    runtime.node,
    '/node',
    ...(await sharedLibraries(runtime.node)).flatMap((file) => ['--ro-bind', file, file]),
    '--ro-bind',
    runtime.folder,
    '/plexica',
  ];
  const inner = [
    '--ro-bind',
    join(runtime.folder, 'package.json'),
    '/plugin/package.json',
    '--remount-ro',
    '/',
    '--chdir',
    '/plugin',
  ];
  return {
    runtime: { node: '/node', folder: '/plexica' },
    pluginFolder: () => '/plugin',
    start(bundle, program) {
      const mounted = ['--ro-bind', join(bundle, 'dist/backend'), '/plugin/dist/backend'];
      return launch([...outer, ...mounted, ...inner, ...program], filter);
    },
  };
}

type Launch = (words: readonly string[], filter?: string) => ChildProcess;

/** @throws PlexicaError `trust_needed` */
function launcher({ users }: Walls): Launch {
  requireAnotherUser();
  const [nice, prlimit, setpriv] = ['nice', 'prlimit', 'setpriv'].map(findTool);
  const before = [
    ...(nice ? [nice, '-n', String(NICE)] : []),
    ...(prlimit ? [prlimit, '--core=0', `--nofile=${DESCRIPTORS}`, `--data=${DATA_LIMIT}`] : []),
    // The kernel counts all processes of a user, so it can limit one sandbox only if that has its own user.
    ...(prlimit && users ? [`--nproc=${THREADS}`] : []),
  ];
  return (words, filter) => {
    const user = users?.take();
    const giveBack = (): void => {
      if (user !== undefined) users?.giveBack(user);
    };
    try {
      const child = startProcess([...before, ...asUser(user ?? NOBODY, setpriv), ...words], filter);
      // This event comes when the streams are closed, which every process of the sandbox holds open.
      return child.once('close', giveBack);
    } catch (error) {
      giveBack();
      throw error;
    }
  };
}

/** What the Node binary is linked to, the loader included. */
async function sharedLibraries(node: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ldd', [node]);
  return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)].map(([, file]) => file as string);
}
