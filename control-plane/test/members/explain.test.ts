import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

describe('the explanation of a permission', () => {
  let server: TestServer;

  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme', adminEmail: 'ada@acme.test' } });
    await publish(server, notes({ roles: { author: ['write'] } }));
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
    for (const [email, roles] of [
      ['grace@acme.test', ['guest', 'notes.author']],
      ['eve@acme.test', ['guest']],
    ] as const) {
      await server.request('POST', '/v1/tenants/acme/members', { json: { email, roles } });
    }
  });
  after(() => server.stop());

  const explain = async (member: string, permission: string) => {
    const query = new URLSearchParams({ member, permission });
    return (await server.request('GET', `/v1/tenants/acme/permissions/explain?${query.toString()}`)).body;
  };

  it('names the roles and patterns that grant it', async () => {
    expect(await explain('grace@acme.test', 'notes.write')).to.deep.include({
      permission: 'notes.write',
      allowed: true,
      grantedBy: [{ role: 'notes.author', source: 'plugin', pattern: 'notes.write' }],
      grantableBy: [],
    });
    expect((await explain('Ada@acme.test', 'notes.write')).grantedBy).to.deep.equal([
      { role: 'admin', source: 'default', pattern: '*' },
    ]);
  });

  it('names the roles that would grant it', async () => {
    const { member, ...rest } = await explain('eve@acme.test', 'notes.write');
    expect(member).to.include({ email: 'eve@acme.test' });
    expect(rest).to.deep.equal({
      permission: 'notes.write',
      allowed: false,
      grantedBy: [],
      grantableBy: [
        { role: 'admin', source: 'default', pattern: '*' },
        { role: 'notes.author', source: 'plugin', pattern: 'notes.write' },
      ],
    });
  });

  for (const [permission, reason] of [
    ['notes.wirte', 'notes.wirte is not a permission of notes 1.0.0 (did you mean "notes.write"?)'],
    ['crm.contacts.read', 'crm is not installed'],
    ['members.raed', 'members.raed is not a permission of the platform (did you mean "members.read"?)'],
    [
      'tenants.create',
      "tenants.create is a permission of the platform's people, which no role of a tenant grants",
    ],
  ] as const) {
    it(`says why nobody has ${permission}`, async () => {
      expect(await explain('ada@acme.test', permission)).to.deep.include({
        allowed: false,
        grantedBy: [],
        reason,
      });
    });
  }

  it('is about members and permissions', async () => {
    expect(await explain('nobody@acme.test', 'notes.read')).to.include({
      status: 404,
      code: 'member_not_found',
    });
    expect(await explain('ada@acme.test', 'Notes Read')).to.include({ status: 422 });
    const { body } = await server.request('GET', '/v1/tenants/acme/permissions/explain?member=ada@acme.test');
    expect(body.detail).to.match(/query\.permission/);
  });
});
