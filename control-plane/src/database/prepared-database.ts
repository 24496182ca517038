import { PlexicaError } from '@plexica/sdk/errors';
import type { Config } from '../config.ts';
import { connectAtStart } from './platform-database.ts';
import {
  checkPlatformDatabase,
  inDatabase,
  preparationScript,
  type SuitableDatabase,
  whereAndWho,
} from './platform-role.ts';
import { undoRightsStatement } from './public-rights.ts';

/**
 * Checks the database in `DATABASE_URL`, as the server does at its start.
 *
 * @returns `{ embedded: true }` without `DATABASE_URL`: every start prepares the embedded PostgreSQL itself
 * @throws PlexicaError `database_unavailable`, `database_unsuitable`
 */
export async function checkConfiguredDatabase({
  databaseUrl,
}: Pick<Config, 'databaseUrl'>): Promise<SuitableDatabase | { embedded: true }> {
  return databaseUrl === undefined ? { embedded: true } : connected(databaseUrl, checkPlatformDatabase);
}

/**
 * The SQL that a superuser runs to prepare the database in `DATABASE_URL`. The user in the URL becomes the role of the
 * platform.
 *
 * @param undo return the SQL that restores the default rights of PUBLIC instead
 * @throws PlexicaError `invalid_configuration` without `DATABASE_URL`, `database_unavailable`
 */
export async function databaseScript(
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  undo: boolean,
): Promise<string> {
  if (databaseUrl === undefined) {
    throw new PlexicaError('invalid_configuration', 'DATABASE_URL: must be set', {
      hint: 'Use the same value as for the server. Without DATABASE_URL, a server uses its embedded PostgreSQL and prepares it at each start.',
      issues: [{ path: 'DATABASE_URL', message: 'must be set' }],
    });
  }
  const { name, role } = await connected(databaseUrl, whereAndWho);
  if (!undo) return preparationScript(name, role);
  return inDatabase(name, [undoRightsStatement(role)]);
}

async function connected<Result>(
  url: string,
  work: (client: Awaited<ReturnType<typeof connectAtStart>>) => Promise<Result>,
): Promise<Result> {
  const client = await connectAtStart(url, 'DATABASE_URL');
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
