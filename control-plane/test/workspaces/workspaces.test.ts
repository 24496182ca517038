import { expect } from 'chai';
import { person } from '../people.ts';
import { startServer, type TestServer } from '../server.ts';

describe('workspaces', function () {
  this.timeout(120_000);
  let server: TestServer;
  let ada: string;
  let grace: string;
  let linus: string;

  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants', { json: { slug: 'globex' } });
    const role = { key: 'nobody', permissions: ['crm.contacts.read'] };
    await server.request('POST', '/v1/tenants/acme/roles', { json: role });
    ada = await person(server, 'acme', 'ada@acme.test', ['admin']);
    grace = await person(server, 'acme', 'grace@acme.test', ['nobody']);
    linus = await person(server, 'acme', 'linus@acme.test', ['guest']);
  });
  after(() => server?.stop());

  const WORKSPACES = '/v1/tenants/acme/workspaces';
  const call = (method: string, path: string, json?: unknown, token = ada) =>
    server.request(method, `${WORKSPACES}${path}`, { token, json });
  const slugs = async (token: string) =>
    (await call('GET', '', undefined, token)).body.items.map(({ slug }: { slug: string }) => slug);
  const emails = async (path: string, token = ada) =>
    (await call('GET', path, undefined, token)).body.items.map(({ email }: { email: string }) => email);

  /** Makes a workspace of its own for a test. */
  async function workspace(slug: string, members: Record<string, string> = {}): Promise<void> {
    const { status, body } = await call('POST', '', { slug });
    expect(status, JSON.stringify(body)).to.equal(201);
    for (const [member, role] of Object.entries(members)) {
      const added = await call('POST', `/${slug}/members`, { member, role });
      expect(added.status, JSON.stringify(added.body)).to.equal(201);
    }
  }

  it('begin with one that cannot be deleted', async () => {
    const { body } = await call('GET', '/default');
    expect(body).to.include({ slug: 'default', name: 'Default', role: 'ADMIN' });
    for (const query of ['', '?force=true']) {
      const { body: refused } = await call('DELETE', `/default${query}`);
      expect(refused).to.include({ status: 409, code: 'workspace_fixed' });
    }
    expect((await call('PATCH', '/default', { name: 'Everybody' })).body).to.include({ name: 'Everybody' });
  });

  it('are created, shown by slug and id, renamed and deleted', async () => {
    const made = await call('POST', '', { slug: 'sales', name: 'Sales' });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.body).to.include({ slug: 'sales', name: 'Sales', role: 'ADMIN' });
    expect(made.headers.get('Location')).to.equal(`${WORKSPACES}/sales`);
    expect((await call('GET', `/${made.body.id}`)).body).to.deep.equal(made.body);
    expect((await call('POST', '', { slug: 'sales' })).body).to.include({
      status: 409,
      code: 'workspace_exists',
    });
    expect((await call('PATCH', '/sales', { name: 'Vertrieb' })).body).to.include({ name: 'Vertrieb' });
    expect((await call('DELETE', '/sales')).status).to.equal(204);
    expect((await call('GET', '/sales')).body).to.include({ status: 404, code: 'workspace_not_found' });
  });

  for (const slug of ['Sales', 'a--b', '-a', '1a', 'a'.repeat(33), 'a_b', ''])
    it(`cannot have the slug "${slug}"`, async () => {
      const { body } = await call('POST', '', { slug });
      expect(body).to.include({ status: 422, code: 'invalid_input' });
      expect(body.errors ?? body.issues).to.have.nested.property('[0].path', 'body.slug');
    });

  it('are listed page by page', async () => {
    for (const slug of ['page-a', 'page-b', 'page-c']) await workspace(slug);
    const first = await call('GET', '?limit=2');
    const rest = await call('GET', `?limit=100&cursor=${first.body.nextCursor}`);
    const both = [...first.body.items, ...rest.body.items].map(({ slug }: { slug: string }) => slug);
    expect(both).to.deep.equal(await slugs(ada));
    expect((await call('GET', '?cursor=!')).body).to.include({ status: 422, code: 'invalid_input' });
  });

  it('are seen by their members, and by everybody who may read all', async () => {
    await workspace('seen', { 'grace@acme.test': 'VIEWER' });
    expect(await slugs(grace)).to.deep.equal(['seen']);
    expect(await slugs(linus)).to.deep.equal(await slugs(ada));
    expect((await call('GET', '/seen', undefined, grace)).body).to.include({ role: 'VIEWER' });
    expect((await call('GET', '/seen', undefined, linus)).body).not.to.have.property('role');
    const { body: refused } = await call('GET', '/default', undefined, grace);
    expect(refused).to.include({ status: 403, code: 'not_allowed' });
    expect(refused.detail).to.contain('workspaces.read');
    // The same answer for one that does not exist.
    const { body: absent } = await call('GET', '/nowhere', undefined, grace);
    expect(absent.detail.replaceAll('nowhere', 'default')).to.equal(refused.detail);
  });

  it('show their members to each other, and to those who may see the members of the tenant', async () => {
    await workspace('known', { 'grace@acme.test': 'VIEWER', 'ada@acme.test': 'MEMBER' });
    const both = ['ada@acme.test', 'grace@acme.test'];
    expect(await emails('/known/members')).to.deep.equal(both);
    expect(await emails('/known/members', grace)).to.deep.equal(both);
    const { body } = await call('GET', '/known/members', undefined, linus);
    expect(body).to.include({ status: 403, code: 'not_allowed' });
    expect(body.detail).to.contain('members.read');
  });

  it('are managed by their own administrators, who need no permission of the tenant', async () => {
    await workspace('managed', { 'grace@acme.test': 'MEMBER' });
    const add = () => call('POST', '/managed/members', { member: 'linus@acme.test', role: 'VIEWER' }, grace);
    expect((await add()).body).to.include({ status: 403, code: 'not_allowed' });
    await call('PATCH', '/managed/members/grace@acme.test', { role: 'ADMIN' });
    const added = await add();
    expect(added.status, JSON.stringify(added.body)).to.equal(201);
    expect(added.body).to.include({ email: 'linus@acme.test', role: 'VIEWER' });
    expect((await add()).body).to.include({ status: 409, code: 'workspace_member_exists' });
    expect((await call('PATCH', '/managed', { name: 'Ours' }, grace)).body).to.include({ name: 'Ours' });
    const linusThere = '/managed/members/linus@acme.test';
    expect((await call('PATCH', linusThere, { role: 'MEMBER' }, grace)).body).to.include({ role: 'MEMBER' });
    expect((await call('DELETE', linusThere, undefined, grace)).status).to.equal(204);
    expect((await call('GET', linusThere, undefined, grace)).body).to.include({
      status: 404,
      code: 'workspace_member_not_found',
    });
    // Only there, and not to the point of deleting it.
    for (const [method, path, json] of [
      ['PATCH', '/default', { name: 'Mine' }],
      ['POST', '/default/members', { member: 'grace@acme.test', role: 'ADMIN' }],
      ['DELETE', '/managed', undefined],
      ['POST', '', { slug: 'mine' }],
    ] as const) {
      const { body } = await call(method, path, json, grace);
      expect(body, `${method} ${path}`).to.include({ status: 403, code: 'not_allowed' });
    }
    // The last administrator is no special case: those of the tenant remain.
    expect((await call('DELETE', '/managed/members/grace@acme.test', undefined, grace)).status).to.equal(204);
    expect((await call('GET', '/managed', undefined, grace)).status).to.equal(403);
  });

  it('accept only members of their tenant, with a role', async () => {
    await workspace('strict');
    await server.request('POST', '/v1/tenants/globex/members', {
      json: { email: 'hank@globex.test', roles: ['user'] },
    });
    for (const [json, code] of [
      [{ member: 'hank@globex.test', role: 'VIEWER' }, 'member_not_found'],
      [{ member: 'linus@acme.test', role: 'OWNER' }, 'invalid_input'],
      [{ member: 'linus@acme.test' }, 'invalid_input'],
    ] as const)
      expect((await call('POST', '/strict/members', json)).body).to.include({ code });
    const { body } = await server.request('GET', '/v1/tenants/globex/workspaces', { token: ada });
    expect(body).to.include({ status: 403, code: 'not_allowed' });
  });

  it('have teams of their members', async () => {
    await workspace('teamed', { 'grace@acme.test': 'ADMIN', 'linus@acme.test': 'VIEWER' });
    const made = await call('POST', '/teamed/teams', { name: 'Night shift' }, grace);
    expect(made.body).to.include({ name: 'Night shift', members: 0 });
    expect((await call('POST', '/teamed/teams', { name: 'Night shift' })).body).to.include({
      status: 409,
      code: 'team_exists',
    });
    const team = `/teamed/teams/${made.body.id}`;
    for (const twice of [1, 2])
      expect(
        (await call('PUT', `${team}/members/linus@acme.test`, undefined, grace)).status,
        `${twice}`,
      ).to.equal(204);
    expect((await call('PUT', `${team}/members/ada@acme.test`)).body).to.include({
      code: 'workspace_member_not_found',
    });
    expect(await emails(`${team}/members`, linus)).to.deep.equal(['linus@acme.test']);
    expect((await call('GET', '/teamed/teams/Night%20shift')).body).to.include({ members: 1 });
    expect((await call('PATCH', team, { name: 'Day shift' }, grace)).body).to.include({ name: 'Day shift' });
    expect((await call('PATCH', team, { name: 'Night shift' }, linus)).body).to.include({ status: 403 });
    // Who leaves the workspace leaves its teams.
    await call('DELETE', '/teamed/members/linus@acme.test');
    expect(await emails(`${team}/members`)).to.deep.equal([]);
    await call('PUT', `${team}/members/grace@acme.test`);
    expect((await call('DELETE', `${team}/members/grace@acme.test`)).status).to.equal(204);
    expect((await call('DELETE', team, undefined, grace)).status).to.equal(204);
    expect((await call('GET', team)).body).to.include({ status: 404, code: 'team_not_found' });
    expect(await emails('/teamed/members')).to.deep.equal(['grace@acme.test']);
  });

  it('with other members are deleted only by force', async () => {
    await workspace('held', { 'ada@acme.test': 'ADMIN', 'grace@acme.test': 'VIEWER' });
    const refused = await call('DELETE', '/held');
    expect(refused.body).to.include({ status: 409, code: 'workspace_in_use' });
    expect(refused.body.detail).to.contain('holds 1 member');
    expect((await call('DELETE', '/held?dryRun=true')).body).to.include({ code: 'workspace_in_use' });
    const planned = await call('DELETE', '/held?force=true&dryRun=true');
    expect(planned.body.changes).to.deep.equal([
      { action: 'delete', resource: 'workspace', name: 'held', detail: 'with 1 member' },
    ]);
    expect(await emails('/held/members')).to.have.length(2);
    expect((await call('DELETE', '/held?force=true')).status).to.equal(204);
    expect((await call('GET', '/held')).status).to.equal(404);
  });

  it('are part of what a member is told about themselves', async () => {
    await workspace('mine', { 'grace@acme.test': 'MEMBER' });
    const me = async (token: string) =>
      (await server.request('GET', '/v1/auth/me', { token })).body.workspaces as
        { slug: string; role: string }[] | undefined;
    const one = async (token: string) => (await me(token))?.find(({ slug }) => slug === 'mine');
    expect(await one(grace)).to.include({ role: 'MEMBER', name: 'mine' });
    expect(await one(ada)).to.include({ role: 'ADMIN' });
    expect(await one(linus)).to.equal(undefined);
    expect(await me(server.adminToken)).to.equal(undefined);
  });

  it('are left by a member who leaves the tenant', async () => {
    await person(server, 'acme', 'brief@acme.test', ['guest']);
    await workspace('left', { 'brief@acme.test': 'ADMIN' });
    const removed = await server.request('DELETE', '/v1/tenants/acme/members/brief@acme.test', {
      token: ada,
    });
    expect(removed.status).to.equal(204);
    expect(await emails('/left/members')).to.deep.equal([]);
  });

  it('show what a change would do, and do not do it', async () => {
    await workspace('planned', { 'grace@acme.test': 'VIEWER' });
    const changes = async (method: string, path: string, json?: unknown) =>
      (await call(method, `${path}?dryRun=true`, json)).body.changes;
    expect(await changes('POST', '', { slug: 'new' })).to.deep.equal([
      { action: 'create', resource: 'workspace', name: 'new' },
    ]);
    expect(await changes('PATCH', '/planned', { name: 'New' })).to.have.nested.property(
      '[0].detail',
      'from planned to New',
    );
    expect(await changes('PATCH', '/planned', { name: 'planned' })).to.deep.equal([]);
    const added = { member: 'linus@acme.test', role: 'MEMBER' };
    expect(await changes('POST', '/planned/members', added)).to.deep.equal([
      {
        action: 'create',
        resource: 'workspace member',
        name: 'linus@acme.test',
        detail: 'to planned, as MEMBER',
      },
    ]);
    const there = '/planned/members/grace@acme.test';
    expect(await changes('PATCH', there, { role: 'ADMIN' })).to.have.length(1);
    expect(await changes('PATCH', there, { role: 'VIEWER' })).to.deep.equal([]);
    expect(await changes('DELETE', there)).to.have.length(1);
    expect(await changes('POST', '/planned/teams', { name: 'x' })).to.have.length(1);
    expect(await slugs(ada)).not.to.include('new');
    expect(await emails('/planned/members')).to.deep.equal(['grace@acme.test']);
  });
});
