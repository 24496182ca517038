import type { Feature } from '../feature/feature.ts';
import { clientsOfTenants } from './of-tenants.ts';
import type { ClientsPlatform } from './platform.ts';
import { clientRoutes } from './routes.ts';

export const clients: Feature<ClientsPlatform> = {
  routes: clientRoutes,
  ofTenants: clientsOfTenants,
};
