import { button, field, form, problem, problemId, type FormTarget } from './form.ts';
import { html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export interface DeviceCodePage extends FormTarget {
  readonly tenant: PageTenant;
  readonly userCode?: string | undefined;
  readonly error?: string | undefined;
}

/**
 * Asks for the code that a terminal shows. Posts `user_code`. `hidden` holds oidc-provider's `xsrf`, which is
 * `ctx.oidc.session.state.secret`.
 */
export function deviceCodePage({ tenant, userCode, error, ...target }: DeviceCodePage): string {
  return layout({
    title: 'Log in a device',
    tenant,
    content: html`<p class="lead">Enter the code that your terminal or device shows.</p>
      ${problem(error)}
      ${form(
        target,
        html`${field({
          label: 'Code',
          name: 'user_code',
          value: userCode,
          autocomplete: 'off',
          autofocus: true,
          maxLength: 40,
          code: 'letters',
          errorId: problemId(error),
        })}
        ${button('Continue')}`,
      )}`,
  });
}

export interface DeviceConfirmPage extends FormTarget {
  readonly tenant: PageTenant;
  readonly userCode: string;
  /** Name of the application that asks. */
  readonly client: string;
  /** Who is logged in, if somebody is. */
  readonly email?: string | undefined;
  /** Where the request came from, for example an address. */
  readonly origin?: string | undefined;
}

/**
 * Asks whether the code is the one that the terminal shows. Posts `confirm=yes` or `abort=yes`. `hidden` holds
 * oidc-provider's `xsrf` and `user_code`.
 */
export function deviceConfirmPage(page: DeviceConfirmPage): string {
  const { tenant, userCode, client, email, origin, ...target } = page;
  return layout({
    title: 'Is this your device?',
    tenant,
    content: html`<p class="lead">
        <bdi class="strong">${client}</bdi> asks to log in as you and shows this code:
      </p>
      <p class="user-code">${userCode}</p>
      <dl class="facts">
        ${
          email !== undefined &&
          html`<div>
            <dt>You</dt>
            <dd><bdi>${email}</bdi></dd>
          </div>`
        }
        ${
          origin !== undefined &&
          html`<div>
            <dt>Asked from</dt>
            <dd><bdi>${origin}</bdi></dd>
          </div>`
        }
      </dl>
      <p class="warning">
        Continue only if you started this login yourself and your device shows the same code. Whoever sent you
        a code wants to log in as you.
      </p>
      ${form(
        target,
        html`<div class="choice">
          ${button('Log in', { name: 'confirm', value: 'yes' })}
          ${button('Cancel', { kind: 'plain', name: 'abort', value: 'yes' })}
        </div>`,
      )}`,
  });
}

export interface DeviceDonePage {
  readonly tenant: PageTenant;
  readonly client: string;
  /** False after "Cancel". */
  readonly allowed: boolean;
}

/** The end of the device's login in the browser. */
export function deviceDonePage({ tenant, client, allowed }: DeviceDonePage): string {
  return layout({
    title: allowed ? 'You are logged in' : 'Login cancelled',
    tenant,
    content: allowed
      ? html`<p class="lead"><bdi class="strong">${client}</bdi> is logged in as you.</p>
          <p>You can close this page and go back to your terminal.</p>`
      : html`<p class="lead"><bdi class="strong">${client}</bdi> was not logged in.</p>
          <p>You can close this page.</p>`,
  });
}
