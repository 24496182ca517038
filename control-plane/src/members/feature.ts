import type { Feature } from '../feature/feature.ts';
import { membersOfTenants } from './of-tenants.ts';
import type { MembersPlatform } from './platform.ts';
import { memberRoutes } from './routes.ts';

export const members: Feature<MembersPlatform> = {
  routes: memberRoutes,
  ofTenants: membersOfTenants,
};
