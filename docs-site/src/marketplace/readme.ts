import createDOMPurify from 'dompurify';
import { Marked } from 'marked';

/** Levels that a README's headings move down, so that they stay below those of the page. */
const BELOW = 2;

const TAGS =
  'h1 h2 h3 h4 h5 h6 p br hr blockquote pre code kbd ul ol li a em strong del sub sup table thead tbody tr th td details summary'.split(
    ' ',
  );

const markdown = new Marked({
  async: false,
  gfm: true,
  renderer: {
    // Images would be fetched from wherever the author says, which tells them who reads the page.
    image: ({ text }) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  },
});

const purifier = createDOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A') node.setAttribute('rel', 'nofollow noopener noreferrer ugc');
});

/**
 * A README as part of a page. It is written by whoever published the plugin, so only text, links to the web and what
 * structures a text pass, `<details>` among it: no scripts, styles, frames, forms, images, ids or classes.
 */
export function renderReadme(source: string): DocumentFragment {
  const fragment = purifier.sanitize(markdown.parse(source) as string, {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'start', 'align', 'open'],
    // Their values are no addresses.
    ADD_URI_SAFE_ATTR: ['start', 'align'],
    ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
  });
  for (const heading of fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')) lower(heading);
  return fragment;
}

function lower(heading: Element): void {
  const level = Math.min(6, Number(heading.tagName.slice(1)) + BELOW);
  const lowered = document.createElement(`h${level}`);
  const align = heading.getAttribute('align');
  if (align !== null) lowered.setAttribute('align', align);
  lowered.append(...heading.childNodes);
  heading.replaceWith(lowered);
}
