import { connect } from 'node:net';
import type { Outside } from '../outside.ts';

/** One thing that a plugin tries. */
export interface EscapeRow {
  /** Ends the sentence "a plugin cannot …". */
  name: string;
  /**
   * Body of an async function of `outside` ({@link Outside} without its functions), `fs` and `builtin`, which gives a
   * module of Node. It throws where it is denied, and returns what it got.
   */
  source: string;
  /** A manifest may ask for it, by `access.codeGeneration`: it stays inside of the process. */
  codeGeneration?: true;
  /** Which wall denies it while the other one is missing. */
  deniedBy: { kernel: boolean; node: boolean };
  /** Where the kernel's wall alone denies it: why Node's does not. */
  alone?: string;
  /**
   * Whether what it returned is more than it may have; without it, whatever it returns is. A connection, a datagram or
   * a dead victim outside is always too much.
   */
  reached?: (got: unknown, outside: Outside) => boolean | Promise<boolean>;
  /** The name of a file that is in the folder outside only if it got out, whatever it returned. */
  leaves?: RegExp;
}

export const BOTH = { kernel: true, node: true };
export const KERNEL_ONLY = { kernel: true, node: false };
/** The kernel lets it do this inside its own process, from where it reaches nothing. */
export const NODE_ONLY = { kernel: false, node: true };

/** `once` for sources: resolves with an event, rejects with an error. */
export const ONCE = `const once = (emitter, event) => new Promise((ok, no) => emitter.once('error', no).once(event, ok));`;

/** Text, for sources, of a program that reads the secret. */
export const readText = `'process.getBuiltinModule("node:fs").readFileSync(' + JSON.stringify(outside.secret) + ', "utf8")'`;

/** Only what happened outside counts. */
export const nothingReturned = (): boolean => false;

export const hasCanary = (got: unknown, { canary }: Outside): boolean => String(got).includes(canary);

/** A port of its own that this machine can connect to. */
export const answersAt = (port: unknown): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
