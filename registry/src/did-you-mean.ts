import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean "x"?)` when a known word is near enough to be a slip of the same word, else an empty string. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearestWord(word, known);
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}

/** The known word that is near enough for the other to be a slip of it. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 100) return undefined;
  const nearest = closest(word, known);
  const steps = distance(word.toLowerCase(), nearest.toLowerCase());
  // Two letters swapped are two steps.
  const near = steps < nearest.length && steps <= Math.max(2, Math.floor(nearest.length / 3));
  return near ? nearest : undefined;
}
