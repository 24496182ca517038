import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Interval of checks for new lines, in milliseconds. */
const LOOK_MS = 200;

export interface Looks<Row> {
  /** @returns the oldest rows after `last`, at most so many as are taken at once */
  after(last: string): Promise<Row[]>;
  exists(): Promise<boolean>;
}

/** The log of one installation, read once for all its followers. */
export class FollowedLog<Row extends { id: string }> {
  readonly #looks: Looks<Row>;
  readonly #news = new EventEmitter().setMaxListeners(0);
  readonly #left = new AbortController();
  /** The latest rows, after `#from`. */
  #found: Row[] = [];
  #from: bigint | undefined;
  #over = false;
  #failure: unknown;
  /** Number of current followers. */
  followers = 0;

  constructor(looks: Looks<Row>) {
    this.#looks = looks;
  }

  /** Whether it has ended: the installation was removed, the database failed, or no follower is left. */
  get over(): boolean {
    return this.#over;
  }

  leave(): void {
    this.followers -= 1;
    if (this.followers > 0) return;
    this.#over = true;
    this.#left.abort();
  }

  /**
   * Passes new rows to `send`, one after the other, until `signal` aborts or the installation is removed.
   *
   * @throws any error of the database
   */
  async follow(after: string, signal: AbortSignal, send: (row: Row) => Promise<void>): Promise<void> {
    let last = BigInt(after);
    if (this.#from === undefined) {
      this.#from = last;
      void this.#look(last);
    }
    while (!signal.aborted) {
      // Slow readers query for themselves, and nobody waits for them.
      const rows = this.#since(last) ?? (await this.#looks.after(String(last)));
      for (const row of rows) {
        if (signal.aborted) return;
        await send(row);
        last = BigInt(row.id);
      }
      if (rows.length > 0) continue;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#over) return;
      await once(this.#news, 'news', { signal }).catch(() => undefined);
    }
  }

  #since(last: bigint): Row[] | undefined {
    return this.#from === undefined || last < this.#from
      ? undefined
      : this.#found.filter(({ id }) => BigInt(id) > last);
  }

  async #look(first: bigint): Promise<void> {
    const { signal } = this.#left;
    try {
      for (let last = first; !signal.aborted;) {
        const rows = await this.#looks.after(String(last));
        const end = rows.at(-1);
        if (end !== undefined) {
          this.#from = last;
          this.#found = rows;
          last = BigInt(end.id);
          this.#news.emit('news');
          // There may be more of them than are taken at once.
          continue;
        }
        if (!(await this.#looks.exists())) break;
        await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#over = true;
    this.#news.emit('news');
  }
}
