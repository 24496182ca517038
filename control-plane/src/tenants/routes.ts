import { z } from 'zod';
import { PageQuery, pageOf } from '../http/page.ts';
import { recorded } from '../http/recorded.ts';
import { routesOf } from '../http/route.ts';
import type { TenantsPlatform } from './platform.ts';
import { answerWith } from '../operations/answer.ts';
import { Operation } from '../operations/operation.ts';
import { checkNewTenant, createTenant } from './create-tenant.ts';
import { deleteTenant, planDeleteTenant } from './delete-tenant.ts';
import { listTenants } from './list-tenants.ts';
import { DisplayName } from '../http/display-name.ts';
import { EmailAddress } from '../http/email-address.ts';
import { findTenant, Tenant, toTenant } from './tenant.ts';

const route = routesOf<TenantsPlatform>();

const TenantPath = z.object({ tenant: recorded(z.string().describe('Slug of the tenant')) });

const NewTenant = z
  .strictObject({
    slug: recorded(
      z.string().describe('2 to 24 lowercase letters and digits, with single dashes between them'),
    ),
    name: recorded(DisplayName.optional().describe('Display name. By default the slug')),
    adminEmail: EmailAddress.optional().describe(
      'Address of the first administrator, who is invited by mail',
    ),
  })
  .meta({ id: 'NewTenant' });

const TenantNow = Tenant.extend({
  operation: Operation.optional().describe(
    'The operation that is changing the tenant or one of its plugins now',
  ),
}).meta({ id: 'TenantNow' });

export const tenantRoutes = [
  route({
    id: 'createTenant',
    method: 'POST',
    path: '/v1/tenants',
    summary: 'Create a tenant',
    needs: { permission: 'tenants.create', scope: 'platform' },
    body: NewTenant,
    answers: {
      201: { description: 'The tenant', body: Tenant },
      202: { description: 'The operation takes longer than ten seconds and continues', body: Operation },
    },
    plan: async ({ platform, body: { slug, adminEmail } }) => {
      await checkNewTenant(platform, { slug });
      const invited = adminEmail === undefined ? {} : { detail: `with ${adminEmail} as administrator` };
      return [{ action: 'create', resource: 'tenant', name: slug, ...invited }];
    },
    handle: async (call) => {
      const { slug, name = slug, adminEmail } = call.body;
      const operation = await createTenant(call.platform, { slug, name, adminEmail }, call.principal.id);
      return answerWith(call, operation, async () => ({
        status: 201,
        body: toTenant(await findTenant(call.platform.tables, slug)),
        headers: { Location: `/v1/tenants/${slug}` },
      }));
    },
  }),
  route({
    id: 'listTenants',
    method: 'GET',
    path: '/v1/tenants',
    summary: 'List tenants, sorted by slug',
    needs: { permission: 'tenants.read', scope: 'platform' },
    query: PageQuery,
    answers: { 200: { description: 'One page of tenants', body: pageOf(Tenant) } },
    handle: async ({ platform, query }) => ({ status: 200, body: await listTenants(platform.tables, query) }),
  }),
  route({
    id: 'showTenant',
    method: 'GET',
    path: '/v1/tenants/{tenant}',
    summary: 'Show a tenant and the operation that is changing it',
    needs: { permission: 'tenants.read', scope: 'tenant' },
    params: TenantPath,
    answers: { 200: { description: 'The tenant', body: TenantNow } },
    handle: async ({ platform, params }) => {
      const tenant = toTenant(await findTenant(platform.tables, params.tenant));
      const operation = await platform.operations.changing(tenant.slug);
      return { status: 200, body: operation === undefined ? tenant : { ...tenant, operation } };
    },
  }),
  route({
    id: 'deleteTenant',
    method: 'DELETE',
    path: '/v1/tenants/{tenant}',
    summary: 'Delete a tenant and all its data',
    needs: { permission: 'tenants.delete', scope: 'platform' },
    params: TenantPath,
    answers: {
      204: { description: 'The tenant is deleted' },
      202: { description: 'The operation takes longer than ten seconds and continues', body: Operation },
    },
    plan: ({ platform, params }) => planDeleteTenant(platform, params.tenant),
    handle: async (call) => {
      const operation = await deleteTenant(call.platform, call.params.tenant, call.principal.id);
      return answerWith(call, operation, async () => ({ status: 204 }));
    },
  }),
];
