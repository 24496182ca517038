import { ApiError, type Plugin } from '@plexica/sdk/client';
import { byId, code, element } from './element.ts';
import { failure } from './failure.ts';
import { installCommand } from './install-command.ts';
import { registryClient } from './registry.ts';
import { repositoryUrl } from './repository.ts';
import {
  access,
  configuration,
  dependencies,
  permissions,
  readme,
  roles,
  routes,
  versions,
} from './sections.ts';

const VERSIONS = 20;

const page = byId('market-plugin', HTMLDivElement);
const status = byId('market-status', HTMLParagraphElement);
const registry = page.dataset['registry'] as string;
const api = registryClient(registry);

function rename(title: string): void {
  const heading = document.querySelector('h1');
  if (heading !== null) heading.textContent = title;
  document.title = `${title} | Plexica`;
}

function missing(id: string): HTMLElement {
  rename('Plugin not found');
  return element(
    'div',
    { class: 'market-notice' },
    id === ''
      ? element('p', {}, 'The address contains no plugin id.')
      : element('p', {}, 'This registry has no plugin ', code(id), '.'),
    element('p', {}, element('a', { href: '/marketplace/' }, 'See all plugins')),
  );
}

function install(plugin: Plugin): HTMLElement[] {
  const { command, asked } = installCommand(plugin);
  const copy = element('button', { type: 'button', class: 'market-button' }, 'Copy');
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(command).then(
      () => {
        copy.textContent = 'Copied';
        setTimeout(() => (copy.textContent = 'Copy'), 2000);
      },
      () => (copy.textContent = 'Select and copy it'),
    );
  });
  const line = element(
    'div',
    { class: 'market-install' },
    element('pre', { tabindex: '0' }, code(command)),
    copy,
  );
  if (asked === undefined) return [line];
  const hint = element(
    'p',
    {},
    'On a terminal, ',
    code(asked),
    ' asks for each required value and hides secrets.',
  );
  return [line, hint];
}

function facts(plugin: Plugin): HTMLElement {
  const { version, latest, license, owner, author, category, keywords } = plugin;
  const by = typeof author === 'string' ? author : author?.name;
  const repository = repositoryUrl(plugin);
  const tags = Object.entries(plugin.distTags).map(([tag, tagged]) => `${tag} ${tagged}`);
  const rows: [string, Node | string | undefined][] = [
    ['Version', `${version}${latest === undefined ? ' (no release yet)' : ''}`],
    ['Tags', tags.join(', ')],
    ['Category', category],
    ['License', license],
    ['Author', by],
    ['Published by', owner.replace(/^token:/, '')],
    ['npm name', code(plugin.packageName)],
    ['Keywords', keywords.join(', ')],
    [
      'Source',
      repository && element('a', { href: repository, rel: 'nofollow noopener noreferrer ugc' }, repository),
    ],
  ];
  return element(
    'dl',
    { class: 'market-facts' },
    ...rows.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [element('dt', {}, name), element('dd', {}, value)],
    ),
  );
}

async function show(id: string): Promise<void> {
  page.ariaBusy = 'true';
  status.textContent = 'Loading…';
  try {
    const [plugin, newest] = await Promise.all([
      api.showPlugin({ plugin: id }),
      api.listVersions({ plugin: id, limit: VERSIONS }),
    ]);
    rename(plugin.displayName);
    const sections = [
      permissions(plugin),
      roles(plugin),
      access(plugin),
      configuration(plugin),
      dependencies(plugin),
      readme(plugin),
      routes(plugin),
      versions(plugin, newest.items),
    ].filter((section) => section !== undefined);
    page.replaceChildren(
      element('p', { class: 'market-lead' }, plugin.description),
      ...install(plugin),
      facts(plugin),
      ...sections.flatMap(({ title, content }) => [element('h2', {}, title), content]),
    );
  } catch (error) {
    const unknown = error instanceof ApiError && error.code === 'plugin_not_found';
    page.replaceChildren(unknown ? missing(id) : failure(error, registry, () => void show(id)));
  }
  status.textContent = '';
  page.ariaBusy = 'false';
}

const id = new URL(location.href).searchParams.get('id') ?? '';
if (id === '') {
  page.replaceChildren(missing(id));
  status.textContent = '';
  page.ariaBusy = 'false';
} else void show(id);
