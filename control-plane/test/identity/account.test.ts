import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Secret, TOTP } from 'otpauth';
import { startServer, type TestServer } from '../server.ts';
import { Forms } from './forms.ts';
import { acceptInvitation, mailedLink, PASSWORD, terminalLogin } from './people.ts';

const NEW_PASSWORD = 'another long secret';

describe('an account', function () {
  this.timeout(120_000);
  let server: TestServer;
  let home: string;
  let realm: string;

  before(async () => {
    server = await startServer({ PLEXICA_LIMITS: 'off' });
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme', adminEmail: 'ada@acme.test' } });
    home = `http://acme.localhost:${new URL(server.url).port}`;
    realm = `${server.url}/realms/acme`;
  });
  after(() => server?.stop());

  let people = 0;
  /** Somebody new, with a browser that is logged in. */
  async function somebody(): Promise<{ email: string; browser: Forms }> {
    const email = `member-${(people += 1)}@acme.test`;
    await server.request('POST', '/v1/tenants/acme/members', { json: { email, roles: ['user'] } });
    return { email, browser: await acceptInvitation(server, email, 'Somebody') };
  }

  async function enterPassword(email: string, password: string): Promise<Forms> {
    const browser = await new Forms(server.url).open(`${home}/v1/auth/login`);
    return browser.send({ email, password }, '/interaction');
  }
  const isIn = (browser: Forms) => browser.url === `${home}/`;
  const whoami = async (token: string) => (await server.request('GET', '/v1/auth/me', { token })).status;

  it('has a name, which the member has too', async () => {
    const { email, browser } = await somebody();
    await browser.open(`${realm}/account`);
    await browser.send({ name: 'Grace Hopper' }, '/account/profile');
    expect(browser.html).to.include('Your name is saved');
    const { body } = await server.request('GET', '/v1/tenants/acme/members');
    expect(body.items.find((member: { email: string }) => member.email === email)).to.include({
      name: 'Grace Hopper',
    });
    for (const name of ['', 'x'.repeat(121), 'a\u0000b', 'a\u202eb', `e${'\u0301'.repeat(500)}`]) {
      await browser.send({ name }, '/account/profile');
      expect(browser.status, name.slice(0, 10)).to.equal(400);
    }
  });

  it('has a password; a new one ends all other logins', async () => {
    const { email, browser } = await somebody();
    const { access_token: terminal } = await terminalLogin(server, 'acme', browser);
    await browser.open(`${realm}/account`);
    await browser.send({ current_password: 'wrong password', password: NEW_PASSWORD }, '/account/password');
    expect(browser.status).to.equal(400);
    await browser.send({ current_password: PASSWORD, password: 'short' }, '/account/password');
    expect(browser.html).to.include('at least 10 characters');
    expect(await whoami(terminal)).to.equal(200);
    await browser.send({ current_password: PASSWORD, password: NEW_PASSWORD }, '/account/password');
    expect(browser.html).to.include('Your password is changed');
    expect(await whoami(terminal)).to.equal(401);
    expect((await browser.open(`${home}/`)).html).to.include('Welcome');
    expect(isIn(await enterPassword(email, PASSWORD))).to.equal(false);
    expect(isIn(await enterPassword(email, NEW_PASSWORD))).to.equal(true);
  });

  it('sets a forgotten password by a link that works once', async () => {
    const { email, browser } = await somebody();
    const visitor = await new Forms(server.url).open(`${realm}/forgot`);
    await visitor.send({ email }, '/forgot');
    const link = await mailedLink(server, email, 'reset');
    await visitor.open(link);
    await visitor.send({ password: NEW_PASSWORD }, '/reset');
    expect((await browser.open(`${home}/v1/auth/me`)).status).to.equal(401);
    expect((await visitor.open(link)).status).to.equal(410);
    expect(isIn(await enterPassword(email, NEW_PASSWORD))).to.equal(true);
  });

  it('is not entered by a login that was prepared before the password was set anew', async () => {
    const { email } = await somebody();
    const thief = await new Forms(server.url).open(`${home}/v1/auth/login`);
    const prepared = await thief.request('POST', thief.url, { form: { email, password: PASSWORD } });
    expect(prepared.status).to.equal(303);
    const visitor = await new Forms(server.url).open(`${realm}/forgot`);
    await visitor.send({ email }, '/forgot');
    await visitor.open(await mailedLink(server, email, 'reset'));
    await visitor.send({ password: NEW_PASSWORD }, '/reset');
    await thief.open(prepared.headers.get('Location') as string);
    expect(thief.status).to.equal(400);
    expect((await thief.open(`${home}/v1/auth/me`)).status).to.equal(401);
  });

  it('is not entered by requests that were under way while all its sessions ended', async () => {
    const { browser } = await somebody();
    await browser.open(`${realm}/account`);
    // Logins are told apart by seconds.
    await sleep(2_000);
    const ended = new AbortController();
    const busy = Array.from({ length: 4 }, async () => {
      while (!ended.signal.aborted) await browser.request('GET', `${realm}/device`);
    });
    const answer = await browser.request('POST', `${realm}/account/sign-out-everywhere`, { form: {} });
    expect(answer.status).to.equal(200);
    ended.abort();
    await Promise.all(busy);
    expect((await browser.open(`${realm}/account`)).html).to.include('Log in');
  });

  it('is locked after five wrong passwords, also for the right one, and says the same', async () => {
    const { email } = await somebody();
    const pages = [];
    for (const password of ['1', '2', '3', '4', '5', PASSWORD])
      pages.push((await enterPassword(email, password)).html.replaceAll(/interaction\/[\w-]+/g, ''));
    expect(new Set(pages).size).to.equal(1);
  });

  it('ends one session, and all', async () => {
    const { browser } = await somebody();
    const { access_token: terminal } = await terminalLogin(server, 'acme', browser);
    await browser.open(`${realm}/account`);
    expect(browser.html).to.include('Terminal (plexica login)');
    await browser.send({}, '/account/sign-out');
    expect(await whoami(terminal)).to.equal(401);
    expect((await browser.open(`${home}/v1/auth/me`)).status).to.equal(200);
    await browser.open(`${realm}/account`);
    await browser.send({}, '/account/sign-out-everywhere');
    expect(browser.html).to.include('You are logged out');
    expect((await browser.open(`${home}/v1/auth/me`)).status).to.equal(401);
    expect((await browser.open(`${home}/`)).html).to.include('Log in');
  });

  describe('with a second factor', () => {
    let email: string;
    let totp: TOTP;
    let codes: string[];
    let browser: Forms;
    before(async () => {
      ({ email, browser } = await somebody());
      await browser.open(`${realm}/account`);
      await browser.send({}, '/second-factor');
      const secret = /class="key">([A-Z2-7 ]+)</.exec(browser.html)?.[1]?.replaceAll(' ', '') as string;
      totp = new TOTP({ secret: Secret.fromBase32(secret) });
      await browser.send({ code: '000000' }, '/second-factor');
      expect(browser.status).to.equal(400);
      await browser.send({ code: totp.generate() }, '/second-factor');
      codes = [...browser.html.matchAll(/<li>([a-z0-9]{5}-[a-z0-9]{5})<\/li>/g)].map(
        ([, code]) => code as string,
      );
      expect(codes).to.have.length(10);
    });

    it('asks for a code after the password, and takes each once', async () => {
      const visitor = await enterPassword(email, PASSWORD);
      expect(visitor.html).to.include('Enter your code');
      // The code that turned it on is used up; the next one is accepted, because clocks differ.
      await visitor.send({ code: totp.generate() }, '/interaction');
      expect(isIn(visitor)).to.equal(false);
      await visitor.send({ code: totp.generate({ timestamp: Date.now() + 30_000 }) }, '/interaction');
      expect(isIn(visitor)).to.equal(true);
    });

    it('takes each recovery code once', async () => {
      for (const expected of [true, false]) {
        const visitor = await enterPassword(email, PASSWORD);
        await visitor.open(
          /href="([^"]*recovery=yes[^"]*)"/
            .exec(visitor.html)?.[1]
            ?.replaceAll('&amp;', '&')
            .replace(/^/, server.url) as string,
        );
        await visitor.send(
          { recovery_code: (codes[0] as string).toUpperCase().replace('-', ' ') },
          '/interaction',
        );
        expect(isIn(visitor)).to.equal(expected);
      }
    });

    it('is not replaced without the password', async () => {
      const answer = await browser.request('POST', `${realm}/account/second-factor`, { form: {} });
      expect(answer.status).to.equal(400);
      await browser.open(`${realm}/account`);
      await browser.send({ current_password: 'wrong password' }, '/second-factor/off');
      expect(browser.status).to.equal(400);
      await browser.send({ current_password: PASSWORD }, '/second-factor/off');
      expect(browser.html).to.include('Two-step login is off');
      expect(isIn(await enterPassword(email, PASSWORD))).to.equal(true);
    });
  });
});
