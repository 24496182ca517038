import { expect } from 'chai';
import { wrongClock } from './clock.ts';
import { changeLogins, storedContexts, storedLogin } from './contexts.ts';
import { startFront, type Front } from './front.ts';
import { acceptInvitation, cancelCode, logIn } from './people.ts';
import { Plexica } from './plexica.ts';
import { besides } from './replica.ts';
import { startServer, type TestServer } from './server.ts';

const PAST = new Date(0).toISOString();

describe('troubles of a login in a browser', () => {
  let front: Front;
  let server: TestServer;
  let plexica: Plexica;
  before(async () => {
    front = await startFront();
    server = await startServer({ PLEXICA_PUBLIC_URL: front.url });
    front.target = () => server.url;
    await server.admin('POST', '/v1/tenants', { slug: 'acme', name: 'Acme', adminEmail: 'ada@acme.test' });
    await acceptInvitation(server, 'ada@acme.test', 'Ada Lovelace');
  });
  after(async () => {
    await front.stop();
    await server.stop();
  });
  beforeEach(async () => {
    plexica = await Plexica.create();
  });
  afterEach(async () => {
    front.target = () => server.url;
    front.before = () => undefined;
    front.after = () => undefined;
    await plexica.remove();
  });

  const args = (): string[] => ['--server', front.url, '--tenant', 'acme'];
  const ada = (options: Parameters<typeof logIn>[3] = {}) =>
    logIn(plexica, [...args(), '--json'], 'ada@acme.test', options);
  const loggedIn = async (): Promise<void> => {
    expect(await ada()).to.have.property('code', 0);
  };
  const whoami = (env: NodeJS.ProcessEnv = {}) => plexica.run(['whoami', '--json'], { env });

  it('at another URL than the public one is refused, naming both', async () => {
    const { code, json } = await plexica.run(['login', '--server', server.url, '--tenant', 'acme', '--json']);
    expect(code).to.equal(7);
    expect(json.error.code).to.equal('server_moved');
    expect(json.error.message).to.contain(server.url).and.contain(front.url);
    expect(json.error.hint).to.contain(`--server ${front.url}`);
  });

  it('is cancelled in the browser, or by Ctrl-C, and nothing is kept', async () => {
    const cancelled = await ada({ confirm: cancelCode });
    expect(cancelled.code).to.equal(4);
    expect(cancelled.json.error).to.include({
      code: 'login_failed',
      message: 'The login was cancelled in the browser.',
    });
    const child = plexica.spawn(['login', ...args()]);
    const stopped = await plexica.answer(child, ({ stderr }) =>
      stderr.includes('Waiting') ? Promise.resolve(child.kill('SIGINT')) : undefined,
    );
    expect(stopped).to.include({ code: 130, stdout: '' });
    expect((await plexica.run(['context', 'list', '--json'])).json.contexts).to.deep.equal([]);
  });

  it('waits also while the server cannot be reached', async () => {
    let polls = 0;
    front.before = (path) => {
      polls += path.endsWith('/token') ? 1 : 0;
      return path.endsWith('/token') && polls === 1 ? Promise.reject(new Error('away')) : undefined;
    };
    await loggedIn();
    expect(polls).to.be.above(1);
  });

  it('names a tenant that does not exist', async () => {
    const { code, json } = await plexica.run(['login', '--server', front.url, '-t', 'globex', '--json']);
    expect(code).to.equal(5);
    expect(json.error).to.include({
      code: 'tenant_not_found',
      message: `${front.url} has no tenant globex.`,
    });
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`loses nothing to a ${signal} in the middle of a renewal`, async () => {
      await loggedIn();
      const { refreshToken } = await storedLogin(plexica);
      await changeLogins(plexica, { expiresAt: PAST });
      const child = plexica.spawn(['whoami', '--json']);
      // The server has used the refresh token up, and the answer is on its way.
      front.after = async (path) => {
        if (!path.endsWith('/token')) return;
        child.kill(signal);
        await new Promise((resolve) => setTimeout(resolve, 500));
      };
      await plexica.answer(child);
      expect(signal === 'SIGINT' ? child.exitCode === 130 : child.signalCode === signal).to.equal(true);
      expect((await storedLogin(plexica)).refreshToken).not.to.equal(refreshToken);
      expect(await whoami()).to.have.property('code', 0);
    });
  }

  it('loses nothing to a SIGKILL before the server has the refresh token', async () => {
    await loggedIn();
    await changeLogins(plexica, { expiresAt: PAST });
    const child = plexica.spawn(['whoami', '--json']);
    front.before = (path) => {
      if (!path.endsWith('/token')) return undefined;
      child.kill('SIGKILL');
      return Promise.reject(new Error('the request is lost'));
    };
    await plexica.answer(child);
    front.before = () => undefined;
    expect(await storedLogin(plexica)).to.have.nested.property('renewing.pid', child.pid);
    expect(await whoami()).to.have.property('code', 0);
  });

  it('waits for a process that renews it', async () => {
    await loggedIn();
    const renewing = { id: 'x', pid: process.pid, host: 'another', since: new Date().toISOString() };
    await changeLogins(plexica, { expiresAt: PAST, renewing });
    const { refreshToken } = await storedLogin(plexica);
    const child = plexica.spawn(['whoami', '--json']);
    const answer = plexica.answer(child);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(child.exitCode).to.equal(null);
    expect((await storedLogin(plexica)).refreshToken).to.equal(refreshToken);
    await changeLogins(plexica, { renewing: { ...renewing, since: PAST } });
    expect(await answer).to.have.property('code', 0);
  });

  it('is not lost where the server cannot be reached', async () => {
    await loggedIn();
    await changeLogins(plexica, { expiresAt: PAST });
    front.target = () => 'http://127.0.0.1:2';
    for (const command of ['whoami', 'logout']) {
      const { code, json } = await plexica.run([command, '--json']);
      expect(code).to.equal(7);
      expect(json.error.code).to.equal('server_unreachable');
    }
    front.target = () => server.url;
    expect(await whoami()).to.have.property('code', 0);
  });

  it('is forgotten with --force where the server cannot be reached', async () => {
    await loggedIn();
    front.target = () => 'http://127.0.0.1:2';
    const refused = await plexica.run(['logout', '--json']);
    expect(refused.json.error.hint).to.contain('plexica logout --force');
    const forced = await plexica.run(['logout', '--force', '--json']);
    expect(forced.json).to.include({ wasLoggedIn: true, ended: false });
    const { contexts } = await storedContexts(plexica);
    expect(Object.values(contexts)[0]).not.to.have.property('login');
  });

  for (const seconds of [60, -60, 300, -300]) {
    it(`does not mind that the clock of the terminal is ${seconds} s off`, async () => {
      const env = wrongClock(seconds);
      expect(await ada({ env })).to.have.property('code', 0);
      expect(await whoami(env)).to.have.property('code', 0);
    });
  }

  describe('with two servers whose clocks differ', () => {
    const servers: TestServer[] = [];
    const beside = async (seconds: number): Promise<TestServer> => {
      const environment = await besides(server);
      const other = await startServer({
        ...environment,
        ...wrongClock(seconds),
        PLEXICA_PUBLIC_URL: front.url,
      });
      servers.push(other);
      return other;
    };
    afterEach(async () => {
      for (const each of servers.splice(0)) await each.stop();
    });

    it('is accepted with 55 s between them, and refused with 5 minutes, naming both times', async () => {
      await loggedIn();
      for (const [seconds, accepted] of [
        [-55, true],
        [-300, false],
      ] as const) {
        const other = await beside(seconds);
        front.target = (path) => (path.startsWith('/realms/') ? server.url : other.url);
        const { code, json } = await whoami();
        if (accepted) {
          expect(code, JSON.stringify(json)).to.equal(0);
          continue;
        }
        expect(code).to.equal(3);
        expect(json.error).to.include({
          code: 'not_authenticated',
          hint: 'Run `plexica login --tenant acme`.',
        });
        expect(json.error.message).to.match(
          /^the access token was issued at 20[\d-]+T[\d:.]+Z; the time of this server is 20[\d-]+T[\d:.]+Z$/,
        );
      }
    });
  });
});
