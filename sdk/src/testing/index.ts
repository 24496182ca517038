export { startPlugin, type RunningPlugin, type StartPluginOptions } from './start-plugin.ts';
export type { PluginClient } from './plugin-client.ts';
