import { characters } from './characters.ts';

/** Longest display name, in characters. */
const NAME_MAX = 120;

/** Why a display name is not accepted, or `undefined`. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Enter your name.';
  if (characters(name) > NAME_MAX) return `The name must have at most ${NAME_MAX} characters.`;
  return /[\p{Cc}\p{Bidi_Control}]/u.test(name) ? 'The name must not contain control characters.' : undefined;
}
