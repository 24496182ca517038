import type { Transaction } from 'sequelize';
import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { TENANT_STATES, type Tenant as TenantRow, type TenantTables } from './model.ts';

export const Tenant = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    state: z.enum(TENANT_STATES),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Tenant' });

export type Tenant = z.output<typeof Tenant>;

export function toTenant({ id, slug, name, state, createdAt }: TenantRow): Tenant {
  return { id, slug, name, state, createdAt: createdAt.toISOString() };
}

/**
 * @param transaction until its end the tenant stays as it is
 * @throws PlexicaError `tenant_not_found`
 */
export async function findTenant(
  tables: TenantTables,
  slug: string,
  transaction?: Transaction,
): Promise<TenantRow> {
  const kept = transaction && { transaction, lock: transaction.LOCK.SHARE };
  const tenant = await tables.tenants.findOne({ where: { slug }, ...kept });
  if (tenant === null) throw new PlexicaError('tenant_not_found', `no tenant is named ${slug}`);
  return tenant;
}

/**
 * @param transaction until its end the tenant stays as it is
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`
 */
export async function findActiveTenant(
  tables: TenantTables,
  slug: string,
  transaction?: Transaction,
): Promise<TenantRow> {
  const tenant = await findTenant(tables, slug, transaction);
  if (tenant.state !== 'active')
    throw new PlexicaError('tenant_not_ready', `the tenant ${slug} is ${tenant.state}`);
  return tenant;
}
