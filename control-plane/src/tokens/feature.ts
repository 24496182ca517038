import type { Feature } from '../feature/feature.ts';
import { tokensOfTenants } from './of-tenants.ts';
import type { TokensPlatform } from './platform.ts';
import { tokenRoutes } from './routes.ts';

export const tokens: Feature<TokensPlatform> = {
  routes: tokenRoutes,
  ofTenants: tokensOfTenants,
};
