import { PlexicaError } from '@plexica/sdk/errors';
import { unstorable } from '../database/storable-text.ts';

const DEEPEST = 20;

/**
 * Refuses values that cannot be stored: U+0000, unpaired surrogates (PostgreSQL manual, JSON types), excessive nesting,
 * and values that look encrypted.
 *
 * @throws PlexicaError `invalid_config` with the first such field
 */
export function requireStorable(values: Record<string, unknown>): void {
  const found = problemOf(values, '', 0);
  if (found === undefined) return;
  const { path, message } = found;
  throw new PlexicaError('invalid_config', `${path}: ${message}`, { issues: [found] });
}

function problemOf(
  value: unknown,
  path: string,
  depth: number,
): { path: string; message: string } | undefined {
  if (typeof value === 'string') {
    const message = unstorable(value);
    return message === undefined ? undefined : { path, message };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > DEEPEST) return { path, message: `is nested more than ${DEEPEST} levels deep` };
  for (const [key, each] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (key === '$sealed') return { path: at, message: 'is a reserved name' };
    const problem = problemOf(key, path || '(key)', depth) ?? problemOf(each, at, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
