import { expect } from 'chai';
import { acceptInvitation, logIn, mailedLink } from './people.ts';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { startServer, type TestServer } from './server.ts';

describe('people, roles and clients of a tenant', () => {
  let server: TestServer;
  let plexica: Plexica;

  before(async () => {
    server = await startServer();
    plexica = await Plexica.create();
    await server.admin('POST', '/v1/tenants', { slug: 'acme', adminEmail: 'ada@acme.test' });
    await acceptInvitation(server, 'ada@acme.test', 'Ada');
    await logIn(plexica, ['--server', server.url, '--tenant', 'acme'], 'ada@acme.test');
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  /** As Ada, whose login names the tenant. */
  const json = async (...args: string[]) => {
    const answer = await plexica.run([...args, '--json']);
    const [topic, command] = args;
    if (answer.code === 0) expectPublished(`${topic} ${command}`, answer.json);
    return { code: answer.code, json: answer.json };
  };
  const text = async (...args: string[]) => {
    const { code, stdout, stderr } = await plexica.run(args);
    expect(code, stderr).to.equal(0);
    return stdout;
  };

  it('are invited, listed, shown and given other roles', async () => {
    const invited = await json(
      'members',
      'invite',
      'grace@acme.test',
      '--role',
      'guest, user',
      '--name',
      'Grace',
    );
    expect(invited.json).to.deep.include({
      email: 'grace@acme.test',
      state: 'invited',
      roles: ['guest', 'user'],
    });
    const first = await mailedLink(server, 'grace@acme.test', 'invitation');
    expect(await text('members', 'invite', 'grace@acme.test', '--again')).to.contain(
      'grace@acme.test is invited',
    );
    expect(first).to.contain('/realms/acme/');
    const set = await text('members', 'set-role', 'grace@acme.test', '--role', 'guest');
    expect(set).to.equal('✓ grace@acme.test now has the role guest.\n');
    expect(await text('members', 'list'))
      .to.match(/^ada@acme\.test +Ada +active +admin +now$/m)
      .and.match(/^grace@acme\.test +Grace +invited +guest +never$/m);
    expect((await json('members', 'show', 'grace@acme.test')).json.id).to.equal(invited.json.id);
    expect(await text('members', 'show', invited.json.id)).to.match(/^last login +never$/m);
  });

  it('name the flag of a wrong value', async () => {
    const role = await json('members', 'invite', 'x@acme.test', '--role', 'gest');
    expect([role.code, role.json.error.code]).to.deep.equal([2, 'invalid_input']);
    expect(role.json.error.issues).to.deep.equal([
      { path: '--role', message: 'is not a role here: gest (did you mean "guest"?)' },
    ]);
    const address = await json('members', 'invite', 'Gräce@acme.test', '--role', 'guest');
    expect(address.json.error.message).to.contain('<email>: must have only ASCII characters');
    expect((await json('members', 'show', 'nobody@acme.test')).code).to.equal(5);
    const both = await json('members', 'list', '--platform', '--tenant', 'acme');
    expect(both.code).to.equal(2);
  });

  it('are removed after a confirmation, also oneself, but for the last administrator', async () => {
    await json('members', 'invite', 'brief@acme.test', '--role', 'guest');
    const dry = await text('members', 'remove', 'brief@acme.test', '--dry-run');
    expect(dry).to.equal('Would delete member brief@acme.test (who has guest; ends all logins)\n');
    const asked = await json('members', 'remove', 'ada@acme.test');
    expect([asked.code, asked.json.error.code]).to.deep.equal([2, 'missing_flags']);
    expect(asked.json.error.message).to.contain('Remove yourself (ada@acme.test) from acme?');
    const last = await json('members', 'remove', 'ada@acme.test', '--yes');
    expect([last.code, last.json.error.code]).to.deep.equal([6, 'last_admin']);
    const { json: removed } = await json('members', 'remove', 'brief@acme.test', '--yes');
    expect(removed).to.include({ email: 'brief@acme.test', removed: true });
  });

  it('have roles that are created, changed and deleted', async () => {
    const made = await json('roles', 'create', 'support', '--permissions', 'members.read, crm.*');
    expect(made.json.permissions).to.deep.equal(['members.read', 'crm.*']);
    const wrong = await json('roles', 'create', 'x', '--permissions', 'members.read,members.raed');
    expect(wrong.json.error.issues[0].path).to.equal('--permissions members.raed');
    expect(await text('roles', 'update', 'support', '--name', 'Helpers')).to.match(/^name +Helpers$/m);
    expect((await json('roles', 'update', 'support')).json.error.code).to.equal('missing_flags');
    expect(await text('roles', 'list')).to.match(/^support +Helpers +custom +0 +members\.read, crm\.\*$/m);
    expect(await text('roles', 'show', 'admin')).to.match(/^source +default$/m);
    await json('members', 'invite', 'helper@acme.test', '--role', 'support');
    expect((await json('roles', 'delete', 'support')).json.error.code).to.equal('role_in_use');
    expect((await json('roles', 'delete', 'guest')).json.error.code).to.equal('role_fixed');
    expect(await text('roles', 'delete', 'support', '--force')).to.contain('The role support was deleted');
  });

  it('have clients, by name or id', async () => {
    const made = await json('clients', 'create', 'sync', '--permissions', 'members.read');
    expect(made.json.secret).to.match(/^plx_/);
    expect(await text('clients', 'list')).to.contain(`${made.json.id}  sync  members.read`);
    const rotated = await json('clients', 'rotate', 'sync', '--overlap', '1h');
    expect(rotated.json.secret).to.not.equal(made.json.secret);
    expect(await text('clients', 'rotate', 'sync')).to.contain(
      'Save this secret now. It is not shown again.',
    );
    const dry = await json('clients', 'delete', made.json.id, '--dry-run');
    expect(dry.json.changes).to.have.length(1);
    expect((await json('clients', 'delete', 'sync')).json).to.include({ name: 'sync', deleted: true });
    const gone = await json('clients', 'delete', 'sync');
    expect([gone.code, gone.json.error.code]).to.deep.equal([5, 'client_not_found']);
  });

  it('have permissions for a reason', async () => {
    await json('members', 'invite', 'eve@acme.test', '--role', 'guest');
    const has = await text('permissions', 'explain', 'ada@acme.test', 'members.write');
    expect(has).to.equal(
      '✓ ada@acme.test has members.write. This role grants it by the pattern in brackets:\n  admin (*)\n',
    );
    const lacks = await text('permissions', 'explain', 'eve@acme.test', 'members.read');
    expect(lacks).to.contain('✗ eve@acme.test does not have members.read.');
    expect(lacks).to.contain('  user (members.read)');
    expect(lacks).to.contain(
      'To give one: plexica members set-role eve@acme.test --role guest,admin --tenant acme',
    );
    const unknown = await text('permissions', 'explain', 'eve@acme.test', 'crm.read');
    expect(unknown).to.contain('No role can grant it: crm is not installed.');
    const { json: document } = await json('permissions', 'explain', 'ada@acme.test', 'members.write');
    expect(document.grantedBy).to.deep.equal([{ role: 'admin', source: 'default', pattern: '*' }]);
  });

  it('of the platform are managed by the admin token', async () => {
    const admin = ['--server', server.url, '--token', 'plx_admin-token-of-the-tests', '--platform'];
    const invite = await json('members', 'invite', 'op@plexica.test', '--role', 'operator', ...admin);
    expect(invite.json.roles).to.deep.equal(['operator']);
    const set = await json('members', 'set-role', 'op@plexica.test', '--role', 'auditor', ...admin);
    expect(set.json.roles).to.deep.equal(['auditor']);
    expect((await json('members', 'list', ...admin)).json.members).to.have.length(1);
    const removed = await json('members', 'remove', 'op@plexica.test', '--yes', ...admin);
    expect(removed.json.removed).to.equal(true);
  });

  it('begin with an administrator', async () => {
    const admin = ['--server', server.url, '--token', 'plx_admin-token-of-the-tests'];
    const create = ['tenants', 'create', 'globex', '--admin-email', 'hank@globex.test', ...admin];
    const dry = await text(...create, '--dry-run');
    expect(dry).to.contain('hank@globex.test');
    await text(...create);
    expect(await mailedLink(server, 'hank@globex.test', 'invitation')).to.contain('/realms/globex/');
    const wrong = await json('tenants', 'create', 'other', '--admin-email', 'hank', ...admin);
    expect(wrong.json.error.message).to.contain('--admin-email: must be an e-mail address');
  });
});
