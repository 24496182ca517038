import { expect } from 'chai';
import { changeLogins, modeOfContexts, storedContexts, storedLogin } from './contexts.ts';
import { acceptInvitation, logIn } from './people.ts';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { startServer, type TestServer } from './server.ts';

const PAST = new Date(0).toISOString();

describe('a login in a browser', () => {
  let server: TestServer;
  let plexica: Plexica;
  before(async () => {
    server = await startServer();
    await server.admin('POST', '/v1/tenants', { slug: 'acme', name: 'Acme', adminEmail: 'ada@acme.test' });
    await acceptInvitation(server, 'ada@acme.test', 'Ada Lovelace');
    plexica = await Plexica.create();
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  const ada = (...args: string[]) =>
    logIn(plexica, ['--server', server.url, '--tenant', 'acme', ...args], 'ada@acme.test');
  const loggedIn = async (): Promise<void> => {
    const known = await storedContexts(plexica).catch(() => ({ contexts: {} }));
    if (Object.values(known.contexts).some(({ login }) => login !== undefined)) return;
    expect(await ada()).to.have.property('code', 0);
  };
  const whoami = () => plexica.run(['whoami', '--json']);
  const isAccepted = async (accessToken: string): Promise<boolean> => {
    const headers = { Authorization: `Bearer ${accessToken}` };
    return (await fetch(`${server.url}/v1/auth/me`, { headers })).ok;
  };

  it('shows who logged in, and commands after it are theirs', async () => {
    const answer = await ada('--json');
    expect(answer).to.have.property('code', 0);
    expectPublished('login', answer.json);
    const context = `acme@${new URL(server.url).host}`;
    expect(answer.json).to.include({ context, tenant: 'acme', name: 'Ada Lovelace', email: 'ada@acme.test' });
    expect(answer.stderr).to.contain('Your code: ').and.contain(`Open ${server.url}/realms/acme/device `);
    const { json } = await whoami();
    expectPublished('whoami', json);
    expect(json).to.deep.include({ name: 'Ada Lovelace', scope: 'tenant:acme', context });
    expect(json.member).to.deep.include({ email: 'ada@acme.test', roles: ['admin'] });
    expect((await plexica.run(['whoami'])).stdout)
      .to.match(/^e-mail +ada@acme\.test$/m)
      .and.match(/^roles +admin$/m);
  });

  it('is kept in a file that nobody else can read', async function () {
    if (process.platform === 'win32') this.skip();
    await loggedIn();
    expect(await modeOfContexts(plexica)).to.equal(0o600);
  });

  it('gives commands its tenant, unless another one is named', async () => {
    await loggedIn();
    expect(await plexica.run(['plugins', '--json'])).to.have.property('code', 0);
    const other = await plexica.run(['plugins', '--tenant', 'globex', '--json']);
    expect(other.json.error).to.have.property('message').that.contains('globex');
    const [context] = (await plexica.run(['context', 'list', '--json'])).json.contexts;
    expect(context).to.include({ kind: 'login', tenant: 'acme', loggedIn: true });
  });

  it('is renewed when its access token expires, and when the server refuses that', async () => {
    for (const change of [{ expiresAt: PAST }, { accessToken: 'of.another.time' }]) {
      await loggedIn();
      const before = await storedLogin(plexica);
      await changeLogins(plexica, change);
      const answer = await whoami();
      expect(answer, JSON.stringify(change)).to.include({ code: 0, stderr: '' });
      const after = await storedLogin(plexica);
      expect(after.refreshToken).not.to.equal(before.refreshToken);
      expect(Date.parse(after.expiresAt)).to.be.above(Date.now());
      expect(after).not.to.have.property('renewing');
    }
  });

  it('is renewed by one of many processes, and lives on', async () => {
    await loggedIn();
    for (const change of [{ expiresAt: PAST }, { accessToken: 'of.another.time' }]) {
      await changeLogins(plexica, change);
      const answers = await Promise.all(Array.from({ length: 10 }, whoami));
      for (const { code, stdout } of answers) expect(code, stdout).to.equal(0);
    }
    await changeLogins(plexica, { expiresAt: PAST });
    expect(await whoami()).to.have.property('code', 0);
  });

  it('that has ended on the server is exit code 3, with the command that logs in again', async () => {
    await loggedIn();
    const { accessToken } = await storedLogin(plexica);
    const headers = { Authorization: `Bearer ${accessToken}` };
    await fetch(`${server.url}/v1/auth/logout`, { method: 'POST', headers });
    for (const message of ['Your login has ended.', `You are not logged in to ${server.url}.`]) {
      const { code, json } = await whoami();
      expect(code).to.equal(3);
      expect(json.error).to.include({
        code: 'not_authenticated',
        message,
        hint: 'Run `plexica login --tenant acme`.',
      });
    }
  });

  it('ends with a logout, also on the server', async () => {
    await loggedIn();
    const { accessToken } = await storedLogin(plexica);
    expect(await isAccepted(accessToken)).to.equal(true);
    expect((await plexica.run(['logout', '--dry-run', '--json'])).json).to.include({ ended: false });
    expect(await isAccepted(accessToken)).to.equal(true);
    const { code, json } = await plexica.run(['logout', '--json']);
    expect(code).to.equal(0);
    expectPublished('logout', json);
    expect(json).to.include({ wasLoggedIn: true, ended: true });
    expect(await isAccepted(accessToken)).to.equal(false);
    expect((await plexica.run(['logout', '--json'])).json).to.include({ wasLoggedIn: false, ended: false });
  });
});
