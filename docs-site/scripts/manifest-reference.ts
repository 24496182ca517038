// Writes the reference of plexica.json from its JSON Schema.
import { readFileSync } from 'node:fs';
import { limitsOf, typeOf, type Schema } from './json-schema.ts';
import { code, table, text, writePages } from './markdown.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../sdk/plexica.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** Keys that are validated and kept in the package, but have no effect in this version. */
const WITHOUT_EFFECT = ['icon', 'screenshots', 'services', 'uses', 'events'];

/** Keys that a build refuses as not supported by this version. */
const REFUSED = ['ui'];

/** What a key does today, if its description in the schema covers later versions too. */
const TODAY: Record<string, string> = {
  roles: 'This version only shows them. Give permissions to API tokens.',
  access:
    'The plan of an installation shows it. `ctx.fetch` can call the hosts in `network`. `storage` and `members` have no other effect yet.',
  config:
    'This version has one configuration per tenant. See [Configuration](/guides/writing-a-plugin/#configuration).',
  permissions: 'See [Who can call](/guides/writing-a-plugin/#who-can-call).',
  workspaceAware: 'See [Data of workspaces](/guides/workspaces/#data-of-plugins).',
  dependencies: 'They are installed with the plugin, in dependency order.',
};

function row([name, property]: [string, Schema], required: readonly string[]): string[] {
  const more = [limitsOf(property), required.includes(name) ? '**required**' : ''].filter(Boolean).join('; ');
  return [code(name), typeOf(property), text(property.description ?? '') + (more === '' ? '' : ` (${more})`)];
}

function section([name, property]: [string, Schema]): string {
  const limits = limitsOf(property);
  const parts = [
    `## ${code(name)}`,
    `${typeOf(property)}${limits === '' ? '' : `; ${limits}`}${(schema.required ?? []).includes(name) ? '; **required**' : ''}`,
    [text(property.description ?? ''), TODAY[name] ?? ''].join('\n\n').trim(),
  ];
  if (property.properties !== undefined) {
    const rows = Object.entries(property.properties).map((each) => row(each, property.required ?? []));
    parts.push(table(['key', 'type', 'meaning'], rows));
  }
  return parts.join('\n\n');
}

const properties = Object.entries(schema.properties ?? {});
const used = properties.filter(([name]) => !WITHOUT_EFFECT.includes(name) && !REFUSED.includes(name));
const unused = properties.filter(([name]) => WITHOUT_EFFECT.includes(name));
const refused = properties.filter(([name]) => REFUSED.includes(name));

function meanings(keys: typeof properties): string {
  return table(
    ['key', 'meaning'],
    keys.map(([name, property]) => [code(name), text(property.description ?? '')]),
  );
}

writePages([
  {
    path: 'reference/manifest',
    title: 'plexica.json',
    description: 'All keys of the manifest of a plugin.',
    body: `\`plexica.json\` is next to \`package.json\` and declares what the code cannot. Name, version, description, license, author,
repository, keywords and \`engines.plexica\` belong in \`package.json\` only. Routes are declared by decorators in the code, and
lifecycle methods by their names. Unknown keys are errors. \`plexica validate\` lists all problems at once.

${table(
  ['key', 'type', ''],
  used.map(([name, property]) => [
    `[${code(name)}](#${name.toLowerCase().replace('$', '')})`,
    property.enum === undefined ? typeOf(property) : 'one of a list',
    (schema.required ?? []).includes(name) ? 'required' : '',
  ]),
)}

${used.map(section).join('\n\n')}

## Keys without effect

The manifest can also have these keys. They are validated and kept in the package, but have no effect in this version. The files
that they name must exist when the plugin is packed.

${meanings(unused)}

## Keys that are not supported yet

The schema has these keys, but they are not implemented. \`plexica validate\`, \`build\`, \`pack\` and \`dev\` refuse a plugin with a
\`ui\`.

${meanings(refused)}

## In package.json

| key | meaning |
| --- | --- |
| \`name\` | the id of the plugin, or \`@scope/id\` |
| \`version\` | a semver version without build metadata |
| \`license\` | required, such as \`MIT\` or \`UNLICENSED\` |
| \`engines.plexica\` | required: the supported versions of Plexica, as a semver range |
| \`description\`, \`author\`, \`repository\`, \`keywords\` | shown in the marketplace |
`,
  },
]);
