import type { Feature } from '../feature/feature.ts';
import type { PluginLogsPlatform } from './platform.ts';

/** The routes belong to installations, which know the owner of each log. */
export const pluginLogs: Feature<PluginLogsPlatform> = {
  housekeeping: ({ logs }) => logs.trim(),
};
