import type { Transaction } from 'sequelize';
import { tenantSchema } from '../database/names.ts';
import type { WorkspacesPlatform } from './platform.ts';

interface PluginRows {
  plugin: string;
  count: number;
}

/**
 * Counts the rows of plugins of a tenant that a change removes or updates through foreign keys. The platform cannot read
 * the tables of plugins, but PostgreSQL counts what its own connection changes in them.
 *
 * @param change runs in the transaction
 */
export async function changedPluginRows(
  { rows }: Pick<WorkspacesPlatform['database'], 'rows'>,
  tenant: string,
  transaction: Transaction,
  change: () => Promise<void>,
): Promise<PluginRows[]> {
  const count = () =>
    rows<PluginRows>(
      `SELECT i.plugin, sum(pg_stat_get_xact_tuples_deleted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid))::int AS count
         FROM plexica.installations i
         JOIN plexica.tenants t ON t.id = i.tenant
         JOIN pg_namespace n ON n.nspname = $2 || '__' || replace(i.plugin, '-', '_')
         JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
        WHERE t.slug = $1 GROUP BY i.plugin ORDER BY i.plugin`,
      [tenant, tenantSchema(tenant)],
      transaction,
    );
  // Counts of transactions that have just ended on the same connection are still among them.
  const before = new Map((await count()).map((one) => [one.plugin, one.count]));
  await change();
  return (await count())
    .map(({ plugin, count: now }) => ({ plugin, count: now - (before.get(plugin) ?? 0) }))
    .filter((one) => one.count > 0);
}
