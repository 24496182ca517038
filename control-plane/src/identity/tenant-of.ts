import type { TenantTables } from '../tenants/model.ts';
import type { PageTenant } from './pages/layout.ts';
import { PLATFORM_REALM } from './realms.ts';

/** How pages and mails call the tenant of a realm; `undefined` for one that does not exist, or is being deleted. */
export async function tenantOf({ tenants }: TenantTables, realm: string): Promise<PageTenant | undefined> {
  if (realm === PLATFORM_REALM) return { slug: PLATFORM_REALM, name: 'Plexica' };
  const tenant = await tenants.findOne({ where: { slug: realm } });
  return tenant === null || tenant.state === 'deleting'
    ? undefined
    : { slug: tenant.slug, name: tenant.name };
}
