import { Refused } from '../tree/refused.ts';
import { literal } from './literal-argument.ts';
import type { Fields } from '../tree/walk.ts';

/**
 * Functions that search a set of characters for each character of a text and never check for interrupts. With two long
 * texts they run for hours, so the set must be a short literal.
 */
const SETS: ReadonlyMap<string, { at: number; instead: string }> = new Map([
  ['translate', { at: 1, instead: 'regexp_replace or replace' }],
  ['btrim', { at: 1, instead: 'regexp_replace' }],
  ['ltrim', { at: 1, instead: 'regexp_replace' }],
  ['rtrim', { at: 1, instead: 'regexp_replace' }],
]);

/** Longest set in characters. */
const LONGEST = 100;

/** @throws Refused if the function requires such a set and it is not a short literal */
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
