import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { openConnection } from './raw-connection.ts';

const DATA = "default-src 'none';frame-ancestors 'none'";

const given = ({ headers }: Answer, ...names: string[]) => names.map((name) => headers.get(name));

describe('headers for browsers', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    server = await startServer({ PLEXICA_CORS_ORIGINS: 'https://docs.example.com' });
    const source = `() => new Response('<p>', { headers: { 'content-type': 'text/html' } })`;
    await publish(server, notes({ routes: { 'GET /page': { access: 'public', source } } }));
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
  });
  after(() => server.stop());

  for (const [path, status] of [
    ['/v1/tenants', 200],
    ['/v1/openapi.json', 200],
    ['/healthz', 200],
    ['/npm/notes', 200],
    ['/v1/tenants/nobody', 404],
    ['/nothing', 404],
    ['/t/acme/nothing/', 404],
  ] as const) {
    it(`keep the answer of ${path} from being run, framed or guessed`, async () => {
      const answer = await server.request('GET', path);
      expect(answer.status).to.equal(status);
      expect(given(answer, 'Content-Security-Policy', 'X-Content-Type-Options')).to.deep.equal([
        DATA,
        'nosniff',
      ]);
      expect(given(answer, 'Referrer-Policy', 'X-Frame-Options')).to.deep.equal(['no-referrer', 'DENY']);
      expect(given(answer, 'Cross-Origin-Resource-Policy', 'Cross-Origin-Opener-Policy')).to.deep.equal([
        'same-origin',
        'same-origin',
      ]);
      expect(answer.headers.has('Strict-Transport-Security')).to.equal(false);
      expect(answer.headers.has('X-Powered-By')).to.equal(false);
    });
  }

  it('are on refused requests too', async () => {
    const refused = await server.request('GET', '/v1/tenants', { token: null });
    expect(given(refused, 'Content-Security-Policy')).to.deep.equal([DATA]);
    const connection = await openConnection(server.url);
    connection.send('not http\r\n\r\n');
    await connection.closed;
    expect(connection.text).to.match(/^HTTP\/1\.1 400 [^]*\r\nX-Content-Type-Options: nosniff\r\n/);
  });

  it('keep the page of a plugin in a sandbox, and let other pages show it', async () => {
    const answer = await server.request('GET', '/t/acme/notes/page', { token: null });
    expect(answer.status).to.equal(200);
    expect(
      given(answer, 'Content-Security-Policy', 'X-Content-Type-Options', 'Referrer-Policy'),
    ).to.deep.equal(["sandbox; default-src 'none'", 'nosniff', 'no-referrer']);
    expect(given(answer, 'X-Frame-Options', 'Cross-Origin-Resource-Policy')).to.deep.equal([null, null]);
  });

  it('let no page of another origin send more than it could without them', async () => {
    const preflight = (path: string, origin: string, method: string) =>
      server.request('OPTIONS', path, {
        token: null,
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': 'authorization',
        },
      });
    for (const origin of ['https://docs.example.com', 'https://evil.example', 'null']) {
      for (const path of ['/v1/plugins', '/v1/tenants', '/npm/notes', '/t/acme/notes/page']) {
        for (const method of ['GET', 'POST', 'DELETE']) {
          const answer = await preflight(path, origin, method);
          expect(answer.status, path).to.be.oneOf([401, 404, 405]);
          const allowing = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
          expect(allowing, path).to.deep.equal([]);
        }
      }
    }
  });

  it('never let another origin read an answer to credentials', async () => {
    const headers = { Origin: 'https://docs.example.com', Cookie: 'session=1' };
    for (const path of ['/v1/plugins', '/v1/tenants', '/t/acme/notes/page']) {
      const answer = await server.request('GET', path, { headers });
      expect(answer.headers.get('Access-Control-Allow-Credentials'), path).to.equal(null);
      const allowed = path === '/v1/plugins' ? headers.Origin : null;
      expect(answer.headers.get('Access-Control-Allow-Origin'), path).to.equal(allowed);
    }
  });

  it('keep caches from giving a problem to another origin', async () => {
    const { status, headers } = await server.request('GET', '/v1/plugins/nothing');
    expect(status).to.equal(404);
    expect(headers.get('Vary')).to.match(/Origin/);
  });
});
