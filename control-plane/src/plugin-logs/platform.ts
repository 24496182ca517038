import type { HttpPlatform } from '../http/platform.ts';
import type { PluginLogs } from './plugin-logs.ts';

/** The parts of the server that plugin logs use. */
export interface PluginLogsPlatform extends HttpPlatform {
  readonly logs: PluginLogs;
}
