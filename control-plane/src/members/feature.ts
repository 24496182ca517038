import type { Feature } from '../feature/feature.ts';
import { membersOfTenants } from './of-tenants.ts';
import type { MembersPlatform } from './platform.ts';

export const members: Feature<MembersPlatform> = {
  ofTenants: membersOfTenants,
};
