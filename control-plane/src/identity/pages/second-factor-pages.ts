import { button, field, form, problem, problemId, type FormTarget } from './form.ts';
import { html, type Html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export interface SecondFactorPage extends FormTarget {
  readonly tenant: PageTenant;
  readonly error?: string | undefined;
  /** Asks for a recovery code in place of one from the app. */
  readonly recovery: boolean;
  /** The same page with the other value of `recovery`. */
  readonly otherUrl: string;
}

/** The second step of a login. Posts `code`, or `recovery_code`. */
export function secondFactorPage({ tenant, error, recovery, otherUrl, ...target }: SecondFactorPage): string {
  const errorId = problemId(error);
  return layout({
    title: recovery ? 'Enter a recovery code' : 'Enter your code',
    tenant,
    content: html`<p class="lead">
        ${
          recovery
            ? 'Use one of the recovery codes that you kept when you turned on two-step login. Each works once.'
            : 'Open your authenticator app and enter the six digits that it shows.'
        }
      </p>
      ${problem(error)}
      ${form(
        target,
        html`${
          recovery
            ? field({
                label: 'Recovery code',
                name: 'recovery_code',
                autocomplete: 'off',
                autofocus: true,
                maxLength: 40,
                code: 'letters',
                errorId,
              })
            : field({
                label: 'Code',
                name: 'code',
                autocomplete: 'one-time-code',
                autofocus: true,
                maxLength: 10,
                code: 'digits',
                errorId,
              })
        }
        ${button('Continue')}`,
      )}
      <p class="aside">
        <a href="${otherUrl}">${recovery ? 'Use the authenticator app' : 'Use a recovery code'}</a>
      </p>`,
  });
}

export interface SecondFactorSetupPage extends FormTarget {
  readonly tenant: PageTenant;
  /** In base32, for those who cannot scan. */
  readonly secret: string;
  /** `otpauth://totp/…` */
  readonly uri: string;
  /** Picture of `uri`. */
  readonly qr: Html;
  readonly error?: string | undefined;
  readonly accountUrl: string;
}

/** Turns on two-step login. Posts `code`. */
export function secondFactorSetupPage(page: SecondFactorSetupPage): string {
  const { tenant, secret, uri, qr, error, accountUrl, ...target } = page;
  return layout({
    title: 'Turn on two-step login',
    tenant,
    content: html`<ol class="steps">
        <li>
          <p>Scan this picture with an authenticator app.</p>
          <div class="qr">${qr}</div>
          <details>
            <summary>Cannot scan it?</summary>
            <p><a href="${uri}">Open it in an app on this device</a>, or type this key into the app:</p>
            <p class="key">${secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
          </details>
        </li>
        <li>
          <p>Enter the six digits that the app shows.</p>
          ${problem(error)}
          ${form(
            target,
            html`${field({
              label: 'Code',
              name: 'code',
              autocomplete: 'one-time-code',
              maxLength: 10,
              code: 'digits',
              errorId: problemId(error),
            })}
            ${button('Turn on')}`,
          )}
        </li>
      </ol>
      <p class="aside"><a href="${accountUrl}">Cancel</a></p>`,
  });
}

export interface RecoveryCodesPage {
  readonly tenant: PageTenant;
  readonly codes: readonly string[];
  readonly accountUrl: string;
}

/** Shows recovery codes, this one time. */
export function recoveryCodesPage({ tenant, codes, accountUrl }: RecoveryCodesPage): string {
  return layout({
    title: 'Keep your recovery codes',
    tenant,
    content: html`<p class="lead">
        With these codes you can log in without your phone. Each works once. Print them, or save them in a
        password manager: <strong>they are not shown again.</strong>
      </p>
      <ul class="codes">
        ${codes.map((code) => html`<li>${code}</li>`)}
      </ul>
      <p><a class="button" href="${accountUrl}">I have saved them</a></p>`,
  });
}
