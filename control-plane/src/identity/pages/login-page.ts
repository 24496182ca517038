import { button, field, form, problem, problemId, type FormTarget } from './form.ts';
import { html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export interface LoginPage extends FormTarget {
  readonly tenant: PageTenant;
  /** What was typed before, or what the application proposes. */
  readonly email?: string | undefined;
  readonly error?: string | undefined;
  /** Where a new password is asked for. */
  readonly forgotUrl: string;
}

/** Posts `email` and `password`. */
export function loginPage({ tenant, email, error, forgotUrl, ...target }: LoginPage): string {
  const errorId = problemId(error);
  const known = email !== undefined && email !== '';
  return layout({
    title: 'Log in',
    tenant,
    content: html`${problem(error)}
      ${form(
        target,
        html`${field({
          label: 'E-mail address',
          name: 'email',
          type: 'email',
          value: email,
          autocomplete: 'username',
          autofocus: !known,
          errorId,
        })}
        ${field({
          label: 'Password',
          name: 'password',
          type: 'password',
          autocomplete: 'current-password',
          autofocus: known,
          errorId,
        })}
        ${button('Log in')}`,
      )}
      <p class="aside"><a href="${forgotUrl}">Forgot your password?</a></p>`,
  });
}
