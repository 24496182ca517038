/**
 * The next token of a JSON text, with the white space before it: a mark, a string, or another value. JSON strings end at
 * control characters (RFC 8259, section 7).
 */
export const token =
  // oxlint-disable-next-line no-control-regex
  /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b))/y;

/** Line and column of a text, both from 1; the column counts UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

/** @param offset in UTF-16 units from the start of `text` */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|[\r\n]/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
