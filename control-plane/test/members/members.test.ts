import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { person } from '../people.ts';

describe('members', () => {
  let server: TestServer;
  let ada: string;

  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme', adminEmail: 'boss@acme.test' } });
    await server.request('POST', '/v1/tenants', { json: { slug: 'globex' } });
    ada = await person(server, 'acme', 'ada@acme.test', ['admin']);
  });
  after(() => server.stop());

  const MEMBERS = '/v1/tenants/acme/members';
  const invite = (json: object, token = ada, query = '') =>
    server.request('POST', `${MEMBERS}${query}`, { token, json });
  const list = async (token = ada) =>
    (await server.request('GET', MEMBERS, { token })).body.items as { email: string; roles: string[] }[];
  const setRoles = (email: string, roles: string[], token = ada, headers = {}) =>
    server.request('PATCH', `${MEMBERS}/${email}`, { token, json: { roles }, headers });

  it('begins with the administrator that the tenant was created with', async () => {
    const { body } = await server.request('GET', `${MEMBERS}/boss@acme.test`);
    expect(body).to.include({ email: 'boss@acme.test', name: 'boss', state: 'invited' });
    expect(body.roles).to.deep.equal(['admin']);
    expect((await server.request('GET', '/v1/tenants/globex/members')).body.items).to.deep.equal([]);
  });

  it('invites, shows and lists', async () => {
    const invited = await invite({
      email: 'Grace@Acme.test ',
      name: 'Grace',
      roles: ['guest', 'user', 'guest'],
    });
    expect(invited.status, JSON.stringify(invited.body)).to.equal(201);
    expect(invited.body).to.include({ email: 'grace@acme.test', name: 'Grace', state: 'invited' });
    expect(invited.body.roles).to.deep.equal(['guest', 'user']);
    const byId = await server.request('GET', invited.headers.get('Location') as string, { token: ada });
    const byAddress = await server.request('GET', `${MEMBERS}/GRACE@acme.test`, { token: ada });
    expect(byId.body).to.deep.equal(invited.body);
    expect(byAddress.body).to.deep.equal(invited.body);
    expect((await list()).map(({ email }) => email)).to.deep.equal([
      'ada@acme.test',
      'boss@acme.test',
      'grace@acme.test',
    ]);
    const first = await server.request('GET', `${MEMBERS}?limit=2`, { token: ada });
    const next = `${MEMBERS}?limit=2&cursor=${first.body.nextCursor}`;
    const second = await server.request('GET', next, { token: ada });
    expect(first.body.items).to.have.length(2);
    expect(second.body.items.map(({ email }: { email: string }) => email)).to.deep.equal(['grace@acme.test']);
    expect(second.body).not.to.have.property('nextCursor');
  });

  it('become active with the first login', async () => {
    await person(server, 'acme', 'early@acme.test', ['guest']);
    const { body } = await server.request('GET', `${MEMBERS}/early@acme.test`);
    expect(body.state).to.equal('active');
    expect(Date.parse(body.lastLoginAt)).to.be.closeTo(Date.now(), 60_000);
  });

  it('are told who they are', async () => {
    const { body } = await server.request('GET', '/v1/auth/me', { token: ada });
    expect(body.id).to.equal(`member:${body.member.id}`);
    expect(body).to.deep.include({ name: 'ada', scope: 'tenant:acme', tenant: 'acme', roles: ['admin'] });
    expect(body.permissions).to.deep.equal(['*']);
    expect(body.member).to.deep.include({ email: 'ada@acme.test', name: 'ada' });
  });

  const refused: [string, unknown, RegExp][] = [
    ['no address', 'ada', /body\.email.*e-mail address/],
    ['a letter that looks like another', 'аda@acme.test', /body\.email.*only ASCII/],
    ['300 characters', `${'a'.repeat(290)}@acme.test`, /body\.email.*at most 254/],
    ['two addresses', 'ada@acme.test,eve@acme.test', /body\.email/],
    ['a line break', 'eve@acme.test\nBcc: x@acme.test', /body\.email/],
    ['a list', ['eve@acme.test'], /body\.email/],
  ];
  for (const [what, email, message] of refused) {
    it(`refuses ${what} as an address`, async () => {
      const { status, body } = await invite({ email, roles: ['guest'] });
      expect(status).to.equal(422);
      expect(body.detail).to.match(message);
    });
  }

  it('refuses a member who is one already, in any case of letters', async () => {
    const { status, body } = await invite({ email: 'ADA@acme.test', roles: ['guest'] });
    expect(status).to.equal(409);
    expect(body.code).to.equal('member_exists');
  });

  it('names an unknown role and the one that was meant', async () => {
    const { status, body } = await invite({ email: 'x@acme.test', roles: ['guest', 'usr'] });
    expect(status).to.equal(422);
    expect(body.issues).to.deep.equal([
      { path: 'body.roles[1]', message: 'is not a role here: usr (did you mean "user"?)' },
    ]);
    expect((await invite({ email: 'x@acme.test', roles: [] })).status).to.equal(422);
  });

  it('invites again until the invitation is accepted', async () => {
    await invite({ email: 'late@acme.test', roles: ['guest'] });
    const again = (email: string) =>
      server.request('POST', `${MEMBERS}/${email}/actions/invite`, { token: ada });
    expect((await again('late@acme.test')).body).to.include({ state: 'invited' });
    expect((await again('ada@acme.test')).body).to.include({ status: 409, code: 'already_active' });
    expect((await again('nobody@acme.test')).body).to.include({ status: 404, code: 'member_not_found' });
  });

  it('changes roles, at once for whoever is logged in', async () => {
    const linus = await person(server, 'acme', 'linus@acme.test', ['guest']);
    expect((await server.request('GET', MEMBERS, { token: linus })).status).to.equal(403);
    expect((await setRoles('linus@acme.test', ['user'])).body.roles).to.deep.equal(['user']);
    expect((await server.request('GET', MEMBERS, { token: linus })).status).to.equal(200);
    await setRoles('linus@acme.test', ['guest']);
    const { status, body } = await server.request('GET', MEMBERS, { token: linus });
    expect(status).to.equal(403);
    expect(body.detail).to.contain('linus@acme.test does not have the permission members.read');
  });

  it('changes only what the caller has seen', async () => {
    await invite({ email: 'seen@acme.test', roles: ['guest'] });
    const tag = (await server.request('GET', `${MEMBERS}/seen@acme.test`)).headers.get('ETag') as string;
    const changed = await setRoles('seen@acme.test', ['user'], ada, { 'If-Match': tag });
    expect(changed.status).to.equal(200);
    const stale = await setRoles('seen@acme.test', ['admin'], ada, { 'If-Match': tag });
    expect(stale.body).to.include({ status: 412, code: 'precondition_failed' });
    const tagNow = { 'If-Match': changed.headers.get('ETag') as string };
    expect((await setRoles('seen@acme.test', ['guest'], ada, tagNow)).status).to.equal(200);
  });

  it('ends access with the removal', async () => {
    const brief = await person(server, 'acme', 'brief@acme.test', ['user']);
    expect((await server.request('GET', MEMBERS, { token: brief })).status).to.equal(200);
    const removed = await server.request('DELETE', `${MEMBERS}/brief@acme.test`, { token: ada });
    expect(removed.status).to.equal(204);
    expect((await server.request('GET', MEMBERS, { token: brief })).status).to.equal(401);
    expect((await invite({ email: 'brief@acme.test', roles: ['guest'] })).status).to.equal(201);
  });

  it('keeps to their tenant', async () => {
    const { status } = await server.request('GET', '/v1/tenants/globex/members', { token: ada });
    expect(status).to.equal(403);
    expect((await server.request('GET', '/v1/members', { token: ada })).status).to.equal(403);
  });

  it('shows what a change would do, and does not do it', async () => {
    const before = await list();
    const dry = async (method: string, path: string, json?: unknown) =>
      (await server.request(method, `${MEMBERS}${path}?dryRun=true`, { token: ada, json })).body.changes;
    expect(await dry('POST', '', { email: 'new@acme.test', roles: ['user'] })).to.deep.equal([
      {
        action: 'create',
        resource: 'member',
        name: 'new@acme.test',
        detail: 'with user; sends an invitation',
      },
    ]);
    expect(await dry('PATCH', '/boss@acme.test', { roles: ['admin'] })).to.deep.equal([]);
    expect(await dry('PATCH', '/boss@acme.test', { roles: ['user'] })).to.deep.equal([
      { action: 'update', resource: 'member', name: 'boss@acme.test', detail: 'from admin to user' },
    ]);
    expect(await dry('DELETE', '/boss@acme.test')).to.deep.equal([
      {
        action: 'delete',
        resource: 'member',
        name: 'boss@acme.test',
        detail: 'who has admin; ends all logins',
      },
    ]);
    expect(await list()).to.deep.equal(before);
  });

  describe('with a role that is less than all', () => {
    let manager: string;

    before(async () => {
      const role = { key: 'manager', permissions: ['members.*', 'roles.*', 'workspaces.read', 'crm.*'] };
      const made = await server.request('POST', '/v1/tenants/acme/roles', { json: role });
      expect(made.status, JSON.stringify(made.body)).to.equal(201);
      manager = await person(server, 'acme', 'manager@acme.test', ['manager']);
    });

    it('give only what they have', async () => {
      expect((await invite({ email: 'm1@acme.test', roles: ['guest', 'manager'] }, manager)).status).to.equal(
        201,
      );
      const { status, body } = await invite({ email: 'm2@acme.test', roles: ['admin'] }, manager);
      expect(status).to.equal(403);
      expect(body.detail).to.equal(
        'manager@acme.test cannot give the role admin, which includes permissions that the caller does not have: *',
      );
      const dry = await invite({ email: 'm2@acme.test', roles: ['user'] }, manager, '?dryRun=true');
      expect(dry.body.detail).to.contain('installations.read, config.read');
    });

    it('cannot make themselves stronger', async () => {
      expect((await setRoles('manager@acme.test', ['manager', 'admin'], manager)).status).to.equal(403);
      const grow = (key: string, permissions: string[]) =>
        server.request('PATCH', `/v1/tenants/acme/roles/${key}`, { token: manager, json: { permissions } });
      expect((await grow('manager', ['*'])).status).to.equal(403);
      expect((await grow('manager', ['members.*', 'config.write'])).body.detail).to.contain('config.write');
    });

    it('cannot remove or weaken whoever is stronger', async () => {
      const removed = await server.request('DELETE', `${MEMBERS}/boss@acme.test`, { token: manager });
      expect(removed.status).to.equal(403);
      expect((await setRoles('boss@acme.test', ['guest'], manager)).status).to.equal(403);
    });

    it('leave whenever they want', async () => {
      const leaver = await person(server, 'acme', 'leaver@acme.test', ['manager']);
      const left = await server.request('DELETE', `${MEMBERS}/leaver@acme.test`, { token: leaver });
      expect(left.status).to.equal(204);
    });
  });

  describe('of whom one administrator stays', () => {
    const at = '/v1/tenants/globex/members';
    let tokens: string[];
    const remove = (email: string, token: string) => server.request('DELETE', `${at}/${email}`, { token });

    before(async () => {
      tokens = await Promise.all(
        ['one', 'two'].map((name) => person(server, 'globex', `${name}@globex.test`, ['admin'])),
      );
    });

    it('when two remove each other at the same time', async () => {
      const [one = '', two = ''] = tokens;
      const answers = await Promise.all([remove('two@globex.test', one), remove('one@globex.test', two)]);
      expect(answers.filter(({ status }) => status === 204)).to.have.length(1);
      const { body } = await server.request('GET', at);
      expect(body.items.filter(({ roles }: { roles: string[] }) => roles.includes('admin'))).to.have.length(
        1,
      );
    });

    it('also when the other one has not accepted the invitation', async () => {
      await server.request('POST', at, { json: { email: 'three@globex.test', roles: ['admin'] } });
      const { body } = await server.request('GET', at);
      const active = body.items.find(({ state }: { state: string }) => state === 'active').email as string;
      const removal = await server.request('DELETE', `${at}/${active}`);
      expect(removal.body).to.include({ status: 409, code: 'last_admin' });
      expect(removal.body.detail).to.equal(`${active} is the last member with the role admin`);
      const demotion = await server.request('PATCH', `${at}/${active}`, { json: { roles: ['user'] } });
      expect(demotion.body).to.include({ status: 409, code: 'last_admin' });
      expect((await server.request('DELETE', `${at}/three@globex.test`)).status).to.equal(204);
    });
  });

  describe('of the platform', () => {
    let op: string;

    before(async () => {
      op = await person(server, 'platform', 'op@plexica.test', ['operator']);
    });

    it('have roles of their own', async () => {
      expect((await server.request('GET', '/v1/tenants', { token: op })).status).to.equal(200);
      expect((await server.request('GET', MEMBERS, { token: op })).status).to.equal(200);
      const rows = (await server.request('GET', '/v1/members', { token: op })).body.items;
      expect(rows.map(({ email }: { email: string }) => email)).to.deep.equal(['op@plexica.test']);
    });

    it('cannot give more than they have, in a tenant either', async () => {
      const giant = await server.request('POST', '/v1/members', {
        token: op,
        json: { email: 'big@plexica.test', roles: ['super_admin'] },
      });
      expect(giant.status).to.equal(403);
      expect((await invite({ email: 'op-friend@acme.test', roles: ['admin'] }, op)).status).to.equal(403);
      expect((await invite({ email: 'op-friend@acme.test', roles: ['user'] }, op)).status).to.equal(201);
    });

    it('can be auditors, who change nothing', async () => {
      const auditor = await person(server, 'platform', 'audit@plexica.test', ['auditor']);
      expect((await server.request('GET', '/v1/members', { token: auditor })).status).to.equal(200);
      expect(
        (await server.request('POST', '/v1/tenants', { token: auditor, json: { slug: 'x' } })).status,
      ).to.equal(403);
      expect(
        (await server.request('DELETE', '/v1/members/op@plexica.test', { token: auditor })).status,
      ).to.equal(403);
    });
  });
});
