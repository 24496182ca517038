import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean "x"?)` when a known word is near enough to be a slip of the same word, else an empty string. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0 || word.length > 100) return '';
  const nearest = closest(word, known);
  const near =
    distance(word.toLowerCase(), nearest.toLowerCase()) <= Math.max(1, Math.floor(nearest.length / 3));
  return near ? ` (did you mean "${nearest}"?)` : '';
}
