import { ApiError, waitForOperation } from '@plexica/sdk/client';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Planned } from '../../results/planned.ts';
import type {
  TenantCreated,
  TenantDeleted,
  TenantList,
  TenantNow,
  TenantResult,
} from '../../results/tenants.ts';
import { everyPage, sentAs, settled, type Api } from '../api.ts';

export interface NewTenant {
  slug: string;
  name: string | undefined;
  /** Address of the first administrator. */
  adminEmail: string | undefined;
  /** A tenant of that slug, and of that name if one is given, is as good as a new one. */
  ifNotExists: boolean;
  dryRun: boolean;
}

/**
 * @throws PlexicaError what the server says, `tenant_exists` also for one of another name; `tenant_not_ready` for one
 *   that is being deleted; with `ifNotExists` what the creation of an unfinished one failed with
 */
export async function createTenant(api: Api, tenant: NewTenant): Promise<TenantCreated | Planned> {
  const { slug, name, adminEmail, ifNotExists, dryRun } = tenant;
  const body = {
    slug,
    ...(name !== undefined && { name }),
    ...(adminEmail !== undefined && { adminEmail }),
  };
  const typed = { 'body.slug': '<slug>', 'body.name': '--name', 'body.adminEmail': '--admin-email' };
  try {
    if (dryRun) {
      return await sentAs(typed, () => api.createTenant({ body, dryRun }));
    }
    const answer = await sentAs(typed, () => api.createTenant({ body }));
    return { ...(await settled(api, answer, () => api.showTenant({ tenant: slug }))), created: true };
  } catch (error) {
    // The second code is that of a tenant that somebody else is creating at this moment.
    const exists =
      error instanceof ApiError && ['tenant_exists', 'operation_in_progress'].includes(error.code);
    if (!ifNotExists || !exists) throw error;
    const existing = await existingTenant(api, tenant);
    return dryRun ? { dryRun, changes: [] } : { ...existing, created: false };
  }
}

/** A dry run waits for nothing, not even for a tenant that is being created. */
async function existingTenant(api: Api, { slug, name, dryRun }: NewTenant): Promise<TenantResult> {
  for (;;) {
    const { operation, ...tenant } = await api.showTenant({ tenant: slug });
    if (name !== undefined && tenant.name !== name) {
      throw new PlexicaError(
        'tenant_exists',
        `The tenant ${slug} exists with another name: "${tenant.name}".`,
        {
          hint: `Omit --name, or create a tenant with another slug.`,
        },
      );
    }
    if (tenant.state === 'active' || (tenant.state === 'creating' && dryRun)) return tenant;
    if (tenant.state === 'deleting') {
      throw new PlexicaError('tenant_not_ready', `The tenant ${slug} is being deleted.`, {
        hint: `Run the command again when \`plexica tenants show ${slug}\` no longer finds the tenant.`,
      });
    }
    if (operation !== undefined) await waitForOperation(api, operation);
  }
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
