/** Writes `sdk/src/client/generated.ts` and `docs-site/src/data/openapi.json` from the routes of the control plane. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';
import { apiDocument } from '../src/app.ts';

type Json = Record<string, unknown>;

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Json;
}

interface Operation {
  operationId: string;
  summary: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
}

interface Described {
  id: string;
  method: string;
  path: string;
  summary: string;
  input: Json;
  /** Schemas of its immediate answers. */
  results: Json[];
  /** Whether it may be answered with nothing in place of those. */
  mayBeEmpty: boolean;
  /** Whether it may be answered with an operation that goes on. */
  slow: boolean;
  query: string[];
  body: 'json' | 'octets' | 'none';
  dryRun: boolean;
}

function describe(path: string, method: string, operation: Operation): Described {
  const { operationId: id, summary, parameters, requestBody, responses } = operation;
  const own = parameters.filter((parameter) => parameter.name !== 'dryRun' && parameter.in !== 'header');
  const dryRun = parameters.some(({ name }) => name === 'dryRun');
  const properties: Record<string, Json> = {};
  for (const { name, schema, description } of own) {
    properties[name] = description === undefined ? schema : { ...schema, description };
  }
  const json = requestBody?.content['application/json'];
  const octets = requestBody?.content['application/octet-stream'];
  if (json) properties['body'] = json.schema;
  if (octets) properties['body'] = { tsType: 'Uint8Array | ReadableStream<Uint8Array>' };
  const results = Object.entries(responses)
    .filter(([status]) => status.startsWith('2') && status !== '202')
    .flatMap(([, { content }]) =>
      content?.['application/json'] ? [content['application/json'].schema] : [],
    );
  return {
    id,
    method: method.toUpperCase(),
    path,
    summary,
    input: {
      type: 'object',
      properties,
      required: [
        ...own.filter(({ required }) => required).map(({ name }) => name),
        ...(requestBody ? ['body'] : []),
      ],
      additionalProperties: false,
    },
    results,
    mayBeEmpty: '204' in responses && results.length > 0,
    slow: '202' in responses,
    query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    body: json ? 'json' : octets ? 'octets' : 'none',
    dryRun,
  };
}

function pascal(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}

/** The name of the schema that an operation answers with, where it is nothing but that. */
function component({ results }: Described): string | undefined {
  const [first, ...others] = new Set(results.map((result) => result['$ref'] as string | undefined));
  return others.length === 0 ? first?.slice('#/components/schemas/'.length) : undefined;
}

async function types(document: Document, operations: readonly Described[]): Promise<string> {
  const definitions: Record<string, Json> = { ...document.components.schemas };
  for (const operation of operations) {
    definitions[`${pascal(operation.id)}Input`] = operation.input;
    if (component(operation) !== undefined) continue;
    const [first, ...more] = operation.results;
    if (first)
      definitions[`${pascal(operation.id)}Result`] = more.length === 0 ? first : { anyOf: operation.results };
  }
  const relocated = JSON.stringify({ definitions }).replaceAll('#/components/schemas/', '#/definitions/');
  // A title would become the name of a type of its own, and could take that of a component.
  const schema = JSON.parse(relocated, (key, value: unknown) =>
    key === 'title' && typeof value === 'string' ? undefined : value,
  ) as Json;
  const text = await compile(
    { ...schema, title: 'Unused', type: 'object', additionalProperties: false },
    'Unused',
    {
      bannerComment: '',
      additionalProperties: false,
      unreachableDefinitions: true,
      ignoreMinAndMaxItems: true,
      format: false,
    },
  );
  return text
    .split('\n')
    .filter(
      (line) =>
        !/^export interface Unused \{\}|This interface was referenced by|via the `definition`/.test(line),
    )
    .join('\n')
    .replaceAll(/\/\*\*\n(?:\s*\*\s*\n)*\s*\*\/\n/g, '');
}

function signature(operation: Described): string {
  const name = pascal(operation.id);
  const optional = (operation.input['required'] as string[]).length === 0 ? '?' : '';
  const own = component(operation) ?? (operation.results.length > 0 ? `${name}Result` : 'undefined');
  const result = [
    own,
    ...(operation.mayBeEmpty ? ['undefined'] : []),
    ...(operation.slow && own !== 'Operation' ? ['Operation'] : []),
  ].join(' | ');
  const comment = `  /** ${operation.summary}. \`${operation.method} ${operation.path}\` */\n`;
  const plain = `${comment}  ${operation.id}(input${optional}: ${name}Input, options?: CallOptions): Promise<${result}>;\n`;
  if (!operation.dryRun) return plain;
  return `${comment}  ${operation.id}(input: ${name}Input & { dryRun: true }, options?: CallOptions): Promise<DryRun>;\n${plain}`;
}

const document = apiDocument() as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => describe(path, method, operation)),
);

const table = operations
  .map((operation) => {
    const { id, method, path, query, body } = operation;
    const answers = [...new Set(marksOf(operation))];
    return `  ${id}: ${JSON.stringify({ method, path, query, body, answers })},`;
  })
  .join('\n');

/** Of each JSON that the operation may be answered with, one member that it always has. */
function marksOf({ results, slow }: Described): string[] {
  const all = slow ? [...results, { $ref: '#/components/schemas/Operation' }] : results;
  return all.map((result) => {
    const name = (result['$ref'] as string | undefined)?.slice('#/components/schemas/'.length);
    const schema = name === undefined ? result : (document.components.schemas[name] as Json);
    return (schema['required'] as string[] | undefined)?.[0] ?? '';
  });
}

const source = `/* Generated from the control plane's OpenAPI document by \`npm run docs\`. Do not edit. */
import type { CallOptions, DryRun } from './options.ts';

${await types(document, operations)}

/** How each operation is called over HTTP; \`answers\` are members by which its answers are known. */
export const operations = {
${table}
} as const;

export type OperationId = keyof typeof operations;

/** What each operation takes. */
export interface Inputs {
${operations.map(({ id, dryRun }) => `  ${id}: ${pascal(id)}Input${dryRun ? ' & { dryRun?: boolean }' : ''};`).join('\n')}
}

/** One method for each operation. */
export interface Operations {
${operations.map(signature).join('')}}
`;

async function write(file: URL, text: string): Promise<void> {
  const path = fileURLToPath(file);
  await mkdir(dirname(path), { recursive: true });
  const options = await resolveConfig(path);
  await writeFile(path, await format(text, { ...options, filepath: path }));
}

await write(new URL('../../sdk/src/client/generated.ts', import.meta.url), source);
await write(
  new URL('../../docs-site/src/data/openapi.json', import.meta.url),
  JSON.stringify(document, undefined, 2),
);
