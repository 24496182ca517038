import { RE2JS } from 're2js';
import { spend } from './work.ts';

const limits = { characters: 1000, repeats: 1000, size: 2000 };

/** What JavaScript takes for white space and line ends; RE2 knows those of ASCII alone. */
const SPACE =
  '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const NO_SPACE =
  '\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}' +
  '\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}';
const NO_LINE_END = '[^\\n\\r\\x{2028}\\x{2029}]';

/** One character of a pattern, one escape, one group's opening or one quantifier. */
const TOKEN =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[pPu]\{[^}]*\}|\\.|\((?:\?(?:[a-z-]*:|<(?![=!])[^>]*>|<?[=!]))?|\{(\d+)(,?)(\d*)\}|./gsu;

/**
 * A regular expression as JSON Schema means it (ECMA-262, flag "u", found anywhere in the text), which takes time
 * proportional to its size and the text's: RE2 does not backtrack.
 */
export class LinearPattern {
  readonly #pattern: string;
  readonly #compiled: RE2JS;
  /** Of the machine that searches: about one per character, with repetitions written out. */
  readonly size: number;

  /** @throws Error whose message says what it cannot do, as the end of a sentence about the pattern */
  constructor(pattern: string) {
    if (pattern.length > limits.characters)
      throw new Error(`has more than ${limits.characters} characters; make it shorter`);
    try {
      RegExp(pattern, 'u');
    } catch (error) {
      throw new Error(`is not a regular expression: ${(error as Error).message}`, { cause: error });
    }
    const { text, size } = translate(pattern);
    if (size > limits.size)
      throw new Error(
        `is larger than ${limits.size} steps with its repetitions expanded; use fewer repetitions, and "maxLength" for the length`,
      );
    this.#pattern = pattern;
    this.size = size;
    try {
      this.#compiled = RE2JS.compile(RE2JS.translateRegExp(text));
    } catch (error) {
      const reason = (error as Error).message.replace(/^error parsing regexp: /, '');
      throw new Error(`is a regular expression that RE2 does not support: ${reason}`, { cause: error });
    }
  }

  /** @throws TooMuchWork */
  test(text: string): boolean {
    spend((text.length + 1) * this.size);
    return this.#compiled.test(text);
  }

  /** Ajv tells patterns apart by it. */
  toString(): string {
    return this.#pattern;
  }
}

/**
 * Writes a valid pattern as RE2 has to see it to mean the same.
 *
 * @throws Error for look-around, back references and long repetitions
 */
function translate(pattern: string): { text: string; size: number } {
  let text = '';
  let inClass = false;
  /** Of what the next quantifier repeats. */
  let last = 0;
  /** Of the groups around, each without `last`. */
  const sums = [0];
  /** Characters by property are long lists, whatever repeats them. */
  let lists = 0;
  const add = (size: number) => {
    sums.push((sums.pop() ?? 0) + last);
    last = size;
  };
  for (const [token, from, comma, to] of pattern.matchAll(TOKEN)) {
    if (/^\\[pP]/.test(token)) lists += 30;
    text += inClass ? inClassAs(token) : outsideAs(token);
    if (inClass) {
      inClass = token !== ']';
    } else if (token.startsWith('(')) {
      add(0);
      sums.push(0);
    } else if (token === ')') {
      add(0);
      last = (sums.pop() ?? 0) + 1;
    } else if (from !== undefined) {
      const most = Math.max(Number(from), Number(to || 0));
      if (most > limits.repeats)
        throw new Error(
          `repeats more than ${limits.repeats} times (${token}); use "minLength" and "maxLength" for the length`,
        );
      last *= most + (comma === '' || to !== '' ? 0 : 1);
    } else if (!'*+?'.includes(token)) {
      add(1);
      inClass = token === '[';
    }
  }
  add(0);
  return { text, size: sums.reduce((sum, size) => sum + size, 1 + lists) };
}

function outsideAs(token: string): string {
  if (/^\(\?<?[=!]/.test(token))
    throw new Error(`uses look-around (${token}…), which is not supported; rewrite it without`);
  if (/^\\[1-9k]/.test(token))
    throw new Error(`uses a back reference (${token}), which is not supported; rewrite it without`);
  // A name is of no use where only yes or no is asked, and RE2 takes fewer.
  if (token.startsWith('(?<')) return '(';
  if (token === '.') return NO_LINE_END;
  if (token === '\\s') return `[${SPACE}]`;
  if (token === '\\S') return `[^${SPACE}]`;
  return escapeAs(token);
}

function inClassAs(token: string): string {
  if (token === '\\s') return SPACE;
  if (token === '\\S') return NO_SPACE;
  if (token === '\\b') return '\\x08';
  // `[[:alpha:]]` would be a POSIX class.
  if (token === '[') return '\\[';
  return escapeAs(token);
}

function escapeAs(token: string): string {
  const pair = /^\\u(d[89ab]..)\\u(....)$/i.exec(token);
  if (pair) {
    const units = [parseInt(pair[1] as string, 16), parseInt(pair[2] as string, 16)];
    return `\\x{${(String.fromCharCode(...units).codePointAt(0) as number).toString(16)}}`;
  }
  return token.replace(/^(\\[pP]\{)(?:Script|sc|General_Category|gc)=/, '$1');
}
