/** Where and why a text is not JSON. Line and column start at 1; the column counts UTF-16 units. */
export interface JsonSyntaxError {
  line: number;
  column: number;
  message: string;
}

// JSON strings end at control characters (RFC 8259, section 7).
const token =
  // oxlint-disable-next-line no-control-regex
  /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b))/y;

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma' | 'end';

const wanted: Record<Expected, string> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  name: 'a property name in double quotes',
  'name or }': 'a property name in double quotes or "}"',
  colon: '":"',
  comma: '"," or the closing bracket',
  end: 'the end of the file',
};

/** The first syntax error of a text that `JSON.parse` refuses; engines differ in whether they say where it is. */
export function jsonSyntaxError(text: string): JsonSyntaxError {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let position = 0;
  const afterValue = (): Expected => (open.length === 0 ? 'end' : 'comma');

  for (;;) {
    token.lastIndex = position;
    const match = token.exec(text);
    if (!match) break;
    const [whole, mark, string] = match;
    const next = follow(mark, string !== undefined);
    if (next === undefined) break;
    expected = next;
    position += whole.length;
  }

  function follow(mark: string | undefined, isString: boolean): Expected | undefined {
    const valueMayStart = expected === 'value' || expected === 'value or ]';
    const nameMayStart = expected === 'name' || expected === 'name or }';
    if (mark === undefined)
      return nameMayStart && isString ? 'colon' : valueMayStart ? afterValue() : undefined;
    if ((mark === '{' || mark === '[') && valueMayStart) {
      open.push(mark);
      return mark === '{' ? 'name or }' : 'value or ]';
    }
    if (mark === ':' && expected === 'colon') return 'value';
    if (mark === ',' && expected === 'comma') return open.at(-1) === '{' ? 'name' : 'value';
    const closes =
      (mark === '}' && open.at(-1) === '{' && (expected === 'comma' || expected === 'name or }')) ||
      (mark === ']' && open.at(-1) === '[' && (expected === 'comma' || expected === 'value or ]'));
    if (!closes) return undefined;
    open.pop();
    return afterValue();
  }

  const at = position + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0);
  const before = text.slice(0, at).split(/\r\n|[\r\n]/);
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    message: `expected ${wanted[expected]}, found ${found(text.slice(at, at + 20), expected)}`,
  };
}

function found(rest: string, expected: Expected): string {
  if (rest === '') return 'the end of the file';
  if (rest.startsWith('//') || rest.startsWith('/*')) return 'a comment, which JSON does not have';
  if (/^[}\]]/.test(rest) && (expected === 'name' || expected === 'value')) {
    return `${JSON.stringify(rest[0])} after a comma; remove that comma`;
  }
  const word = /^"?[\w$'.+-]+|^./su.exec(rest)?.[0] ?? rest;
  return word.startsWith('"')
    ? `the text ${word}… with no valid end or a wrong escape`
    : JSON.stringify(word);
}
