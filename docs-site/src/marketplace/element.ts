type Attributes = Record<string, string | boolean | undefined>;

/** Creates an element. Strings become text nodes, so that nothing from a registry is parsed as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (typeof value === 'string') made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function code(text: string): HTMLElement {
  return element('code', {}, text);
}

/** A table that scrolls on its own on narrow screens. */
export function table(
  label: string,
  head: readonly string[],
  rows: readonly (Node | string)[][],
): HTMLElement {
  const cells = (tag: 'th' | 'td', row: readonly (Node | string)[]) =>
    element('tr', {}, ...row.map((cell) => element(tag, tag === 'th' ? { scope: 'col' } : {}, cell)));
  return element(
    'div',
    { class: 'market-table', tabindex: '0', role: 'region', 'aria-label': label },
    element(
      'table',
      {},
      element('thead', {}, cells('th', head)),
      element('tbody', {}, ...rows.map((row) => cells('td', row))),
    ),
  );
}

/** The element with this id. @throws TypeError if the page has none of this type */
export function byId<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(`the page has no ${type.name} #${id}`);
  return found;
}
