import type { TenantResource } from '../feature/tenant-resource.ts';
import type { OperationsPlatform } from '../operations/platform.ts';
import type { TenantTables } from './model.ts';

/** The parts of the server that tenants use. */
export interface TenantsPlatform extends OperationsPlatform {
  readonly tables: TenantTables;
  /** Resources that are erased with a tenant, in this order. */
  readonly tenantResources: readonly TenantResource[];
}
