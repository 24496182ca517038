const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads an array as PostgreSQL writes it (manual, 8.15.6): `{1,NULL}`, `{{"a b"},{"c\"d"}}`, `[0:1]={1,2}`. It keeps its
 * own stack, so that no nesting is too deep.
 *
 * @param read makes an element of its text
 * @throws SyntaxError when the text is no array
 */
export function readArray(text: string, read: (text: string) => unknown): unknown[] {
  const outer: unknown[][] = [];
  let array: unknown[] | undefined;
  // Bounds that do not begin at 1 stand before it.
  let at = text.startsWith('[') ? text.indexOf('=') + 1 : 0;
  for (;;) {
    // A value begins here.
    const code = text.charCodeAt(at);
    if (code === OPEN) {
      const inner: unknown[] = [];
      if (array) {
        array.push(inner);
        outer.push(array);
      }
      array = inner;
      at += 1;
      if (text.charCodeAt(at) !== CLOSE) continue;
    } else if (!array) {
      throw wrong(text, at);
    } else if (code === QUOTE) {
      const end = closingQuote(text, at + 1);
      array.push(read(unescaped(text.slice(at + 1, end))));
      at = end + 1;
    } else {
      const end = endOfWord(text, at);
      const word = text.slice(at, end);
      array.push(word === 'NULL' ? null : read(word));
      at = end;
    }
    // It has ended, and with it perhaps the arrays around it.
    while (text.charCodeAt(at) === CLOSE) {
      at += 1;
      const around = outer.pop();
      if (!around) {
        if (at !== text.length) throw wrong(text, at);
        return array;
      }
      array = around;
    }
    if (text.charCodeAt(at) !== COMMA) throw wrong(text, at);
    at += 1;
  }
}

function closingQuote(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  throw wrong(text, text.length);
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([^])/g, '$1') : text;
}

/** Braces, quotes, backslashes, spaces and the empty text stand in quotes. */
function endOfWord(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE) break;
    if (code === OPEN || code === QUOTE || code === BACKSLASH) throw wrong(text, at);
  }
  if (at === start) throw wrong(text, at);
  return at;
}

function wrong(text: string, at: number): SyntaxError {
  const found = at < text.length ? JSON.stringify(text[at]) : 'the end';
  return new SyntaxError(`invalid PostgreSQL array: ${found} at position ${at}`);
}
