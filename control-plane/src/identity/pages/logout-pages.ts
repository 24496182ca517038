import { button, form, type FormTarget } from './form.ts';
import { html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export interface LogoutPage extends FormTarget {
  readonly tenant: PageTenant;
  /** Where to go to stay logged in. */
  readonly backUrl?: string | undefined;
}

/** Asks whether to log out. Posts `logout=yes`. `hidden` holds oidc-provider's `xsrf`. */
export function logoutPage({ tenant, backUrl, ...target }: LogoutPage): string {
  return layout({
    title: 'Log out?',
    tenant,
    content: html`<p class="lead">This ends your session at <bdi>${tenant.name}</bdi> in this browser.</p>
      ${form(target, button('Log out', { name: 'logout', value: 'yes' }))}
      ${backUrl !== undefined && html`<p class="aside"><a href="${backUrl}">Stay logged in</a></p>`}`,
  });
}

export interface LoggedOutPage {
  readonly tenant: PageTenant;
  readonly loginUrl?: string | undefined;
}

export function loggedOutPage({ tenant, loginUrl }: LoggedOutPage): string {
  return layout({
    title: 'You are logged out',
    tenant,
    content: html`<p class="lead">Your session at <bdi>${tenant.name}</bdi> has ended.</p>
      ${
        loginUrl === undefined
          ? html`<p>You can close this page.</p>`
          : html`<p><a class="button" href="${loginUrl}">Log in again</a></p>`
      }`,
  });
}
