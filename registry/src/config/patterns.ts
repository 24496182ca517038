import type { Issue } from '@plexica/sdk/errors';
import { issuePath } from '../issue-path.ts';
import { LinearPattern } from './linear-pattern.ts';
import { isObject, mapSchemas, type JsonObject } from './subschemas.ts';
import { TooMuchWork, withinWork } from './work.ts';

/** Of all regular expressions of a schema, which are compiled together; about half a second. */
const mostSize = 10_000;

/** A pattern for names of properties, and the names beside it. */
interface Compared {
  pattern: LinearPattern;
  path: PropertyKey[];
  properties: string[];
}

/** The regular expressions of a schema by their text, and what is wrong with those that cannot be used. */
export function patternsOf(schema: JsonObject): { patterns: Map<string, LinearPattern>; issues: Issue[] } {
  const patterns = new Map<string, LinearPattern>();
  const issues: Issue[] = [];
  const compared: Compared[] = [];
  let size = 0;
  const add = (text: string, path: PropertyKey[]): LinearPattern | undefined => {
    const known = patterns.get(text);
    if (known || size > mostSize) return known;
    try {
      const pattern = new LinearPattern(text);
      patterns.set(text, pattern);
      size += pattern.size;
      if (size > mostSize)
        issues.push({ path: 'config', message: 'has too many or too large regular expressions' });
      return pattern;
    } catch (error) {
      issues.push({ path: issuePath(['config', ...path]), message: (error as Error).message });
      return undefined;
    }
  };
  mapSchemas(schema, (part, path) => {
    if (typeof part['pattern'] === 'string') add(part['pattern'], [...path, 'pattern']);
    const named = isObject(part['patternProperties']) ? Object.keys(part['patternProperties']) : [];
    const properties = isObject(part['properties']) ? Object.keys(part['properties']) : [];
    for (const text of named) {
      const pattern = add(text, [...path, 'patternProperties', text]);
      if (pattern) compared.push({ pattern, path: [...path, 'patternProperties', text], properties });
    }
    return part;
  });
  if (size <= mostSize) issues.push(...namedTwice(compared));
  return { patterns, issues: issues.slice(0, 20) };
}

/** What is wrong with a schema that says twice what one property is. */
function namedTwice(compared: readonly Compared[]): Issue[] {
  try {
    return withinWork(() =>
      compared.flatMap(({ pattern, path, properties }) => {
        const twice = properties.find((name) => pattern.test(name));
        if (twice === undefined) return [];
        const message = `matches the property "${twice}", which is already defined`;
        return [{ path: issuePath(['config', ...path]), message }];
      }),
    );
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    const message = 'takes too much work to compare patternProperties with properties; simplify them';
    return [{ path: 'config', message }];
  }
}
