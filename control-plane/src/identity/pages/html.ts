/** HTML that is safe to send: made by `html`, or vouched for with `trusted`. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What can stand in a template. `undefined` and `false` leave no trace. */
export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(escaped).join('');
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

/**
 * Template tag. Every value is escaped except other `Html`, so it is safe in text and in quoted attributes. It is not
 * safe in unquoted attributes, URLs of others, scripts or styles: no page has them.
 */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(escaped)));
}

/** Vouches for a text that is HTML already and holds nothing of a stranger. */
export function trusted(text: string): Html {
  return new Html(text);
}
