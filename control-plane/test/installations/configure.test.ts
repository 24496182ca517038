import { expect } from 'chai';
import { mergePatch } from '../../src/installations/merge-patch.ts';
import { startServer, type RequestOptions, type TestServer } from '../server.ts';
import { notes, publish, refusalOf } from './plugin-package.ts';

describe('a merge patch', () => {
  /** The examples of RFC 7396, appendix A. */
  const examples: [target: unknown, patch: unknown, result: unknown][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of examples) {
    it(`makes ${JSON.stringify(result)} of ${JSON.stringify(target)} and ${JSON.stringify(patch)}`, () => {
      const before = structuredClone(target);
      expect(mergePatch(target, patch)).to.deep.equal(result);
      expect(target).to.deep.equal(before);
    });
  }

  it('takes __proto__ for a key like any other', () => {
    const merged = mergePatch(
      {},
      JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"a": 1}}'),
    ) as object;
    expect(Object.keys(merged)).to.deep.equal(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });
});

describe('changing a configuration', () => {
  let server: TestServer;
  const PATH = '/v1/tenants/acme/plugins/shop/config';
  const config = {
    type: 'object',
    properties: {
      currency: { type: 'string' },
      limit: { type: 'integer', default: 5 },
      mail: { type: 'object', properties: { host: { type: 'string' }, port: { type: 'integer' } } },
      key: { type: 'string', writeOnly: true },
      login: { type: 'object', writeOnly: true },
      ...Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`n${index}`, { type: 'integer' }])),
    },
    required: ['currency'],
  };
  const FIRST = {
    currency: 'EUR',
    limit: 7,
    mail: { host: 'mail.example', port: 25 },
    key: 'hidden',
    login: { user: 'ann', password: 'secret' },
  };

  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    const routes = { 'GET /config': { access: 'authenticated' as const, source: '(ctx) => ctx.config' } };
    await publish(server, notes({ id: 'shop', config, routes }));
  });
  after(() => server.stop());
  beforeEach(async () => {
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'shop', config: FIRST } });
    const reset = await server.request('PUT', PATH, { json: FIRST });
    expect(reset.status, JSON.stringify(reset.body)).to.equal(200);
  });

  const patch = (json: object, options: RequestOptions = {}) =>
    server.request('PATCH', PATH, { json, ...options });
  /** As the plugin sees it. */
  const seen = async () => (await server.request('GET', '/t/acme/shop/config')).body;

  const changes: [what: string, patch: object, after: object][] = [
    ['one key', { currency: 'USD' }, { ...FIRST, currency: 'USD' }],
    ['a part of an object', { mail: { port: 26 } }, { ...FIRST, mail: { host: 'mail.example', port: 26 } }],
    ['a part taken away', { mail: { host: null } }, { ...FIRST, mail: { port: 25 } }],
    ['a value taken away, which has a default', { limit: null }, { ...FIRST, limit: 5 }],
    ['a secret', { key: 'other' }, { ...FIRST, key: 'other' }],
    [
      'a part of a secret',
      { login: { user: 'bob' } },
      { ...FIRST, login: { user: 'bob', password: 'secret' } },
    ],
    ['nothing', {}, FIRST],
  ];
  for (const [what, body, after] of changes) {
    it(`changes ${what}, and leaves the rest`, async () => {
      const answer = await patch(body);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      expect(await seen()).to.deep.equal(after);
      expect(JSON.stringify(answer.body)).not.to.match(/hidden|secret"|other/);
    });
  }

  it('takes a secret away', async () => {
    expect((await patch({ key: null })).body.secrets).to.deep.equal(['login']);
  });

  const refused: [what: string, patch: object, path: string][] = [
    ['a wrong value', { limit: 'many' }, 'limit'],
    ['an unknown key', { curency: 'EUR' }, 'curency'],
    ['a required value taken away', { currency: null }, 'currency'],
    ['what looks sealed', { key: { $sealed: 'AAAA' } }, 'key.$sealed'],
  ];
  for (const [what, body, path] of refused) {
    it(`refuses ${what}, and changes nothing`, async () => {
      const answer = await patch(body);
      expect(refusalOf(answer)).to.deep.equal({ status: 422, code: 'invalid_config' });
      expect(answer.body.issues.map((issue: { path: string }) => issue.path)).to.deep.equal([path]);
      expect(await seen()).to.deep.equal(FIRST);
    });
  }

  it('loses none of many changes at once', async () => {
    const change = async (key: string, value: number): Promise<void> => {
      for (;;) {
        const answer = await patch({ [key]: value });
        if (answer.status === 200) return;
        expect(refusalOf(answer)).to.deep.equal({ status: 409, code: 'operation_in_progress' });
      }
    };
    const keys = Array.from({ length: 8 }, (_, index) => `n${index}`);
    await Promise.all(keys.map((key, index) => change(key, index)));
    expect(await seen()).to.deep.equal({
      ...FIRST,
      ...Object.fromEntries(keys.map((key, index) => [key, index])),
    });
  });

  it('heeds If-Match, by the ETag of every answer', async () => {
    const first = (await server.request('GET', PATH)).headers.get('ETag') ?? '';
    const changed = await patch({ limit: 8 }, { headers: { 'If-Match': first } });
    const second = changed.headers.get('ETag') ?? '';
    expect([changed.status, first === second]).to.deep.equal([200, false]);
    for (const method of ['PATCH', 'PUT']) {
      for (const query of ['', '?dryRun=true']) {
        const stale = await server.request(method, `${PATH}${query}`, {
          json: { ...FIRST, limit: 9 },
          headers: { 'If-Match': first },
        });
        expect(refusalOf(stale)).to.deep.equal({ status: 412, code: 'precondition_failed' });
      }
    }
    expect((await seen()).limit).to.equal(8);
    expect((await patch({}, { headers: { 'If-Match': '*' } })).status).to.equal(200);
    const now = (await server.request('GET', PATH)).headers.get('ETag');
    expect((await patch({}, { headers: { 'If-Match': `"other", ${now}` } })).status).to.equal(200);
    await server.request('DELETE', '/v1/tenants/acme/plugins/shop');
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'shop', config: FIRST } });
    const other = await patch({ limit: 9 }, { headers: { 'If-Match': first } });
    expect(refusalOf(other), 'of another installation').to.deep.equal({
      status: 412,
      code: 'precondition_failed',
    });
  });

  it('needs config.write alone, and shows who has no more nothing', async () => {
    const writer = await server.token('writer', 'tenant:acme', ['config.write']);
    for (const method of ['PATCH', 'PUT']) {
      const json = { ...FIRST, currency: method };
      const answer = await server.request(method, PATH, { json, token: writer });
      expect([answer.status, answer.body]).to.deep.equal([204, '']);
      expect((await seen()).currency).to.equal(method);
    }
    const reader = await server.token('reader', 'tenant:acme', ['config.read']);
    expect(refusalOf(await patch({}, { token: reader }))).to.deep.equal({ status: 403, code: 'not_allowed' });
    expect(refusalOf(await patch({}, { token: null }))).to.deep.equal({
      status: 401,
      code: 'not_authenticated',
    });
  });

  const types: [type: string, status: number][] = [
    ['application/json', 200],
    ['application/merge-patch+json; charset=utf-8', 200],
    ['application/json-patch+json', 415],
    ['text/plain', 415],
  ];
  for (const [type, status] of types) {
    it(`answers ${status} to a patch as ${type}`, async () => {
      const body = new TextEncoder().encode('{"limit":6}');
      const answer = await server.request('PATCH', PATH, { body, headers: { 'Content-Type': type } });
      expect(answer.status).to.equal(status);
    });
  }
  it('is no merge patch in a PUT', async () => {
    const body = new TextEncoder().encode(JSON.stringify(FIRST));
    const headers = { 'Content-Type': 'application/merge-patch+json' };
    expect((await server.request('PUT', PATH, { body, headers })).status).to.equal(415);
  });

  it('changes nothing in a dry run', async () => {
    const dry = await server.request('PATCH', `${PATH}?dryRun=true`, { json: { limit: 8 } });
    expect(dry.body).to.deep.equal({
      dryRun: true,
      changes: [{ action: 'update', resource: 'configuration', name: 'shop', detail: 'sets limit' }],
    });
    expect(await seen()).to.deep.equal(FIRST);
  });
});
