import { once } from 'node:events';
import { request as rawRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { apiDocument } from '../../src/app.ts';
import { startServer, type TestServer } from '../server.ts';

describe('HTTP', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  function withHost(host: string, path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const { port } = new URL(server.url);
      rawRequest({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode as number);
      })
        .once('error', reject)
        .end();
    });
  }

  it('answers to its own names only', async () => {
    expect(await withHost('evil.example', '/v1/plugins')).to.equal(421);
    expect(await withHost('evil.example', '/healthz')).to.equal(200);
    for (const host of ['localhost', '127.0.0.1:80', '[::1]', 'acme.localhost']) {
      expect(await withHost(host, '/v1/plugins'), host).to.equal(200);
    }
  });

  it('gives every answer a request id that is in the log too', async () => {
    const own = await server.request('GET', '/v1/nothing', { headers: { 'X-Request-Id': 'my-own-id-1' } });
    expect(own.headers.get('X-Request-Id')).to.equal('my-own-id-1');
    expect(own.body).to.include({ code: 'route_not_found', requestId: 'my-own-id-1' });
    const made = await server.request('GET', '/v1/nothing', { headers: { 'X-Request-Id': 'short' } });
    expect(made.headers.get('X-Request-Id')).to.match(/^[0-9a-f-]{36}$/);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.logs.some((line) => line.includes('my-own-id-1'))).to.equal(true);
  });

  it('logs that a caller left before it had its answer', async () => {
    const { hostname, port } = new URL(server.url);
    const leaving = rawRequest({
      hostname,
      port,
      method: 'POST',
      path: '/v1/tenants',
      headers: {
        Authorization: `Bearer ${server.adminToken}`,
        'Content-Type': 'application/json',
        'Content-Length': 1000,
        'X-Request-Id': 'left-too-early',
        Expect: '100-continue',
      },
    });
    leaving.on('error', () => undefined).flushHeaders();
    await once(leaving, 'continue');
    leaving.destroy();
    const line = (): string | undefined => server.logs.find((text) => text.includes('left-too-early'));
    while (line() === undefined) await sleep(20);
    expect(JSON.parse(line() as string)).to.include({ msg: 'request', aborted: true });
  });

  const bad: [string, string, string, RequestInit, number, string][] = [
    ['JSON that is none', 'POST', '/v1/tenants', { body: '{' }, 400, 'malformed_request'],
    ['an unknown field', 'POST', '/v1/tenants', { body: '{"slug":"ok","x":1}' }, 422, 'invalid_input'],
    [
      'an unknown field behind a byte order mark',
      'POST',
      '/v1/tenants',
      { body: '\uFEFF{"slug":"ok","x":1}' },
      422,
      'invalid_input',
    ],
    [
      'UTF-16',
      'POST',
      '/v1/tenants',
      { body: Buffer.from('{"slug":"ok"}', 'utf16le') },
      400,
      'malformed_request',
    ],
    ['a list instead of an object', 'POST', '/v1/tenants', { body: '[]' }, 422, 'invalid_input'],
    [
      '2 MB of JSON',
      'POST',
      '/v1/tenants',
      { body: JSON.stringify({ slug: 'x'.repeat(2e6) }) },
      413,
      'payload_too_large',
    ],
    ['a method that the path has not', 'PATCH', '/v1/tenants', {}, 405, 'method_not_allowed'],
    [
      'a name with control characters',
      'POST',
      '/v1/tenants',
      { body: '{"slug":"ok","name":"a\\u0000b"}' },
      422,
      'invalid_input',
    ],
    [
      'a name with half of a surrogate pair',
      'POST',
      '/v1/tenants',
      { body: '{"slug":"ok","name":"a\\ud800"}' },
      422,
      'invalid_input',
    ],
    [
      'a field whose name has half of a surrogate pair',
      'POST',
      '/v1/tenants/acme/plugins',
      { body: '{"plugin":"crm","config":{"a\\udc00":1}}' },
      422,
      'invalid_input',
    ],
    [
      'a body that is not UTF-8',
      'POST',
      '/v1/tenants',
      { body: Buffer.from('{"slug":"ok","name":"caf\xe9"}', 'latin1') },
      400,
      'malformed_request',
    ],
    [
      'text',
      'POST',
      '/v1/tenants',
      { body: 'slug=ok', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
    ],
    ['a cursor of another list', 'GET', '/v1/tokens?cursor=AA', {}, 422, 'invalid_input'],
    ['a path with a slash too many', 'DELETE', '/v1/tenants/nobody/', {}, 404, 'route_not_found'],
    ['an id that is none', 'GET', '/v1/operations/7', {}, 422, 'invalid_input'],
    ['a path that cannot be decoded', 'GET', '/v1/tenants/%E0%A4%A', {}, 400, 'malformed_request'],
    ['an unknown query parameter', 'GET', '/v1/tenants?lmit=3', {}, 422, 'invalid_input'],
  ];
  for (const [query, message] of [
    ['dry-run=true', 'is not a known parameter (did you mean "dryRun"?)'],
    ['dryRun[]=true', 'is not a known parameter (did you mean "dryRun"?)'],
    ['colour=red', 'is not a known parameter'],
    ['dryRun=yes', 'must be given once, as true, 1, false or 0'],
    ['dryRun=true&dryRun=false', 'must be given once, as true, 1, false or 0'],
  ] as const) {
    it(`changes nothing with ?${query}`, async () => {
      const { status, body } = await server.request('POST', `/v1/tenants?${query}`, {
        json: { slug: 'meant' },
      });
      expect(status).to.equal(422);
      expect(body.code).to.equal('invalid_input');
      expect(body.issues).to.deep.equal([{ path: `query.${query.split('=')[0]}`, message }]);
      expect((await server.request('GET', '/v1/tenants/meant')).status).to.equal(404);
    });
  }

  for (const [name, method, path, init, status, code] of bad) {
    it(`refuses ${name}`, async () => {
      const answer = await fetch(server.url + path, {
        method,
        ...init,
        headers: {
          authorization: `Bearer ${server.adminToken}`,
          'content-type': 'application/json',
          ...(init.headers as Record<string, string>),
        },
      });
      expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
      const problem = (await answer.json()) as Record<string, unknown>;
      expect({ status: answer.status, code: problem['code'] }).to.deep.equal({ status, code });
      expect(problem).to.include.keys('type', 'title', 'detail', 'hint', 'requestId');
    });
  }

  it('says how it is', async () => {
    expect((await server.request('GET', '/healthz')).body).to.deep.equal({ status: 'ok' });
    const { body } = await server.request('GET', '/readyz');
    expect(body).to.deep.include({ status: 'ready', checks: { database: true, changes: true } });
    expect(body.walls).to.have.all.keys('kernel', 'seccomp', 'users', 'node', 'why', 'limits');
    expect((await server.request('GET', '/metrics')).body).to.include('process_cpu_seconds_total');
  });

  it('makes the description of itself once', () => {
    expect(apiDocument()).to.equal(apiDocument());
  });

  it('describes all of itself', async () => {
    const { body } = await server.request('GET', '/v1/openapi.json');
    expect(body.openapi).to.equal('3.1.0');
    for (const [path, methods] of Object.entries(
      body.paths as Record<string, Record<string, { operationId: string }>>,
    )) {
      for (const method of Object.keys(methods)) {
        // Whatever is described exists: without a token it is refused, not unknown.
        const filled = path.replaceAll(/\{\w+\}/g, '00000000-0000-0000-0000-000000000000');
        const answer = await server.request(method.toUpperCase(), filled, { token: null });
        expect(answer.body?.code, `${method} ${path}`).not.to.equal('route_not_found');
      }
    }
  });
});
