import type { BuiltManifest } from '@plexica/registry';
import { packageOf } from '../registry/packages.ts';
import type { Answer, TestServer } from '../server.ts';

type Access = { permission: string } | 'authenticated' | 'public';

export interface PluginSource extends Omit<Partial<BuiltManifest>, 'backend'> {
  /** `GET /contacts` to who may call it and the source of its handler, a function of `ctx`. */
  routes?: Record<string, { access: Access; source: string; workspaceRole?: 'VIEWER' | 'MEMBER' | 'ADMIN' }>;
  /** Method to source of a function of `ctx` and `from`. */
  lifecycle?: Record<string, string>;
  /** File name to SQL. */
  migrations?: Record<string, string>;
  /** Source that runs as the bundle is loaded. */
  atLoad?: string;
  /** What the manifest says of the backend, where it is not what the code declares. */
  claims?: Partial<NonNullable<BuiltManifest['backend']>>;
}

/** The tarball of a plugin whose code is given as text. */
export function pluginPackage({
  routes = {},
  lifecycle = {},
  migrations = {},
  atLoad = '',
  claims = {},
  ...manifest
}: PluginSource): Promise<Buffer> {
  const declared = Object.entries(routes).map(([route, { access, source, workspaceRole }], index) => {
    const [method, path] = route.split(' ') as [string, string];
    return { method, path, access, source, workspaceRole, handler: `route${index}` };
  });
  const methods = [
    ...declared.map(({ handler, source }) => `async ${handler}(ctx) { return (${source})(ctx); }`),
    ...Object.entries(lifecycle).map(
      ([name, source]) => `async ${name}(ctx, from) { return (${source})(ctx, from); }`,
    ),
  ];
  const declarations = {
    routes: declared.map(({ method, path, handler }) => ({ method, path, handler })),
    access: Object.fromEntries(declared.map(({ handler, access }) => [handler, access])),
    workspaceRoles: Object.fromEntries(
      declared.flatMap(({ handler, workspaceRole }) => (workspaceRole ? [[handler, workspaceRole]] : [])),
    ),
  };
  const code = `
    ${atLoad}
    const METADATA = Symbol.metadata ?? Symbol.for('Symbol.metadata');
    export default class Plugin {
      static [METADATA] = { [Symbol.for('plexica.declarations')]: ${JSON.stringify(declarations)} };
      ${methods.join('\n')}
    }`;
  return packageOf({
    ...manifest,
    backend: {
      entry: 'dist/backend/index.js',
      routes: declared.map(({ method, path, handler, access, workspaceRole }) => ({
        method,
        path,
        handler,
        access,
        ...(workspaceRole && { workspaceRole }),
      })),
      lifecycle: Object.keys(lifecycle),
      ...claims,
    } as NonNullable<BuiltManifest['backend']>,
    files: {
      'dist/backend/index.js': code,
      ...Object.fromEntries(Object.entries(migrations).map(([name, sql]) => [`migrations/${name}`, sql])),
    },
  });
}

/** Publishes a plugin as the admin. */
export async function publish(
  server: TestServer,
  source: PluginSource & { id: string },
  tag = 'latest',
): Promise<Answer> {
  const { id, version = '1.0.0' } = source;
  const answer = await server.request('PUT', `/v1/plugins/${id}/versions/${version}?tag=${tag}`, {
    body: await pluginPackage(source),
    headers: { 'Content-Type': 'application/octet-stream' },
  });
  if (answer.status !== 201) throw new Error(`not published: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** The status that a caller of HTTP branches on, and the code that a caller of the client does. */
export function refusalOf({ status, body }: Answer): { status: number; code: string | undefined } {
  return { status, code: body.code as string | undefined };
}

/** A plugin with one table that lists and adds rows. */
export function notes(more: Partial<PluginSource> = {}): PluginSource & { id: string } {
  return {
    id: 'notes',
    permissions: { read: 'Read notes', write: 'Write notes' },
    migrations: { '001_notes.sql': 'CREATE TABLE notes (id serial PRIMARY KEY, text text NOT NULL);' },
    routes: {
      'GET /notes': {
        access: { permission: 'read' },
        source: `(ctx) => ctx.db.query('SELECT id, text FROM notes ORDER BY id')`,
      },
      'POST /notes': {
        access: { permission: 'write' },
        source: `async (ctx) => {
          const { text } = await ctx.request.json();
          return Response.json(await ctx.db.one('INSERT INTO notes (text) VALUES ($1) RETURNING id, text', [text]), { status: 201 });
        }`,
      },
    },
    ...more,
  };
}
