import type { TenantResource } from '../feature/tenant-resource.ts';
import { signatureOf } from './head.ts';
import type { AuditPlatform } from './platform.ts';

/**
 * The lines of an erased tenant stay, because the platform cannot remove any. Destroying the key makes the personal values
 * in them unreadable.
 */
export function auditOfTenants({ database, keys }: AuditPlatform): TenantResource {
  return {
    name: 'audit',
    plan: async () => [],
    collect: async () => null,
    steps: ({ id }) => [
      {
        name: 'destroy the key of its audit log',
        run: async ({ transaction }) => {
          const empty = signatureOf(keys, { chain: id, count: 0, mac: Buffer.alloc(0) });
          await database.rows(
            `INSERT INTO plexica.audit_chains (chain, signature) VALUES ($1, $2)
             ON CONFLICT (chain) DO UPDATE SET key = NULL RETURNING chain`,
            [id, empty],
            transaction ?? undefined,
          );
        },
      },
    ],
  };
}
