import { expect } from 'chai';
import { publish, type PluginSource } from '../installations/plugin-package.ts';
import { person } from '../people.ts';
import { startServer, type TestServer } from '../server.ts';

const BY = { permission: 'read' } as const;
const routes: PluginSource['routes'] = {
  'GET /me': { access: BY, source: '({ user: { id, name, email } }) => ({ id, name, email })' },
  'GET /list': {
    access: BY,
    source: `(ctx) => ctx.members.list({
      ...(ctx.request.query.has('after') && { after: ctx.request.query.get('after') }),
      ...(ctx.request.query.has('limit') && { limit: Number(ctx.request.query.get('limit')) }),
    }).catch((error) => ({ error: error.message }))`,
  },
  'GET /get': {
    access: BY,
    source: `async (ctx) => ({ found: await ctx.members.get(ctx.request.query.get('id')) ?? null })`,
  },
  'GET /many': {
    access: BY,
    source: `async (ctx) => (await Promise.all(Array.from({ length: 50 }, () => ctx.members.list()))).length`,
  },
};

describe('members, as plugins see them', () => {
  let server: TestServer;
  let ada: string;

  before(async () => {
    server = await startServer();
    for (const slug of ['acme', 'globex']) await server.request('POST', '/v1/tenants', { json: { slug } });
    for (const [id, access] of [
      ['allowed', { members: 'read' }],
      ['blind', {}],
    ] as const) {
      await publish(server, { id, permissions: { read: 'Read' }, access, routes });
      const { status, body } = await server.request('POST', '/v1/tenants/acme/plugins', {
        json: { plugin: id, acceptAccess: [{ plugin: id, key: 'access.members', value: 'read' }] },
      });
      expect(status, JSON.stringify(body)).to.equal(201);
    }
    ada = await person(server, 'acme', 'ada@acme.test', ['admin']);
    for (const [slug, email] of [
      ['acme', 'grace@acme.test'],
      ['globex', 'hank@globex.test'],
    ]) {
      await server.request('POST', `/v1/tenants/${slug}/members`, { json: { email, roles: ['guest'] } });
    }
  });
  after(() => server.stop());

  const ask = async (path: string) => {
    const { status, body } = await server.request('GET', `/t/acme/${path}`, { token: ada });
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  };

  it('are the caller, with an address if the plugin may know it', async () => {
    const { member } = (await server.request('GET', '/v1/auth/me', { token: ada })).body;
    const user = { id: `member:${member.id}`, name: 'ada' };
    expect(await ask('allowed/me')).to.deep.equal({ ...user, email: 'ada@acme.test' });
    expect(await ask('blind/me')).to.deep.equal(user);
  });

  it('are listed by address, page by page, those of the tenant alone', async () => {
    const all = await ask('allowed/list');
    expect(all.map(({ email }: { email: string }) => email)).to.deep.equal([
      'ada@acme.test',
      'grace@acme.test',
    ]);
    expect(all[1]).to.have.all.keys('id', 'name', 'email');
    expect(await ask('allowed/list?limit=1')).to.deep.equal([all[0]]);
    expect(await ask('allowed/list?after=ada@acme.test')).to.deep.equal([all[1]]);
    expect(await ask('allowed/list?after=%00')).to.deep.equal([]);
    expect(await ask('allowed/many')).to.equal(50);
  });

  it('are found by id, also that of the caller', async () => {
    const [first] = await ask('allowed/list');
    expect((await ask(`allowed/get?id=${first.id}`)).found).to.deep.equal(first);
    const { id } = await ask('allowed/me');
    expect((await ask(`allowed/get?id=${id}`)).found).to.deep.equal(first);
    const [hank] = (await server.request('GET', '/v1/tenants/globex/members')).body.items;
    for (const other of [hank.id, 'ada@acme.test', "' OR true --", '']) {
      expect((await ask(`allowed/get?id=${encodeURIComponent(other)}`)).found).to.equal(null);
    }
  });

  it('are unknown to a plugin that does not ask for them', async () => {
    expect(await ask('blind/list')).to.deep.equal({
      error: 'ctx.members: plexica.json does not ask for it; set "members" to "read" under access.',
    });
  });
});
