import { PlexicaError } from '@plexica/sdk/errors';
import type { ClientDeleted, ClientList, ClientResult, CreatedClient } from '../../results/clients.ts';
import type { Planned } from '../../results/planned.ts';
import { everyPage, sentAs, type Api } from '../api.ts';
import { durationOf } from '../duration.ts';
import { listed, typedList } from '../typed-list.ts';

/** One client of a tenant, by name or id. */
interface Reference {
  tenant: string;
  client: string;
}

export async function listClients(api: Api, tenant: string): Promise<ClientList> {
  const clients = await everyPage((cursor) =>
    api.listClients({ tenant, limit: 100, ...(cursor && { cursor }) }),
  );
  return { tenant, clients };
}

/** @throws PlexicaError `client_not_found` */
async function findClient(api: Api, { tenant, client }: Reference): Promise<ClientResult> {
  const { clients } = await listClients(api, tenant);
  const found = clients.find(({ id, name }) => client === name || client === id);
  if (found === undefined)
    throw new PlexicaError('client_not_found', `No client of ${tenant} has the name or id "${client}".`);
  return found;
}

export function createClient(
  api: Api,
  {
    tenant,
    name,
    permissions,
    dryRun,
  }: { tenant: string; name: string; permissions: string; dryRun: boolean },
): Promise<CreatedClient | Planned> {
  const request = { tenant, body: { name, permissions: listed(permissions) } };
  const typed = { 'body.name': '<name>', ...typedList('body.permissions', '--permissions', permissions) };
  return sentAs<CreatedClient | Planned>(typed, () =>
    dryRun ? api.createClient({ ...request, dryRun }) : api.createClient(request),
  );
}

/** @param change `overlap`: how long the previous secret remains valid, as typed: `1h` */
export async function rotateClient(
  api: Api,
  change: Reference & { overlap: string | undefined; dryRun: boolean },
): Promise<CreatedClient | Planned> {
  const { tenant, overlap, dryRun } = change;
  const seconds = overlap === undefined ? undefined : durationOf(overlap, '--overlap') / 1000;
  const { id } = await findClient(api, change);
  const body = seconds === undefined ? {} : { overlapSeconds: seconds };
  const request = { tenant, client: id, body };
  return sentAs<CreatedClient | Planned>({ 'body.overlapSeconds': '--overlap' }, () =>
    dryRun ? api.rotateClient({ ...request, dryRun }) : api.rotateClient(request),
  );
}

export async function deleteClient(
  api: Api,
  deletion: Reference & { dryRun: boolean },
): Promise<ClientDeleted | Planned> {
  const { tenant, dryRun } = deletion;
  const { id, name } = await findClient(api, deletion);
  if (dryRun) return api.deleteClient({ tenant, client: id, dryRun });
  await api.deleteClient({ tenant, client: id });
  return { id, name, deleted: true };
}
