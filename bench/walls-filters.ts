import { checkMigration } from '../control-plane/dist/plugin-host/migrations/migration-check.js';
import { headersForCaller, headersForPlugin } from '../control-plane/dist/gateway/headers.js';
import type pg from 'pg';

/** What a browser sends, as node:http gives it. */
const SENT = [
  ['Host', 'acme.example.com'],
  ['Connection', 'keep-alive'],
  ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['Accept', 'application/json'],
  ['Accept-Language', 'en'],
  ['Accept-Encoding', 'gzip, br'],
  ['Referer', 'https://acme.example.com/'],
  ['Authorization', 'Bearer of-a-browser'],
  ['Cookie', 'session=of-a-browser'],
  ['X-Forwarded-For', '192.0.2.1'],
  ['X-Forwarded-Proto', 'https'],
  ['Sec-Fetch-Mode', 'cors'],
] as [string, string][];

export const unfiltered = (): [string, string][] => SENT.map(([name, value]) => [name.toLowerCase(), value]);

export const filtered = (): [string, string][] => headersForPlugin(SENT.flat());

export const filteredAnswer = (headers: readonly [string, string][]): unknown =>
  headersForCaller(headers, '/t/acme/notes');

const TABLES = Array.from(
  { length: 10 },
  (_, index) => `CREATE TABLE made${index} (id integer PRIMARY KEY, text text NOT NULL DEFAULT '');
CREATE INDEX ON made${index} (text);`,
);

/** A migration of 20 statements, run by its owner and undone; with the parser before it, or without. */
export async function migrate(owner: pg.Client, checked: boolean): Promise<void> {
  const sql = TABLES.join('\n');
  const statements = checked
    ? (await checkMigration('migrations/001.sql', sql)).statements.map((statement) => statement.sql)
    : sql.split(';').filter((text) => text.trim() !== '');
  await owner.query('BEGIN');
  for (const statement of statements) await owner.query(statement);
  await owner.query('ROLLBACK');
}
