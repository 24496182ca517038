import { UniqueConstraintError, type Transaction } from 'sequelize';
import { assertTenantSlug } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { TenantsPlatform } from './platform.ts';
import { tenantSchema } from '../database/names.ts';
import { erase } from '../database/sessions.ts';
import { dropTenantSchemaSql, tenantSchemaSql } from './schema.ts';
import type { NewTenant } from '../feature/tenant-resource.ts';

interface NamedTenant extends NewTenant {
  name: string;
}

/** @throws PlexicaError `invalid_input`, `reserved_name`, `tenant_exists` */
export async function checkNewTenant({ tables }: TenantsPlatform, { slug }: NewTenant): Promise<void> {
  assertTenantSlug(slug, 'body.slug');
  if ((await tables.tenants.count({ where: { slug } })) > 0) throw exists(slug);
}

/** @returns the id of the operation that creates the tenant */
export async function createTenant(
  platform: TenantsPlatform,
  { name, ...tenant }: NamedTenant,
  principal: string,
): Promise<string> {
  await checkNewTenant(platform, tenant);
  const { tables, operations } = platform;
  const { slug } = tenant;
  return operations.start(
    { kind: 'create-tenant', subject: `tenant ${slug}`, tenant: slug, principal, input: tenant },
    async (transaction) => {
      try {
        await tables.tenants.create({ slug, name, state: 'creating' }, { transaction });
      } catch (error) {
        if (error instanceof UniqueConstraintError) throw exists(slug);
        throw error;
      }
    },
  );
}

/** The tenant's row was written in the transaction that recorded the operation. These steps do the rest. */
export function defineCreateTenant(
  operations: Operations,
  platform: Pick<TenantsPlatform, 'database' | 'tables' | 'tenantResources'>,
) {
  const { database, tables } = platform;
  operations.define('create-tenant', (tenant: NewTenant): Step[] => {
    const { slug } = tenant;
    return [
      {
        name: 'create the schema',
        run: ({ transaction }) => database.run(tenantSchemaSql(slug), transaction),
        undo: async ({ transaction }) => {
          if (await ownsSchema(database, slug, transaction))
            await erase(database, [tenantSchema(slug)], dropTenantSchemaSql(slug), transaction);
          await tables.tenants.destroy({ where: { slug }, transaction });
        },
      },
      ...platform.tenantResources.flatMap((resource) => resource.create?.(tenant) ?? []),
      {
        name: 'activate the tenant',
        run: async ({ transaction }) => {
          await tables.tenants.update({ state: 'active' }, { where: { slug }, transaction });
        },
      },
    ];
  });
}

function exists(slug: string): PlexicaError {
  return new PlexicaError('tenant_exists', `a tenant named ${slug} already exists`);
}

/** Whether the platform has created the schema: another one of this name is the reason why the tenant was not created. */
async function ownsSchema(
  database: TenantsPlatform['database'],
  slug: string,
  transaction: Transaction | null,
): Promise<boolean> {
  const own = await database.rows(
    'SELECT 1 AS own FROM pg_namespace WHERE nspname = $1 AND nspowner = current_user::regrole',
    [tenantSchema(slug)],
    transaction ?? undefined,
  );
  return own.length === 1;
}
