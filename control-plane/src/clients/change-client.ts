import { newSecret, tokenHash } from '../access/api-tokens.ts';
import { requireOwn } from '../access/beyond.ts';
import type { Principal } from '../access/principal.ts';
import { CLIENT_COLUMNS, type ClientRow, type CreatedClient } from './client.ts';
import { withSecret } from './create-client.ts';
import { clientNotFound, findClient } from './find-client.ts';
import type { ClientsPlatform } from './platform.ts';

/**
 * @param action completes `ada@acme.test cannot …`
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `client_not_found`; `not_allowed` if the client has more
 *   permissions than the caller
 */
export async function checkClientChange(
  platform: ClientsPlatform,
  tenant: string,
  { id, action }: { id: string; action: 'rotate' | 'delete' },
  by: Principal,
): Promise<ClientRow> {
  const client = await findClient(platform, tenant, id);
  const { name, permissions } = client;
  requireOwn(by, permissions, action === 'rotate' ? `rotate the secret of ${name}` : `delete ${name}`);
  return client;
}

/**
 * Gives a client a new secret.
 *
 * @param overlapSeconds how long the previous secret remains valid
 * @throws PlexicaError as `checkClientChange`
 */
export async function rotateClient(
  platform: ClientsPlatform,
  tenant: string,
  { id, overlapSeconds }: { id: string; overlapSeconds: number },
  by: Principal,
): Promise<CreatedClient> {
  await checkClientChange(platform, tenant, { id, action: 'rotate' }, by);
  const secret = newSecret();
  const [client] = await platform.database.rows<ClientRow>(
    `UPDATE plexica.clients
        SET previous_secret = CASE WHEN $3 > 0 THEN secret END, previous_until = now() + make_interval(secs => $3),
            secret = $4, rotated_at = now()
      WHERE realm = $1 AND id = $2 RETURNING ${CLIENT_COLUMNS}`,
    [tenant, id, overlapSeconds, tokenHash(secret)],
  );
  if (client === undefined) throw clientNotFound(id);
  platform.changes.tell('clients');
  return withSecret(platform, tenant, client, secret);
}

/**
 * Deletes a client. Its access tokens are refused at once.
 *
 * @throws PlexicaError as `checkClientChange`
 */
export async function deleteClient(
  platform: ClientsPlatform,
  tenant: string,
  id: string,
  by: Principal,
): Promise<void> {
  await checkClientChange(platform, tenant, { id, action: 'delete' }, by);
  await platform.database.rows('DELETE FROM plexica.clients WHERE realm = $1 AND id = $2 RETURNING id', [
    tenant,
    id,
  ]);
  platform.changes.tell('clients');
}
