import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { notes, publish, refusalOf, type PluginSource } from './plugin-package.ts';

const REFUSED = { status: 409, code: 'access_change' };
const OPEN = { access: 'public' as const, source: `() => 'open'` };
const READ = { access: { permission: 'read' }, source: `() => 'read'` };
const HOST = { access: { network: ['api.example.com'] } };

interface Item {
  plugin: string;
  key: string;
  value: string;
}

/** `crm routes.public POST /crm/hook` */
const named = (items: readonly Item[]): string[] =>
  items.map(({ plugin, key, value }) => `${plugin} ${key} ${value}`);

describe('consent', () => {
  let server: TestServer;
  let count = 0;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  /** A tenant with version 1.0.0 of a plugin, and a token that may do everything there. */
  async function prepare(first: Partial<PluginSource> = {}) {
    const id = `plugin-${(count += 1)}`;
    const tenant = `tenant-${count}`;
    const offer = (version: string, more: Partial<PluginSource> = {}, tag?: string) =>
      publish(server, notes({ id, version, ...more }), tag);
    await offer('1.0.0', first);
    await server.request('POST', '/v1/tenants', { json: { slug: tenant } });
    const token = await server.token(`operator-${count}`, `tenant:${tenant}`);
    const plugins = `/v1/tenants/${tenant}/plugins`;
    const post = (path: string, json: object, headers = {}) =>
      server.request('POST', `${plugins}${path}`, { json, token, headers });
    expect((await post('', { plugin: id, range: '1.0.0' })).status).to.equal(201);
    return {
      id,
      tenant,
      offer,
      post,
      update: (more: object = {}, headers = {}): Promise<Answer> =>
        post(`/${id}/actions/update`, more, headers),
      plan: async (range = 'latest') => (await post('/actions/plan', { plugin: id, range })).body,
      version: async () => (await server.request('GET', `${plugins}/${id}`)).body.version as string,
      call: (method: string, path: string) =>
        server.request(method, `/t/${tenant}/${id}${path}`, { token: null }),
    };
  }

  it('is needed for an update that reaches another host and opens a route, and nothing happens before', async () => {
    const { id, offer, update, version, call } = await prepare();
    await offer('1.0.1', { ...HOST, routes: { 'GET /open': OPEN } });
    const refused = await update();
    expect(refusalOf(refused)).to.deep.equal(REFUSED);
    expect(named(refused.body.access)).to.deep.equal([
      `${id} access.network api.example.com`,
      `${id} routes.public GET /${id}/open`,
    ]);
    expect(refused.body.detail).to.equal(
      `${id} 1.0.1 requests more access than 1.0.0: ${id} reaches api.example.com over https; ` +
        `${id} lets anyone call GET /${id}/open without a token`,
    );
    expect(refused.body.hint).to.contain(
      `plexica update ${id}@1.0.1 --tenant tenant-${count} --accept-access`,
    );
    expect(await version()).to.equal('1.0.0');
    expect((await call('GET', '/open')).status).to.be.oneOf([401, 404]);

    // What the problem lists is sent back as it is.
    const accepted = await update({ acceptAccess: refused.body.access });
    expect(accepted.body, JSON.stringify(accepted.body)).to.include({ version: '1.0.1', state: 'active' });
    expect((await call('GET', '/open')).body).to.equal('open');
  });

  const loosened: [what: string, now: PluginSource['routes'], item: string][] = [
    ['without a permission', { 'GET /notes': OPEN }, 'routes.public GET /{id}/notes'],
    [
      'for every token',
      { 'GET /notes': { ...OPEN, access: 'authenticated' } },
      'routes.authenticated GET /{id}/notes',
    ],
    [
      'for holders of another permission',
      { 'GET /notes': { ...OPEN, access: { permission: 'write' } } },
      'routes.permission GET /{id}/notes {id}.write',
    ],
  ];
  for (const [what, routes, item] of loosened) {
    it(`is needed for a route that can be called ${what} from now on`, async () => {
      const { id, offer, update, version } = await prepare({ routes: { 'GET /notes': READ } });
      await offer('2.0.0', { routes: routes ?? {} });
      const refused = await update();
      expect(refusalOf(refused)).to.deep.equal(REFUSED);
      expect(named(refused.body.access)).to.deep.equal([`${id} ${item.replaceAll('{id}', id)}`]);
      expect(await version()).to.equal('1.0.0');
    });
  }

  it('is needed for a role that was dropped and comes back with more', async () => {
    const offered = (...sales: string[]) => ({ roles: { sales } });
    const { id, offer, update } = await prepare(offered('read'));
    await offer('2.0.0');
    expect((await update()).body).to.include({ version: '2.0.0' });
    await offer('2.1.0', offered('read'));
    expect((await update()).body).to.include({ version: '2.1.0' });
    await offer('3.0.0');
    expect((await update()).body).to.include({ version: '3.0.0' });
    await offer('4.0.0', offered('read', 'write'));
    const refused = await update();
    expect(refusalOf(refused)).to.deep.equal(REFUSED);
    expect(named(refused.body.access)).to.deep.equal([`${id} roles sales ${id}.write`]);
    expect((await update({ acceptAccess: refused.body.access })).body).to.include({ version: '4.0.0' });
  });

  it('is not needed for less, nor for what is the same', async () => {
    const { offer, update } = await prepare({ ...HOST, routes: { 'GET /open': OPEN } });
    await offer('1.1.0', { ...HOST, routes: { 'GET /open': OPEN, 'GET /more': READ } });
    expect((await update()).body).to.include({ version: '1.1.0' });
    await offer('1.2.0');
    expect((await update()).body).to.include({ version: '1.2.0' });
    // Compared is with what is installed, not with what was.
    expect(refusalOf(await update({ range: '1.1.0' }))).to.deep.equal(REFUSED);
  });

  it('is for the things that are named, so that a version published since the plan gets no more', async () => {
    const { id, offer, update, plan, version } = await prepare();
    await offer('1.0.1', HOST);
    const shown = await plan();
    expect(shown.plugins).to.have.length(1);
    expect(shown.plugins[0]).to.deep.include({
      plugin: id,
      version: '1.0.1',
      from: '1.0.0',
      publishedBy: 'admin',
    });
    expect(shown.plugins[0].integrity).to.match(/^sha512-/);
    const acceptAccess = shown.plugins[0].access;
    expect(named(acceptAccess)).to.deep.equal([`${id} access.network api.example.com`]);

    await offer('1.0.2', { access: { network: ['api.example.com', 'evil.example.com'] } });
    const refused = await update({ acceptAccess });
    expect(refusalOf(refused)).to.deep.equal(REFUSED);
    expect(named(refused.body.access)).to.deep.equal([`${id} access.network evil.example.com`]);
    expect(await version()).to.equal('1.0.0');

    await offer('1.0.3', HOST);
    expect((await update({ acceptAccess })).body).to.include({ version: '1.0.3' });
  });

  it('is for what is installed when the update begins, not when it was planned', async () => {
    const { id, offer, update, plan } = await prepare({ access: { network: ['a.example.com'] } });
    await offer('0.9.0', {}, 'old');
    await offer('2.0.0', { access: { network: ['a.example.com', 'b.example.com'] } });
    const acceptAccess = (await plan()).plugins[0].access;
    expect(named(acceptAccess)).to.deep.equal([`${id} access.network b.example.com`]);
    expect((await update({ range: '0.9.0' })).body).to.include({ version: '0.9.0' });
    const refused = await update({ acceptAccess });
    expect(refusalOf(refused)).to.deep.equal(REFUSED);
    expect(named(refused.body.access)).to.deep.equal([`${id} access.network a.example.com`]);
  });

  it('lets one of two updates at once begin, and compares the other with what is there then', async () => {
    const { id, offer, update, version } = await prepare();
    await offer('2.0.0', { access: { network: ['a.example.com'] } });
    await offer('3.0.0', { access: { network: ['b.example.com'] } });
    const accept = (host: string) => ({
      acceptAccess: [{ plugin: id, key: 'access.network', value: host }],
    });
    const answers = await Promise.all([
      update({ range: '2.0.0', ...accept('a.example.com') }),
      update({ range: '3.0.0', ...accept('b.example.com') }),
    ]);
    const done = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    for (const answer of refused) {
      expect(refusalOf(answer)).to.deep.equal({ status: 409, code: 'operation_in_progress' });
    }
    expect(done).not.to.deep.equal([]);
    expect(await version()).to.equal(done.at(-1)?.body.version);
  });

  it('is for everything that a plugin asks for which comes along', async () => {
    const { id, offer, update, plan } = await prepare();
    const base = `base-of-${id}`;
    await publish(server, notes({ id: base, ...HOST, routes: { 'GET /open': OPEN } }));
    await offer('1.1.0', { dependencies: { [base]: '^1.0.0' } });
    const items = [`${base} access.network api.example.com`, `${base} routes.public GET /${base}/open`];
    expect(named((await plan()).plugins.flatMap(({ access }: { access: Item[] }) => access))).to.deep.equal(
      items,
    );
    const refused = await update();
    expect(refusalOf(refused)).to.deep.equal(REFUSED);
    expect(named(refused.body.access)).to.deep.equal(items);
    const answer = await update({ acceptAccess: refused.body.access });
    expect(answer.body, JSON.stringify(answer.body)).to.include({ version: '1.1.0' });
  });

  it('is shown by a dry run and a plan, which need none', async () => {
    const { id, tenant, offer, post, plan } = await prepare();
    await offer('1.0.1', {
      ...HOST,
      roles: { reader: ['read'] },
      permissions: { read: 'R', write: 'W', extra: 'X' },
    });
    const dry = await post(`/${id}/actions/update?dryRun=true`, {});
    expect(dry.status).to.equal(200);
    const access = [
      {
        plugin: id,
        key: 'access.network',
        value: 'api.example.com',
        text: 'reaches api.example.com over https',
      },
    ];
    const brings = { permissions: { [`${id}.extra`]: 'X' }, roles: { reader: [`${id}.read`] }, access };
    expect(dry.body.changes[0].brings).to.deep.equal(brings);
    expect((await plan()).plugins[0]).to.deep.include(brings);
    const reader = await server.token(`reader-${id}`, `tenant:${tenant}`, ['installations.read']);
    const body = { plugin: id };
    const path = `/v1/tenants/${tenant}/plugins`;
    expect(
      (await server.request('POST', `${path}/actions/plan`, { json: body, token: reader })).status,
    ).to.equal(200);
    const asked = await server.request('POST', `${path}/${id}/actions/update`, {
      json: { acceptAccess: access },
      token: reader,
    });
    expect(refusalOf(asked)).to.deep.equal({ status: 403, code: 'not_allowed' });
  });

  it('is not asked for where a first installation names nothing, and holds to what it names', async () => {
    const { tenant, post } = await prepare();
    const id = `late-${tenant}`;
    await publish(server, notes({ id, ...HOST }));
    for (const path of ['', '?dryRun=true']) {
      const refused = await post(path, { plugin: id, acceptAccess: [] });
      expect(refusalOf(refused)).to.deep.equal(REFUSED);
      expect(named(refused.body.access)).to.deep.equal([`${id} access.network api.example.com`]);
    }
    const [planned] = (await post('/actions/plan', { plugin: id })).body.plugins;
    const answer = await post('', { plugin: id, acceptAccess: planned.access });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    await server.request('DELETE', `/v1/tenants/${tenant}/plugins/${id}`);
    expect((await post('', { plugin: id })).status).to.equal(201);
  });

  it('is for everything after a reset that left no version', async () => {
    const { id, offer, update, version } = await prepare(HOST);
    await offer('2.0.0', { ...HOST, lifecycle: { onInstall: `() => { throw new Error('not yet'); }` } });
    expect(refusalOf(await update({ reset: true }))).to.deep.equal({ status: 422, code: 'lifecycle_failed' });
    const refused = await update({ range: '1.0.0' });
    expect(refusalOf(refused)).to.deep.equal(REFUSED);
    expect(named(refused.body.access)).to.deep.equal([`${id} access.network api.example.com`]);
    expect((await update({ range: '1.0.0', acceptAccess: refused.body.access })).status).to.equal(200);
    expect(await version()).to.equal('1.0.0');
  });

  it('names what a plan needs of a configuration, and refuses values that are wrong', async () => {
    const { tenant, post } = await prepare();
    const id = `shop-${tenant}`;
    const properties = {
      currency: { type: 'string' },
      vat: { type: 'number' },
      limit: { type: 'number', default: 5 },
    };
    const config = { type: 'object', properties, required: ['currency', 'vat', 'limit'] };
    await publish(server, notes({ id, config }));
    const planned = await post('/actions/plan', { plugin: id, config: { vat: 19 } });
    expect(planned.body.config).to.deep.equal({ schema: config, missing: ['currency'] });
    const wrong = await post('/actions/plan', { plugin: id, config: { vat: 'much' } });
    expect(refusalOf(wrong)).to.deep.equal({ status: 422, code: 'invalid_config' });
    expect(wrong.body.issues.map(({ path }: { path: string }) => path)).to.deep.equal(['vat']);
  });

  it('is kept with the operation, which goes on after a kill', async () => {
    const { id, offer, update, version } = await prepare();
    await offer('2.0.0', {
      ...HOST,
      lifecycle: { onUpdate: `() => new Promise((resolve) => setTimeout(resolve, 2000))` },
    });
    const acceptAccess = [{ plugin: id, key: 'access.network', value: 'api.example.com' }];
    const begun = await update({ acceptAccess }, { Prefer: 'respond-async' });
    expect(begun.status).to.equal(202);
    await server.restart('SIGKILL');
    while ((await version()) !== '2.0.0') await sleep(50);
    const database = await superuser(server);
    const { rows } = await database.query('SELECT input FROM plexica.operations WHERE id = $1', [
      begun.body.id,
    ]);
    await database.end();
    expect(rows[0].input.accepted).to.deep.equal(acceptAccess);
  });
});
