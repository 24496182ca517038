/**
 * Writes `src/sql-policy/names/built-in-names.ts`: what PostgreSQL calls its own functions and types. The rules for a plugin's
 * SQL refuse those that are not on their lists, and take every other name for one of the plugin.
 */
import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../src/database/embedded.ts';
import { deriveKeys } from '../src/keys.ts';
import { readBuiltInNames } from '../src/sql-policy/names/catalogue.ts';

const WIDTH = 110;

/** A list of words in lines. */
function lines(words: readonly string[]): string {
  const made = [''];
  for (const word of words) {
    const line = `${made.at(-1)} ${word}`;
    if (line.length > WIDTH) made.push(` ${word}`);
    else made[made.length - 1] = line;
  }
  return made.map((line) => ` ${line}`).join('\n');
}

const folder = await mkdtemp(join(tmpdir(), 'plexica-names-'));
await chmod(folder, 0o711);
const log = pino({ level: 'silent' });
const postgres = await startEmbeddedPostgres(join(folder, 'database'), deriveKeys('x'.repeat(32)), log);
try {
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  const { functions, types } = await readBuiltInNames(client);
  await client.end();
  const source = `// Generated from the catalogue of the embedded PostgreSQL by \`npm run docs\`. Do not edit.

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\\s+/));

/** Functions that accept one argument and so can be written like a column of it. */
export const BUILT_IN_FUNCTIONS = words(\`
${lines(functions)}
\`);

/** Types, among them arrays (\`_text\`). */
export const BUILT_IN_TYPES = words(\`
${lines(types)}
\`);
`;
  await writeFile(new URL('../src/sql-policy/names/built-in-names.ts', import.meta.url), source);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
