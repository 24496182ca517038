import type { Transaction } from 'sequelize';
import { identifier, literal, pluginSchema, tenantSchema } from '../database/names.ts';
import { installationRoles, runtimeTransaction, scramVerifier } from '../database/roles.ts';
import { endSessions, erase } from '../database/sessions.ts';
import type { InstallationsPlatform } from './platform.ts';

export interface Place {
  /** Number of the installation. */
  number: number;
  /** Slug of its tenant. */
  tenant: string;
  plugin: string;
}

/** Connections of the owner: one that migrates, one spare for a replica that takes over. */
const OWNER_CONNECTIONS = 2;
/** Connections of the run-time role: four from each of eight replicas. */
const RUNTIME_CONNECTIONS = 32;

/**
 * Creates the schema and roles of an installation. The platform's role can give a schema to another role only while it
 * can become that role, so it grants itself that right and revokes it afterwards (PostgreSQL manual, CREATE SCHEMA).
 */
export async function makeSchema(
  platform: Pick<InstallationsPlatform, 'database' | 'keys'>,
  place: Place,
  transaction: Transaction | null,
): Promise<void> {
  const { owner, runtime } = installationRoles(platform.database.platform, place.number);
  const schema = identifier(pluginSchema(place.tenant, place.plugin));
  const core = identifier(tenantSchema(place.tenant));
  await platform.database.run(
    `CREATE ROLE ${owner}; CREATE ROLE ${runtime};
     ${roleSettings(platform, place)}
     GRANT ${owner} TO CURRENT_USER WITH SET TRUE, INHERIT FALSE;
     CREATE SCHEMA ${schema} AUTHORIZATION ${owner};
     REVOKE ${owner} FROM CURRENT_USER;
     GRANT USAGE ON SCHEMA ${core} TO ${owner};
     GRANT REFERENCES (id) ON ${core}.members, ${core}.workspaces TO ${owner};`,
    transaction,
  );
}

/**
 * Restores the passwords and limits of the roles of an installation. A role can always change its own (PostgreSQL
 * manual, ALTER ROLE), and PostgreSQL offers no way to prevent it.
 */
export async function restoreRoles(
  platform: Pick<InstallationsPlatform, 'database' | 'keys'>,
  place: Place,
): Promise<void> {
  await platform.database.run(roleSettings(platform, place), null);
}

function roleSettings(
  { database, keys }: Pick<InstallationsPlatform, 'database' | 'keys'>,
  { number, tenant, plugin }: Place,
): string {
  const { owner, runtime } = installationRoles(database.platform, number);
  const schema = identifier(pluginSchema(tenant, plugin));
  const core = identifier(tenantSchema(tenant));
  const here = identifier(database.name);
  const verifier = (role: string) => literal(scramVerifier(keys, role));
  return `ALTER ROLE ${owner} LOGIN CONNECTION LIMIT ${OWNER_CONNECTIONS} PASSWORD ${verifier(owner)};
     ALTER ROLE ${owner} RESET ALL;
     ALTER ROLE ${owner} IN DATABASE ${here} RESET ALL;
     ALTER ROLE ${owner} SET search_path = ${schema}, ${core};
     ALTER ROLE ${owner} SET standard_conforming_strings = on;
     ALTER ROLE ${owner} SET lock_timeout = '5s';
     ALTER ROLE ${owner} SET transaction_timeout = '${database.roleLimits.transaction}s';
     ALTER ROLE ${runtime} LOGIN CONNECTION LIMIT ${RUNTIME_CONNECTIONS} PASSWORD ${verifier(runtime)};
     ALTER ROLE ${runtime} RESET ALL;
     ALTER ROLE ${runtime} IN DATABASE ${here} RESET ALL;
     ALTER ROLE ${runtime} SET search_path = ${schema};
     -- The parser that checks statements takes a backslash for a letter like any other, whatever the database is set to.
     ALTER ROLE ${runtime} SET standard_conforming_strings = on;
     ALTER ROLE ${runtime} SET statement_timeout = '${database.roleLimits.statement}s';
     ALTER ROLE ${runtime} SET transaction_timeout = '${runtimeTransaction(database.roleLimits.statement)}s';
     ALTER ROLE ${runtime} SET idle_in_transaction_session_timeout = '10s';
     DO $$ BEGIN
       ALTER ROLE ${owner} SET client_connection_check_interval = '1s';
       ALTER ROLE ${runtime} SET client_connection_check_interval = '1s';
     EXCEPTION WHEN invalid_parameter_value THEN
       -- A server on Windows cannot see that a client has gone; its timeouts end its statement.
     END $$;`;
}

/**
 * Removes what `makeSchema` created and everything added since. Ends the sessions of both roles first. Does nothing if
 * nothing is left.
 *
 * @throws PlexicaError `blocked_by_session`
 */
export async function dropSchema(
  { database }: Pick<InstallationsPlatform, 'database'>,
  { number, tenant, plugin }: Place,
  transaction: Transaction | null,
): Promise<void> {
  const { owner, runtime } = installationRoles(database.platform, number);
  const left = await database.rows<{ rolname: string }>(
    'SELECT rolname FROM pg_roles WHERE rolname IN ($1, $2)',
    [owner, runtime],
    transaction ?? undefined,
  );
  if (left.length === 0) return;
  const names = left.map(({ rolname }) => rolname);
  const roles = names.join(', ');
  await database.run(`GRANT ${roles} TO CURRENT_USER WITH INHERIT TRUE`, transaction);
  await endSessions(database, names, transaction);
  const schemas = [pluginSchema(tenant, plugin), tenantSchema(tenant)];
  await erase(database, schemas, `DROP OWNED BY ${roles} CASCADE; DROP ROLE ${roles}`, transaction);
}

/** Grants by the owner after its migrations, so that the plugin can use the new objects. */
export function runtimeGrants(platform: string, number: number, schema: string): string {
  const { runtime } = installationRoles(platform, number);
  const name = identifier(schema);
  return `GRANT USAGE ON SCHEMA ${name} TO ${runtime};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${name} TO ${runtime};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${name} TO ${runtime};`;
}
