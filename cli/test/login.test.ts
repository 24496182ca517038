import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { changeLogins, modeOfContexts, storedContexts, storedLogin } from './contexts.ts';
import { acceptInvitation, logIn, onlyAcceptInvitation } from './people.ts';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { startServer, type TestServer } from './server.ts';
import { skipWhereMissing } from './skip-where-missing.ts';
import { missingScript, type } from './terminal.ts';

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
    expect(json.member).to.include({ email: 'ada@acme.test', name: 'Ada Lovelace' });
    expect(json).to.deep.include({ tenant: 'acme', roles: ['admin'] });
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
    expect((await plexica.run(['status', '--json'])).json.principal).to.match(/^member:/);
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

  it('ends the one before with the same context', async () => {
    await loggedIn();
    const { accessToken } = await storedLogin(plexica);
    expect(await isAccepted(accessToken)).to.equal(true);
    expect(await ada()).to.have.property('code', 0);
    expect(await isAccepted(accessToken)).to.equal(false);
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
    const env = { PLEXICA_TOKEN: 'plx_of-somebody-else' };
    const { code, json } = await plexica.run(['logout', '--json'], { env });
    expect(code).to.equal(0);
    expectPublished('logout', json);
    expect(json).to.include({ wasLoggedIn: true, ended: true });
    expect(await isAccepted(accessToken)).to.equal(false);
    expect((await plexica.run(['logout', '--json'])).json).to.include({ wasLoggedIn: false, ended: false });
  });

  it('can be the first one of a member', async () => {
    await server.admin('POST', '/v1/tenants/acme/members', { email: 'bob@acme.test', roles: ['user'] });
    await onlyAcceptInvitation(server, 'bob@acme.test', 'Bob Builder');
    const args = ['--server', server.url, '-t', 'acme', '--context', 'bob', '--json'];
    expect((await logIn(plexica, args, 'bob@acme.test')).json).to.include({ name: 'Bob Builder' });
    const { items } = await server.admin('GET', '/v1/tenants/acme/members');
    const bob = items.find(({ email }: { email: string }) => email === 'bob@acme.test');
    expect(bob).to.include({ name: 'Bob Builder', state: 'active' });
    await plexica.run(['context', 'remove', 'bob', '--yes']);
  });

  it('of the people of the platform has no tenant', async () => {
    await server.admin('POST', '/v1/members', { email: 'olga@example.com', roles: ['operator'] });
    await acceptInvitation(server, 'olga@example.com', 'Olga');
    const args = ['--server', server.url, '--platform', '--context', 'live', '--json'];
    const { json } = await logIn(plexica, args, 'olga@example.com');
    expect(json).to.include({ context: 'live', scope: 'platform', email: 'olga@example.com' });
    expect(json).not.to.have.property('tenant');
    expect(await plexica.run(['tenants', 'list', '--json'])).to.have.property('code', 0);
    const { code, json: refused } = await plexica.run(['plugins', '--json']);
    expect(code).to.equal(2);
    expect(refused.error.message).to.contain('--tenant');
    // The same name again, without saying where.
    const again = await logIn(plexica, ['--context', 'live', '--json'], 'olga@example.com');
    expect(again.json).to.include({ context: 'live', scope: 'platform' });
    await plexica.run(['context', 'remove', 'live', '--yes']);
  });

  it('takes no token beside it', async () => {
    const { code, json } = await plexica.run(['login', '--tenant', 'acme', '--token', 'plx_x', '--json']);
    expect(code).to.equal(2);
    expect(json.error.code).to.equal('bad_usage');
  });

  it('asks at a terminal for the tenant, or for a token', async function () {
    skipWhereMissing(this, missingScript());
    // Where somebody has logged in before, it is the same again.
    const fresh = await Plexica.create();
    const login = ['login', '--server', server.url];
    const tenant = await type(fresh, login, [
      ['Slug of the tenant', 'acme\r'],
      ['Waiting', '\u0003'],
    ]);
    expect(tenant.code, tenant.all).to.equal(130);
    const token = await type(fresh, login, [
      ['Slug of the tenant', '\r'],
      ['Token for', 'plx_wrong\r'],
    ]);
    expect(token.code, token.all).to.equal(3);
    await fresh.remove();
  });

  describe('where there is a screen', () => {
    let opened: string;
    let screen: NodeJS.ProcessEnv;
    before(async function () {
      if (process.platform !== 'linux') return this.skip();
      const bin = join(plexica.folder, 'bin');
      opened = join(plexica.folder, 'opened');
      await mkdir(bin);
      await writeFile(
        join(bin, 'xdg-open'),
        `#!/bin/sh\necho "$1" > '${opened}.new' && mv '${opened}.new' '${opened}'\n`,
      );
      await chmod(join(bin, 'xdg-open'), 0o755);
      screen = { DISPLAY: ':9', PATH: `${bin}${delimiter}${process.env['PATH']}` };
    });
    afterEach(() => rm(opened, { force: true }));

    /** Runs the command until it waits. */
    const shown = async (args: readonly string[], env: NodeJS.ProcessEnv, then: () => Promise<unknown>) => {
      const child = plexica.spawn(['login', '--server', server.url, '--tenant', 'acme', ...args], { env });
      return plexica.answer(child, ({ stderr }) =>
        stderr.includes('Waiting') ? then().then(() => child.kill('SIGINT')) : undefined,
      );
    };

    it('opens the page with the code in a browser', async () => {
      let url = '';
      const { stderr } = await shown([], screen, async () => {
        while (url === '') {
          url = await readFile(opened, 'utf8').catch(() => '');
          await sleep(20);
        }
      });
      const [, code] = /Your code: (\S+)/.exec(stderr) ?? [];
      expect(url.trim()).to.equal(`${server.url}/realms/acme/device?user_code=${code}`);
    });

    for (const [how, args, env] of [
      ['--json', ['--json'], {}],
      ['--no-browser', ['--no-browser'], {}],
      ['CI', [], { CI: 'true' }],
      ['no screen', [], { DISPLAY: '' }],
    ] as const) {
      it(`opens nothing with ${how}`, async () => {
        const { code } = await shown(args, { ...screen, ...env }, () => sleep(1_000));
        expect(code).to.equal(130);
        expect(await readFile(opened, 'utf8').catch(() => 'nothing')).to.equal('nothing');
      });
    }
  });
});
