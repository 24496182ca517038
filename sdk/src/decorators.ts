import type { WorkspaceContext } from './context.ts';
import { DECLARATIONS } from './metadata.ts';
import type { PlexicaPlugin } from './plugin.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who can call a route: holders of a permission, everyone with a token for the tenant, or everyone. */
export type RouteAccess = { permission: string } | 'authenticated' | 'public';

/** Roles in a workspace. Each includes those before it. */
export type WorkspaceRoleName = 'VIEWER' | 'MEMBER' | 'ADMIN';

/** Declarations of the decorators of one class. The host reads them when it loads a bundle. */
export interface Declarations {
  routes: { method: HttpMethod; path: string; handler: string }[];
  access: Record<string, RouteAccess>;
  workspaceRoles: Record<string, WorkspaceRoleName>;
}

/** What the host calls: whatever the configuration is said to be, there is one argument, and it is a context. */
type RouteMethod = (this: never, ctx: WorkspaceContext<never>) => unknown;
type MethodDecorator = (method: RouteMethod, context: ClassMethodDecoratorContext<PlexicaPlugin>) => void;

function declarations(context: ClassMethodDecoratorContext<PlexicaPlugin>): Declarations {
  const metadata = context.metadata as Record<symbol, Declarations | undefined>;
  if (!Object.hasOwn(metadata, DECLARATIONS)) {
    const inherited = metadata[DECLARATIONS];
    metadata[DECLARATIONS] = {
      routes: [...(inherited?.routes ?? [])],
      access: { ...inherited?.access },
      workspaceRoles: { ...inherited?.workspaceRoles },
    };
  }
  return metadata[DECLARATIONS] as Declarations;
}

function handlerName(context: ClassMethodDecoratorContext<PlexicaPlugin>, decorator: string): string {
  // Types say so too; JavaScript is not checked.
  const { kind } = context as { kind: string };
  if (kind !== 'method') {
    throw new TypeError(
      `@${decorator} must be placed before a method, but ${String(context.name)} is a ${kind}`,
    );
  }
  if (typeof context.name === 'symbol' || context.private || context.static) {
    throw new TypeError(
      `@${decorator} requires a public method with a name; ${String(context.name)} is not one`,
    );
  }
  return context.name;
}

function grant(decorator: string, access: RouteAccess): MethodDecorator {
  return (_method, context) => {
    const name = handlerName(context, decorator);
    const declared = declarations(context);
    if (Object.hasOwn(declared.access, name)) {
      throw new TypeError(
        `${name}() declares its access twice; keep one of @Permission, @Authenticated, @Public`,
      );
    }
    declared.access[name] = access;
  };
}

/**
 * Declares a route: requests with `method` to `path` below the plugin's prefix. `path` starts with `/`. A segment `:name`
 * matches anything up to the next `/`; its value is in `ctx.request.params`.
 *
 * The method returns a plain value (status 200 with JSON, or 204 for `undefined`) or a standard `Response`. Each route
 * also needs `@Permission`, `@Authenticated` or `@Public`.
 *
 * @example
 * ```ts
 * import { HttpError, Permission, PlexicaPlugin, Route, type Context } from '@plexica/sdk';
 *
 * export default class Contacts extends PlexicaPlugin {
 *   @Route('GET', '/contacts/:id')
 *   @Permission('contacts.read')
 *   async show(ctx: Context): Promise<object> {
 *     const { id } = ctx.request.params;
 *     const contact = await ctx.db.one('select id, name from contacts where id = $1', [id]);
 *     if (contact === undefined) throw new HttpError(404, 'No such contact');
 *     return contact;
 *   }
 * }
 * ```
 */
export function Route(method: HttpMethod, path: string): MethodDecorator {
  return (_method, context) => {
    const handler = handlerName(context, 'Route');
    declarations(context).routes.push({ method, path, handler });
  };
}

/** Allows callers with this permission of the manifest, written without the plugin's id: `contacts.read`. */
export function Permission(permission: string): MethodDecorator {
  return grant('Permission', { permission });
}

/** Allows every caller with a token for the tenant, regardless of its permissions. */
export function Authenticated(): MethodDecorator {
  return grant('Authenticated', 'authenticated');
}

/**
 * Allows everyone, without a token. Meant for webhooks: the operator must accept such a route, and its calls are
 * rate-limited.
 *
 * @example
 * ```ts
 * import { PlexicaPlugin, Public, Route, type Context } from '@plexica/sdk';
 *
 * export default class Payments extends PlexicaPlugin {
 *   @Route('POST', '/webhook')
 *   @Public()
 *   async webhook(ctx: Context): Promise<void> {
 *     ctx.log.info('payment event', await ctx.request.json<object>());
 *   }
 * }
 * ```
 */
export function Public(): MethodDecorator {
  return grant('Public', 'public');
}

/**
 * Allows callers with this role, or a stronger one, in the workspace of the request, in addition to what `@Permission` or
 * `@Authenticated` requires. For plugins with `"workspaceAware": true`. Without it, a GET route requires `VIEWER` and
 * every other route `MEMBER`.
 *
 * @example
 * ```ts
 * import { Permission, Route, WorkspaceAwarePlugin, WorkspaceRole, type WorkspaceContext } from '@plexica/sdk';
 *
 * export default class Notes extends WorkspaceAwarePlugin {
 *   @Route('DELETE', '/notes')
 *   @Permission('notes.write')
 *   @WorkspaceRole('ADMIN')
 *   async clear(ctx: WorkspaceContext): Promise<void> {
 *     await ctx.db.query('delete from notes');
 *     ctx.log.info(`cleared the workspace ${ctx.workspace.slug}`);
 *   }
 * }
 * ```
 */
export function WorkspaceRole(role: WorkspaceRoleName): MethodDecorator {
  return (_method, context) => {
    const name = handlerName(context, 'WorkspaceRole');
    const declared = declarations(context);
    if (Object.hasOwn(declared.workspaceRoles, name))
      throw new TypeError(`${name}() declares @WorkspaceRole twice; keep one of them`);
    declared.workspaceRoles[name] = role;
  };
}
