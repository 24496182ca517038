import { LRUCache } from 'lru-cache';
import type { Changes, Told } from './changes.ts';

export interface CacheOptions {
  /** The least recently used entry goes when there are more. */
  max: number;
  /** Milliseconds after which an entry goes, whatever else happens. */
  ttl: number;
}

/**
 * Keeps what was read from the database until a table that it depends on changes, on this replica or another. While
 * changes are not heard of, nothing kept is used.
 */
export class CacheUntilChange<Value extends object | true> {
  readonly #changes: Pick<Changes, 'connected'>;
  readonly #entries: LRUCache<string, Value>;
  /** Counts changes, so that what was read before one is not kept after it. */
  #generation = 0;

  constructor(changes: Pick<Changes, 'on' | 'connected'>, tables: readonly Told[], options: CacheOptions) {
    this.#changes = changes;
    this.#entries = new LRUCache(options);
    for (const table of tables) {
      changes.on(table, () => {
        this.#generation += 1;
        this.#entries.clear();
      });
    }
  }

  get(key: string): Value | undefined {
    return this.#changes.connected ? this.#entries.get(key) : undefined;
  }

  /** @returns what keeps a value under a key, unless something has changed since this call */
  keeper(key: string): (value: Value) => void {
    const generation = this.#generation;
    return (value) => {
      if (generation === this.#generation) this.#entries.set(key, value);
    };
  }
}
