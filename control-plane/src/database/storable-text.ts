/**
 * Text in PostgreSQL cannot contain NUL or unpaired surrogates (manual, 8.14 and 8.3); both become U+FFFD. All output
 * of plugins must pass here before it is stored, because a statement that fails for this reason would fail on every
 * retry.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** As {@link storableText}, for every string in a JSON text. */
export function storableJson(json: string): string {
  return json.replaceAll(/\\(u[0-9a-f]{4}|.)/g, (escape) =>
    /^\\u(0000|d[89a-f])/.test(escape) ? '\\ufffd' : escape,
  );
}

/** @returns why PostgreSQL cannot store a text, as the end of a sentence, or `undefined` */
export function unstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'contains the character U+0000, which cannot be stored';
  return text.isWellFormed() ? undefined : 'is not valid Unicode: it contains an unpaired surrogate';
}
