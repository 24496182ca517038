import type { Context } from './context.ts';
import { DECLARATIONS } from './metadata.ts';
import type { PlexicaPlugin } from './plugin.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call a route: holders of a permission, anybody with a token for the tenant, or anybody. */
export type RouteAccess = { permission: string } | 'authenticated' | 'public';

/** What the decorators of one class say; the host reads it as it loads a bundle. */
export interface Declarations {
  routes: { method: HttpMethod; path: string; handler: string }[];
  access: Record<string, RouteAccess>;
}

/** What the host calls: whatever the configuration is said to be, there is one argument, and it is a context. */
type RouteMethod = (this: never, ctx: Context<never>) => unknown;
type MethodDecorator = (method: RouteMethod, context: ClassMethodDecoratorContext<PlexicaPlugin>) => void;

function declarations(context: ClassMethodDecoratorContext<PlexicaPlugin>): Declarations {
  const metadata = context.metadata as Record<symbol, Declarations | undefined>;
  if (!Object.hasOwn(metadata, DECLARATIONS)) {
    const inherited = metadata[DECLARATIONS];
    metadata[DECLARATIONS] = {
      routes: [...(inherited?.routes ?? [])],
      access: { ...inherited?.access },
    };
  }
  return metadata[DECLARATIONS] as Declarations;
}

function handlerName(context: ClassMethodDecoratorContext<PlexicaPlugin>, decorator: string): string {
  // Types say so too; JavaScript is not checked.
  const { kind } = context as { kind: string };
  if (kind !== 'method') {
    throw new TypeError(`@${decorator} goes before a method, and ${String(context.name)} is a ${kind}`);
  }
  if (typeof context.name === 'symbol' || context.private || context.static) {
    throw new TypeError(
      `@${decorator} needs a public method with a name; ${String(context.name)} is not one`,
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
        `${name}() says twice who may call it; keep one of @Permission, @Authenticated, @Public`,
      );
    }
    declared.access[name] = access;
  };
}

/**
 * Answers `method` requests to `path` below the plugin's prefix. `path` starts with `/`; a segment `:name` matches
 * anything up to the next `/` and is found in `ctx.request.params`.
 *
 * The method returns a plain value (200 with JSON; `undefined` is 204) or a standard `Response`.
 */
export function Route(method: HttpMethod, path: string): MethodDecorator {
  return (_method, context) => {
    const handler = handlerName(context, 'Route');
    declarations(context).routes.push({ method, path, handler });
  };
}

/** Lets in callers who hold this permission of the manifest, written without the plugin's id: `contacts.read`. */
export function Permission(permission: string): MethodDecorator {
  return grant('Permission', { permission });
}

/** Lets in every caller with a token for the tenant, whatever its permissions. */
export function Authenticated(): MethodDecorator {
  return grant('Authenticated', 'authenticated');
}

/** Lets in everybody, without a token. Meant for webhooks; shown to the operator for consent, and rate-limited. */
export function Public(): MethodDecorator {
  return grant('Public', 'public');
}
