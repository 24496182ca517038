/**
 * Writes `src/database/schema.sql`: the platform's tables as the migrations make them, so that a review sees the effect.
 * pg_dump is not among the embedded binaries, so PostgreSQL's own functions describe its catalogue.
 */
import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../src/database/embedded.ts';
import { openPlatformDatabase } from '../src/database/platform-database.ts';
import { deriveKeys } from '../src/keys.ts';

const SCHEMAS = `n.nspname IN ('plexica', 'plexica_host', 'plexica_people')`;

const QUERIES = [
  `SELECT format(E'CREATE %sTABLE %s.%s (\\n%s\\n);', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, n.nspname, c.relname, string_agg(
     format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
       CASE WHEN a.attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY'
            WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
            WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END),
     E',\\n' ORDER BY a.attnum)) AS sql
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE ${SCHEMAS} AND c.relkind = 'r' GROUP BY n.nspname, c.relname, c.relpersistence ORDER BY n.nspname, c.relname`,
  `SELECT format('ALTER TABLE %s ADD CONSTRAINT %s %s;', conrelid::regclass, conname, pg_get_constraintdef(o.oid)) AS sql
     FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace
    WHERE ${SCHEMAS} AND contype <> 'n' AND conrelid <> 0 ORDER BY conrelid::regclass::text, conname`,
  `SELECT indexdef || ';' AS sql FROM pg_indexes i JOIN pg_namespace n ON n.nspname = i.schemaname
    WHERE ${SCHEMAS} AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conname = i.indexname AND o.connamespace = n.oid)
    ORDER BY indexname`,
  `SELECT pg_get_functiondef(p.oid) || ';' AS sql FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${SCHEMAS} ORDER BY n.nspname, p.proname`,
  `SELECT pg_get_triggerdef(t.oid) || ';' AS sql FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SCHEMAS} AND NOT t.tgisinternal
    ORDER BY c.relname, t.tgname`,
];

const folder = await mkdtemp(join(tmpdir(), 'plexica-schema-'));
await chmod(folder, 0o711);
const log = pino({ level: 'silent' });
const postgres = await startEmbeddedPostgres(join(folder, 'database'), deriveKeys('x'.repeat(32)), log);
try {
  const database = await openPlatformDatabase(postgres.url, log);
  await database.close();
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const parts: string[] = ['-- Generated from the migrations by `npm run docs`. Do not edit.'];
  for (const query of QUERIES) {
    const { rows } = await client.query<{ sql: string }>(query);
    parts.push(...rows.map(({ sql }) => sql));
  }
  await client.end();
  await writeFile(new URL('../src/database/schema.sql', import.meta.url), `${parts.join('\n\n')}\n`);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
