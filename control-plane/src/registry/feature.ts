import type { Feature } from '../feature/feature.ts';
import { clearBundles } from './bundles.ts';
import type { RegistryPlatform } from './platform.ts';
import { registryRoutes } from './routes.ts';

export const registry: Feature<RegistryPlatform> = {
  routes: registryRoutes,
  async start(platform) {
    await platform.packages.removeOrphans();
    await clearBundles(platform);
  },
  housekeeping: ({ packages }) => packages.removeOrphans(),
};
