import type { IncomingMessage } from 'node:http';
import { PlexicaError } from '@plexica/sdk/errors';
import { encodingProblem } from '@plexica/sdk/text';
import { unstorable } from '../database/storable-text.ts';

/**
 * For `express.json`, which would replace invalid bytes with U+FFFD.
 *
 * @throws Error with status 400
 */
export function requireUtf8(_request: IncomingMessage, _response: unknown, bytes: Buffer): void {
  // The body parser adds properties to thrown errors, so this cannot be a PlexicaError.
  const problem = encodingProblem(bytes);
  if (problem !== undefined) throw Object.assign(new Error(`the body ${problem}`), { status: 400 });
}

interface Found {
  value: unknown;
  key: string;
  within?: Found;
}

/**
 * Refuses text that PostgreSQL cannot store, anywhere in a value.
 *
 * @param where name of the value in messages, such as `body`
 * @throws PlexicaError `invalid_input` with the first field that has such text in its value or name
 */
export function requireValidText(value: unknown, where: string): void {
  // No recursion: a body of 1 MiB can nest half a million lists.
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
