import type { TenantResource } from '../feature/tenant-resource.ts';
import type { IdentityPlatform } from './platform.ts';

/** The realm of a tenant. */
export function realmOfTenants({ identity }: IdentityPlatform): TenantResource {
  return {
    name: 'realm',
    create: ({ slug }) => [
      {
        name: 'create the realm',
        run: async ({ transaction }) => identity.keys.create(slug, transaction ?? undefined),
        undo: async ({ transaction }) => identity.erase(slug, transaction),
      },
    ],
    plan: async () => [],
    collect: async () => null,
    steps: ({ slug }) => [
      { name: 'erase the realm', run: ({ transaction }) => identity.erase(slug, transaction) },
    ],
  };
}
