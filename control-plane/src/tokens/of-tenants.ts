import type { TenantResource } from '../feature/tenant-resource.ts';
import { scopeText } from '../access/scope.ts';
import type { TokensPlatform } from './platform.ts';

/** Tokens of a tenant are revoked with it. Otherwise they would be valid for a later tenant with the same slug. */
export function tokensOfTenants({ tables }: TokensPlatform): TenantResource {
  return {
    name: 'tokens',
    plan: async () => [],
    collect: async () => null,
    steps: ({ slug }) => [
      {
        name: 'revoke its tokens',
        run: async ({ transaction }) => {
          const scope = scopeText({ kind: 'tenant', tenant: slug });
          await tables.tokens.update(
            { revokedAt: new Date() },
            { where: { scope, revokedAt: null }, transaction },
          );
        },
      },
    ],
  };
}
