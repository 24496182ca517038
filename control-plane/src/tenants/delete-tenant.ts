import { scopeText } from '../access/scope.ts';
import { tenantSchema } from '../database/names.ts';
import { erase } from '../database/sessions.ts';
import { eraseInstallation, stopInstallation } from '../installations/erase.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { Platform } from '../platform.ts';
import type { Change } from '../http/route.ts';
import { dropTenantSchemaSql } from './schema.ts';
import { findActiveTenant } from './tenant.ts';

interface DeleteTenant {
  id: string;
  slug: string;
  installations: { number: number; plugin: string }[];
}

/** What deleting a tenant would take away. @throws PlexicaError `tenant_not_found`, `tenant_not_ready` */
export async function planDeleteTenant(platform: Platform, slug: string): Promise<Change[]> {
  const tenant = await findActiveTenant(platform.tables, slug);
  const installations = await platform.tables.installations.findAll({
    where: { tenant: tenant.id },
    order: ['plugin'],
  });
  return [
    ...installations.map(({ plugin }): Change => ({
      action: 'delete',
      resource: 'installation',
      name: plugin,
      detail: 'with all its data',
    })),
    { action: 'delete', resource: 'tenant', name: slug, detail: 'with its members, roles and workspaces' },
  ];
}

/**
 * @returns the id of the operation that erases the tenant and all that belongs to it
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `operation_in_progress`
 */
export async function deleteTenant(platform: Platform, slug: string, principal: string): Promise<string> {
  const { tables, operations } = platform;
  const { id } = await findActiveTenant(tables, slug);
  return operations.start<DeleteTenant>(
    {
      kind: 'delete-tenant',
      subject: `tenant ${slug}`,
      tenant: slug,
      principal,
      input: { id, slug, installations: [] },
    },
    async (transaction) => {
      await tables.tenants.update({ state: 'deleting' }, { where: { id }, transaction });
      const rows = await tables.installations.findAll({
        where: { tenant: id },
        order: ['number'],
        transaction,
      });
      return { id, slug, installations: rows.map(({ number, plugin }) => ({ number, plugin })) };
    },
  );
}

export function defineDeleteTenant(operations: Operations, platform: Platform): void {
  operations.define('delete-tenant', ({ id, slug, installations }: DeleteTenant): Step[] => [
    {
      name: 'stop its plugins',
      outside: true,
      pointOfNoReturn: 'begun',
      run: async () => {
        platform.changes.tell('tenants');
        for (const { number } of installations) await stopInstallation(platform, number);
      },
    },
    ...installations.map(({ number, plugin }): Step => ({
      name: `erase ${plugin}`,
      run: async ({ transaction }) =>
        eraseInstallation(platform, { number, tenant: slug, plugin }, transaction),
    })),
    {
      name: 'erase the tenant',
      run: async ({ operation, transaction }) => {
        await erase(platform.database, [tenantSchema(slug)], dropTenantSchemaSql(slug), transaction);
        // The slug is free again, and a token must not open what somebody else will make of it.
        await platform.tables.tokens.update(
          { revokedAt: new Date() },
          { where: { scope: scopeText({ kind: 'tenant', tenant: slug }), revokedAt: null }, transaction },
        );
        // They hold what was configured in the tenant's plugins. What one of them still had to erase is gone.
        await platform.database.rows(
          'DELETE FROM plexica.operations WHERE tenant = $1 AND id <> $2 RETURNING id',
          [slug, operation],
          transaction ?? undefined,
        );
        await platform.tables.tenants.destroy({ where: { id }, transaction });
      },
    },
  ]);
}
