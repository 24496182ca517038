import type { LifecycleContext } from './context.ts';

/**
 * Base class of a plugin's backend. The entry file exports a subclass as default. Each process creates one object, so
 * fields are lost when the process ends; store data with `ctx.db`.
 *
 * @example
 * ```ts
 * import { Permission, PlexicaPlugin, Route, type Context, type LifecycleContext } from '@plexica/sdk';
 *
 * export default class Notes extends PlexicaPlugin {
 *   override async onInstall(ctx: LifecycleContext): Promise<void> {
 *     await ctx.db.query('insert into notes (text) values ($1)', ['Welcome']);
 *   }
 *
 *   @Route('GET', '/notes')
 *   @Permission('notes.read')
 *   list(ctx: Context): Promise<object[]> {
 *     return ctx.db.query('select id, text from notes order by id');
 *   }
 * }
 * ```
 */
export abstract class PlexicaPlugin {
  /** Runs once, in the transaction that creates the tables. An error rolls back the installation. */
  onInstall?(ctx: LifecycleContext): Promise<void> | void;
  /** Runs when the installation is activated. An error leaves it inactive. */
  onActivate?(ctx: LifecycleContext): Promise<void> | void;
  /** Runs when the installation is deactivated. An error is logged and does not prevent it. */
  onDeactivate?(ctx: LifecycleContext): Promise<void> | void;
  /**
   * Runs in the transaction of an update, after its migrations. An error rolls back the update; the old version keeps running.
   *
   * @param from the version that was installed before, such as `1.2.0`
   */
  onUpdate?(ctx: LifecycleContext, from: string): Promise<void> | void;
  /** Runs before the schema is dropped. An error is logged and does not prevent it. */
  onUninstall?(ctx: LifecycleContext): Promise<void> | void;
}

/**
 * Base class of a plugin whose data belongs to workspaces: `"workspaceAware": true` in plexica.json. Every request must
 * name a workspace in the header `X-Workspace-ID`, by id or slug, and its caller needs a role there. Tables with a column
 * `workspace_id` show only the rows of that workspace to `ctx.db`.
 */
export abstract class WorkspaceAwarePlugin extends PlexicaPlugin {
  /** Read by `plexica build`, which compares it with the manifest. */
  static readonly workspaceAware = true;
}
