import { button, form, type FormTarget } from './form.ts';
import { html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export interface ConsentPage extends FormTarget {
  readonly tenant: PageTenant;
  /** Name of the application. */
  readonly client: string;
  readonly email: string;
  /** What the application asks for, each as the end of "It will be able to …". */
  readonly wants: readonly string[];
}

/** Asks whether an application may act for somebody. Posts `confirm=yes` or `abort=yes`. */
export function consentPage({ tenant, client, email, wants, ...target }: ConsentPage): string {
  return layout({
    title: 'Allow access?',
    tenant,
    content: html`<p class="lead">
        <bdi class="strong">${client}</bdi> wants to use your account <bdi class="strong">${email}</bdi>. It
        will be able to:
      </p>
      <ul class="wants">
        ${wants.map((want) => html`<li>${want}</li>`)}
      </ul>
      ${form(
        target,
        html`<div class="choice">
          ${button('Allow', { name: 'confirm', value: 'yes' })}
          ${button('Cancel', { kind: 'plain', name: 'abort', value: 'yes' })}
        </div>`,
      )}`,
  });
}
