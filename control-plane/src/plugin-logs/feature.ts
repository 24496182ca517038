import type { Feature } from '../feature/feature.ts';
import type { PluginLogsPlatform } from './platform.ts';

/** Their routes belong to installations, which know whose log is whose. */
export const pluginLogs: Feature<PluginLogsPlatform> = {
  housekeeping: ({ logs }) => logs.trim(),
};
