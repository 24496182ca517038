import createDOMPurify from 'dompurify';
import { Marked } from 'marked';

/** README headings move down by this many levels, below the headings of the page. */
const BELOW = 2;

const TAGS =
  'h1 h2 h3 h4 h5 h6 p br hr blockquote pre code kbd ul ol li a em strong del sub sup table thead tbody tr th td details summary'.split(
    ' ',
  );

const markdown = new Marked({
  async: false,
  gfm: true,
  renderer: {
    // Images would be loaded from the author's server and reveal who reads the page.
    image: ({ text }) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  },
});

const purifier = createDOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A') node.setAttribute('rel', 'nofollow noopener noreferrer ugc');
});

/**
 * Renders a README. Its author is not trusted, so only text, web links and structural elements such as `<details>` are kept:
 * no scripts, styles, frames, forms, images, ids or classes.
 */
export function renderReadme(source: string): DocumentFragment {
  const fragment = purifier.sanitize(markdown.parse(source) as string, {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'start', 'align', 'open'],
    // Their values are not addresses.
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
