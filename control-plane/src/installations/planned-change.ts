import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { KindName } from '../operations/kinds.ts';
import type { InstallationsPlatform } from './platform.ts';

export interface PlannedChange {
  kind: KindName;
  /** Slug. */
  tenant: string;
  plugin: string;
  /** Id of the principal. */
  by: string;
}

/**
 * Plans a change of a tenant's plugins and starts it as an operation. Planning can take long, so it happens before the
 * tenant is locked. Under the lock, the plan is valid only if the plugins are unchanged.
 *
 * @param prepare turns the plan into the operation's input, in the transaction that takes the lock
 * @returns the id of the operation
 * @throws PlexicaError whatever `plan` and `prepare` throw; `operation_in_progress` if another change is running or
 *   happened in between
 */
export async function startPlanned<Plan, Input extends object>(
  { database, operations }: Pick<InstallationsPlatform, 'database' | 'operations'>,
  { kind, tenant, plugin, by }: PlannedChange,
  plan: () => Promise<Plan>,
  prepare: (plan: Plan, transaction: Transaction) => Promise<Input>,
): Promise<string> {
  const before = await pluginsOf(database, tenant);
  const planned = await plan();
  return operations.start(
    { kind, subject: `${plugin} in ${tenant}`, tenant, principal: by, input: {} },
    async (transaction) => {
      if ((await pluginsOf(database, tenant, transaction)) !== before) {
        throw new PlexicaError('operation_in_progress', `the plugins of ${tenant} changed in the meantime`, {
          retryAfter: 1,
        });
      }
      return prepare(planned, transaction);
    },
  );
}

/** All plugins of a tenant, on which a plan depends, as one text; `undefined` without such a tenant. */
async function pluginsOf(
  database: InstallationsPlatform['database'],
  tenant: string,
  transaction?: Transaction,
): Promise<string | undefined> {
  const [found] = await database.rows<{ plugins: string }>(
    `SELECT concat_ws(' ', t.id, t.state,
         string_agg(concat_ws(' ', i.number, i.version, i.state, i.config_version), ',' ORDER BY i.number)) AS plugins
       FROM plexica.tenants t LEFT JOIN plexica.installations i ON i.tenant = t.id WHERE t.slug = $1 GROUP BY t.id`,
    [tenant],
    transaction,
  );
  return found?.plugins;
}
