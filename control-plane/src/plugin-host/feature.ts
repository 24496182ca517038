import type { Feature } from '../feature/feature.ts';
import { endLeftovers } from './end-leftovers.ts';
import type { PluginHostPlatform } from './platform.ts';
import { clearWaiting } from './waiting-sandboxes.ts';

export const pluginHost: Feature<PluginHostPlatform> = {
  async start({ shared }) {
    endLeftovers(shared);
    await clearWaiting(shared);
  },
};
