import type { Plugin, VersionSummary } from '@plexica/sdk/client';
import { code, element, table } from './element.ts';
import { renderReadme } from './readme.ts';

/** A heading with its content; `undefined` if the plugin has no such content. */
type Section = { title: string; content: Node } | undefined;

const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** Sorts entries, because the registry does not keep the order of keys. */
function byName<Value>(values: Record<string, Value>): [string, Value][] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function size(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

export function permissions({ id, permissions: given = {} }: Plugin): Section {
  const rows = byName(given).map(([key, text]) => [code(`${id}.${key}`), text]);
  if (rows.length === 0) return undefined;
  return { title: 'Permissions', content: table('Permissions', ['permission', 'allows'], rows) };
}

export function roles({ id, roles: given = {} }: Plugin): Section {
  const rows = byName(given).map(([name, patterns]) => [
    name,
    code(patterns.map((pattern) => `${id}.${pattern}`).join(', ')),
  ]);
  if (rows.length === 0) return undefined;
  return { title: 'Roles', content: table('Roles', ['role', 'permissions'], rows) };
}

/** Shows what the plugin asks for beyond its own data, and its public routes. */
export function access({ access: asked = {}, routes, allowedSecrets = {} }: Plugin): Section {
  // A newer server can send keys that this page does not know.
  const { network: _hosts, storage: _files, members: _people, codeGeneration: _code, ...others } = asked;
  const open = routes.filter((route) => route.access === 'public');
  const items = [
    ...(asked.network ?? []).map((host) => element('li', {}, 'Calls ', code(host), ' over https')),
    ...(asked.storage ? [element('li', {}, 'Stores files')] : []),
    ...(asked.members === 'read' ? [element('li', {}, 'Reads names and addresses of members')] : []),
    ...(asked.codeGeneration === true
      ? [
          element(
            'li',
            {},
            'Creates code from text at run time (',
            code('eval'),
            ', ',
            code('new Function'),
            ')',
          ),
        ]
      : []),
    ...Object.entries(others).map(([key, value]) =>
      element('li', {}, 'Asks for ', code(`${key}: ${JSON.stringify(value)}`)),
    ),
    ...open.map(({ method, path }) =>
      element('li', {}, 'Answers ', code(`${method} ${path}`), ' without a token'),
    ),
  ];
  for (const [fingerprint, reason] of byName(allowedSecrets)) {
    const said = `). The author's reason: “${reason}”`;
    items.push(element('li', {}, 'Contains a text that looks like a credential (', code(fingerprint), said));
  }
  if (items.length === 0) items.push(element('li', {}, 'Nothing beyond its own data'));
  const guide = element('a', { href: '/reference/access/' }, 'What access means and how to accept it');
  return {
    title: 'Access',
    content: element('div', {}, element('ul', {}, ...items), element('p', {}, guide)),
  };
}

interface Property {
  type?: unknown;
  title?: unknown;
  description?: unknown;
  default?: unknown;
  writeOnly?: unknown;
}

export function configuration({ config }: Plugin): Section {
  const { properties = {}, required = [] } = (config ?? {}) as {
    properties?: Record<string, Property | boolean>;
    required?: string[];
  };
  const rows = byName(properties).map(([key, property]) => {
    const known = typeof property === 'object' ? property : {};
    const facts = [
      typeof known.type === 'string' ? known.type : 'any value',
      required.includes(key) ? 'required' : '',
      known.writeOnly === true ? 'secret' : '',
    ];
    return [
      code(key),
      facts.filter(Boolean).join(', '),
      known.default === undefined ? '' : code(JSON.stringify(known.default)),
      [known.description, known.title].find((said) => typeof said === 'string') ?? '',
    ];
  });
  if (rows.length === 0) return undefined;
  return {
    title: 'Configuration',
    content: table('Configuration', ['key', 'type', 'default', 'meaning'], rows),
  };
}

export function dependencies(plugin: Plugin): Section {
  const kinds = [
    ['needs', plugin.dependencies],
    ['works with', plugin.optionalDependencies],
    ['excludes', plugin.conflicts],
  ] as const;
  const rows = kinds.flatMap(([kind, given]) =>
    Object.entries(given ?? {}).map(([id, range]) => {
      const address = `/marketplace/plugin/?id=${encodeURIComponent(id)}`;
      return [kind, element('a', { href: address }, id), code(range)];
    }),
  );
  if (rows.length === 0) return undefined;
  return { title: 'Other plugins', content: table('Other plugins', ['', 'plugin', 'versions'], rows) };
}

export function readme({ readme: source }: Plugin): Section {
  if (source === undefined) return undefined;
  const content = element('div', { class: 'market-readme' });
  content.append(renderReadme(source));
  return { title: 'Read me', content };
}

export function routes({ id, routes: given }: Plugin): Section {
  const rows = given.map(({ method, path, access: who }) => [
    code(method),
    code(path),
    typeof who === 'string'
      ? who === 'public'
        ? 'anyone'
        : 'any token of the tenant'
      : code(`${id}.${who.permission}`),
  ]);
  if (rows.length === 0) return undefined;
  const content = element(
    'div',
    {},
    element('p', {}, 'Paths are relative to ', code(`/t/<tenant>/${id}`), ' on the server.'),
    table('Routes', ['method', 'path', 'who can call'], rows),
  );
  return { title: 'Routes', content };
}

export function versions({ id, versions: all }: Plugin, newest: readonly VersionSummary[]): Section {
  const rows = newest.map(({ version, tags, publishedAt, size: bytes }) => [
    code(version),
    tags.join(', '),
    element('time', { datetime: publishedAt }, date.format(new Date(publishedAt))),
    size(bytes),
  ]);
  const content = element('div', {}, table('Versions', ['version', 'tags', 'published', 'size'], rows));
  const oldest = newest.at(-1);
  if (newest.length > 1 && oldest !== undefined) {
    const command = code(`plexica install ${id}@${oldest.version} --tenant my-tenant`);
    content.append(element('p', {}, 'To install another version: ', command));
  }
  if (all.length > newest.length) {
    content.append(element('p', {}, `And ${all.length - newest.length} older versions`));
  }
  return { title: 'Versions', content };
}
