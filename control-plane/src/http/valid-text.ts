import type { IncomingMessage } from 'node:http';
import { PlexicaError } from '@plexica/sdk/errors';
import { encodingProblem } from '@plexica/sdk/text';
import { unstorable } from '../database/storable-text.ts';

/**
 * For `express.json`, which would put U+FFFD in the place of what it cannot read.
 *
 * @throws Error with status 400
 */
export function requireUtf8(_request: IncomingMessage, _response: unknown, bytes: Buffer): void {
  // The body parser gives its own properties to what is thrown, so that it cannot be a PlexicaError.
  const problem = encodingProblem(bytes);
  if (problem !== undefined) throw Object.assign(new Error(`the body ${problem}`), { status: 400 });
}

interface Found {
  value: unknown;
  key: string;
  within?: Found;
}

/**
 * Refuses text that PostgreSQL cannot keep, anywhere in a value.
 *
 * @param where how the value is called in messages: `body`
 * @throws PlexicaError `invalid_input` with the first field that has such a text, as its value or as its name
 */
export function requireValidText(value: unknown, where: string): void {
  // A body of 1 MiB can nest half a million lists, so this does not recurse.
  const open: Found[] = [{ value, key: where }];
  for (let found = open.pop(); found !== undefined; found = open.pop()) {
    if (typeof found.value === 'string') refuse(found, unstorable(found.value));
    if (typeof found.value !== 'object' || found.value === null) continue;
    for (const [name, each] of Object.entries(found.value)) {
      const problem = unstorable(name);
      if (problem !== undefined) refuse(found, `has a field with a name that ${problem}`);
      open.push({ value: each, key: Array.isArray(found.value) ? `[${name}]` : `.${name}`, within: found });
    }
  }
}

function refuse(found: Found, message: string | undefined): void {
  if (message === undefined) return;
  let path = '';
  for (let at: Found | undefined = found; at !== undefined; at = at.within) path = at.key + path;
  throw new PlexicaError('invalid_input', `${path}: ${message}`, { issues: [{ path, message }] });
}
