import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { decodeText, encodingProblem } from '@plexica/sdk/text';

const NEWLINE = 10;

/**
 * The text of a migration, byte for byte, without a byte order mark.
 *
 * @param folder of the plugin
 * @param file such as `migrations/001_contacts.sql`
 * @throws PlexicaError `migration_refused` naming file and line where it is not UTF-8
 */
export async function migrationText(folder: string, file: string): Promise<string> {
  const bytes = await readFile(join(folder, file));
  const message = encodingProblem(bytes);
  if (message === undefined) return decodeText(bytes);
  const path = `${file}:${isUtf8(bytes) ? 1 : firstBadLine(bytes)}`;
  throw new PlexicaError('migration_refused', `${path}: ${message}`, { issues: [{ path, message }] });
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return line;
    line += 1;
    start = end + 1;
  }
  return line;
}
