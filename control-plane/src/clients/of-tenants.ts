import type { TenantResource } from '../feature/tenant-resource.ts';
import type { ClientsPlatform } from './platform.ts';

/** Clients of a tenant are deleted with it. Otherwise they would be valid for a later tenant with the same slug. */
export function clientsOfTenants({ database }: ClientsPlatform): TenantResource {
  return {
    name: 'clients',
    plan: async () => [],
    collect: async () => null,
    steps: ({ slug }) => [
      {
        name: 'delete its clients',
        run: async ({ transaction }) => {
          await database.rows(
            'DELETE FROM plexica.clients WHERE realm = $1 RETURNING id',
            [slug],
            transaction ?? undefined,
          );
        },
      },
    ],
  };
}
