import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { Forms } from './forms.ts';
import { acceptInvitation, mailedLink, PASSWORD, postTo, terminalLogin, type Tokens } from './people.ts';

describe('logging in', function () {
  this.timeout(120_000);
  let server: TestServer;
  let browser: Forms;
  let home: string;

  before(async () => {
    server = await startServer();
    for (const slug of ['acme', 'globex'])
      await server.request('POST', '/v1/tenants', { json: { slug, adminEmail: `ada@${slug}.test` } });
    browser = await acceptInvitation(server, 'ada@acme.test', 'Ada Lovelace');
    home = `http://acme.localhost:${new URL(server.url).port}`;
  });
  after(() => server?.stop());

  const whoami = async (token: string) => server.request('GET', '/v1/auth/me', { token });

  it('accepts an invitation and is logged in', () => {
    expect(browser.url).to.equal(`${home}/`);
    expect(browser.html).to.include('Ada Lovelace').and.include('ada@acme.test').and.include('admin');
  });

  it('uses the link of a mail once', async () => {
    const link = await mailedLink(server, 'ada@acme.test', 'invitation');
    const other = await new Forms(server.url).open(link);
    expect(other.status).to.equal(410);
    expect(other.html).to.include('The link is no longer valid');
  });

  it('gives the session of a tenant no meaning at another', async () => {
    const cookie = (await browser.request('GET', `${home}/v1/auth/me`)).status;
    expect(cookie).to.equal(200);
    const own = await browser.request('GET', `${home}/v1/auth/me`);
    expect(await own.json()).to.deep.include({ name: 'Ada Lovelace', scope: 'tenant:acme' });
    const elsewhere = await browser.request('GET', home.replace('acme', 'globex') + '/v1/auth/me');
    expect(elsewhere.status).to.equal(401);
  });

  it('refuses a change with a session from another site', async () => {
    for (const origin of ['https://evil.example', 'null', home.replace('acme', 'globex'), server.url]) {
      const answer = await browser.request('POST', `${home}/v1/auth/logout`, { headers: { Origin: origin } });
      expect(answer.status, origin).to.equal(403);
    }
  });

  it('sends nobody to another site after the login', async () => {
    for (const away of ['//evil.example', '/\\evil.example', 'https://evil.example', '/\tevil', 'evil']) {
      const visitor = new Forms(server.url);
      await visitor.open(`${home}/v1/auth/login?return=${encodeURIComponent(away)}`);
      await visitor.send({ email: 'ada@acme.test', password: PASSWORD }, '/interaction');
      expect(visitor.url, away).to.equal(`${home}/`);
    }
    const visitor = new Forms(server.url);
    await visitor.open(`${home}/v1/auth/login?return=/v1/auth/me`);
    await visitor.send({ email: 'ada@acme.test', password: PASSWORD }, '/interaction');
    expect(visitor.url).to.equal(`${home}/v1/auth/me`);
  });

  it('answers the same for a wrong password and for somebody without an account', async () => {
    const pages = [];
    for (const email of ['ada@acme.test', 'nobody@acme.test', 'ada@globex.test']) {
      const visitor = await new Forms(server.url).open(`${home}/v1/auth/login`);
      await visitor.send({ email, password: 'wrong password' }, '/interaction');
      expect(visitor.status).to.equal(400);
      pages.push(visitor.html.replaceAll(email, '').replaceAll(/interaction\/[\w-]+/g, ''));
    }
    expect(new Set(pages).size).to.equal(1);
  });

  it('takes no code of another browser', async () => {
    const attacker = await new Forms(server.url).open(`${home}/v1/auth/login`);
    const answer = await attacker.request(
      'GET',
      `${home}/v1/auth/callback?code=x&state=y&iss=${server.url}/realms/acme`,
    );
    expect(answer.status).to.equal(403);
    expect(await answer.json()).to.include({ code: 'login_failed' });
  });

  describe('of a terminal', () => {
    let tokens: Tokens;
    before(async () => {
      tokens = await terminalLogin(server, 'acme', browser);
    });

    it('gives tokens that are worth something at this tenant alone', async () => {
      const { status, body } = await whoami(tokens.access_token);
      expect(status).to.equal(200);
      expect(body).to.deep.include({ name: 'Ada Lovelace', scope: 'tenant:acme' });
      const there = await server.request('GET', '/v1/tenants/globex', { token: tokens.access_token });
      expect(there.status).to.equal(403);
      const here = await server.request('GET', '/v1/tenants/acme', { token: tokens.access_token });
      expect(here.status).to.equal(200);
    });

    it('refuses tokens that were changed', async () => {
      const [header = '', payload = '', signature = ''] = tokens.access_token.split('.');
      const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
      const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      const changed = {
        'no signature': `${header}.${payload}.`,
        'alg none': `${encode({ ...parse(header), alg: 'none' })}.${payload}.`,
        'another algorithm': `${encode({ ...parse(header), alg: 'HS256' })}.${payload}.${signature}`,
        'another subject': `${header}.${encode({ ...parse(payload), sub: 'x' })}.${signature}`,
        'another realm': `${header}.${encode({ ...parse(payload), iss: `${server.url}/realms/globex` })}.${signature}`,
        'an ID token': tokens.id_token,
        truncated: tokens.access_token.slice(0, -5),
      };
      for (const [what, token] of Object.entries(changed))
        expect((await whoami(token)).status, what).to.equal(401);
    });

    it('replaces refresh tokens, and ends the login when one is used twice', async () => {
      const mine = await terminalLogin(server, 'acme', browser);
      const refresh = (token: string) =>
        postTo(server, 'acme', '/token', {
          client_id: 'plexica-cli',
          grant_type: 'refresh_token',
          refresh_token: token,
        });
      const next = await refresh(mine.refresh_token);
      expect(next.status).to.equal(200);
      expect((await whoami(next.body.access_token)).status).to.equal(200);
      expect((await refresh(mine.refresh_token)).body.error).to.equal('invalid_grant');
      expect((await refresh(next.body.refresh_token)).body.error).to.equal('invalid_grant');
      expect((await whoami(next.body.access_token)).status).to.equal(401);
      // Other logins of the same person go on.
      expect((await whoami(tokens.access_token)).status).to.equal(200);
    });

    it('ends with a logout', async () => {
      const mine = await terminalLogin(server, 'acme', browser);
      const { status } = await server.request('POST', '/v1/auth/logout', { token: mine.access_token });
      expect(status).to.equal(204);
      expect((await whoami(mine.access_token)).status).to.equal(401);
    });

    it('survives a restart of the server', async () => {
      await server.restart('SIGKILL');
      // The issuer carries the port of this test, which the restart has changed.
      const fresh = await new Forms(server.url).open(
        `http://acme.localhost:${new URL(server.url).port}/v1/auth/login`,
      );
      await fresh.send({ email: 'ada@acme.test', password: PASSWORD }, '/interaction');
      expect((await whoami((await terminalLogin(server, 'acme', fresh)).access_token)).status).to.equal(200);
    });
  });
});
