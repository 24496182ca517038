import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Which walls stand between plugins and this machine. */
export interface Walls {
  /** Namespaces of the kernel, by bubblewrap. Only this one isolates code that nobody trusts. */
  readonly kernel: boolean;
  /** Node's permission model; it stops accidents. */
  readonly node: true;
  /** One sentence for an operator: what stands, or what is missing and why. */
  readonly why: string;
}

/** Nobody, on Debian as on most others: the user of sandboxed processes when the host runs as root. */
export const NOBODY = 65_534;

/** Namespaces of its own, nothing of the outside, no way to make more of them. */
export const NAMESPACES = [
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

/** Whether the host could send signals to, and read the files of, everybody. */
export const isRoot = process.getuid?.() === 0;

/** Finds out by trying; containers and distributions forbid namespaces in too many ways to ask. */
export async function detectWalls(): Promise<Walls> {
  if (process.platform !== 'linux') {
    return without(`plugins cannot be isolated on ${process.platform}: bubblewrap needs Linux`);
  }
  const bwrap = findTool('bwrap');
  if (!bwrap) return without('bubblewrap is not installed (Debian: apt-get install bubblewrap)');
  if (isRoot && !findTool('setpriv')) {
    return without(
      'setpriv is not installed (Debian: apt-get install util-linux), and the server runs as root',
    );
  }
  const [file, ...args]: string[] = [
    ...asNobody(),
    bwrap,
    ...NAMESPACES,
    '--ro-bind',
    '/',
    '/',
    findTool('true') ?? '/bin/true',
  ];
  try {
    await promisify(execFile)(file as string, args, { env: { PATH: process.env['PATH'] }, timeout: 5000 });
    return { kernel: true, node: true, why: 'bubblewrap isolates plugins by namespaces of the kernel' };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return without(`bubblewrap does not work here: ${(stderr?.trim() || message).split('\n')[0]}`);
  }
}

function without(why: string): Walls {
  return { kernel: false, node: true, why };
}

/** The words before a command that take root's rights from it and end it together with the host. */
export function asNobody(): string[] {
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
