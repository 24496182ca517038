import { DisplayName } from '../../http/display-name.ts';

/** Why a display name is not accepted, or `undefined`. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Enter your name.';
  if (/\p{Bidi_Control}/u.test(name)) return 'The name must not contain control characters.';
  const { error } = DisplayName.safeParse(name);
  return error && `The name ${error.issues[0]?.message ?? 'is not valid'}.`;
}
