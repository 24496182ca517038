import { z } from 'zod';
import { PageQuery, pageOf } from '../http/page.ts';
import { recorded } from '../http/recorded.ts';
import { routesOf } from '../http/route.ts';
import { checkClientChange, deleteClient, rotateClient } from './change-client.ts';
import { Client, CreatedClient, NewClient, RotateClient, toClient } from './client.ts';
import { checkNewClient, createClient } from './create-client.ts';
import { findClient, listClients } from './find-client.ts';
import type { ClientsPlatform } from './platform.ts';

const route = routesOf<ClientsPlatform>();

const PATH = '/v1/tenants/{tenant}/clients';
const READ = { permission: 'clients.read', scope: 'tenant' } as const;
const WRITE = { permission: 'clients.write', scope: 'tenant' } as const;

const TenantPath = z.object({ tenant: recorded(z.string().describe('Slug of the tenant')) });
const ClientPath = TenantPath.extend({ client: z.uuid().describe('Id of the client') });

const SECRET = { 'Cache-Control': 'no-store' };

export const clientRoutes = [
  route({
    id: 'listClients',
    method: 'GET',
    path: PATH,
    summary: 'List the clients of a tenant, without their secrets, sorted by name',
    needs: READ,
    params: TenantPath,
    query: PageQuery,
    answers: { 200: { description: 'One page of clients', body: pageOf(Client) } },
    handle: async ({ platform, params: { tenant }, query }) => ({
      status: 200,
      body: await listClients(platform, tenant, query),
    }),
  }),
  route({
    id: 'createClient',
    method: 'POST',
    path: PATH,
    summary: 'Create a client for a machine. Its secret is shown only in this answer',
    needs: WRITE,
    params: TenantPath,
    body: NewClient,
    answers: { 201: { description: 'The client with its secret', body: CreatedClient } },
    plan: async ({ platform, params: { tenant }, body, principal }) => {
      await checkNewClient(platform, tenant, body, principal);
      const detail = `with ${body.permissions.join(', ')}`;
      return [{ action: 'create', resource: 'client', name: body.name, detail }];
    },
    handle: async ({ platform, params: { tenant }, body, principal }) => {
      const client = await createClient(platform, tenant, body, principal);
      const location = `/v1/tenants/${tenant}/clients/${client.id}`;
      return { status: 201, body: client, headers: { ...SECRET, Location: location } };
    },
  }),
  route({
    id: 'showClient',
    method: 'GET',
    path: `${PATH}/{client}`,
    summary: 'Show a client, without its secret',
    needs: READ,
    params: ClientPath,
    answers: { 200: { description: 'The client', body: Client } },
    handle: async ({ platform, params: { tenant, client } }) => ({
      status: 200,
      body: toClient(await findClient(platform, tenant, client)),
    }),
  }),
  route({
    id: 'rotateClient',
    method: 'POST',
    path: `${PATH}/{client}/actions/rotate`,
    summary: 'Give a client a new secret, which is shown only in this answer',
    needs: WRITE,
    params: ClientPath,
    body: RotateClient,
    answers: { 200: { description: 'The client with its new secret', body: CreatedClient } },
    plan: async ({ platform, params: { tenant, client }, principal }) => {
      const change = { id: client, action: 'rotate' } as const;
      const { name } = await checkClientChange(platform, tenant, change, principal);
      return [{ action: 'update', resource: 'client', name, detail: 'a new secret' }];
    },
    handle: async ({ platform, params: { tenant, client }, body, principal }) => ({
      status: 200,
      body: await rotateClient(platform, tenant, { id: client, ...body }, principal),
      headers: SECRET,
    }),
  }),
  route({
    id: 'deleteClient',
    method: 'DELETE',
    path: `${PATH}/{client}`,
    summary: 'Delete a client. Its access tokens are refused at once',
    needs: WRITE,
    params: ClientPath,
    answers: { 204: { description: 'The client is deleted' } },
    plan: async ({ platform, params: { tenant, client }, principal }) => {
      const change = { id: client, action: 'delete' } as const;
      const { name } = await checkClientChange(platform, tenant, change, principal);
      return [{ action: 'delete', resource: 'client', name }];
    },
    handle: async ({ platform, params: { tenant, client }, principal }) => {
      await deleteClient(platform, tenant, client, principal);
      return { status: 204 };
    },
  }),
];
