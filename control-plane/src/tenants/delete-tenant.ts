import { tenantSchema } from '../database/names.ts';
import { erase } from '../database/sessions.ts';
import type { Change } from '../changes/change.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { TenantsPlatform } from './platform.ts';
import { dropTenantSchemaSql } from './schema.ts';
import { findActiveTenant } from './tenant.ts';

/** Besides `id` and `slug`: what each resource collected, under its name. */
interface DeleteTenant {
  id: string;
  slug: string;
  [resource: string]: unknown;
}

/** What deleting a tenant would remove. @throws PlexicaError `tenant_not_found`, `tenant_not_ready` */
export async function planDeleteTenant(platform: TenantsPlatform, slug: string): Promise<Change[]> {
  const { id } = await findActiveTenant(platform.tables, slug);
  const changes = await Promise.all(platform.tenantResources.map((resource) => resource.plan(id)));
  return [
    ...changes.flat(),
    { action: 'delete', resource: 'tenant', name: slug, detail: 'with its members, roles and workspaces' },
  ];
}

/**
 * @returns the id of the operation that erases the tenant and its data
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `operation_in_progress`
 */
export async function deleteTenant(
  platform: TenantsPlatform,
  slug: string,
  principal: string,
): Promise<string> {
  const { tables, operations, tenantResources } = platform;
  const { id } = await findActiveTenant(tables, slug);
  return operations.start<DeleteTenant>(
    { kind: 'delete-tenant', subject: `tenant ${slug}`, tenant: slug, principal, input: { id, slug } },
    async (transaction) => {
      await tables.tenants.update({ state: 'deleting' }, { where: { id }, transaction });
      const input: DeleteTenant = { id, slug };
      for (const resource of tenantResources) input[resource.name] = await resource.collect(id, transaction);
      return input;
    },
  );
}

export function defineDeleteTenant(operations: Operations, platform: TenantsPlatform): void {
  operations.define('delete-tenant', (input: DeleteTenant): Step[] => {
    const { id, slug } = input;
    const ofResources = platform.tenantResources.flatMap((resource) =>
      resource.steps({ id, slug }, input[resource.name]),
    );
    const eraseTenant: Step = {
      name: 'erase the tenant',
      run: async ({ operation, transaction }) => {
        await erase(platform.database, [tenantSchema(slug)], dropTenantSchemaSql(slug), transaction);
        // Earlier operations contain configuration of the plugins of the tenant. Their unfinished erasures
        // are done.
        await operations.forget(slug, operation, transaction);
        await platform.tables.tenants.destroy({ where: { id }, transaction });
      },
    };
    return [...ofResources, eraseTenant].map((step) => ({ ...step, pointOfNoReturn: 'begun' }));
  });
}
