import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { person } from '../people.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';

describe('roles', () => {
  let server: TestServer;
  let ada: string;

  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    ada = await person(server, 'acme', 'ada@acme.test', ['admin']);
  });
  after(() => server.stop());

  const ROLES = '/v1/tenants/acme/roles';
  const call = (method: string, path: string, json?: unknown, headers = {}) =>
    server.request(method, `${ROLES}${path}`, { token: ada, json, headers });
  const keys = async () => ((await call('GET', '')).body.items as { key: string }[]).map(({ key }) => key);
  const create = (json: object, query = '') => call('POST', query, json);

  it('begin with those of every tenant', async () => {
    const { body } = await call('GET', '');
    expect(body.items).to.deep.equal([
      { key: 'admin', name: 'Admin', permissions: ['*'], source: 'default', members: 1 },
      { key: 'guest', name: 'Guest', permissions: ['workspaces.read'], source: 'default', members: 0 },
      {
        key: 'user',
        name: 'User',
        permissions: ['members.read', 'workspaces.read', 'installations.read', 'config.read'],
        source: 'default',
        members: 0,
      },
    ]);
  });

  it('are created, changed and deleted', async () => {
    const made = await create({ key: 'support', name: 'Support', permissions: ['crm.*', 'members.read'] });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    const support = {
      key: 'support',
      name: 'Support',
      permissions: ['crm.*', 'members.read'],
      source: 'custom',
      members: 0,
    };
    expect(made.body).to.deep.equal(support);
    const shown = await server.request('GET', made.headers.get('Location') as string, { token: ada });
    expect(shown.body).to.deep.equal(support);
    const tag = { 'If-Match': shown.headers.get('ETag') as string };
    const changed = await call('PATCH', '/support', { permissions: ['members.read'] }, tag);
    expect(changed.body).to.deep.equal({ ...support, permissions: ['members.read'] });
    const stale = await call('PATCH', '/support', { name: 'Helpers' }, tag);
    expect(stale.body).to.include({ status: 412, code: 'precondition_failed' });
    expect((await call('DELETE', '/support')).status).to.equal(204);
    expect((await call('GET', '/support')).body).to.include({ status: 404, code: 'role_not_found' });
  });

  it('change what their members may do at once', async () => {
    await create({ key: 'reader', permissions: ['workspaces.read'] });
    const token = await person(server, 'acme', 'reader@acme.test', ['reader']);
    const read = async () => (await server.request('GET', ROLES, { token })).status;
    expect(await read()).to.equal(403);
    await call('PATCH', '/reader', { permissions: ['roles.read'] });
    expect(await read()).to.equal(200);
  });

  it('with members are deleted only by force', async () => {
    await create({ key: 'held', permissions: ['workspaces.read'] });
    const json = { email: 'held@acme.test', roles: ['held', 'guest'] };
    await server.request('POST', '/v1/tenants/acme/members', { json });
    const refused = await call('DELETE', '/held');
    expect(refused.body).to.include({ status: 409, code: 'role_in_use' });
    expect(refused.body.detail).to.equal('1 member has the role held');
    expect((await call('DELETE', '/held?dryRun=true&force=true')).body.changes).to.deep.equal([
      { action: 'delete', resource: 'role', name: 'held', detail: '1 member has it now' },
    ]);
    expect((await call('DELETE', '/held?force=true')).status).to.equal(204);
    const member = await server.request('GET', '/v1/tenants/acme/members/held@acme.test');
    expect(member.body.roles).to.deep.equal(['guest']);
  });

  it('of every tenant stay as they are', async () => {
    for (const answer of [
      await call('PATCH', '/guest', { permissions: ['*'] }),
      await call('DELETE', '/admin?force=true'),
    ]) {
      expect(answer.body).to.include({ status: 409, code: 'role_fixed' });
    }
    expect((await create({ key: 'admin', permissions: ['roles.read'] })).body.code).to.equal('role_exists');
  });

  const refused: [string, object, RegExp][] = [
    ['no permissions', { key: 'x', permissions: [] }, /body\.permissions/],
    ['a key with spaces', { key: 'Sales People', permissions: ['*'] }, /body\.key.*lowercase/],
    ['the key of a plugin', { key: 'crm.sales', permissions: ['*'] }, /body\.key/],
    ['a star in the middle', { key: 'x', permissions: ['crm.*.read'] }, /body\.permissions\[0\].*dotted key/],
    ['a permission that does not exist', { key: 'x', permissions: ['members.raed'] }, /"members\.read"/],
    ['a field that does not exist', { key: 'x', permissions: ['*'], scope: 'platform' }, /scope/],
    ['a name with a line break', { key: 'x', name: 'a\nb', permissions: ['*'] }, /control characters/],
  ];
  for (const [what, role, message] of refused) {
    it(`refuse ${what}`, async () => {
      const { status, body } = await create(role);
      expect(status).to.equal(422);
      expect(body.detail).to.match(message);
    });
  }

  it('show what a change would do, and do not do it', async () => {
    await create({ key: 'planned', permissions: ['members.read', 'roles.read'] });
    const before = await call('GET', '');
    const dry = async (answer: Promise<Answer>) => (await answer).body.changes;
    expect(await dry(create({ key: 'new', permissions: ['*'] }, '?dryRun=true'))).to.deep.equal([
      { action: 'create', resource: 'role', name: 'new', detail: 'with *' },
    ]);
    const change = { name: 'Plan', permissions: ['roles.read', 'crm.*'] };
    expect(await dry(call('PATCH', '/planned?dryRun=true', change))).to.deep.equal([
      {
        action: 'update',
        resource: 'role',
        name: 'planned',
        detail: 'renames it to Plan; adds crm.*; removes members.read',
      },
    ]);
    expect((await call('GET', '')).body).to.deep.equal(before.body);
  });

  describe('of a plugin', () => {
    const PLUGINS = '/v1/tenants/acme/plugins';
    const role = async (key: string) => (await call('GET', `/${key}`)).body;

    before(async () => {
      const roles = { author: ['read', 'write'], 'night-reader': ['read'] };
      await publish(server, notes({ roles }));
      await publish(server, notes({ version: '1.1.0', roles: { author: ['*'] } }), 'next');
      const { status, body } = await server.request('POST', PLUGINS, { json: { plugin: 'notes' } });
      expect(status, JSON.stringify(body)).to.equal(201);
    });

    it('come with the installation', async () => {
      expect(await role('notes.night-reader')).to.deep.equal({
        key: 'notes.night-reader',
        name: 'Night Reader',
        permissions: ['notes.read'],
        source: 'plugin',
        plugin: 'notes',
        members: 0,
      });
      const token = await person(server, 'acme', 'author@acme.test', ['notes.author']);
      const read = await server.request('GET', '/t/acme/notes/notes', { token });
      expect(read.status, JSON.stringify(read.body)).to.equal(200);
      expect((await call('DELETE', '/notes.author?force=true')).body.code).to.equal('role_fixed');
      expect((await call('PATCH', '/notes.author', { name: 'x' })).body.code).to.equal('role_fixed');
    });

    it('follow an update', async () => {
      const update = await server.request('POST', `${PLUGINS}/notes/actions/update`, {
        json: {
          range: '1.1.0',
          acceptAccess: [{ plugin: 'notes', key: 'roles', value: 'author notes.*' }],
        },
      });
      expect(update.status, JSON.stringify(update.body)).to.equal(200);
      expect((await role('notes.author')).permissions).to.deep.equal(['notes.*']);
      expect(await keys()).not.to.include('notes.night-reader');
    });

    it('go with the installation, which says from whom', async () => {
      const dry = await server.request('DELETE', `${PLUGINS}/notes?dryRun=true`);
      expect(dry.body.changes[0].detail).to.equal(
        'with all its data; takes the role notes.author from 1 member',
      );
      expect((await server.request('DELETE', `${PLUGINS}/notes`)).status).to.equal(204);
      expect((await keys()).filter((key) => key.startsWith('notes.'))).to.deep.equal([]);
      const member = await server.request('GET', '/v1/tenants/acme/members/author@acme.test');
      expect(member.body.roles).to.deep.equal([]);
    });
  });
});
