import { html, type Html } from './html.ts';

/** Where a form is sent, by POST as `application/x-www-form-urlencoded`. */
export interface FormTarget {
  readonly action: string;
  /** Fields that nobody sees, such as one against forged requests. */
  readonly hidden?: Readonly<Record<string, string>>;
}

export interface Field {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly value?: string | undefined;
  readonly autocomplete: string;
  /** Advice below the field. */
  readonly hint?: string | undefined;
  /** Id of the element with the message that the field is wrong. */
  readonly errorId?: string | undefined;
  readonly readonly?: boolean;
  readonly autofocus?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A code to copy: shown with fixed width, and no phone corrects it. */
  readonly code?: 'digits' | 'letters';
}

/** Longest text that a field accepts, in UTF-16 units. */
const MAX_LENGTH = 1000;

/** @param id of the form; messages and fields of it are named after it */
export function form(
  { action, hidden = {} }: FormTarget,
  content: Html,
  { inline = false }: { inline?: boolean } = {},
): Html {
  return html`<form method="post" action="${action}" ${inline && html` class="inline"`}>
    ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${content}
  </form>`;
}

/** A labelled input with its advice. Its id is unique as long as `scope` and `name` are. */
export function field(given: Field, scope = 'field'): Html {
  const { label, name, type = 'text', value, autocomplete, hint, errorId, code } = given;
  const { readonly = false, autofocus = false, minLength, maxLength = MAX_LENGTH } = given;
  const id = `${scope}-${name}`;
  const about = [errorId, hint && `${id}-hint`].filter((part) => part !== undefined && part !== '').join(' ');
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      maxlength="${maxLength}"
      required
      ${value !== undefined && html` value="${value}"`}${minLength !== undefined && html` minlength="${minLength}"`}
      ${code !== undefined && html` class="code" autocapitalize="${code === 'letters' ? 'characters' : 'off'}" spellcheck="false"`}
      ${code === 'digits' && html` inputmode="numeric"`}${readonly && html` readonly`}
      ${autofocus && html` autofocus`}${about !== '' && html` aria-describedby="${about}"`}
      ${errorId !== undefined && html` aria-invalid="true"`}
    />
    ${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
  </div>`;
}

/** What went wrong. Fields point to it with `errorId`. */
export function problem(message: string | undefined, id = 'problem'): Html {
  return html`${message !== undefined && html`<p class="problem" id="${id}" role="alert">${message}</p>`}`;
}

/** The id for `errorId` of the fields of a form, where there is a message. */
export function problemId(message: string | undefined, id = 'problem'): string | undefined {
  return message === undefined ? undefined : id;
}

export function button(
  label: string,
  {
    kind = 'primary',
    name,
    value,
  }: { kind?: 'primary' | 'plain' | 'danger'; name?: string; value?: string } = {},
): Html {
  return html`<button
    type="submit"
    class="${kind}"
    ${name !== undefined && html` name="${name}" value="${value}"`}
  >
    ${label}
  </button>`;
}
