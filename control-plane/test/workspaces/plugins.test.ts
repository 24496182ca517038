import { expect } from 'chai';
import { publish, type PluginSource } from '../installations/plugin-package.ts';
import { person } from '../people.ts';
import { startServer, type TestServer } from '../server.ts';

const NOTES = `CREATE TABLE notes (id serial PRIMARY KEY, text text NOT NULL,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE);
  CREATE VIEW texts AS SELECT text FROM notes;
  CREATE TABLE settings (key text);`;

/** A plugin whose notes belong to workspaces. */
function notes(more: Partial<PluginSource> = {}): PluginSource & { id: string } {
  const read = { permission: 'use' };
  return {
    id: 'notes',
    workspaceAware: true,
    permissions: { use: 'Use' },
    migrations: { '001_notes.sql': NOTES },
    routes: {
      'GET /notes': { access: read, source: `(ctx) => ctx.db.query('SELECT text FROM notes ORDER BY id')` },
      'GET /texts': { access: read, source: `(ctx) => ctx.db.query('SELECT text FROM texts')` },
      'GET /workspace': { access: read, source: `(ctx) => ({ ...ctx.workspace })` },
      'POST /notes/:text': {
        access: read,
        source: `async (ctx) => { await ctx.db.query('INSERT INTO notes (text, workspace_id) VALUES ($1, $2)',
          [ctx.request.params.text, ctx.workspace.id]); }`,
      },
      'DELETE /notes': {
        access: read,
        workspaceRole: 'ADMIN',
        source: `(ctx) => ctx.db.query('DELETE FROM notes RETURNING text')`,
      },
      'POST /together': {
        access: read,
        source: `(ctx) => ctx.db.transaction(async (tx) => {
          const one = await tx.query('SELECT text FROM notes');
          return tx.transaction(async (inner) => [one.length, (await inner.query('SELECT text FROM notes')).length]);
        })`,
      },
      'POST /sql': {
        access: read,
        source: `async (ctx) => {
          const tried = [];
          for (const sql of await ctx.request.json())
            tried.push(await ctx.db.query(sql).then((rows) => ({ rows }), ({ sqlstate }) => ({ sqlstate })));
          return tried;
        }`,
      },
      'POST /sql-together': {
        access: read,
        source: `async (ctx) => {
          const [first, second] = await ctx.request.json();
          await ctx.db.transaction((tx) => tx.query(first)).catch(() => undefined);
          return ctx.db.query(second);
        }`,
      },
      'GET /open': {
        access: 'public',
        source: `async (ctx) => ({ workspace: ctx.workspace ?? null, rows: await ctx.db.query('SELECT * FROM notes') })`,
      },
    },
    ...more,
  };
}

describe('a plugin whose data belongs to workspaces', function () {
  this.timeout(180_000);
  let server: TestServer;
  let grace: string;
  let linus: string;
  let token: string;
  const ids = new Map<string, string>();

  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await publish(server, notes());
    const installed = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'notes' },
    });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
    const role = { key: 'writer', permissions: ['notes.use'] };
    await server.request('POST', '/v1/tenants/acme/roles', { json: role });
    grace = await person(server, 'acme', 'grace@acme.test', ['writer']);
    linus = await person(server, 'acme', 'linus@acme.test', ['writer', 'guest']);
    token = await server.token('shop', 'tenant:acme', ['notes.use']);
    for (const slug of ['sales', 'ops']) {
      const { body } = await server.request('POST', '/v1/tenants/acme/workspaces', { json: { slug } });
      ids.set(slug, body.id);
    }
    await join('sales', 'grace@acme.test', 'MEMBER');
    await join('sales', 'linus@acme.test', 'VIEWER');
    for (const [slug, text] of [
      ['sales', 'offer'],
      ['sales', 'order'],
      ['ops', 'outage'],
    ] as const)
      expect((await call('POST', `/notes/${text}`, slug, token)).status).to.equal(204);
  });
  after(() => server?.stop());

  const join = (workspace: string, member: string, role: string) =>
    server.request('POST', `/v1/tenants/acme/workspaces/${workspace}/members`, { json: { member, role } });
  const call = (method: string, path: string, workspace: string | undefined, by: string, json?: unknown) =>
    server.request(method, `/t/acme/notes${path}`, {
      token: by,
      json,
      headers: workspace === undefined ? {} : { 'X-Workspace-ID': workspace },
    });
  const texts = async (workspace: string, by = token, path = '/notes') =>
    (await call('GET', path, workspace, by)).body.map(({ text }: { text: string }) => text);

  it('shows the rows of the workspace that a request names, by slug or id', async () => {
    expect(await texts('sales')).to.deep.equal(['offer', 'order']);
    expect(await texts(ids.get('ops') as string)).to.deep.equal(['outage']);
    expect(await texts('default')).to.deep.equal([]);
    expect(await texts('sales', grace, '/texts')).to.deep.equal(['offer', 'order']);
    expect((await call('POST', '/together', 'ops', token)).body).to.deep.equal([1, 1]);
  });

  it('is told the workspace and the role of the caller', async () => {
    const sales = { id: ids.get('sales'), slug: 'sales' };
    expect((await call('GET', '/workspace', 'sales', grace)).body).to.deep.equal({
      ...sales,
      role: 'MEMBER',
    });
    expect((await call('GET', '/workspace', 'sales', token)).body).to.deep.equal({ ...sales, role: 'ADMIN' });
  });

  it('needs a workspace in which the caller is', async () => {
    expect((await call('GET', '/notes', undefined, grace)).body).to.include({
      status: 400,
      code: 'workspace_required',
    });
    // Who may see all workspaces learns that this one exists.
    expect((await call('GET', '/notes', 'ops', grace)).body).to.include({ status: 404 });
    expect((await call('GET', '/notes', 'nowhere', grace)).body).to.include({ status: 404 });
    const { body } = await call('GET', '/notes', 'ops', linus);
    expect(body).to.include({ status: 403, code: 'not_allowed' });
    expect(body.detail).to.contain('VIEWER');
    expect((await call('GET', '/notes', 'nowhere', linus)).body).to.include({ code: 'workspace_not_found' });
  });

  it('names the role that is missing: by default VIEWER reads and MEMBER writes', async () => {
    expect(await texts('sales', linus)).to.have.length(2);
    const { body } = await call('POST', '/notes/mine', 'sales', linus);
    expect(body).to.include({ status: 403, code: 'not_allowed' });
    expect(body.detail).to.contain('linus@acme.test has the role VIEWER').and.to.contain('requires MEMBER');
    expect((await call('DELETE', '/notes', 'sales', grace)).body.detail).to.contain('requires ADMIN');
    await server.request('PATCH', '/v1/tenants/acme/workspaces/sales/members/linus@acme.test', {
      json: { role: 'MEMBER' },
    });
    expect((await call('POST', '/notes/mine', 'sales', linus)).status).to.equal(204);
    await server.request('DELETE', '/v1/tenants/acme/workspaces/sales/members/linus@acme.test');
    expect((await call('GET', '/notes', 'sales', linus)).status).to.equal(403);
    await join('sales', 'linus@acme.test', 'VIEWER');
  });

  it('gives a client no role that whoever created it does not have', async () => {
    const client = async (name: string, permissions: string[]) => {
      const path = '/v1/tenants/acme/clients';
      const { body } = await server.request('POST', path, { json: { name, permissions } });
      const answer = await fetch(body.tokenEndpoint, {
        method: 'POST',
        headers: { Authorization: `Basic ${btoa(`${body.id}:${body.secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    const plain = await client('plain', ['notes.*', 'workspaces.read']);
    expect((await call('GET', '/notes', 'sales', plain)).body).to.include({
      status: 403,
      code: 'not_allowed',
    });
    const strong = await client('strong', ['notes.*', 'workspaces.write']);
    expect((await call('GET', '/workspace', 'sales', strong)).body).to.include({ role: 'ADMIN' });
  });

  it('cannot write into another workspace, nor reach the rows of one', async () => {
    const ops = ids.get('ops') as string;
    const tried = [
      `insert into notes (text, workspace_id) values ('x', '${ops}')`,
      `update notes set workspace_id = '${ops}'`,
    ];
    const refused = await call('POST', '/sql', 'sales', grace, tried);
    expect(refused.body).to.deep.equal([{ sqlstate: '42501' }, { sqlstate: '42501' }]);
    expect(await texts('ops')).to.deep.equal(['outage']);
    expect((await call('DELETE', '/notes', 'default', token)).body).to.deep.equal([]);
    expect(await texts('ops')).to.deep.equal(['outage']);
  });

  it('cannot get around it with SQL', async () => {
    const ops = ids.get('ops') as string;
    const before = await texts('sales');
    const tried = [
      `select set_config('plexica.workspace', '${ops}', false)`,
      `select pg_catalog.set_config('plexica.workspace', '${ops}', true)`,
      `select current_setting('plexica.workspace')`,
      `select plexica_host.workspace()`,
      `set plexica.workspace = '${ops}'`,
      `set local plexica.workspace = '${ops}'`,
      'reset plexica.workspace',
      'reset all',
      'set row_security = off',
      `select 1; set plexica.workspace = '${ops}'`,
      'alter table notes disable row level security',
      'drop policy plexica_workspace on notes',
      'begin',
      'commit',
    ];
    const { body } = await call('POST', '/sql', 'sales', grace, tried);
    for (const [index, answer] of body.entries())
      expect(answer, tried[index]).to.have.property('sqlstate').that.is.a('string');
    for (const first of tried) {
      const { body: rows } = await call('POST', '/sql-together', 'sales', grace, [
        first,
        'select text from notes order by id',
      ]);
      expect(
        rows.map(({ text }: { text: string }) => text),
        first,
      ).to.deep.equal(before);
    }
  });

  it('shows no row to a route without a caller', async () => {
    const { body } = await server.request('GET', '/t/acme/notes/open', { token: null });
    expect(body).to.deep.equal({ workspace: null, rows: [] });
    // Also on a connection that has served a workspace.
    await texts('sales');
    const again = await server.request('GET', '/t/acme/notes/open', { token: null });
    expect(again.body.rows).to.deep.equal([]);
  });

  const update = async (version: string, source: Partial<PluginSource>) => {
    await publish(server, { ...notes(source), version });
    return server.request('POST', '/v1/tenants/acme/plugins/notes/actions/update', {
      json: {
        range: version,
        acceptAccess: [{ plugin: 'notes', key: 'workspaceAware', value: 'false' }],
      },
    });
  };

  it('keeps rows apart in tables of later versions, and sees all while it is updated', async () => {
    const migrations = {
      '001_notes.sql': NOTES,
      '002_more.sql': `ALTER TABLE notes ADD COLUMN old boolean;
        ALTER TABLE settings ADD COLUMN workspace_id uuid REFERENCES workspaces ON DELETE CASCADE;
        UPDATE notes SET old = true;`,
    };
    const lifecycle = {
      onUpdate: `async (ctx) => { const rows = await ctx.db.query('SELECT DISTINCT workspace_id FROM notes');
        for (const { workspace_id: id } of rows) await ctx.db.query("INSERT INTO settings VALUES ('k', $1)", [id]); }`,
    };
    const answer = await update('1.1.0', {
      migrations,
      lifecycle,
      routes: {
        ...notes().routes,
        'GET /settings': {
          access: { permission: 'use' },
          source: `(ctx) => ctx.db.query('SELECT workspace_id FROM settings')`,
        },
      },
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    expect((await call('GET', '/settings', 'sales', grace)).body).to.deep.equal([
      { workspace_id: ids.get('sales') },
    ]);
    expect(await texts('ops')).to.deep.equal(['outage']);
  });

  for (const [what, sql, reason] of [
    [
      'a materialized view',
      'CREATE MATERIALIZED VIEW all_notes AS SELECT * FROM notes;',
      'materialized view',
    ],
    ['a workspace_id that is no uuid', 'CREATE TABLE x (workspace_id text);', 'must be of the type uuid'],
  ] as const)
    it(`is refused with ${what}`, async () => {
      const id = `wrong-${what.split(' ')[1] === 'materialized' ? 'view' : 'type'}`;
      await publish(server, notes({ id, migrations: { '001_notes.sql': NOTES, '002_x.sql': sql } }));
      const { body } = await server.request('POST', '/v1/tenants/acme/plugins', {
        json: { plugin: id },
      });
      expect(body.code).to.equal('migration_refused');
      expect(body.detail).to.contain(reason);
    });

  it('shows all rows once it gives up workspaces', async () => {
    const answer = await update('2.0.0', {
      workspaceAware: false,
      migrations: {
        '001_notes.sql': NOTES,
        '002_more.sql': `ALTER TABLE notes ADD COLUMN old boolean;
        ALTER TABLE settings ADD COLUMN workspace_id uuid REFERENCES workspaces ON DELETE CASCADE;
        UPDATE notes SET old = true;`,
      },
      routes: { 'GET /notes': notes().routes?.['GET /notes'] as never },
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    const { body } = await server.request('GET', '/t/acme/notes/notes', { token });
    expect(body.map(({ text }: { text: string }) => text)).to.include.members(['offer', 'outage']);
  });
});
