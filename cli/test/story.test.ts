import { expect } from 'chai';
import { storedLogin } from './contexts.ts';
import { acceptInvitation, logIn } from './people.ts';
import { Plexica } from './plexica.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';

/** From an empty server to people who reach what their roles allow. */
describe('people of a tenant', () => {
  let server: TestServer;
  let operator: Plexica;
  let ada: Plexica;
  let grace: Plexica;
  before(async () => {
    server = await startServer();
    [operator, ada, grace] = await Promise.all([Plexica.create(), Plexica.create(), Plexica.create()]);
  });
  after(async () => {
    await server.stop();
    await Promise.all([operator, ada, grace].map((each) => each.remove()));
  });

  const succeed = async (plexica: Plexica, ...args: string[]) => {
    const { code, stdout, stderr, json } = await plexica.run([...args, '--json']);
    expect(code, `${args.join(' ')}: ${stdout}${stderr}`).to.equal(0);
    return json;
  };
  /** Calls a route of the plugin as whoever is logged in. */
  const addNote = async (plexica: Plexica) => {
    const { accessToken } = await storedLogin(plexica);
    const response = await fetch(`${server.url}/t/acme/demo/notes`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: 'hello' }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('are invited by mail, log in, and reach what their roles allow', async function () {
    this.timeout(180_000);
    const project = await operator.project('demo');
    await succeed(operator, 'login', '--server', server.url, '--token', ADMIN_TOKEN);
    await succeed(operator, 'publish', '--folder', project);
    await succeed(operator, 'tenants', 'create', 'acme', '--admin-email', 'ada@acme.test');

    await acceptInvitation(server, 'ada@acme.test', 'Ada Lovelace');
    const login = ['--server', server.url, '--tenant', 'acme', '--json'];
    expect((await logIn(ada, login, 'ada@acme.test')).json).to.include({ name: 'Ada Lovelace' });
    await succeed(ada, 'install', 'demo', '--yes');
    await succeed(ada, 'members', 'invite', 'grace@acme.test', '--role', 'guest');

    await acceptInvitation(server, 'grace@acme.test', 'Grace Hopper');
    expect((await logIn(grace, login, 'grace@acme.test')).json).to.include({ name: 'Grace Hopper' });
    const refused = await addNote(grace);
    expect(refused.status).to.equal(403);
    expect(refused.body)
      .to.include({ code: 'not_allowed' })
      .and.property('detail')
      .contains('demo.notes.use');
    const added = await addNote(ada);
    expect(added.status, JSON.stringify(added.body)).to.equal(201);
    expect(added.body).to.include({ author: 'Ada Lovelace' });

    const { members } = await succeed(ada, 'members', 'list');
    expect(
      members.map(({ email, state }: { email: string; state: string }) => `${email} ${state}`),
    ).to.deep.equal(['ada@acme.test active', 'grace@acme.test active']);
    const uninvited = await grace.run(['members', 'invite', 'eve@acme.test', '--role', 'admin', '--json']);
    expect(uninvited.code).to.equal(4);
  });
});
