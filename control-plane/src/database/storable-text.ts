/**
 * PostgreSQL's text has no NUL and no half of a surrogate pair (its manual, 8.14 and 8.3); both become U+FFFD. Whatever
 * a plugin says has to pass here before it is stored: a statement that fails because of it would fail again and again.
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

/** @returns why PostgreSQL cannot keep a text, as the end of a sentence about it, or `undefined` where it can */
export function unstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'contains the character U+0000, which cannot be stored';
  return text.isWellFormed() ? undefined : 'is not valid Unicode: it contains an unpaired surrogate';
}
