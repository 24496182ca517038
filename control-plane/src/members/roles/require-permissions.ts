import { findActiveTenant } from '../../tenants/tenant.ts';
import type { RolesPlatform } from './platform.ts';

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `invalid_input` for a permission that cannot exist */
export async function requirePermissions(
  platform: RolesPlatform,
  tenant: string,
  permissions: readonly string[],
): Promise<void> {
  const { id } = await findActiveTenant(platform.tables, tenant);
  await platform.requireInstalledPermissions(id, permissions);
}
