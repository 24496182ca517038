import { button, field, form, problem, problemId, type FormTarget } from './form.ts';
import { html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export interface PasswordPage extends FormTarget {
  readonly tenant: PageTenant;
  readonly email: string;
  readonly name?: string | undefined;
  /** True for an invitation: the person is new and says how they are called. */
  readonly askName: boolean;
  readonly error?: string | undefined;
  /** Least length of a password, in characters. */
  readonly minLength: number;
}

/** Sets a password, after an invitation or a reset. Posts `password`, and `name` if it was asked for. */
export function passwordPage(page: PasswordPage): string {
  const { tenant, email, name, askName, error, minLength, ...target } = page;
  const errorId = problemId(error);
  return layout({
    title: askName ? 'Accept your invitation' : 'Set a new password',
    tenant,
    content: html`<p class="lead">
        ${
          askName
            ? html`You were invited to <bdi>${tenant.name}</bdi>. Set a password to join.`
            : 'Afterwards you log in with the new password. All other sessions end.'
        }
      </p>
      ${problem(error)}
      ${form(
        target,
        html`${field({
          label: 'E-mail address',
          name: 'email',
          type: 'email',
          value: email,
          autocomplete: 'username',
          readonly: true,
        })}
        ${
          askName &&
          field({
            label: 'Your name',
            name: 'name',
            value: name,
            autocomplete: 'name',
            maxLength: 200,
            autofocus: true,
            errorId,
          })
        }
        ${field({
          label: askName ? 'Password' : 'New password',
          name: 'password',
          type: 'password',
          autocomplete: 'new-password',
          autofocus: !askName,
          minLength,
          hint: `At least ${minLength} characters. A few words in a row are easy to remember.`,
          errorId,
        })}
        ${button(askName ? 'Set password and join' : 'Set password')}`,
      )}`,
  });
}

export interface ForgotPage extends FormTarget {
  readonly tenant: PageTenant;
  readonly email?: string | undefined;
  readonly error?: string | undefined;
  readonly loginUrl: string;
}

/** Asks for a mail with a link to set a new password. Posts `email`. */
export function forgotPage({ tenant, email, error, loginUrl, ...target }: ForgotPage): string {
  return layout({
    title: 'Forgot your password?',
    tenant,
    content: html`<p class="lead">Enter your e-mail address. We send you a link to set a new password.</p>
      ${problem(error)}
      ${form(
        target,
        html`${field({
          label: 'E-mail address',
          name: 'email',
          type: 'email',
          value: email,
          autocomplete: 'username',
          autofocus: true,
          errorId: problemId(error),
        })}
        ${button('Send the link')}`,
      )}
      <p class="aside"><a href="${loginUrl}">Back to login</a></p>`,
  });
}

export interface MailSentPage {
  readonly tenant: PageTenant;
  readonly email: string;
  /** How long the link works, in words: `30 minutes`. */
  readonly validFor: string;
  readonly loginUrl: string;
}

/** The same for addresses that have an account and for those that have none. */
export function mailSentPage({ tenant, email, validFor, loginUrl }: MailSentPage): string {
  return layout({
    title: 'Check your mail',
    tenant,
    content: html`<p class="lead">
        If <bdi class="strong">${email}</bdi> has an account here, a mail with a link is on its way. The link
        works for ${validFor}.
      </p>
      <p>No mail? Look in the spam folder, and check the address.</p>
      <p class="aside"><a href="${loginUrl}">Back to login</a></p>`,
  });
}
