import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Writable } from 'node:stream';
import { PlexicaError } from '@plexica/sdk/errors';
import { seccompProgram } from './seccomp/program.ts';
import { freeRanges, readIdFiles } from './users/free-ranges.ts';
import { UserIds } from './users/user-ids.ts';

/** Which walls stand between plugins and this machine. */
export interface Walls {
  /** Namespaces of the kernel, by bubblewrap. Only this one isolates code that nobody trusts. */
  readonly kernel: boolean;
  /** A filter of system calls around every sandbox (seccomp), by bubblewrap. */
  readonly seccomp: boolean;
  /** A user id for each sandbox; `undefined` where all of them share one. */
  readonly users: UserIds | undefined;
  /** Node's permission model; it stops accidents. */
  readonly node: true;
  /** One sentence for an operator: what stands, or what is missing and why. */
  readonly why: string;
  /** Options of bubblewrap that make the namespaces; empty without the kernel wall. */
  readonly namespaces: readonly string[];
}

/** Walls as the API and `plexica-server walls` tell them. */
export interface ToldWalls {
  kernel: boolean;
  seccomp: boolean;
  users: boolean;
  node: boolean;
  why: string;
}

/** Id of `nobody` on Debian and most others: the user inside a sandbox, and outside too if all sandboxes share one. */
export const NOBODY = 65_534;

/** Separate namespaces, and nothing from outside. */
const NAMESPACES = [
  '--unshare-all',
  '--die-with-parent',
  '--new-session',
  '--clearenv',
  '--as-pid-1',
  '--uid',
  String(NOBODY),
  '--gid',
  String(NOBODY),
  '--cap-drop',
  'ALL',
  '--hostname',
  'plugin',
];

/** Forbids more user namespaces: in its own one, a process has all privileges and reaches more of the kernel. */
const NO_MORE = ['--unshare-user', '--disable-userns'];

/** Whether the host runs as root, which can send signals to all processes and read all files. */
export const isRoot = process.getuid?.() === 0;

/** Descriptor at which bubblewrap finds the filter of system calls. */
export const FILTER_DESCRIPTOR = 4;

/** Detects isolation by trying it: containers and distributions forbid namespaces in too many ways to query. */
export async function detectWalls(): Promise<Walls> {
  if (isRoot && !findTool('setpriv')) return without(`${ROOT}, so no plugin can run`);
  if (process.platform !== 'linux') {
    return without(`plugins cannot be isolated on ${process.platform}: bubblewrap requires Linux`);
  }
  const bwrap = findTool('bwrap');
  if (!bwrap) return without('bubblewrap is not installed (Debian: apt-get install bubblewrap)');
  const filter = seccompProgram(process.arch);
  const filtered: Tried = filter
    ? await tryNamespaces(bwrap, filter)
    : { refused: `Plexica has no list of system calls for ${process.arch}` };
  const tried = 'refused' in filtered ? await tryNamespaces(bwrap) : filtered;
  if ('refused' in tried) return without(`bubblewrap does not work here: ${tried.refused}`);
  const { namespaces } = tried;
  const stands =
    'refused' in filtered
      ? [
          'bubblewrap isolates plugins with kernel namespaces',
          `it does not filter their system calls (seccomp): ${filtered.refused}`,
        ]
      : ['bubblewrap isolates plugins with kernel namespaces and a system call filter (seccomp)'];
  if (namespaces === NAMESPACES) {
    stands.push('it cannot prevent them from creating user namespaces, which requires bubblewrap 0.8');
  }
  return { kernel: true, seccomp: !('refused' in filtered), namespaces, ...others(stands) };
}

type Tried = { namespaces: readonly string[] } | { refused: string };

async function tryNamespaces(bwrap: string, filter?: Buffer): Promise<Tried> {
  const namespaces = [...NAMESPACES, ...NO_MORE];
  if ((await isolate(bwrap, namespaces, filter)) === undefined) return { namespaces };
  // Bubblewrap before 0.8 cannot forbid more namespaces. Later ones cannot if /proc/sys is read-only, as in some containers.
  const refused = await isolate(bwrap, NAMESPACES, filter);
  return refused === undefined ? { namespaces: NAMESPACES } : { refused };
}

/** @returns why it does not work; `undefined` where it does */
async function isolate(
  bwrap: string,
  namespaces: readonly string[],
  filter: Buffer | undefined,
): Promise<string | undefined> {
  const [file, ...args] = [
    ...asUser(NOBODY),
    bwrap,
    ...namespaces,
    ...(filter ? ['--seccomp', String(FILTER_DESCRIPTOR)] : []),
    '--ro-bind',
    '/',
    '/',
    findTool('true') ?? '/bin/true',
  ];
  const child = spawn(file, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
    timeout: 5000,
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  // If bubblewrap ends without reading it, its exit code says more.
  (child.stdio[FILTER_DESCRIPTOR] as Writable).on('error', () => undefined).end(filter);
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code, signal) =>
      resolve(
        code === 0 ? undefined : (said.trim().split('\n')[0] as string) || `it ended with ${code ?? signal}`,
      ),
    );
  });
}

function without(why: string): Walls {
  return { kernel: false, seccomp: false, namespaces: [], ...others([why]) };
}

/** What does not depend on bubblewrap. @param stands what there is to say of it */
function others(stands: readonly string[]): Pick<Walls, 'users' | 'node' | 'why'> {
  const users = isRoot && process.platform === 'linux' ? UserIds.claim(freeRanges(readIdFiles())) : undefined;
  return { users, node: true, why: [...stands, ...missingUsers(users), ...missingLimits()].join('; ') };
}

function missingUsers(users: UserIds | undefined): string[] {
  if (process.platform !== 'linux' || users) return [];
  return [
    isRoot
      ? 'all plugins share one user, because no user id for Plexica is free on this machine'
      : "all plugins run as the server's user, because only root can give each its own user",
  ];
}

/** Limits of processes that are missing because programs of most distributions are not installed. */
function missingLimits(): string[] {
  if (process.platform !== 'linux') return [];
  return [
    ...(findTool('nice')
      ? []
      : ['plugins have the same priority as the server, because nice (coreutils) is not installed']),
    ...(findTool('prlimit')
      ? []
      : [
          'the kernel does not limit memory and file descriptors of plugins, because prlimit (util-linux) is not installed',
        ]),
  ];
}

const ROOT =
  'the server runs as root, but setpriv, which runs plugins as another user, is not installed ' +
  '(Debian: apt-get install util-linux)';

/** Even trusted plugins never run as root. @throws PlexicaError `trust_needed` */
export function requireAnotherUser(): void {
  if (!isRoot || findTool('setpriv')) return;
  throw new PlexicaError('trust_needed', `No plugin can run here: ${ROOT}.`, {
    hint: 'Install setpriv, or run the server as a user other than root; `plexica doctor` checks it.',
  });
}

/**
 * The prefix of a command that drops the rights of root and ends it together with the host.
 *
 * @param id of the user and the group that it becomes where the host is root
 * @throws PlexicaError `trust_needed` where the command would have the rights of root
 */
export function asUser(id: number, setpriv = findTool('setpriv')): string[] {
  if (!setpriv) {
    requireAnotherUser();
    return [];
  }
  const identity = [`--reuid=${id}`, `--regid=${id}`, '--clear-groups'];
  return [setpriv, ...(isRoot ? identity : []), '--pdeathsig=KILL', '--no-new-privs'];
}

export function toldWalls({ kernel, seccomp, users, node, why }: Walls): ToldWalls {
  return { kernel, seccomp, users: users !== undefined, node, why };
}

/** Absolute path of a program on PATH. */
export function findTool(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
