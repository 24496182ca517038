import type { Issue } from '@plexica/sdk/errors';
import { issuePath } from '../issue-path.ts';
import { LinearPattern } from './linear-pattern.ts';
import { isObject, mapSchemas, type JsonObject } from './subschemas.ts';

/** Of all regular expressions of a schema, which are compiled together; about half a second. */
const mostSize = 10_000;

/** The regular expressions of a schema by their text, and what is wrong with those that cannot be used. */
export function patternsOf(schema: JsonObject): { patterns: Map<string, LinearPattern>; issues: Issue[] } {
  const patterns = new Map<string, LinearPattern>();
  const issues: Issue[] = [];
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
      const twice = pattern && properties.find((name) => pattern.test(name));
      if (twice !== undefined)
        issues.push({
          path: issuePath(['config', ...path, 'patternProperties', text]),
          message: `matches the property "${twice}", which is named already`,
        });
    }
    return part;
  });
  return { patterns, issues: issues.slice(0, 20) };
}
