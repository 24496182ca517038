import type { Transaction } from 'sequelize';
import type { TenantResource } from '../feature/tenant-resource.ts';
import { addMember, nameFromAddress } from './add-member.ts';
import { strongestRole } from './people.ts';
import type { MembersPlatform } from './platform.ts';

/** The first administrator of a new tenant. Members are erased with the schema of their tenant. */
export function membersOfTenants(platform: MembersPlatform): TenantResource {
  return {
    name: 'members',
    create: ({ slug, adminEmail }) =>
      adminEmail === undefined
        ? []
        : [
            {
              name: 'invite the administrator',
              run: async ({ transaction }) => {
                const person = { email: adminEmail, name: nameFromAddress(adminEmail) };
                await addMember(
                  platform,
                  slug,
                  { person, roles: [strongestRole(slug)] },
                  transaction as Transaction,
                );
              },
            },
          ],
    plan: async () => [],
    collect: async () => null,
    steps: () => [],
  };
}
