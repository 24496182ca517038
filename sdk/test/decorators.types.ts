// Compile-time tests: what plugin authors may decorate, and what must not compile.
import {
  Authenticated,
  Permission,
  PlexicaPlugin,
  Public,
  Route,
  WorkspaceAwarePlugin,
  WorkspaceRole,
  type Context,
  type LifecycleContext,
  type WorkspaceContext,
} from '../src/index.ts';

interface Config {
  currency: string;
  limit?: number;
}

export class InWorkspaces extends WorkspaceAwarePlugin {
  @Route('GET', '/here')
  @Authenticated()
  here(ctx: WorkspaceContext<Config>): string {
    return ctx.workspace.slug;
  }

  @Route('GET', '/maybe')
  @Public()
  maybe(ctx: Context): string | undefined {
    // @ts-expect-error there is none on a public route
    void ctx.workspace.slug;
    return ctx.workspace?.role;
  }

  @Route('GET', '/wrong')
  @Authenticated()
  // @ts-expect-error no such role
  @WorkspaceRole('OWNER')
  wrong(): void {}
}

export class Right extends PlexicaPlugin {
  @Route('GET', '/without')
  @Public()
  without(): string {
    return '';
  }

  @Route('GET', '/any')
  @Authenticated()
  any(ctx: Context): string {
    return ctx.tenant.slug;
  }

  @Route('GET', '/own')
  @Permission('own')
  async own(ctx: Context<Config>): Promise<Response> {
    return new Response(ctx.config.currency);
  }

  @Route('GET', '/less')
  @Public()
  less(ctx: LifecycleContext<Config>): string {
    return ctx.tenant.slug;
  }

  @Route('GET', '/part')
  @Public()
  part({ request, config }: Pick<Context<Config>, 'request' | 'config'>): string {
    return request.path + config.currency;
  }
}

export class Wrong extends PlexicaPlugin {
  // @ts-expect-error -- a number is no context
  @Route('GET', '/a')
  // @ts-expect-error -- a number is no context
  @Public()
  values(_n: number, _s: string): void {}

  // @ts-expect-error -- nothing is passed but the context
  @Route('GET', '/b')
  // @ts-expect-error -- nothing is passed but the context
  @Authenticated()
  second(_ctx: Context, _id: string): void {}

  // @ts-expect-error -- a standard request is no context
  @Route('GET', '/c')
  // @ts-expect-error -- a standard request is no context
  @Permission('c')
  request(_request: Request): void {}

  // @ts-expect-error -- a context has no such member
  @Route('GET', '/d')
  // @ts-expect-error -- a context has no such member
  @Public()
  more(_ctx: Context & { session: string }): void {}

  // @ts-expect-error -- fields are no methods
  @Route('GET', '/e')
  field = (): void => {};

  // @ts-expect-error -- there is no such method of HTTP
  @Route('FETCH', '/f')
  @Public()
  fetch(): void {}
}

export class NoPlugin {
  // @ts-expect-error -- the class is no plugin
  @Route('GET', '/a')
  // @ts-expect-error -- the class is no plugin
  @Public()
  list(): void {}
}
