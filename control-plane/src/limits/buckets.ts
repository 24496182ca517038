import { LRUCache } from 'lru-cache';
import type { LimitName, Rate } from '../rates.ts';

/** Callers that one limit remembers. The least recently seen are forgotten first, so that memory stays bounded. */
const REMEMBERED = 20_000;
/** Milliseconds that rounding can add to the sum of many requests. */
const ROUNDING = 0.01;

/** One counter of a limit, such as the requests of one token. */
export interface Bucket {
  /** Name of the limit and key of the counter: `tenant acme`. */
  readonly name: string;
  /** Milliseconds of its quota that one request uses. */
  readonly cost: number;
  /** When the whole quota is available again, in milliseconds of `performance.now()`. */
  fullAt: number;
  /** Requests that the database does not know yet. */
  unsettled: number;
}

/**
 * The counters of one limit, in memory. The quota of `100/s` is 100 requests, which come back evenly: one every 10 ms
 * (a token bucket).
 */
export class Buckets {
  readonly limit: LimitName;
  readonly rate: Rate;
  /** Length of the quota in milliseconds. */
  readonly #span: number;
  readonly #unsettled: Set<Bucket>;
  readonly #buckets: LRUCache<string, Bucket>;

  /** @param unsettled receives the buckets that the database must learn of */
  constructor(limit: LimitName, rate: Rate, unsettled: Set<Bucket>) {
    this.limit = limit;
    this.rate = rate;
    this.#span = rate.seconds * 1000;
    this.#unsettled = unsettled;
    this.#buckets = new LRUCache({
      max: REMEMBERED,
      dispose: (bucket) => unsettled.delete(bucket),
    });
  }

  /** Milliseconds until another request is within the limit; 0 if it is now. */
  wait(key: string, now: number): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return 0;
    const over = Math.max(bucket.fullAt, now) + bucket.cost - now - this.#span;
    return over > ROUNDING ? over : 0;
  }

  /** Counts one request. */
  spend(key: string, now: number): void {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      const cost = this.#span / this.rate.count;
      bucket = { name: `${this.limit} ${key}`, cost, fullAt: now, unsettled: 0 };
      this.#buckets.set(key, bucket);
    }
    bucket.fullAt = Math.max(bucket.fullAt, now) + bucket.cost;
    bucket.unsettled += 1;
    this.#unsettled.add(bucket);
  }

  /** Requests that are left, and seconds until the whole quota is available again. */
  left(key: string, now: number): { requests: number; seconds: number } {
    const { fullAt = now, cost = 1 } = this.#buckets.get(key) ?? {};
    const used = Math.max(0, fullAt - now);
    return {
      requests: Math.max(0, Math.floor((this.#span - used + ROUNDING) / cost)),
      seconds: Math.max(0, Math.ceil((used - ROUNDING) / 1000)),
    };
  }
}
