import { z } from 'zod';
import { bodyTypes } from './body-types.ts';
import { Problem } from '../errors/problem.ts';
import type { AnyRoute } from './route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of a list of routes. */
export function openApi(routes: readonly AnyRoute[], version: string): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operation(route, schemas);
  }
  schema(Problem, 'output', schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plexica',
      version,
      description:
        'Tenants, plugin registry and installations. Errors are problem details (RFC 9457) with a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas,
    },
  };
}

/** JSON Schema of a zod schema. Schemas with an id become components. */
function schema(type: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const { $schema: _dialect, $defs, ...own } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Json;
  const relocate = (part: Json): Json =>
    JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
  for (const [id, part] of Object.entries(($defs ?? {}) as Record<string, Json>)) {
    const { id: _id, ...rest } = part;
    schemas[id] = relocate(rest);
  }
  const { id, ...rest } = own;
  if (typeof id !== 'string') return relocate(rest);
  schemas[id] = relocate(rest);
  return { $ref: `#/components/schemas/${id}` };
}

function parameters(type: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (type === undefined) return [];
  const object = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(object.properties ?? {}).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || (object.required ?? []).includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

const DRY_RUN = {
  name: 'dryRun',
  in: 'query',
  required: false,
  description: 'Validate the request and return 200 with the planned changes, without changing anything',
  schema: { type: 'boolean' },
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'ETag from an earlier read. If the resource has changed since, the request fails with 412',
  schema: { type: 'string' },
};

function operation(route: AnyRoute, schemas: Json): Json {
  const changes = route.plan !== undefined && route.plan !== 'nothing';
  const responses: Json = {};
  for (const [status, { description, body }] of Object.entries(route.answers)) {
    responses[status] = {
      description,
      ...(body === undefined ? {} : { content: content(body, schemas) }),
    };
  }
  responses['default'] = {
    description: 'A problem',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.path.split('/')[1] === 'v1' ? (route.path.split('/')[2] as string) : 'server'],
    description: describeNeeds(route),
    ...security(route),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(changes ? [DRY_RUN] : []),
      ...(route.ifMatch ? [IF_MATCH] : []),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(
              bodyTypes(route.method).map((type) => [
                type,
                { schema: schema(route.body as z.ZodType, 'input', schemas) },
              ]),
            ),
          },
        }),
    ...(route.octets
      ? { requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } } }
      : {}),
    responses,
  };
}

function content(body: z.ZodType | string, schemas: Json): Json {
  return typeof body === 'string'
    ? { [body]: { schema: {} } }
    : { 'application/json': { schema: schema(body, 'output', schemas) } };
}

const REGISTRY_NEEDS = {
  metadata: 'Requires no token, unless `PLEXICA_REGISTRY` is `private`.',
  code: 'Requires a valid token, unless `PLEXICA_REGISTRY` is `public`.',
};

function security({ needs }: AnyRoute): Json {
  if (needs === 'anyone') return { security: [] };
  // Depends on the configuration. An empty requirement makes the token optional (OpenAPI 3.1, Security
  // Requirement Object).
  return typeof needs === 'object' && 'registry' in needs ? { security: [{}, { token: [] }] } : {};
}

function describeNeeds({ needs }: AnyRoute): string {
  if (needs === 'anyone') return 'Requires no token.';
  if (needs === 'authenticated') return 'Requires a valid token.';
  if ('registry' in needs) return REGISTRY_NEEDS[needs.registry];
  const inWorkspace =
    needs.workspace === undefined ? '' : `, or the role ${needs.workspace} in the workspace`;
  return `Requires the permission \`${needs.permission}\` (scope: ${needs.scope})${inWorkspace}.`;
}
