import type { PlexicaPlugin } from '@plexica/sdk';
import type { Declared } from '../channel/protocol.ts';

/** The sandbox imports no packages, so only the compiler checks that these are the methods of a plugin. */
const LIFECYCLE: Record<keyof PlexicaPlugin, true> = {
  onInstall: true,
  onActivate: true,
  onDeactivate: true,
  onUpdate: true,
  onUninstall: true,
};

export type Plugin = Record<string, ((...args: unknown[]) => unknown) | undefined>;

/**
 * Imports a bundle, reads its decorators and creates the plugin object.
 *
 * @throws TypeError if the default export is not a plugin class; whatever the bundle throws while it loads
 */
export async function loadPlugin(entry: string): Promise<{ plugin: Plugin; declared: Declared }> {
  const { default: PluginClass } = (await import(entry)) as {
    default?: (new () => Plugin) & { workspaceAware?: unknown };
  };
  if (typeof PluginClass !== 'function' || typeof PluginClass.prototype !== 'object') {
    throw new TypeError('the default export must be a class that extends PlexicaPlugin');
  }
  const key = (Symbol as { metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');
  const metadata = (PluginClass as unknown as Record<symbol, Record<symbol, unknown> | undefined>)[key];
  const said = metadata?.[Symbol.for('plexica.declarations')] as Partial<Declared> | undefined;
  const plugin = new PluginClass();
  return {
    plugin,
    declared: {
      routes: said?.routes ?? [],
      access: said?.access ?? {},
      workspaceRoles: said?.workspaceRoles ?? {},
      lifecycle: Object.keys(LIFECYCLE).filter((name) => typeof plugin[name] === 'function'),
      workspaceAware: PluginClass.workspaceAware === true,
    },
  };
}
