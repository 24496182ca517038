import type { Feature } from '../feature/feature.ts';
import { defineActivate } from './activate.ts';
import { defineConfigure } from './configure.ts';
import { defineDeactivate } from './deactivate.ts';
import { defineInstall } from './install.ts';
import { installationsOfTenants } from './of-tenants.ts';
import type { InstallationsPlatform } from './platform.ts';
import { keepRoleLimits } from './role-limits.ts';
import { installationRoutes } from './routes.ts';
import { defineUninstall } from './uninstall.ts';
import { defineUpdate } from './update.ts';

export const installations: Feature<InstallationsPlatform> = {
  routes: installationRoutes,
  operations(platform) {
    const { operations } = platform;
    defineInstall(operations, platform);
    defineUpdate(operations, platform);
    defineUninstall(operations, platform);
    defineActivate(operations, platform);
    defineDeactivate(operations, platform);
    defineConfigure(operations, platform);
  },
  ofTenants: installationsOfTenants,
  async start(platform) {
    // Not awaited: a session of a plugin could block it.
    const kept = keepRoleLimits(platform);
    return () => kept;
  },
};
