import type { ClientBase } from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import { identifier, pluginSchema } from '../database/names.ts';
import { installationRoles } from '../database/roles.ts';
import type { InstallationsPlatform } from './platform.ts';
import type { Place } from './schema.ts';

interface Relation {
  name: string;
  kind: 'table' | 'view' | 'materialized view';
  /** Type of its column `workspace_id`. */
  workspace_id: string | null;
  /** Whether row-level security is on. */
  separated: boolean;
}

const POLICY = 'plexica_workspace';

/** Whether tables of an installation show only the rows of the workspace of a request. */
export async function isSeparated(
  { database }: Pick<InstallationsPlatform, 'database'>,
  { tenant, plugin }: Place,
): Promise<boolean> {
  const [found] = await database.rows(
    `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relrowsecurity LIMIT 1`,
    [pluginSchema(tenant, plugin)],
  );
  return found !== undefined;
}

/**
 * Takes the policies away, for migrations that could not change a column that a policy uses, or for good.
 *
 * @param client in the transaction of the owner
 */
export async function joinWorkspaces(client: ClientBase): Promise<void> {
  for (const { name, separated } of await relationsOf(client)) {
    if (!separated) continue;
    const table = identifier(name);
    await client.query(
      `DROP POLICY IF EXISTS ${POLICY} ON ${table}; ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
    );
  }
}

/**
 * Lets the run-time role see only the rows of the workspace of its transaction, in each table with a column
 * `workspace_id`. Views show what their user may see. The owner, as which migrations, `onInstall` and `onUpdate` run, sees
 * everything.
 *
 * @param client in the transaction of the owner
 * @throws PlexicaError `migration_refused`
 */
export async function separateWorkspaces(
  client: ClientBase,
  platform: string,
  { number }: Pick<Place, 'number'>,
): Promise<void> {
  const { runtime } = installationRoles(platform, number);
  for (const { name, kind, workspace_id: type, separated } of await relationsOf(client)) {
    const relation = identifier(name);
    if (kind === 'materialized view') {
      throw new PlexicaError(
        'migration_refused',
        `${name}: a plugin with "workspaceAware" cannot have a materialized view, because it shows the rows of all workspaces`,
      );
    }
    if (kind === 'view') {
      await client.query(`ALTER VIEW ${relation} SET (security_invoker = true)`);
      continue;
    }
    if (type === null || separated) continue;
    if (type !== 'uuid')
      throw new PlexicaError(
        'migration_refused',
        `${name}: workspace_id must be of the type uuid, not ${type}`,
      );
    // The sub-select is evaluated once for each statement, and not for each row.
    await client.query(
      `ALTER TABLE ${relation} ENABLE ROW LEVEL SECURITY;
       CREATE POLICY ${POLICY} ON ${relation} TO ${runtime}
         USING (workspace_id = (SELECT plexica_host.workspace()))`,
    );
  }
}

async function relationsOf(client: ClientBase): Promise<Relation[]> {
  const { rows } = await client.query<Relation>(
    'SELECT name, kind, workspace_id, separated FROM plexica_host.relations()',
  );
  return rows;
}
