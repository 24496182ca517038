import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { PlexicaError } from '@plexica/sdk/errors';

/** Which walls stand between plugins and this machine. */
export interface Walls {
  /** Namespaces of the kernel, by bubblewrap. Only this one isolates code that nobody trusts. */
  readonly kernel: boolean;
  /** Node's permission model; it stops accidents. */
  readonly node: true;
  /** One sentence for an operator: what stands, or what is missing and why. */
  readonly why: string;
  /** Options of bubblewrap that make the namespaces; empty without the kernel wall. */
  readonly namespaces: readonly string[];
}

/** Nobody, on Debian as on most others: the user of sandboxed processes when the host runs as root. */
export const NOBODY = 65_534;

/** Namespaces of its own, and nothing of the outside. */
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

/** No way to make more of them: in one of its own a process has all rights, and reaches more of the kernel. */
const NO_MORE = ['--unshare-user', '--disable-userns'];

/** Whether the host could send signals to, and read the files of, everybody. */
export const isRoot = process.getuid?.() === 0;

/** Finds out by trying; containers and distributions forbid namespaces in too many ways to ask. */
export async function detectWalls(): Promise<Walls> {
  if (isRoot && !findTool('setpriv')) return without(`${ROOT}, so that no plugin runs`);
  if (process.platform !== 'linux') {
    return without(`plugins cannot be isolated on ${process.platform}: bubblewrap needs Linux`);
  }
  const bwrap = findTool('bwrap');
  if (!bwrap) return without('bubblewrap is not installed (Debian: apt-get install bubblewrap)');
  const why = 'bubblewrap isolates plugins by namespaces of the kernel';
  try {
    const namespaces = [...NAMESPACES, ...NO_MORE];
    await isolate(bwrap, namespaces);
    return { kernel: true, node: true, why: [why, ...missingLimits()].join('; '), namespaces };
  } catch {
    // bubblewrap before 0.8, or a container whose /proc/sys is read-only.
  }
  try {
    await isolate(bwrap, NAMESPACES);
    const more = 'it cannot keep them from making user namespaces of their own, as bubblewrap 0.8 can';
    return {
      kernel: true,
      node: true,
      why: [why, more, ...missingLimits()].join('; '),
      namespaces: NAMESPACES,
    };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return without(`bubblewrap does not work here: ${(stderr?.trim() || message).split('\n')[0]}`);
  }
}

async function isolate(bwrap: string, namespaces: readonly string[]): Promise<void> {
  const command = [bwrap, ...namespaces, '--ro-bind', '/', '/', findTool('true') ?? '/bin/true'];
  const [file, ...args] = [...asNobody(), ...command];
  await promisify(execFile)(file as string, args, { env: { PATH: process.env['PATH'] }, timeout: 5000 });
}

function without(why: string): Walls {
  return { kernel: false, node: true, why: [why, ...missingLimits()].join('; '), namespaces: [] };
}

/** Which limits of a process nobody sets, where programs of most distributions are missing. */
function missingLimits(): string[] {
  if (process.platform !== 'linux') return [];
  return [
    ...(findTool('nice')
      ? []
      : ['plugins have the priority of the server, since nice (coreutils) is not installed']),
    ...(findTool('prlimit')
      ? []
      : [
          'the kernel limits neither memory nor descriptors of plugins, since prlimit (util-linux) is not installed',
        ]),
  ];
}

const ROOT =
  'the server runs as root, and setpriv, by which plugins become another user, is not installed ' +
  '(Debian: apt-get install util-linux)';

/** Whatever anybody answers for, no plugin has the rights of root. @throws PlexicaError `trust_needed` */
export function requireAnotherUser(): void {
  if (!isRoot || findTool('setpriv')) return;
  throw new PlexicaError('trust_needed', `No plugin runs here: ${ROOT}.`, {
    hint: 'Install setpriv, or run the server as another user than root; `plexica doctor` checks it.',
  });
}

/**
 * The words before a command that take root's rights from it and end it together with the host.
 *
 * @throws PlexicaError `trust_needed` where the command would have the rights of root
 */
export function asNobody(): string[] {
  requireAnotherUser();
  const setpriv = findTool('setpriv');
  if (!setpriv) return [];
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return [setpriv, ...(isRoot ? identity : []), '--pdeathsig=KILL', '--no-new-privs'];
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
