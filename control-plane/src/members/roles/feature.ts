import type { Feature } from '../../feature/feature.ts';
import type { RolesPlatform } from './platform.ts';
import { roleRoutes } from './routes.ts';

export const roles: Feature<RolesPlatform> = { routes: roleRoutes };
