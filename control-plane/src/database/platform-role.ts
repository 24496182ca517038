import pg from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Keys } from '../keys.ts';
import { auditTableProblems, auditTableStatements } from './audit-table.ts';
import { identifier, literal } from './names.ts';
import { rightsProblems, rightsStatement, type RightsProblem } from './public-rights.ts';
import { scramVerifier } from './roles.ts';

/** Role and database of the platform on the embedded PostgreSQL. */
export const PLATFORM_ROLE = 'plexica';

/** SQLSTATEs invalid_password and insufficient_privilege (PostgreSQL manual, appendix A). */
const INVALID_PASSWORD = '28P01';
const DENIED = '42501';

/**
 * SQL that a superuser runs in the platform's database to prepare it, in one transaction. It can be run again at any
 * time, and must be when `missingPreparation` finds something, for example after an upgrade.
 */
export function preparationScript(database: string, role: string): string {
  const statements = [
    `ALTER ROLE ${identifier(role)} CREATEROLE NOSUPERUSER NOBYPASSRLS`,
    `ALTER DATABASE ${identifier(database)} OWNER TO ${identifier(role)}`,
    `REVOKE TEMPORARY, CREATE ON DATABASE ${identifier(database)} FROM PUBLIC`,
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC`,
    `GRANT USAGE ON LANGUAGE plpgsql, sql TO ${identifier(role)}`,
    `REVOKE USAGE ON SCHEMA information_schema FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA information_schema TO ${identifier(role)}, pg_monitor`,
    rightsStatement(role),
    ...auditTableStatements(role),
    // Only a superuser can set it, so the platform cannot set it for the roles of its plugins.
    `ALTER DATABASE ${identifier(database)} SET temp_file_limit = '512MB'`,
    // Otherwise the platform and PostgreSQL would interpret backslashes in strings differently.
    `ALTER DATABASE ${identifier(database)} SET standard_conforming_strings = on`,
  ];
  return inDatabase(database, statements);
}

/**
 * One transaction that has no effect in any other database: psql continues after an error, and COMMIT then rolls back.
 */
export function inDatabase(database: string, statements: readonly string[]): string {
  const guard = `DO $plexica$
BEGIN
  IF current_database() <> ${literal(database)} THEN
    RAISE EXCEPTION 'run this in the database %, not in %', ${literal(database)}, current_database();
  END IF;
END $plexica$`;
  return ['BEGIN', guard, ...statements, 'COMMIT'].map((statement) => `${statement};\n`).join('');
}

/** Creates the role and database of the platform on the embedded cluster, or what is missing of them. */
export async function preparePlatformDatabase(
  maintenanceUrl: string,
  platformUrl: string,
  keys: Keys,
): Promise<void> {
  await withClient(maintenanceUrl, async (client) => {
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [PLATFORM_ROLE]);
    if (role.rowCount === 0) {
      const verifier = literal(scramVerifier(keys, PLATFORM_ROLE));
      await client.query(`CREATE ROLE ${PLATFORM_ROLE} LOGIN CREATEROLE PASSWORD ${verifier}`);
    }
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [PLATFORM_ROLE]);
    if (database.rowCount === 0)
      await client.query(`CREATE DATABASE ${PLATFORM_ROLE} OWNER ${PLATFORM_ROLE}`);
  });
  await withClient(platformUrl, async (client) => {
    if ((await missingPreparation(client, PLATFORM_ROLE)).length === 0) return;
    await client.query(preparationScript(PLATFORM_ROLE, PLATFORM_ROLE));
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== INVALID_PASSWORD) throw error;
    throw new PlexicaError(
      'invalid_configuration',
      'the secret does not match the one that created the database',
      {
        hint: 'Restore the file `secret` in the data folder, set PLEXICA_SECRET to its value, or use another PLEXICA_DATA.',
        cause: error,
      },
    );
  }
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** @returns one message for each missing part of role or database; empty if nothing is missing */
async function missingPreparation(client: pg.ClientBase, role: string): Promise<string[]> {
  const { rows } = await client.query<Record<string, boolean>>(
    `SELECT rolcreaterole AS creates, rolsuper AS super, pg_get_userbyid(datdba) = rolname AS owns,
            has_database_privilege('public', datname, 'TEMPORARY') AS temp,
            has_schema_privilege('public', 'public', 'USAGE') AS public_schema,
            has_schema_privilege('public', 'information_schema', 'USAGE') AS information_schema,
            has_language_privilege('public', 'plpgsql', 'USAGE')
              OR has_language_privilege('public', 'sql', 'USAGE') AS public_language,
            has_language_privilege(rolname, 'plpgsql', 'USAGE') AS language,
            current_setting('temp_file_limit') = '-1' AS endless_files,
            current_setting('standard_conforming_strings') = 'on' AS plain_backslashes
       FROM pg_roles, pg_database WHERE rolname = $1 AND datname = current_database()`,
    [role],
  );
  const found = rows[0] ?? {};
  const rules: [boolean | undefined, string][] = [
    [found['creates'], `the role ${role} lacks CREATEROLE`],
    [!found['super'], `the role ${role} is a superuser`],
    [found['owns'], `the role ${role} does not own the database`],
    [!found['temp'], 'PUBLIC can create temporary tables'],
    [!found['public_schema'], 'PUBLIC can use the schema public'],
    [!found['information_schema'], 'PUBLIC can use the schema information_schema'],
    [!found['public_language'], 'PUBLIC can create functions'],
    [found['language'], `the role ${role} cannot create functions`],
    [!found['endless_files'], 'temp_file_limit is not set'],
    [found['plain_backslashes'], 'standard_conforming_strings is off'],
  ];
  const rights = (await rightsProblems(client, role)).map((problem) => describeRights(problem, role));
  const audit = await auditTableProblems(client, role);
  return [...rules.filter(([holds]) => !holds).map(([, lack]) => lack), ...rights, ...audit];
}

function describeRights({ problem, count, examples }: RightsProblem, role: string): string {
  const objects = `${count} of PostgreSQL's own functions, types, tables and views (${[...examples, ...(count > examples.length ? ['…'] : [])].join(', ')})`;
  if (problem === 'excess') return `PUBLIC has rights that plugins must not have, on ${objects}`;
  if (problem === 'lacking') return `PUBLIC lacks rights that plugins need, on ${objects}`;
  return `the role ${role} lacks rights on ${objects}`;
}

/** A database that meets the requirements of the platform. */
export interface SuitableDatabase {
  name: string;
  role: string;
}

/** Requires no right that PUBLIC could lose. */
export async function whereAndWho(client: pg.ClientBase): Promise<SuitableDatabase> {
  const { rows } = await client.query<SuitableDatabase>(
    'SELECT current_catalog AS name, current_user AS role',
  );
  return rows[0] as SuitableDatabase;
}

/**
 * Checks that a database meets the requirements of the platform.
 *
 * @throws PlexicaError `database_unsuitable` with what is missing and the command that prints the fix
 */
export async function checkPlatformDatabase(client: pg.ClientBase): Promise<SuitableDatabase> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const version = Number(rows[0]?.server_version_num);
  if (version < 180_000) {
    throw new PlexicaError(
      'database_unsuitable',
      `PostgreSQL 18 or newer is required; found ${Math.floor(version / 10_000)}.${version % 10_000}`,
    );
  }
  const here = await whereAndWho(client);
  await requireUtf8(client, here.name);
  const missing = await missingPreparation(client, here.role).catch((error: unknown) => {
    if ((error as { code?: string }).code !== DENIED) throw error;
    return [`the role ${here.role} lacks rights on PostgreSQL's own functions, types, tables and views`];
  });
  if (missing.length === 0) return here;
  throw new PlexicaError('database_unsuitable', missing.join('; '), {
    hint: `With DATABASE_URL set, run as a PostgreSQL superuser: plexica-server database-script | psql -U postgres -d ${quoted(here.name)}`,
  });
}

/** Other encodings lack characters that names and texts contain. The encoding of a database cannot be changed. */
async function requireUtf8(client: pg.ClientBase, database: string): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  const encoding = rows[0]?.server_encoding;
  if (encoding === 'UTF8') return;
  throw new PlexicaError(
    'database_unsuitable',
    `the database ${database} has the encoding ${encoding}; UTF8 is required`,
    {
      hint: `Create another database with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and set DATABASE_URL to it.`,
    },
  );
}

/** Quotes a word for a shell (POSIX, 2.2.2). */
function quoted(word: string): string {
  return /^[\w-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
