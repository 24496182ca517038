import type { Feature } from '../feature/feature.ts';
import { auditOfTenants } from './of-tenants.ts';
import type { AuditPlatform } from './platform.ts';
import { auditRoutes } from './routes.ts';

export const audit: Feature<AuditPlatform> = {
  routes: auditRoutes,
  ofTenants: auditOfTenants,
};
