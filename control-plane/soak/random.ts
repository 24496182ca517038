import { createHash } from 'node:crypto';

/** Numbers that are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** True with the probability `share`, 0 to 1. */
  chance(share: number): boolean;
}

/** @param place what the numbers are for, so that each run has its own whatever ran before it */
export function randomFor(seed: number, ...place: (string | number)[]): Random {
  let state = createHash('sha256')
    .update([seed, ...place].join('/'))
    .digest()
    .readUInt32LE(0);
  // xorshift32 (Marsaglia, 2003) never leaves zero.
  state ||= 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    chance: (share) => next() < share,
  };
}
