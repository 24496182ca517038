import type { Issue } from '@plexica/sdk/errors';
import { jsonSyntaxError } from './syntax-error.ts';

/** No manifest comes near these; they bound the work that a hostile one can ask for. */
const limits = { characters: 1024 * 1024, depth: 40, values: 50_000 };

export type Parsed = { value: unknown; issues?: undefined } | { value?: undefined; issues: Issue[] };

/**
 * Reads JSON that a stranger wrote: at most 1 MiB, 40 levels and 50,000 values, no key `__proto__`, and no text that
 * PostgreSQL cannot read (PostgreSQL manual, JSON types).
 *
 * @param file how the text is called in messages: `plexica.json`
 */
export function parseJson(text: string, file: string): Parsed {
  const refuse = (message: string): Parsed => ({ issues: [{ path: '', message, file }] });
  if (text.length > limits.characters) return refuse('is larger than 1 MiB');
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(text));
  } catch {
    const { line, column, message } = jsonSyntaxError(withoutMark(text));
    return { issues: [{ path: '', message: `is not valid JSON: ${message}`, file, line, column }] };
  }
  const message = problemOf(value);
  return message ? refuse(message) : { value };
}

/** Without a byte order mark. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** Walks without recursion: a text of 1 MiB can nest half a million arrays. */
function problemOf(root: unknown): string | undefined {
  let level: unknown[] = [root];
  let values = 0;
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limits.depth) return `nests deeper than ${limits.depth} levels`;
    values += level.length;
    if (values > limits.values) return `contains more than ${limits.values} values`;
    const next: unknown[] = [];
    for (const value of level) {
      const texts = typeof value === 'string' ? [value] : Object.keys(value ?? {});
      const unreadable = texts.find((text) => text.includes('\0') || !text.isWellFormed());
      if (unreadable !== undefined) {
        const shown = JSON.stringify(unreadable.slice(0, 60));
        return `contains U+0000 or half of a surrogate pair in a string: ${shown}`;
      }
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__')) return 'contains the key "__proto__", which is not allowed';
      for (const child of Object.values(value)) next.push(child);
    }
    level = next;
  }
  return undefined;
}
