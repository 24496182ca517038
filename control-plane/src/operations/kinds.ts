import type { PlatformPermission } from '../access/permissions.ts';

export interface Kind {
  /**
   * Milliseconds after its start at which an operation is rolled back. If rollback is no longer possible, it continues
   * and skips what is optional.
   */
  readonly deadline: number;
  /** What starting or cancelling one requires. */
  readonly needs: { readonly permission: PlatformPermission; readonly scope: 'platform' | 'tenant' };
}

const MINUTE = 60_000;

const TENANT_WRITE = { permission: 'installations.write', scope: 'tenant' } as const;

/** Every kind of operation there is. */
export const KINDS = {
  'create-tenant': {
    deadline: 2 * MINUTE,
    needs: { permission: 'tenants.create', scope: 'platform' },
  },
  'delete-tenant': {
    deadline: 10 * MINUTE,
    needs: { permission: 'tenants.delete', scope: 'platform' },
  },
  install: { deadline: 10 * MINUTE, needs: TENANT_WRITE },
  update: { deadline: 10 * MINUTE, needs: TENANT_WRITE },
  uninstall: { deadline: 10 * MINUTE, needs: TENANT_WRITE },
  activate: { deadline: 2 * MINUTE, needs: TENANT_WRITE },
  deactivate: { deadline: 2 * MINUTE, needs: TENANT_WRITE },
  configure: { deadline: 2 * MINUTE, needs: { permission: 'config.write', scope: 'tenant' } },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;
