import type { Feature } from '../feature/feature.ts';
import { defineCreateTenant } from './create-tenant.ts';
import { defineDeleteTenant } from './delete-tenant.ts';
import type { TenantsPlatform } from './platform.ts';
import { tenantRoutes } from './routes.ts';

export const tenants: Feature<TenantsPlatform> = {
  routes: tenantRoutes,
  operations(platform) {
    defineCreateTenant(platform.operations, platform);
    defineDeleteTenant(platform.operations, platform);
  },
};
