import pg from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Keys } from '../keys.ts';
import { identifier, literal } from './names.ts';
import { scramVerifier } from './roles.ts';

/** Role and database of the platform on the embedded PostgreSQL. */
export const PLATFORM_ROLE = 'plexica';

/** PostgreSQL's invalid_password (appendix A of its manual). */
const INVALID_PASSWORD = '28P01';

/** What the administrator of a database has to do once, inside that database. */
export function preparationStatements(database: string, role: string): string[] {
  return [
    `ALTER ROLE ${identifier(role)} CREATEROLE NOSUPERUSER NOBYPASSRLS`,
    `ALTER DATABASE ${identifier(database)} OWNER TO ${identifier(role)}`,
    `REVOKE TEMPORARY, CREATE ON DATABASE ${identifier(database)} FROM PUBLIC`,
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC`,
    `GRANT USAGE ON LANGUAGE plpgsql, sql TO ${identifier(role)}`,
    // Only a superuser may set it, so the platform cannot give it to the roles of its plugins.
    `ALTER DATABASE ${identifier(database)} SET temp_file_limit = '512MB'`,
  ];
}

/** Makes the platform's role and database on the embedded cluster, and whatever of it is missing. */
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
    for (const statement of preparationStatements(PLATFORM_ROLE, PLATFORM_ROLE))
      await client.query(statement);
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
      'the secret is not the one that the database was made with',
      {
        hint: 'Give back the file `secret` of the data folder or PLEXICA_SECRET, or use another PLEXICA_DATA.',
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

/** @returns one sentence for each thing that the role or database lacks; empty when all is well */
async function missingPreparation(client: pg.ClientBase, role: string): Promise<string[]> {
  const { rows } = await client.query<Record<string, boolean>>(
    `SELECT rolcreaterole AS creates, rolsuper AS super, pg_get_userbyid(datdba) = rolname AS owns,
            has_database_privilege('public', datname, 'TEMPORARY') AS temp,
            has_schema_privilege('public', 'public', 'USAGE') AS public_schema,
            has_language_privilege('public', 'plpgsql', 'USAGE')
              OR has_language_privilege('public', 'sql', 'USAGE') AS public_language,
            has_language_privilege(rolname, 'plpgsql', 'USAGE') AS language,
            current_setting('temp_file_limit') = '-1' AS endless_files
       FROM pg_roles, pg_database WHERE rolname = $1 AND datname = current_database()`,
    [role],
  );
  const found = rows[0] ?? {};
  const rules: [boolean | undefined, string][] = [
    [found['creates'], `the role ${role} lacks CREATEROLE`],
    [!found['super'], `the role ${role} is a superuser`],
    [found['owns'], `the role ${role} does not own the database`],
    [!found['temp'], 'PUBLIC may make temporary tables'],
    [!found['public_schema'], 'PUBLIC may use the schema public'],
    [!found['public_language'], 'PUBLIC may write functions'],
    [found['language'], `the role ${role} may not write functions`],
    [!found['endless_files'], 'temp_file_limit is not set'],
  ];
  return rules.filter(([holds]) => !holds).map(([, lack]) => lack);
}

/**
 * Checks that a database is as the platform needs it.
 *
 * @throws PlexicaError `database_unsuitable` with what is missing and the statements that mend it
 */
export async function checkPlatformDatabase(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: number; role: string; database: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_user AS role, current_database() AS database`,
  );
  const { version, role, database } = rows[0] as (typeof rows)[number];
  if (version < 180_000) {
    throw new PlexicaError(
      'database_unsuitable',
      `PostgreSQL 18 or newer is needed, this is ${version / 10_000}`,
    );
  }
  const missing = await missingPreparation(client, role);
  if (missing.length === 0) return;
  throw new PlexicaError('database_unsuitable', missing.join('; '), {
    hint: `As a superuser, in the database ${database}:\n${preparationStatements(database, role).join(';\n')};`,
  });
}
