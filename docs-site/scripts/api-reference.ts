// Writes the pages of the HTTP API from its OpenAPI document.
import { readFileSync } from 'node:fs';
import { limitsOf, typeOf, type Schema } from './json-schema.ts';
import { capital, code, fence, table, text, writePages, type Page } from './markdown.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
}

type Content = Record<string, { schema: Schema }>;

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const { paths, components } = JSON.parse(
  readFileSync(new URL('../src/data/openapi.json', import.meta.url), 'utf8'),
) as Document;

/** Pages in the order of the sidebar. A path belongs to the first page whose pattern it matches. */
const GROUPS: { name: string; title: string; description: string; fits: RegExp }[] = [
  {
    name: 'installations',
    title: 'Installations',
    description: 'The plugins of a tenant: plan, install, configure, update, uninstall, logs.',
    fits: /^\/v1\/tenants\/\{tenant\}\/plugins/,
  },
  {
    name: 'tenants',
    title: 'Tenants',
    description: 'Create, list, show and delete tenants.',
    fits: /^\/v1\/tenants/,
  },
  {
    name: 'plugins',
    title: 'Registry',
    description: 'Search, show, publish and resolve plugins.',
    fits: /^\/v1\/plugins/,
  },
  {
    name: 'npm',
    title: 'npm protocol',
    description: 'The routes that npm clients use to read packages.',
    fits: /^\/npm\//,
  },
  {
    name: 'tokens',
    title: 'Tokens',
    description: 'The current caller, and API tokens.',
    fits: /^\/v1\/(tokens|auth)/,
  },
  {
    name: 'operations',
    title: 'Operations',
    description: 'Follow and cancel long changes.',
    fits: /^\/v1\/operations/,
  },
  {
    name: 'audit',
    title: 'Audit log',
    description: 'Read and check the audit logs.',
    fits: /^\/v1\/audit/,
  },
  { name: 'server', title: 'Server', description: 'Health, metrics and this document.', fits: /^/ },
];

interface Endpoint extends Operation {
  method: string;
  path: string;
}

const endpoints = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): Endpoint => ({
    ...operation,
    method: method.toUpperCase(),
    path,
  })),
);

const groupOf = ({ path }: Endpoint) => GROUPS.find(({ fits }) => fits.test(path)) as (typeof GROUPS)[number];
const schemaLink = (name: string) =>
  components.schemas[name] === undefined ? undefined : `/reference/api/schemas/#${name.toLowerCase()}`;
const typed = (schema: Schema) => typeOf(schema, schemaLink);

function meaning(schema: Schema, description = schema.description ?? ''): string {
  const limits = limitsOf(schema);
  return [text(description), limits === '' ? '' : `(${limits})`].filter(Boolean).join(' ');
}

function properties({ properties: given = {}, required = [] }: Schema, name = 'field'): string {
  const rows = Object.entries(given).map(([key, schema]) => [
    `${code(key)}${required.includes(key) ? '' : ' (optional)'}`,
    typed(schema),
    meaning(schema),
  ]);
  return table([name, 'type', 'meaning'], rows);
}

function body(content: Content): string {
  const [type, { schema }] = Object.entries(content)[0] as [string, { schema: Schema }];
  if (Object.keys(schema).length === 0) return code(type);
  if (schema.$ref !== undefined) return typed(schema);
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([key, each]) => `${code(key)}: ${typed(each)}`);
    return `object with ${fields.join(', ')}`;
  }
  return typed(schema);
}

function endpoint({
  method,
  path,
  summary,
  description,
  parameters,
  requestBody,
  responses,
}: Endpoint): string {
  const parts = [`## ${capital(summary)}`, fence('http', `${method} ${path}`), description];
  if (parameters.length > 0) {
    const rows = parameters.map(({ name, in: where, required, description: said, schema }) => [
      code(name),
      where + (where === 'query' && required ? ', required' : ''),
      typed(schema),
      meaning(schema, said),
    ]);
    parts.push(table(['parameter', 'in', 'type', 'meaning'], rows));
  }
  if (requestBody !== undefined) parts.push(`Body: ${body(requestBody.content)}.`);
  const rows = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, { description: said, content }]) => [
      status,
      text(said),
      content === undefined ? '' : body(content),
    ]);
  parts.push(table(['status', 'meaning', 'body'], rows));
  return parts.join('\n\n');
}

const pages = GROUPS.map(({ name, title, description }, index): Page => ({
  path: `reference/api/${name}`,
  title,
  description,
  sidebar: { order: index + 1 },
  body: endpoints
    .filter((each) => groupOf(each).name === name)
    .map(endpoint)
    .join('\n\n'),
}));

const schemas: Page = {
  path: 'reference/api/schemas',
  title: 'Documents',
  description: 'The JSON documents of requests and responses.',
  sidebar: { order: GROUPS.length + 1 },
  body: Object.entries(components.schemas)
    .map(([name, schema]) => {
      const said = schema.description === undefined ? '' : `${text(schema.description)}\n\n`;
      return `## ${name}\n\n${said}${schema.properties === undefined ? typed(schema) : properties(schema)}`;
    })
    .join('\n\n'),
};

const index: Page = {
  path: 'reference/api/index',
  title: 'HTTP API',
  description: 'Conventions of the API, and all routes.',
  sidebar: { label: 'Overview', order: 0 },
  body: `The command line does everything through this API. A running server describes it at \`/v1/openapi.json\` (OpenAPI 3.1).
\`@plexica/sdk/client\` is a typed client generated from that document.

${table(
  ['route', 'does'],
  endpoints.map((each) => {
    const anchor = capital(each.summary)
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-');
    return [
      code(`${each.method} ${each.path}`),
      `[${text(each.summary)}](/reference/api/${groupOf(each).name}/#${anchor})`,
    ];
  }),
)}

## Conventions

- **Tokens** are sent as \`Authorization: Bearer <token>\`. Each route lists the permission that it
  requires. For reads of the registry, this depends on \`PLEXICA_REGISTRY\`.
- **Errors** are problem documents ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) of the type \`application/problem+json\`. They
  have a stable \`code\` (see [Errors](/reference/errors/)), a \`hint\`, and in \`issues\` the path of each invalid field.
- **Lists** accept \`limit\` (1 to 100) and \`cursor\`. Pass the \`nextCursor\` of a response as \`cursor\` to get the next page.
- **\`?dryRun=true\`** on a request that changes something runs authorization, validation and planning, and returns 200 with
  \`{ "dryRun": true, "changes": […] }\`. It changes nothing.
- **\`Idempotency-Key\`** on a POST: for 24 hours, a request with the same key and token to the same route receives the first response
  again. A different body returns 422. While the first request is still running, the response is 409.
- **Long changes**: a request waits up to ten seconds for its [operation](/reference/api/operations/) and then returns 202 with the
  operation. With \`Prefer: respond-async\`, it returns at once.
- **\`X-Request-Id\`**: the server's log contains the id of each response.

The routes of installed plugins are at \`/t/{tenant}/{plugin}/…\`. Each plugin's page in the [marketplace](/marketplace/) lists
them.
`,
};

writePages([index, ...pages, schemas], 'reference/api');
