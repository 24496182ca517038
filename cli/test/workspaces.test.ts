import { expect } from 'chai';
import { acceptInvitation, logIn } from './people.ts';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { startServer, type TestServer } from './server.ts';

describe('workspaces of a tenant', () => {
  let server: TestServer;
  let plexica: Plexica;

  before(async () => {
    server = await startServer();
    plexica = await Plexica.create();
    await server.admin('POST', '/v1/tenants', { slug: 'acme', adminEmail: 'ada@acme.test' });
    await acceptInvitation(server, 'ada@acme.test', 'Ada');
    await logIn(plexica, ['--server', server.url, '--tenant', 'acme'], 'ada@acme.test');
    await plexica.run(['members', 'invite', 'grace@acme.test', '--role', 'guest', '--name', 'Grace']);
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  /** As Ada, whose login names the tenant. */
  const json = async (command: string, ...args: string[]) => {
    const answer = await plexica.run([...command.split(' '), ...args, '--json']);
    if (answer.code === 0) expectPublished(command, answer.json);
    return { code: answer.code, json: answer.json };
  };
  const text = async (command: string, ...args: string[]) => {
    const { code, stdout, stderr } = await plexica.run([...command.split(' '), ...args]);
    expect(code, stderr).to.equal(0);
    return stdout;
  };

  it('are created, listed, shown, renamed and deleted', async () => {
    const made = await json('workspaces create', 'sales', '--name', 'Sales');
    expect(made.json).to.include({ slug: 'sales', name: 'Sales', role: 'ADMIN' });
    expect(await text('workspaces list'))
      .to.match(/^default +Default +ADMIN$/m)
      .and.match(/^sales +Sales +ADMIN$/m);
    expect((await json('workspaces list')).json.workspaces).to.have.length(2);
    expect((await json('workspaces show', made.json.id)).json).to.deep.equal(made.json);
    expect(await text('workspaces rename', 'sales', '--name', 'Vertrieb')).to.match(/^name +Vertrieb$/m);
    expect(await text('whoami')).to.match(/^workspaces +default \(ADMIN\), sales \(ADMIN\)$/m);
    const unsure = await json('workspaces delete', 'sales');
    expect([unsure.code, unsure.json.error.code]).to.deep.equal([2, 'missing_flags']);
    expect(await text('workspaces delete', 'sales', '--dry-run')).to.contain('sales');
    expect(await text('workspaces delete', 'sales', '--yes')).to.equal(
      '✓ The workspace sales was deleted.\n',
    );
    expect((await json('workspaces show', 'sales')).code).to.equal(5);
    expect((await json('workspaces delete', 'default', '--yes')).json.error.code).to.equal('workspace_fixed');
  });

  it('have members with roles', async () => {
    await json('workspaces create', 'ops');
    const add = ['ops', 'grace@acme.test', '--role'];
    expect((await json('workspaces members add', ...add, 'OWNER')).code).to.equal(2);
    const missing = await json('workspaces members add', 'ops', 'grace@acme.test');
    expect([missing.code, missing.json.error.code]).to.deep.equal([2, 'missing_flags']);
    expect((await json('workspaces members add', ...add, 'VIEWER', '--dry-run')).json.changes).to.have.length(
      1,
    );
    const added = await json('workspaces members add', ...add, 'VIEWER');
    expect(added.json).to.include({ email: 'grace@acme.test', role: 'VIEWER' });
    expect((await json('workspaces members add', ...add, 'VIEWER')).code).to.equal(6);
    expect(await text('workspaces members set-role', ...add, 'MEMBER')).to.equal(
      '✓ grace@acme.test is MEMBER.\n',
    );
    expect(await text('workspaces members list', 'ops')).to.match(/^grace@acme\.test +Grace +MEMBER /m);
    const held = await json('workspaces delete', 'ops', '--yes');
    expect([held.code, held.json.error.code]).to.deep.equal([6, 'workspace_in_use']);
    expect(await text('workspaces members remove', 'ops', 'grace@acme.test')).to.contain('was removed');
    expect((await json('workspaces members list', 'ops')).json.members).to.deep.equal([]);
    await json('workspaces members add', ...add, 'VIEWER');
    expect((await json('workspaces delete', 'ops', '--force', '--yes')).json).to.include({ deleted: true });
  });

  it('have teams', async () => {
    await json('workspaces create', 'shop');
    await json('workspaces members add', 'shop', 'grace@acme.test', '--role', 'MEMBER');
    expect((await json('workspaces teams create', 'shop', 'Night shift')).json).to.include({ members: 0 });
    await json('workspaces teams add', 'shop', 'Night shift', 'grace@acme.test');
    expect(await text('workspaces teams members', 'shop', 'Night shift')).to.contain('grace@acme.test');
    expect(await text('workspaces teams list', 'shop')).to.match(/^Night shift +1 /m);
    await json('workspaces teams rename', 'shop', 'Night shift', '--name', 'Day shift');
    expect(await text('workspaces teams remove', 'shop', 'Day shift', 'grace@acme.test')).to.contain(
      'removed',
    );
    expect((await json('workspaces teams members', 'shop', 'Day shift')).json.members).to.deep.equal([]);
    expect(await text('workspaces teams delete', 'shop', 'Day shift')).to.contain('was deleted');
    expect((await json('workspaces teams list', 'shop')).json.teams).to.deep.equal([]);
  });
});
