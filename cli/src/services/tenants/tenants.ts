import type { Planned } from '../../results/planned.ts';
import type { TenantDeleted, TenantList, TenantNow, TenantResult } from '../../results/tenants.ts';
import { everyPage, sentAs, settled, type Api } from '../api.ts';

export async function createTenant(
  api: Api,
  { slug, name, dryRun }: { slug: string; name: string | undefined; dryRun: boolean },
): Promise<TenantResult | Planned> {
  const body = { slug, ...(name !== undefined && { name }) };
  const typed = { 'body.slug': '<slug>', 'body.name': '--name' };
  if (dryRun) {
    return sentAs(typed, () => api.createTenant({ body, dryRun }));
  }
  const answer = await sentAs(typed, () => api.createTenant({ body }));
  return settled(api, answer, () => api.showTenant({ tenant: slug }));
}

export async function listTenants(api: Api): Promise<TenantList> {
  return { tenants: await everyPage((cursor) => api.listTenants({ limit: 100, ...(cursor && { cursor }) })) };
}

export function showTenant(api: Api, slug: string): Promise<TenantNow> {
  return api.showTenant({ tenant: slug });
}

export async function deleteTenant(
  api: Api,
  { slug, dryRun }: { slug: string; dryRun: boolean },
): Promise<TenantDeleted | Planned> {
  if (dryRun) {
    return api.deleteTenant({ tenant: slug, dryRun });
  }
  await settled(api, await api.deleteTenant({ tenant: slug }), () => Promise.resolve(undefined));
  return { slug, deleted: true };
}
