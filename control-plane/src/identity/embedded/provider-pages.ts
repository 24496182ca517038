import type { KoaContextWithOIDC, Client } from 'oidc-provider';
import { deviceCodePage, deviceConfirmPage, deviceDonePage } from '../pages/device-pages.ts';
import { errorPage } from '../pages/error-page.ts';
import { pageHeaders } from '../pages/headers.ts';
import type { PageTenant } from '../pages/layout.ts';
import { loggedOutPage, logoutPage } from '../pages/logout-pages.ts';

interface Shown {
  readonly tenant: PageTenant;
  /** Origin of the tenant's pages, where a login or logout can end. */
  readonly origin: string;
  readonly issuer: string;
}

function send(ctx: KoaContextWithOIDC, { origin }: Shown, page: string): void {
  ctx.set(pageHeaders([origin]));
  ctx.body = page;
}

/** The secret that oidc-provider puts into its forms against forged requests. */
function xsrf(ctx: KoaContextWithOIDC): string {
  const state = ctx.oidc.session?.state as { secret: string } | undefined;
  return state?.secret ?? '';
}

const CODE_ERRORS: Readonly<Record<string, string>> = {
  NoCodeError: 'Enter the code that your terminal shows.',
  NotFoundError: 'This code is not known. Check it, or start again in your terminal.',
  ExpiredError: 'This code has expired. Start again in your terminal.',
  AlreadyUsedError: 'This code was already used. Start again in your terminal.',
};

/** Pages of the device flow (RFC 8628). */
export function devicePages(shown: Shown) {
  const { tenant, issuer } = shown;
  const action = new URL(`${issuer}/device`).pathname;
  const nameOf = (client: Client | undefined): string => client?.clientName ?? client?.clientId ?? 'A device';
  return {
    userCodeInputSource(ctx: KoaContextWithOIDC, _form: string, _out?: unknown, error?: Error) {
      if (error?.name === 'AbortedError') {
        send(ctx, shown, deviceDonePage({ tenant, client: 'The device', allowed: false }));
        return;
      }
      const problem =
        error &&
        (CODE_ERRORS[error.name] ?? 'The form has expired. Enter the code that your terminal shows.');
      const { prefilledCode } = ctx.req as { prefilledCode?: string };
      const hidden = { xsrf: xsrf(ctx) };
      send(ctx, shown, deviceCodePage({ tenant, action, hidden, userCode: prefilledCode, error: problem }));
    },
    userCodeConfirmSource(
      ctx: KoaContextWithOIDC,
      _form: string,
      client: Client,
      device: Record<string, unknown>,
      userCode: string,
    ) {
      const hidden = { xsrf: xsrf(ctx), user_code: userCode };
      const origin = typeof device['address'] === 'string' ? device['address'] : undefined;
      send(
        ctx,
        shown,
        deviceConfirmPage({ tenant, action, hidden, client: nameOf(client), userCode, origin }),
      );
    },
    successSource(ctx: KoaContextWithOIDC) {
      send(ctx, shown, deviceDonePage({ tenant, client: nameOf(ctx.oidc.client), allowed: true }));
    },
  };
}

/** Pages of a logout that the tenant's pages start (OpenID Connect RP-Initiated Logout 1.0). */
export function logoutPages(shown: Shown) {
  const { tenant, issuer, origin } = shown;
  return {
    logoutSource(ctx: KoaContextWithOIDC) {
      const action = new URL(`${issuer}/session/end/confirm`).pathname;
      send(ctx, shown, logoutPage({ tenant, action, hidden: { xsrf: xsrf(ctx) }, backUrl: `${origin}/` }));
    },
    postLogoutSuccessSource(ctx: KoaContextWithOIDC) {
      send(ctx, shown, loggedOutPage({ tenant, loginUrl: `${origin}/` }));
    },
  };
}

/** The page for an error that must not be sent back to an application. */
export function errorOutput(shown: Shown) {
  const { tenant, origin } = shown;
  return (
    ctx: KoaContextWithOIDC,
    { error_description: detail, error }: { error: string; error_description?: string | undefined },
  ): void => {
    send(
      ctx,
      shown,
      errorPage({
        tenant,
        title: 'This did not work',
        detail: `The login was refused: ${detail ?? error}.`,
        hint: 'Start again from the application or the terminal.',
        next: { url: `${origin}/`, label: 'Back to the start' },
      }),
    );
  };
}
