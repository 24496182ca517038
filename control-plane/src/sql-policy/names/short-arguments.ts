import { Refused } from '../tree/refused.ts';
import { literal } from './literal-argument.ts';
import type { Fields } from '../tree/walk.ts';

/**
 * Functions that look through a set of characters for each character of a text, and never whether they should stop: with
 * two long texts they run for hours. So the set has to be written out, and short.
 */
const SETS: ReadonlyMap<string, { at: number; instead: string }> = new Map([
  ['translate', { at: 1, instead: 'regexp_replace or replace' }],
  ['btrim', { at: 1, instead: 'regexp_replace' }],
  ['ltrim', { at: 1, instead: 'regexp_replace' }],
  ['rtrim', { at: 1, instead: 'regexp_replace' }],
]);

/** Characters of a set. */
const LONGEST = 100;

/** @throws Refused where the function takes such a set, and it is not a short literal */
export function checkSet(name: string, all: readonly Fields[]): void {
  const { at, instead } = SETS.get(name) ?? {};
  const set = at === undefined ? undefined : all[at];
  if (set === undefined) return;
  const text = literal(set, 'text');
  if (text === undefined || Array.from(text).length > LONGEST) {
    throw new Refused(
      `${name} requires its characters as a literal with at most ${LONGEST} characters: ${name}(…, 'abc'). For others, use ${instead}.`,
    );
  }
}
