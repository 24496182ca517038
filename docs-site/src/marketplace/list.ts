import type { PluginSummary, SearchPluginsInput } from '@plexica/sdk/client';
import { byId, element } from './element.ts';
import { failure } from './failure.ts';
import { registryClient } from './registry.ts';

const PAGE = 24;
/** Milliseconds after the last key press until the search starts. */
const TYPING = 200;

const results = byId('market-results', HTMLDivElement);
const status = byId('market-status', HTMLParagraphElement);
const form = byId('market-search', HTMLFormElement);
const query = byId('market-query', HTMLInputElement);
const category = byId('market-category', HTMLSelectElement);
const sort = byId('market-sort', HTMLSelectElement);
const more = byId('market-more', HTMLButtonElement);

const registry = results.dataset['registry'] as string;
const api = registryClient(registry);

let search = new AbortController();
let nextCursor: string | undefined;
let shown = 0;

function wanted(): SearchPluginsInput {
  return {
    limit: PAGE,
    sort: sort.value as NonNullable<SearchPluginsInput['sort']>,
    ...(query.value.trim() === '' ? {} : { q: query.value.trim() }),
    ...(category.value === ''
      ? {}
      : { category: category.value as NonNullable<SearchPluginsInput['category']> }),
  };
}

/** Keeps the search in the address, so that it can be linked and restored by the back button. */
function remember(): void {
  const address = new URL(location.href);
  for (const [name, value, standard] of [
    ['q', query.value.trim(), ''],
    ['category', category.value, ''],
    ['sort', sort.value, 'relevance'],
  ] as const) {
    if (value === standard) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(null, '', address);
}

function restore(): void {
  const given = new URL(location.href).searchParams;
  query.value = given.get('q') ?? '';
  for (const [select, value] of [
    [category, given.get('category')],
    [sort, given.get('sort')],
  ] as const) {
    if (value !== null && [...select.options].some((option) => option.value === value)) select.value = value;
  }
}

function card({ id, displayName, description, category: shelf, latest, owner }: PluginSummary): HTMLElement {
  const address = `/marketplace/plugin/?id=${encodeURIComponent(id)}`;
  const facts = [
    latest === undefined ? 'no release yet' : `v${latest}`,
    shelf,
    `by ${owner.replace(/^token:/, '')}`,
  ];
  return element(
    'li',
    { class: 'market-card' },
    element('h2', {}, element('a', { href: address }, displayName)),
    element('p', {}, description === '' ? 'No description.' : description),
    element('p', { class: 'market-facts' }, facts.filter(Boolean).join(' · ')),
  );
}

function empty(): HTMLElement {
  const searched = query.value.trim() !== '' || category.value !== '';
  return element(
    'div',
    { class: 'market-notice' },
    element('h2', {}, searched ? 'No plugin matches' : 'No plugin has been published yet'),
    searched
      ? element('p', {}, 'Try fewer or shorter words, or all categories.')
      : element(
          'p',
          {},
          'Create one with the ',
          element('a', { href: '/quick-start/' }, 'quick start'),
          ', then ',
          element('a', { href: '/guides/publishing/' }, 'publish it'),
          '.',
        ),
  );
}

async function load(cursor?: string): Promise<void> {
  search.abort();
  search = new AbortController();
  const { signal } = search;
  more.hidden = true;
  results.ariaBusy = 'true';
  status.textContent = 'Loading…';
  try {
    const page = await api.searchPlugins(
      { ...wanted(), ...(cursor === undefined ? {} : { cursor }) },
      { signal },
    );
    if (cursor === undefined) {
      shown = 0;
      results.replaceChildren(page.items.length === 0 ? empty() : element('ul', { class: 'market-cards' }));
    }
    results.querySelector('ul')?.append(...page.items.map(card));
    shown += page.items.length;
    nextCursor = page.nextCursor;
    more.hidden = nextCursor === undefined;
    status.textContent =
      shown === 0
        ? ''
        : `${shown}${nextCursor === undefined ? '' : ' of more'} plugin${shown === 1 ? '' : 's'}`;
  } catch (error) {
    if (signal.aborted) return;
    status.textContent = '';
    results.replaceChildren(failure(error, registry, () => void load()));
  }
  results.ariaBusy = 'false';
}

let typing = 0;
query.addEventListener('input', () => {
  clearTimeout(typing);
  typing = window.setTimeout(() => {
    remember();
    void load();
  }, TYPING);
});
form.addEventListener('change', (event) => {
  if (event.target === query) return;
  remember();
  void load();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(typing);
  remember();
  void load();
});
more.addEventListener('click', () => void load(nextCursor));

restore();
void load();
