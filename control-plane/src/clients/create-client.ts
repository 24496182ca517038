import type { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { newSecret, tokenHash } from '../access/api-tokens.ts';
import { requireOwn } from '../access/beyond.ts';
import type { Principal } from '../access/principal.ts';
import { requirePermissions } from '../members/roles/require-permissions.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { CLIENT_COLUMNS, toClient, type ClientRow, type CreatedClient, type NewClient } from './client.ts';
import type { ClientsPlatform } from './platform.ts';

type ClientInput = z.output<typeof NewClient>;

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `invalid_input`, `client_exists`, `not_allowed` */
export async function checkNewClient(
  platform: ClientsPlatform,
  tenant: string,
  { name, permissions }: ClientInput,
  by: Principal,
): Promise<void> {
  await requirePermissions(platform, tenant, permissions);
  requireOwn(by, permissions, `create the client ${name}`);
  const existing = await platform.database.rows(
    'SELECT FROM plexica.clients WHERE realm = $1 AND name = $2',
    [tenant, name],
  );
  if (existing.length > 0) throw exists(name);
}

function exists(name: string): PlexicaError {
  return new PlexicaError('client_exists', `a client named ${name} already exists`);
}

/**
 * @returns the client and its secret, of which only a hash is stored
 * @throws PlexicaError as `checkNewClient`
 */
export async function createClient(
  platform: ClientsPlatform,
  tenant: string,
  input: ClientInput,
  by: Principal,
): Promise<CreatedClient> {
  await checkNewClient(platform, tenant, input, by);
  const secret = newSecret();
  const client = await platform.database.transaction(async (transaction) => {
    // A deletion of the tenant removes the clients that there are, so it has to wait.
    await findActiveTenant(platform.tables, tenant, transaction);
    const [created] = await platform.database.rows<ClientRow>(
      `INSERT INTO plexica.clients (realm, name, secret, permissions, created_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (realm, name) DO NOTHING RETURNING ${CLIENT_COLUMNS}`,
      [tenant, input.name, tokenHash(secret), input.permissions, by.id],
      transaction,
    );
    if (created === undefined) throw exists(input.name);
    return created;
  });
  return withSecret(platform, tenant, client, secret);
}

export function withSecret(
  { realms }: Pick<ClientsPlatform, 'realms'>,
  tenant: string,
  client: ClientRow,
  secret: string,
): CreatedClient {
  return { ...toClient(client), secret, tokenEndpoint: `${realms.issuer(tenant)}/token` };
}
