import { html } from './html.ts';
import { layout, type PageTenant } from './layout.ts';

export interface ErrorPage {
  /** Missing where no realm is known. */
  readonly tenant?: PageTenant | undefined;
  readonly title: string;
  readonly detail: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** A link that helps. */
  readonly next?: { readonly url: string; readonly label: string } | undefined;
}

export function errorPage({ tenant, title, detail, hint, next }: ErrorPage): string {
  return layout({
    title,
    tenant,
    content: html`<p class="lead">${detail}</p>
      ${hint !== undefined && html`<p>${hint}</p>`}
      ${next !== undefined && html`<p><a class="button" href="${next.url}">${next.label}</a></p>`}`,
  });
}
