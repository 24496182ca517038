import type { HttpPlatform } from '../http/platform.ts';
import type { PluginLogs } from './plugin-logs.ts';

/** What logs of plugins use of the running server. */
export interface PluginLogsPlatform extends HttpPlatform {
  readonly logs: PluginLogs;
}
