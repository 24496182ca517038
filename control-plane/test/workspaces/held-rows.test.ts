import { expect } from 'chai';
import { publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

/** A plugin whose rows belong to workspaces: notes go with theirs, files lose it. */
const shelf = {
  id: 'shelf',
  permissions: { write: 'Write' },
  migrations: {
    '001_shelf.sql': `
      CREATE TABLE notes (id serial PRIMARY KEY, workspace uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE);
      CREATE TABLE lines (note int NOT NULL REFERENCES notes ON DELETE CASCADE);
      CREATE TABLE files (workspace uuid REFERENCES workspaces ON DELETE SET NULL);`,
  },
  routes: {
    'POST /fill/:workspace': {
      access: { permission: 'write' },
      source: `async (ctx) => {
        const { workspace } = ctx.request.params;
        const { id } = await ctx.db.one('INSERT INTO notes (workspace) VALUES ($1) RETURNING id', [workspace]);
        await ctx.db.query('INSERT INTO lines (note) VALUES ($1), ($1)', [id]);
        await ctx.db.query('INSERT INTO files (workspace) VALUES ($1)', [workspace]);
      }`,
    },
    'GET /count': {
      access: { permission: 'write' },
      source: `(ctx) => ctx.db.one(\`SELECT (SELECT count(*) FROM notes)::int AS notes,
        (SELECT count(*) FROM lines)::int AS lines, (SELECT count(*) FROM files)::int AS files,
        (SELECT count(workspace) FROM files)::int AS placed\`)`,
    },
  },
};

describe('a workspace with rows of a plugin', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await publish(server, shelf);
    for (const slug of ['acme', 'globex']) {
      await server.request('POST', '/v1/tenants', { json: { slug } });
      const installed = await server.request('POST', `/v1/tenants/${slug}/plugins`, {
        json: { plugin: 'shelf' },
      });
      expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
    }
  });
  after(() => server?.stop());

  const count = async () => (await server.request('GET', '/t/acme/shelf/count')).body;

  it('is deleted only by force, and its rows go with it or lose it', async () => {
    const made = await server.request('POST', '/v1/tenants/acme/workspaces', { json: { slug: 'full' } });
    const filled = await server.request('POST', `/t/acme/shelf/fill/${made.body.id}`);
    expect(filled.status, JSON.stringify(filled.body)).to.equal(204);
    const full = '/v1/tenants/acme/workspaces/full';
    const all = { notes: 1, lines: 2, files: 1, placed: 1 };
    // Again and again: what was rolled back on the same connection is not counted.
    for (let times = 0; times < 3; times += 1) {
      const { body } = await server.request('DELETE', full);
      expect(body).to.include({ status: 409, code: 'workspace_in_use' });
      expect(body.detail).to.equal('the workspace full holds 4 rows of shelf');
    }
    const planned = await server.request('DELETE', `${full}?force=true&dryRun=true`);
    expect(planned.body.changes).to.deep.equal([
      { action: 'delete', resource: 'workspace', name: 'full', detail: 'with 4 rows of shelf' },
    ]);
    expect(await count()).to.deep.equal(all);
    expect((await server.request('DELETE', `${full}?force=true`)).status).to.equal(204);
    expect(await count()).to.deep.equal({ notes: 0, lines: 0, files: 1, placed: 0 });
  });

  it('does not count the rows of others', async () => {
    const made = await server.request('POST', '/v1/tenants/acme/workspaces', { json: { slug: 'other' } });
    await server.request('POST', `/t/acme/shelf/fill/${made.body.id}`);
    await server.request('POST', '/v1/tenants/acme/workspaces', { json: { slug: 'empty' } });
    expect((await server.request('DELETE', '/v1/tenants/acme/workspaces/empty')).status).to.equal(204);
  });
});
