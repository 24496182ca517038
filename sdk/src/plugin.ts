import type { LifecycleContext } from './context.ts';

/**
 * A plugin's backend: the default export of its entry extends this class. One object is made per process, so fields
 * live as long as the process does and no longer; keep data in `ctx.db`.
 */
export abstract class PlexicaPlugin {
  /** Runs once, in the transaction that creates the tables. Throwing undoes the installation. */
  onInstall?(ctx: LifecycleContext): Promise<void> | void;
  /** Runs when an operator switches the installation on. Throwing leaves it inactive. */
  onActivate?(ctx: LifecycleContext): Promise<void> | void;
  /** Runs when an operator switches the installation off. An error is logged and does not stop it. */
  onDeactivate?(ctx: LifecycleContext): Promise<void> | void;
  /**
   * Runs in the transaction of an update, after its migrations. Throwing undoes the update: the old version goes on.
   *
   * @param from the version that was installed before, such as `1.2.0`
   */
  onUpdate?(ctx: LifecycleContext, from: string): Promise<void> | void;
  /** Runs before the schema is dropped. An error is logged and does not stop it. */
  onUninstall?(ctx: LifecycleContext): Promise<void> | void;
}
