import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import { fromCursor, notACursor, toPage } from '../http/page.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { CLIENT_COLUMNS, toClient, type Client, type ClientRow } from './client.ts';
import type { ClientsPlatform } from './platform.ts';

/**
 * @param id of the client
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `client_not_found`
 */
export async function findClient(
  { database, tables }: ClientsPlatform,
  tenant: string,
  id: string,
  transaction?: Transaction,
): Promise<ClientRow> {
  await findActiveTenant(tables, tenant, transaction);
  const [client] = await database.rows<ClientRow>(
    `SELECT ${CLIENT_COLUMNS} FROM plexica.clients WHERE realm = $1 AND id = $2`,
    [tenant, id],
    transaction,
  );
  if (client === undefined) throw clientNotFound(id);
  return client;
}

export function clientNotFound(id: string): PlexicaError {
  return new PlexicaError('client_not_found', `no client has the id ${id}`);
}

/**
 * Clients by name.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `invalid_input`
 */
export async function listClients(
  { database, tables }: ClientsPlatform,
  tenant: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Client[]; nextCursor?: string }> {
  await findActiveTenant(tables, tenant);
  const after = fromCursor(cursor) ?? '';
  if (after.includes('\0')) throw notACursor();
  const rows = await database.rows<ClientRow>(
    `SELECT ${CLIENT_COLUMNS} FROM plexica.clients WHERE realm = $1 AND name > $2 ORDER BY name LIMIT $3`,
    [tenant, after, limit + 1],
  );
  return toPage(rows, limit, ({ name }) => name, toClient);
}
