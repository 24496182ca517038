import { html, type Html } from './html.ts';
import { STYLESHEET } from './stylesheet.ts';

/** Whose page it is. Every page shows the name. */
export interface PageTenant {
  readonly slug: string;
  readonly name: string;
}

export interface Page {
  /** The heading, also the title of the browser's tab. */
  readonly title: string;
  /** Missing only where no realm is known. */
  readonly tenant?: PageTenant | undefined;
  readonly content: Html;
  /** For pages with more than one form. */
  readonly wide?: boolean;
}

/** Number of colours of the mark in the stylesheet. */
const HUES = 8;

/** The same colour for the same tenant, so that people notice another one's page. */
function hueOf(slug: string): number {
  let sum = 0;
  for (const character of slug) sum = (sum * 31 + (character.codePointAt(0) as number)) % 65_521;
  return sum % HUES;
}

function initialOf(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '•').toUpperCase();
}

function brand({ slug, name }: PageTenant): Html {
  return html`<p class="brand">
    <span class="mark hue-${hueOf(slug)}" aria-hidden="true">${initialOf(name)}</span>
    <bdi class="name">${name}</bdi>
  </p>`;
}

/** @returns a whole document. Nothing in it runs, and it loads only the stylesheet. */
export function layout({ title, tenant, content, wide = false }: Page): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title}${tenant && ` · ${tenant.name}`}</title>
    <link rel="stylesheet" href="${STYLESHEET.path}">
  </head>
  <body>
    <main${wide && html` class="wide"`}>
      ${tenant && brand(tenant)}
      <h1>${title}</h1>
      ${content}
    </main>
    <footer>${tenant && html`<span><bdi>${tenant.slug}</bdi> on Plexica</span>`}${!tenant && 'Plexica'}</footer>
  </body>
</html>
`.toString();
}
