import type { Feature } from '../feature/feature.ts';
import { endLeftovers } from './sandbox/end-leftovers.ts';
import type { PluginHostPlatform } from './platform.ts';
import { clearWaiting } from './sandbox/waiting-sandboxes.ts';

export const pluginHost: Feature<PluginHostPlatform> = {
  async start({ shared }) {
    endLeftovers(shared);
    await clearWaiting(shared);
  },
};
