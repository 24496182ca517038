import type { TenantResource } from '../feature/tenant-resource.ts';
import type { OperationsPlatform } from '../operations/platform.ts';
import type { TenantTables } from './model.ts';

/** What tenants use of the running server. */
export interface TenantsPlatform extends OperationsPlatform {
  readonly tables: TenantTables;
  /** What belongs to a tenant and is erased with it, in this order. */
  readonly tenantResources: readonly TenantResource[];
}
