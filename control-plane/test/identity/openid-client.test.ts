import { expect } from 'chai';
import * as client from 'openid-client';
import { startServer, type TestServer } from '../server.ts';
import type { Forms } from './forms.ts';
import { acceptInvitation, PASSWORD } from './people.ts';

/** A certified OpenID client, which knows nothing of Plexica. */
describe('the realms, to an OpenID client', function () {
  this.timeout(120_000);
  let server: TestServer;
  let config: client.Configuration;
  let browser: Forms;

  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme', adminEmail: 'ada@acme.test' } });
    browser = await acceptInvitation(server, 'ada@acme.test', 'Ada');
    config = await client.discovery(
      new URL(`${server.url}/realms/acme`),
      'plexica-cli',
      { id_token_signed_response_alg: 'ES256' },
      client.None(),
      { execute: [client.allowInsecureRequests] },
    );
  });
  after(() => server?.stop());

  it('publish what they can', () => {
    const metadata = config.serverMetadata();
    expect(metadata.issuer).to.equal(`${server.url}/realms/acme`);
    expect(metadata.code_challenge_methods_supported).to.deep.equal(['S256']);
    expect(metadata.id_token_signing_alg_values_supported).to.deep.equal(['ES256']);
    for (const endpoint of [
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'device_authorization_endpoint',
    ])
      expect(metadata[endpoint], endpoint).to.match(new RegExp(`^${server.url}/realms/acme/`));
  });

  it('log in by code and PKCE after consent, rotate refresh tokens, and revoke', async () => {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: 'http://127.0.0.1:5999/callback',
      scope: 'openid profile email offline_access',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    await browser.open(url.href);
    expect(browser.html).to.include('Plexica CLI').and.include('ada@acme.test');
    const callback = await browser.sendUntil({ confirm: 'yes' }, '/interaction', 'http://127.0.0.1:5999/');
    const tokens = await client.authorizationCodeGrant(config, new URL(callback), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    expect(tokens.claims()).to.include({ email: 'ada@acme.test', name: 'Ada' });
    const next = await client.refreshTokenGrant(config, tokens.refresh_token as string);
    expect(next.refresh_token).not.to.equal(tokens.refresh_token);
    const me = () => server.request('GET', '/v1/auth/me', { token: next.access_token });
    expect((await me()).status).to.equal(200);
    await client.tokenRevocation(config, next.refresh_token as string);
    expect((await me()).status).to.equal(401);
  });

  it('refuse a code that is used twice, and end its login', async () => {
    const verifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: 'http://127.0.0.1:5999/callback',
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    await browser.open(url.href);
    const callback = await browser.sendUntil({ confirm: 'yes' }, '/interaction', 'http://127.0.0.1:5999/');
    const grant = () =>
      client.authorizationCodeGrant(config, new URL(callback), { pkceCodeVerifier: verifier });
    const tokens = await grant();
    const me = () => server.request('GET', '/v1/auth/me', { token: tokens.access_token });
    expect((await me()).status).to.equal(200);
    const again = await grant().catch((error: unknown) => error);
    expect(again).to.include({ error: 'invalid_grant' });
    expect((await me()).status).to.equal(401);
  });

  it('log in devices', async () => {
    const device = await client.initiateDeviceAuthorization(config, { scope: 'openid profile email' });
    const polling = client.pollDeviceAuthorizationGrant(config, device);
    await browser.open(device.verification_uri_complete as string);
    await browser.send({ user_code: device.user_code }, '/device');
    await browser.send({ confirm: 'yes' }, '/device');
    const tokens = await polling;
    expect(tokens.claims()).to.include({ email: 'ada@acme.test' });
  });

  it('give tokens to machines, as long as their secret is valid', async () => {
    const { body: machine } = await server.request('POST', '/v1/tenants/acme/clients', {
      json: { name: 'ci', permissions: ['installations.read'] },
    });
    const asMachine = (secret: string) =>
      client.discovery(
        new URL(`${server.url}/realms/acme`),
        machine.id,
        undefined,
        client.ClientSecretBasic(secret),
        { execute: [client.allowInsecureRequests] },
      );
    const tokens = await client.clientCredentialsGrant(await asMachine(machine.secret));
    const call = (path: string) => server.request('GET', path, { token: tokens.access_token });
    expect((await call('/v1/auth/me')).body).to.include({ name: 'ci', scope: 'tenant:acme' });
    expect((await call('/v1/tenants/acme/plugins')).status).to.equal(200);
    expect((await call('/v1/tenants/acme/members')).status).to.equal(403);
    expect((await call('/v1/tenants')).status).to.equal(403);

    const wrong = await asMachine('plx_wrong-secret');
    const refused = await client.clientCredentialsGrant(wrong).catch((error: unknown) => error);
    expect(refused).to.include({ status: 401 });
    await server.request('DELETE', `/v1/tenants/acme/clients/${machine.id}`);
    expect((await call('/v1/auth/me')).status).to.equal(401);
  });

  it('refuse a login without PKCE, and one that would end at another site', async () => {
    const without = client.buildAuthorizationUrl(config, {
      redirect_uri: 'http://127.0.0.1:5999/callback',
      scope: 'openid',
    });
    const answer = await browser.request('GET', without.href);
    expect(answer.headers.get('Location')).to.include('error=invalid_request');
    const away = client.buildAuthorizationUrl(config, {
      redirect_uri: 'https://evil.example/callback',
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const page = await browser.request('GET', away.href);
    expect(page.status).to.equal(400);
    expect(await page.text()).to.include('redirect_uri');
  });

  it('log out', async () => {
    const url = client.buildEndSessionUrl(config);
    await browser.open(url.href);
    await browser.send({ logout: 'yes' }, '/session/end');
    expect(browser.html).to.include('You are logged out');
    await browser.open(`http://acme.localhost:${new URL(server.url).port}/`);
    expect(browser.html).to.include('Log in');
    await browser.send({ email: 'ada@acme.test', password: PASSWORD }, '/interaction');
    expect(browser.html).to.include('Welcome');
  });
});
