/** What a screen reader or a narrow screen would stumble over. Runs in the page. */
export function faults(): string[] {
  const found: string[] = [];
  const { documentElement: root } = document;
  if (root.lang === '') found.push('no language');
  if (document.title === '') found.push('no title');
  if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways: ${root.scrollWidth} px`);
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  if (document.querySelector('main') === null) found.push('no main');
  let level = 1;
  for (const heading of document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')) {
    const next = Number(heading.tagName.slice(1));
    if (next > level + 1) found.push(`${heading.tagName} after h${level}: ${heading.textContent}`);
    level = next;
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('main :is(input, select, textarea)')) {
    if ((field.labels?.length ?? 0) === 0 && field.ariaLabel === null)
      found.push(`no label: ${field.outerHTML}`);
  }
  for (const image of document.querySelectorAll('img:not([alt])')) found.push(`no alt: ${image.outerHTML}`);
  for (const control of document.querySelectorAll<HTMLElement>('main :is(a, button)')) {
    if (control.textContent?.trim() === '' && control.ariaLabel === null && control.title === '')
      found.push(`no name: ${control.outerHTML}`);
  }
  const ids = [...document.querySelectorAll('main [id]')].map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`id twice: ${id}`);
  return found;
}
