import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { PlexicaError } from '@plexica/sdk/errors';
import { userOf } from '../../../processes/child-processes.ts';
import type { Range } from './free-ranges.ts';

/** Ids that are claimed together. */
const BLOCK = 64;
/** Blocks of a range to try: where so many in a row belong to others, something takes them all. */
const TRIES = 1024;

/**
 * User ids for sandboxes, one for each as long as it runs: limits that the kernel keeps for each user, such as that of
 * processes, then belong to one sandbox.
 *
 * Several servers of one machine have to have different ones. A block of ids belongs to whoever listens on the abstract socket
 * with its name; the kernel frees the name when that process is gone, however it ended. Servers in network namespaces
 * of their own, such as containers, do not see each other's names: that their blocks differ is left to chance, of 262,144
 * blocks where all ids are free.
 */
export class UserIds {
  readonly #ranges: readonly Range[];
  /** The one that was given back first comes first: what the kernel counts for it is over by then. */
  readonly #free: number[];

  private constructor(ranges: readonly Range[], first: readonly number[]) {
    this.#ranges = ranges;
    this.#free = [...first];
  }

  /** @returns `undefined` where no block is free */
  static claim(ranges: readonly Range[]): UserIds | undefined {
    const block = claimBlock(ranges);
    return block && new UserIds(ranges, block);
  }

  /** @throws PlexicaError `plugin_unavailable` when none is left */
  take(): number {
    if (this.#free.length === 0) this.#free.push(...(claimBlock(this.#ranges) ?? []));
    const id = this.#free.shift();
    if (id !== undefined) return id;
    throw new PlexicaError('plugin_unavailable', 'the server has no free user id to start a process', {
      retryAfter: 5,
    });
  }

  /** For an id that no process has any more. */
  giveBack(id: number): void {
    this.#free.push(id);
  }
}

function claimBlock(ranges: readonly Range[]): number[] | undefined {
  for (const [first, last] of ranges) {
    const blocks = Math.floor((last - first + 1) / BLOCK);
    const start = blocks > 0 ? randomInt(blocks) : 0;
    for (let tries = 0; tries < Math.min(blocks, TRIES); tries += 1) {
      const id = first + ((start + tries) % blocks) * BLOCK;
      if (!isInUse(id) && listensOn(id)) return Array.from({ length: BLOCK }, (_none, index) => id + index);
    }
  }
  return undefined;
}

/** Whether a process has one of these ids, such as a sandbox of a killed server or a user of a directory service. */
function isInUse(first: number): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      const user = /^\d/.test(name) ? userOf(Number(name)) : 0;
      return user >= first && user < first + BLOCK;
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}

/** The name is taken or refused before `listen` returns; what follows is only the event that tells of it. */
function listensOn(first: number): boolean {
  const server = createServer((socket) => socket.destroy()).on('error', () => undefined);
  server.listen(`\0plexica-user-ids-${first}`).unref();
  return server.listening;
}
