import { LRUCache } from 'lru-cache';
import type { Changes, Told } from './changes.ts';

export interface CacheOptions {
  /** Maximum number of entries. The least recently used are dropped first. */
  max: number;
  /** Longest time that an entry stays cached, in milliseconds. */
  ttl: number;
}

/**
 * Caches data from the database until a table that it depends on changes, on this replica or another. While
 * notifications of changes are unavailable, the cache is not used.
 */
export class CacheUntilChange<Value extends object | true> {
  readonly #changes: Pick<Changes, 'connected'>;
  readonly #entries: LRUCache<string, Value>;
  /** Counts changes, so that data read before a change is not cached after it. */
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

  /** @returns a function that stores a value under the key, unless something changed since this call */
  keeper(key: string): (value: Value) => void {
    const generation = this.#generation;
    return (value) => {
      if (generation === this.#generation) this.#entries.set(key, value);
    };
  }
}
