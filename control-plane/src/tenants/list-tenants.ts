import { Op } from 'sequelize';
import { fromCursor, toPage } from '../http/page.ts';
import type { TenantTables } from './model.ts';
import { toTenant, type Tenant } from './tenant.ts';

/** Tenants by slug. */
export async function listTenants(
  tables: TenantTables,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Tenant[]; nextCursor?: string }> {
  const after = fromCursor(cursor);
  const rows = await tables.tenants.findAll({
    where: after === undefined ? {} : { slug: { [Op.gt]: after } },
    order: ['slug'],
    limit: limit + 1,
  });
  return toPage(rows, limit, ({ slug }) => slug, toTenant);
}
