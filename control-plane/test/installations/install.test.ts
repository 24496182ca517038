import { expect } from 'chai';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { notes, publish, refusalOf, type PluginSource } from './plugin-package.ts';

describe('installing', () => {
  let server: TestServer;
  let tenants = 0;

  before(async () => {
    server = await startServer();
    await publish(server, notes());
  });
  after(() => server.stop());

  async function newTenant(): Promise<string> {
    const slug = `t${(tenants += 1)}`;
    await server.request('POST', '/v1/tenants', { json: { slug } });
    return slug;
  }

  const install = (tenant: string, plugin: string, more: object = {}): Promise<Answer> =>
    server.request('POST', `/v1/tenants/${tenant}/plugins`, { json: { plugin, ...more } });

  const installed = async (tenant: string): Promise<string[]> => {
    const { body } = await server.request('GET', `/v1/tenants/${tenant}/plugins`);
    return body.items.map((one: { plugin: string; version: string; state: string }) =>
      [one.plugin, one.version, one.state].join(' '),
    );
  };

  it('gives a tenant a plugin that answers from its own rows', async () => {
    const tenant = await newTenant();
    const answer = await install(tenant, 'notes');
    expect(answer.status).to.equal(201);
    expect(answer.body).to.include({ plugin: 'notes', version: '1.0.0', state: 'active', trusted: false });
    const added = await server.request('POST', `/t/${tenant}/notes/notes`, { json: { text: 'hello' } });
    expect(added.status).to.equal(201);
    const listed = await server.request('GET', `/t/${tenant}/notes/notes`);
    expect(listed.body).to.deep.equal([{ id: 1, text: 'hello' }]);
  });

  it('keeps the rows of two tenants apart', async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    await install(one, 'notes');
    await install(other, 'notes');
    await server.request('POST', `/t/${one}/notes/notes`, { json: { text: 'mine' } });
    expect((await server.request('GET', `/t/${other}/notes/notes`)).body).to.deep.equal([]);
  });

  const opens: NonNullable<PluginSource['routes']> = {
    'GET /open': { access: 'public', source: `() => 'open'` },
  };
  const deceiving: Record<string, [source: Partial<PluginSource>, difference: RegExp]> = {
    'a route that its manifest does not name': [{ routes: opens, claims: { routes: [] } }, /in GET \/open$/],
    'a route of its manifest that its code has not': [
      {
        claims: {
          routes: [{ method: 'GET', path: '/more', handler: 'more', access: 'authenticated' }],
        },
        routes: {},
      },
      /in GET \/more$/,
    ],
    'another access than its manifest says': [
      {
        routes: opens,
        claims: {
          routes: [{ method: 'GET', path: '/open', handler: 'route0', access: 'authenticated' }],
        },
      },
      /in GET \/open$/,
    ],
    'a route with an endless name': [
      {
        routes: { [`GET /${'a'.repeat(100_000)}`]: { access: 'public', source: `() => 'open'` } },
        claims: { routes: [] },
      },
      /in GET \/a{300,400}$/,
    ],
    'a lifecycle method that its manifest conceals': [
      { lifecycle: { onInstall: '() => 1' }, claims: { lifecycle: [] } },
      /in onInstall$/,
    ],
    'other routes, where onInstall has run already': [
      { routes: opens, lifecycle: { onInstall: '() => 1' }, claims: { routes: [] } },
      /in GET \/open$/,
    ],
  };
  for (const [index, [name, [source, difference]]] of Object.entries(deceiving).entries()) {
    it(`refuses code with ${name}, and leaves nothing of it`, async () => {
      const [tenant, id] = [await newTenant(), `deceiving-${index}`];
      await publish(server, { id, ...source });
      const answer = await install(tenant, id);
      expect(refusalOf(answer)).to.deep.equal({ status: 422, code: 'invalid_package' });
      expect(answer.body.detail).to.match(difference);
      expect(await installed(tenant)).to.deep.equal([]);
    });
  }

  it('shows a plan and changes nothing in a dry run', async () => {
    const tenant = await newTenant();
    const plan = await server.request('POST', `/v1/tenants/${tenant}/plugins/actions/plan`, {
      json: { plugin: 'notes' },
    });
    expect(plan.body.plugins[0].permissions).to.deep.equal({
      'notes.read': 'Read notes',
      'notes.write': 'Write notes',
    });
    const dry = await server.request('POST', `/v1/tenants/${tenant}/plugins?dryRun=true`, {
      json: { plugin: 'notes' },
    });
    expect(dry.body).to.deep.equal({
      dryRun: true,
      changes: [
        {
          action: 'create',
          resource: 'installation',
          name: 'notes',
          version: '1.0.0',
          detail: 'version 1.0.0',
          brings: { permissions: plan.body.plugins[0].permissions, roles: {}, access: [] },
        },
      ],
    });
    expect(await installed(tenant)).to.deep.equal([]);
  });

  it('takes no range that is long enough to be slow', async () => {
    const tenant = await newTenant();
    for (const path of ['', '/actions/plan', '/notes/actions/update']) {
      const answer = await server.request('POST', `/v1/tenants/${tenant}/plugins${path}`, {
        json: { ...(path.startsWith('/notes') ? {} : { plugin: 'notes' }), range: '1||'.repeat(67) },
      });
      expect(answer.body).to.include({ code: 'invalid_input' });
      expect(answer.body.issues).to.have.length(1);
      expect(answer.body.issues[0].path).to.equal('body.range');
    }
  });

  it('installs what a plugin needs before it', async () => {
    await publish(server, notes({ id: 'base' }));
    await publish(server, notes({ id: 'middle', dependencies: { base: '^1.0.0' } }));
    await publish(server, notes({ id: 'top', dependencies: { middle: '^1.0.0', base: '>=1' } }));
    const tenant = await newTenant();
    expect((await install(tenant, 'top')).status).to.equal(201);
    expect(await installed(tenant)).to.deep.equal([
      'base 1.0.0 active',
      'middle 1.0.0 active',
      'top 1.0.0 active',
    ]);
    const refused = await server.request('DELETE', `/v1/tenants/${tenant}/plugins/base`);
    expect(refusalOf(refused)).to.deep.equal({ status: 409, code: 'required_by_others' });
    expect(refused.body.detail).to.include('middle 1.0.0, top 1.0.0');
  });

  const lonely: [string, Partial<PluginSource>, number, string, string][] = [
    [
      'a migration with an SQL error',
      { migrations: { '001.sql': '\n\nCREATE TABLE a (b nothing);' } },
      422,
      'migration_failed',
      'migrations/001.sql:3: type "nothing" does not exist',
    ],
    [
      'a migration that is refused',
      { migrations: { '001.sql': 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;' } },
      422,
      'migration_refused',
      'migrations/001.sql:1',
    ],
    [
      'a foreign key without ON DELETE',
      { migrations: { '001.sql': 'CREATE TABLE a (member uuid REFERENCES members (id));' } },
      422,
      'migration_refused',
      'ON DELETE',
    ],
    [
      'a plugin that throws in onInstall',
      { lifecycle: { onInstall: `() => { throw new Error('no luck'); }` } },
      422,
      'lifecycle_failed',
      'no luck',
    ],
    [
      'a plugin that throws what PostgreSQL cannot store',
      { lifecycle: { onInstall: `() => { throw new Error('no\\0luck\\ud800'); }` } },
      422,
      'lifecycle_failed',
      'no\ufffdluck\ufffd',
    ],
    [
      'a plugin that hides its failed statement',
      { lifecycle: { onInstall: `async (ctx) => { await ctx.db.query('SELECT 1 / 0').catch(() => 1); }` } },
      422,
      'lifecycle_failed',
      'caught the error',
    ],
    [
      'a constraint that fails at the end',
      {
        migrations: {
          '001.sql':
            'CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES a ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED); INSERT INTO a VALUES (1, 2);',
        },
      },
      422,
      'migration_failed',
      'the transaction failed to commit',
    ],
    [
      'a dependency that nobody published',
      { dependencies: { nowhere: '^1.0.0' } },
      409,
      'unsatisfiable',
      'nowhere',
    ],
    [
      'a dependency in a version that does not exist',
      { dependencies: { notes: '^9.0.0' } },
      409,
      'unsatisfiable',
      'notes@^9.0.0',
    ],
    [
      'a plugin for another version of the platform',
      { engines: { plexica: '^9.0.0' } },
      409,
      'unsatisfiable',
      'requires Plexica ^9.0.0',
    ],
    [
      'a dependency on itself by a circle',
      { dependencies: { 'circle-b': '*' } },
      409,
      'dependency_cycle',
      'circle-b',
    ],
  ];
  lonely.forEach(([name, source, status, code, text], index) => {
    it(`undoes everything: ${name}`, async () => {
      const id = `broken-${index}`;
      if (code === 'dependency_cycle')
        await publish(server, notes({ id: 'circle-b', dependencies: { [id]: '*' } }));
      await publish(server, notes({ ...source, id }));
      const tenant = await newTenant();
      const answer = await install(tenant, id);
      expect(refusalOf(answer), JSON.stringify(answer.body)).to.deep.equal({ status, code });
      expect(answer.body.detail).to.include(text);
      expect(await installed(tenant)).to.deep.equal([]);
      // The tenant is as it was: the same plugin's name is free again.
      const removed = await server.request('DELETE', `/v1/tenants/${tenant}`);
      expect(removed.status).to.equal(204);
    });
  });

  it('undoes the plugins that came along when the last one fails', async () => {
    await publish(server, notes({ id: 'good' }));
    await publish(
      server,
      notes({
        id: 'bad',
        dependencies: { good: '*' },
        lifecycle: { onInstall: `() => { throw new Error('x'); }` },
      }),
    );
    const tenant = await newTenant();
    expect(refusalOf(await install(tenant, 'bad'))).to.deep.equal({ status: 422, code: 'lifecycle_failed' });
    expect(await installed(tenant)).to.deep.equal([]);
    expect((await install(tenant, 'good')).status).to.equal(201);
  });

  it('refuses what does not exist, and what is there already', async () => {
    const tenant = await newTenant();
    const refusal = async (...wanted: Parameters<typeof install>) => refusalOf(await install(...wanted));
    expect(await refusal('nobody', 'notes')).to.deep.equal({ status: 404, code: 'tenant_not_found' });
    expect(await refusal(tenant, 'unheard-of')).to.deep.equal({ status: 404, code: 'plugin_not_found' });
    expect(await refusal(tenant, 'notes', { range: '^7' })).to.deep.equal({
      status: 404,
      code: 'version_not_found',
    });
    await install(tenant, 'notes');
    expect(await refusal(tenant, 'notes')).to.deep.equal({ status: 409, code: 'already_installed' });
  });

  it('refuses plugins that exclude each other', async () => {
    await publish(server, notes({ id: 'rival', conflicts: { notes: '*' } }));
    const tenant = await newTenant();
    await install(tenant, 'notes');
    const answer = await install(tenant, 'rival');
    expect(refusalOf(answer)).to.deep.equal({ status: 409, code: 'plugin_conflict' });
    expect(answer.body.detail).to.include('notes').and.to.include('rival');
  });

  it('lets one of two installations at once win', async () => {
    const tenant = await newTenant();
    const answers = await Promise.all([install(tenant, 'notes'), install(tenant, 'notes')]);
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).to.be.oneOf([
      'operation_in_progress',
      'already_installed',
    ]);
    expect(await installed(tenant)).to.deep.equal(['notes 1.0.0 active']);
  });

  it('leaves a plugin inactive that refuses to be activated, and says why', async () => {
    await publish(
      server,
      notes({ id: 'shy', lifecycle: { onActivate: `() => { throw new Error('not\\0 today'); }` } }),
    );
    const tenant = await newTenant();
    const answer = await install(tenant, 'shy');
    expect(answer.status).to.equal(201);
    expect(answer.body).to.include({ state: 'inactive' });
    expect(answer.body.reason).to.include('not\ufffd today');
    const again = await server.request('POST', `/v1/tenants/${tenant}/plugins/shy/actions/activate`);
    expect(refusalOf(again)).to.deep.equal({ status: 422, code: 'lifecycle_failed' });
  });

  it('runs onInstall in the transaction that makes the tables', async () => {
    await publish(
      server,
      notes({
        id: 'seeded',
        lifecycle: { onInstall: `(ctx) => ctx.db.query("INSERT INTO notes (text) VALUES ('seed')")` },
      }),
    );
    const tenant = await newTenant();
    await install(tenant, 'seeded');
    expect((await server.request('GET', `/t/${tenant}/seeded/notes`)).body).to.deep.equal([
      { id: 1, text: 'seed' },
    ]);
  });

  it('answers at once with the operation when it is asked to', async () => {
    const tenant = await newTenant();
    const answer = await server.request('POST', `/v1/tenants/${tenant}/plugins`, {
      json: { plugin: 'notes' },
      headers: { Prefer: 'respond-async' },
    });
    expect(answer.status).to.equal(202);
    const events = await fetch(new URL(answer.headers.get('Location') as string, server.url), {
      headers: { authorization: `Bearer ${server.adminToken}`, accept: 'text/event-stream' },
    });
    const last = (await events.text()).trim().split('\n\n').at(-1) as string;
    const operation = JSON.parse(last.slice(last.indexOf('{')));
    expect(operation.state).to.equal('succeeded');
    expect(operation.steps.map(({ name }: { name: string }) => name)).to.deep.equal([
      'create the schema of notes',
      'install notes 1.0.0',
      'activate notes',
    ]);
  });

  it('switches a plugin off and on', async () => {
    const tenant = await newTenant();
    await install(tenant, 'notes');
    const path = `/v1/tenants/${tenant}/plugins/notes/actions`;
    expect((await server.request('POST', `${path}/deactivate`)).body.state).to.equal('inactive');
    expect(refusalOf(await server.request('GET', `/t/${tenant}/notes/notes`))).to.deep.equal({
      status: 409,
      code: 'plugin_inactive',
    });
    expect((await server.request('POST', `${path}/activate`)).body.state).to.equal('active');
    expect((await server.request('GET', `/t/${tenant}/notes/notes`)).status).to.equal(200);
  });

  it('uninstalls without a trace', async () => {
    const tenant = await newTenant();
    await install(tenant, 'notes');
    await server.request('POST', `/t/${tenant}/notes/notes`, { json: { text: 'gone soon' } });
    expect((await server.request('DELETE', `/v1/tenants/${tenant}/plugins/notes`)).status).to.equal(204);
    expect(refusalOf(await server.request('GET', `/t/${tenant}/notes/notes`))).to.deep.equal({
      status: 404,
      code: 'not_installed',
    });
    await install(tenant, 'notes');
    expect((await server.request('GET', `/t/${tenant}/notes/notes`)).body).to.deep.equal([]);
  });
});
