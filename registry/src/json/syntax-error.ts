import { positionAt, token, type Position } from './token.ts';

/** Where and why a text is not JSON, and what to write instead. */
export interface JsonSyntaxError extends Position {
  message: string;
}

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
  const open: { mark: '{' | '['; name: string }[] = [];
  let expected: Expected = 'value';
  let position = 0;
  let last = '';
  const afterValue = (): Expected => (open.length === 0 ? 'end' : 'comma');

  for (;;) {
    token.lastIndex = position;
    const match = token.exec(text);
    if (!match) break;
    const [whole, mark, string] = match;
    const next = follow(mark, string !== undefined);
    if (next === undefined) break;
    last = whole.trimStart();
    const inside = open.at(-1);
    if (next === 'colon' && inside !== undefined) inside.name = short(last);
    expected = next;
    position += whole.length;
  }

  function follow(mark: string | undefined, isString: boolean): Expected | undefined {
    const valueMayStart = expected === 'value' || expected === 'value or ]';
    const nameMayStart = expected === 'name' || expected === 'name or }';
    if (mark === undefined)
      return nameMayStart && isString ? 'colon' : valueMayStart ? afterValue() : undefined;
    if ((mark === '{' || mark === '[') && valueMayStart) {
      open.push({ mark, name: '' });
      return mark === '{' ? 'name or }' : 'value or ]';
    }
    if (mark === ':' && expected === 'colon') return 'value';
    if (mark === ',' && expected === 'comma') return open.at(-1)?.mark === '{' ? 'name' : 'value';
    const closes =
      (mark === '}' && open.at(-1)?.mark === '{' && (expected === 'comma' || expected === 'name or }')) ||
      (mark === ']' && open.at(-1)?.mark === '[' && (expected === 'comma' || expected === 'value or ]'));
    if (!closes) return undefined;
    open.pop();
    return afterValue();
  }

  const at = position + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0);
  const rest = text.slice(at, at + 60);
  const name = open.at(-1)?.name ?? '';
  // What was forgotten is missed after the token before. Values are not shown: they may be secrets.
  const forgotten = (message: string): JsonSyntaxError => ({ ...positionAt(text, position), message });
  if (expected === 'comma' && startsValue(rest)) {
    return forgotten(`a comma is missing after ${name === '' ? 'this element' : `the value of ${name}`}`);
  }
  if (expected === 'colon' && startsValue(rest)) return forgotten(`a colon is missing; write ${name}: …`);
  if (expected === 'value' && last === ':' && /^[,}\]]|^$/.test(rest)) {
    return forgotten(`${name} has no value; write ${name}: …, or remove it`);
  }
  return {
    ...positionAt(text, at),
    message: `expected ${wanted[expected]}, found ${found(rest.slice(0, 20), expected)}`,
  };
}

/** Whether a value or a name begins here, as what follows a comma that was forgotten does. */
function startsValue(rest: string): boolean {
  return /^["[{]|^-?\d|^(true|false|null)\b/.test(rest);
}

function short(token: string): string {
  return token.length > 40 ? `${token.slice(0, 39)}…` : token;
}

function found(rest: string, expected: Expected): string {
  if (rest === '') return 'the end of the file';
  if (rest.startsWith('//') || rest.startsWith('/*')) return 'a comment, which JSON does not support';
  if (/^[}\]]/.test(rest) && (expected === 'name' || expected === 'value')) {
    return `${JSON.stringify(rest[0])} after a comma; remove that comma`;
  }
  if (rest.startsWith("'")) return `"'"; write double quotes`;
  if (rest.startsWith('"')) return 'a string without an end or with an invalid escape';
  const word = /^[\w$'.+-]+|^./su.exec(rest)?.[0] ?? rest;
  if (expected.startsWith('name') && /^[\w$-]+$/.test(word)) return `${word}; write "${word}"`;
  return JSON.stringify(word);
}
