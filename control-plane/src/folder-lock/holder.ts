import { lstat, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The holder of a folder, as it recorded itself. */
export interface Holder {
  /** Name of the socket that shows that it is alive. */
  life: string;
  pid: number;
  host: string;
  /** ISO 8601 in UTC. */
  since: string;
}

/** Names of sockets: nobody can guess them, and no holder leads to a socket outside of its folder. */
export const LIFE = /^[0-9a-f]{24}$/;

/** This process, from now on. */
export function holder(life: string): Holder {
  return { life, pid: process.pid, host: hostname(), since: new Date().toISOString() };
}

/**
 * The holder recorded in a file. `undefined` if the file does not exist, is not from a holder, or lost its content in a
 * power cut: a live holder has written it completely before it was named.
 */
export async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    if (!(await lstat(file)).isFile()) return undefined;
    const { life, pid, host, since } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    if (typeof life !== 'string' || !LIFE.test(life)) return undefined;
    return { life, pid: Number(pid), host: String(host), since: String(since) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** One sentence without a full stop. */
export function describeHolder({ pid, host, since }: Holder, folder: string): string {
  const printable = (text: string): string => text.replaceAll(/[^\w.:-]/g, '?');
  return `process ${pid} on host ${printable(host)} has used ${folder} since ${printable(since)}`;
}
