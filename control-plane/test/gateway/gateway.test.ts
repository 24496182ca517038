import { request as rawRequest } from 'node:http';
import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { notes, publish } from '../installations/plugin-package.ts';

describe('the gateway', () => {
  let server: TestServer;
  const tokens: Record<string, string> = {};

  before(async () => {
    server = await startServer({ PLEXICA_LIMITS: 'public=20/h' });
    await publish(
      server,
      notes({
        config: {
          type: 'object',
          properties: {
            greeting: { type: 'string', default: 'hello' },
            key: { type: 'string', writeOnly: true },
          },
        },
        routes: {
          ...notes().routes,
          'GET /echo': {
            access: 'authenticated',
            source: `(ctx) => ({ headers: [...ctx.request.headers], user: ctx.user.id, can: ctx.user.can('write'), query: ctx.request.query.get('q') })`,
          },
          'GET /open': { access: 'public', source: `(ctx) => ({ user: ctx.user ?? null })` },
          'POST /size': { access: 'public', source: `async (ctx) => (await ctx.request.bytes()).length` },
          'GET /config': { access: 'authenticated', source: `(ctx) => ctx.config` },
          'GET /things/:id/parts/:part': { access: 'authenticated', source: `(ctx) => ctx.request.params` },
          'GET /stream': {
            access: 'authenticated',
            source: `() => new Response(new ReadableStream({ async start(c) {
              for (let i = 0; i < 40; i += 1) c.enqueue(new Uint8Array(60000).fill(65 + i % 26));
              c.close();
            } }))`,
          },
          'GET /log': {
            access: 'authenticated',
            source: `(ctx) => ctx.log.info(ctx.tenant.slug === 'acme' ? 'odd \\ud800 \\u0000 \\\\ud800' : 'fine')`,
          },
          'GET /hard': {
            access: 'authenticated',
            source: `async (ctx) => {
              const hard = Array.from({ length: 40 }, (_, i) => 'VALUES ' + Array.from({ length: 8000 }, (_, j) => '(' + (i * 7 + j) + ')').join(','));
              await Promise.all(hard.map((sql) => ctx.db.query(sql)));
              return { done: hard.length };
            }`,
          },
          'GET /easy': {
            access: 'authenticated',
            source: `(ctx) => ctx.db.query('SELECT 1 AS one /* ' + ctx.request.query + ' */')`,
          },
          'GET /broken': { access: 'authenticated', source: `(ctx) => ctx.db.query('SELECT nothing')` },
          'GET /hostile': {
            access: 'authenticated',
            source: `() => new Response('<script>1</script>', { headers: { 'content-type': 'text/html', 'set-cookie': 'a=b', 'access-control-allow-origin': '*' } })`,
          },
        },
      }),
    );
    for (const slug of ['acme', 'globex']) {
      await server.request('POST', '/v1/tenants', { json: { slug } });
      await server.request('POST', `/v1/tenants/${slug}/plugins`, {
        json: { plugin: 'notes', config: { key: 'top secret' } },
      });
    }
    tokens['reader'] = await server.token('reader', 'tenant:acme', ['notes.read']);
    tokens['writer'] = await server.token('writer', 'tenant:acme', ['notes.*']);
    tokens['other'] = await server.token('other', 'tenant:globex');
    tokens['management'] = await server.token('management', 'tenant:acme', ['installations.*']);
  });
  after(() => server.stop());

  const table: [string, string, Record<string, number>][] = [
    ['GET', '/notes', { reader: 200, writer: 200, management: 403, other: 403, none: 401 }],
    ['POST', '/notes', { reader: 403, writer: 201, management: 403, other: 403, none: 401 }],
    ['GET', '/echo', { reader: 200, management: 200, other: 403, none: 401 }],
    ['GET', '/open', { reader: 200, other: 200, none: 200 }],
    ['GET', '/nothing', { reader: 404, other: 403, none: 401 }],
    ['DELETE', '/notes', { reader: 405, other: 403, none: 401 }],
    ['OPTIONS', '/notes', { reader: 405, other: 403, none: 401 }],
    ['HEAD', '/notes', { reader: 200, none: 401 }],
    ['HEAD', '/size', { reader: 405, none: 401 }],
  ];
  for (const [method, path, callers] of table) {
    for (const [caller, status] of Object.entries(callers)) {
      it(`${method} ${path} gives ${caller} ${status}`, async () => {
        const answer = await server.request(method, `/t/acme/notes${path}`, {
          token: tokens[caller] ?? null,
          ...(method === 'POST' ? { json: { text: 'x' } } : {}),
        });
        expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
      });
    }
  }

  it('lists the methods that a path takes to whoever uses another', async () => {
    for (const [method, path, allowed] of [
      ['DELETE', '/notes', 'GET, HEAD, POST'],
      ['PUT', '/size', 'POST'],
      ['POST', '/things/1/parts/2', 'GET, HEAD'],
    ] as const) {
      const token = tokens['reader'] as string;
      const { status, body, headers } = await server.request(method, `/t/acme/notes${path}`, { token });
      expect({ status, code: body.code, allowed: headers.get('allow') }).to.deep.equal({
        status: 405,
        code: 'method_not_allowed',
        allowed,
      });
      expect(body.detail).to.contain(`${method} ${path}`).and.contain(allowed);
    }
  });

  it('keeps the credentials of a caller to itself', async () => {
    const { body } = await server.request('GET', '/t/acme/notes/echo?q=a%20b', {
      token: tokens['reader'] as string,
      headers: { Cookie: 'session=1', 'X-Forwarded-For': '10.0.0.1', 'X-Own': 'yes' },
    });
    const names = body.headers.map(([name]: [string]) => name);
    expect(names).to.include('x-own').and.not.include.members(['authorization', 'cookie', 'x-forwarded-for']);
    expect(JSON.stringify(body)).not.to.include('plx_');
    expect(body).to.include({ user: 'token:reader', can: false, query: 'a b' });
  });

  it('gives a page of a plugin no origin and no cookies', async () => {
    const { headers } = await server.request('GET', '/t/acme/notes/hostile');
    expect(headers.get('set-cookie')).to.equal(null);
    expect(headers.get('access-control-allow-origin')).to.equal(null);
    expect(headers.get('content-security-policy')).to.equal("sandbox; default-src 'none'");
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
  });

  it('passes parameters and streams', async () => {
    const params = await server.request('GET', '/t/acme/notes/things/a%2Fb/parts/7');
    expect(params.body).to.deep.equal({ id: 'a/b', part: '7' });
    const stream = await server.request('GET', '/t/acme/notes/stream');
    expect(stream.body.length).to.equal(2_400_000);
  });

  it('takes bodies up to 10 MiB', async () => {
    const send = (size: number) =>
      server.request('POST', '/t/acme/notes/size', { token: null, body: new Uint8Array(size) });
    expect((await send(0)).body).to.equal(0);
    expect((await send(1_000)).body).to.equal(1_000);
    expect((await send(10 * 1024 * 1024)).body).to.equal(10 * 1024 * 1024);
    expect((await send(10 * 1024 * 1024 + 1)).body).to.include({ status: 413, code: 'payload_too_large' });
  });

  it('knows nobody by a token of elsewhere, and takes webhooks with a header of their own', async () => {
    const open = async (authorization: string) => {
      const answer = await fetch(`${server.url}/t/acme/notes/open`, { headers: { authorization } });
      return { status: answer.status, body: await answer.json() };
    };
    const nobody = { status: 200, body: { user: null } };
    expect(await open(`Bearer ${tokens['other']}`)).to.deep.equal(nobody);
    expect(await open('Basic dXNlcjpwYXNz')).to.deep.equal(nobody);
    expect(await open('Bearer of-another-kind')).to.deep.equal(nobody);
    expect((await open(`Bearer ${tokens['reader']}`)).body).to.have.nested.property(
      'user.id',
      'token:reader',
    );
  });

  it('survives a caller that leaves in the middle of a body', async () => {
    for (let round = 0; round < 5; round += 1) {
      await new Promise<void>((resolve) => {
        const sending = rawRequest(`${server.url}/t/acme/notes/size`, {
          method: 'POST',
          headers: { 'content-length': '500000' },
        });
        sending.on('error', () => resolve());
        sending.write(Buffer.alloc(70_000));
        setTimeout(() => sending.destroy(), round * 10);
        setTimeout(resolve, 100);
      });
    }
    expect((await server.request('GET', '/healthz')).status).to.equal(200);
  });

  it('answers HEAD as GET, without a body, and only to whole names', async () => {
    const head = await server.request('HEAD', '/t/acme/notes/notes');
    expect({ status: head.status, body: head.body }).to.deep.equal({ status: 200, body: '' });
    expect((await server.request('GET', '/t/%61cme/notes/notes')).status).to.equal(200);
  });

  it('keeps the log of one plugin when another logs what no database stores', async () => {
    await Promise.all(
      ['acme', 'globex'].map((tenant) => server.request('GET', `/t/${tenant}/notes/log?tenant=${tenant}`)),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const tenant of ['acme', 'globex']) {
      const { body } = await server.request('GET', `/v1/tenants/${tenant}/plugins/notes/logs`);
      const messages = body.items.map(({ message }: { message: string }) => message);
      expect(messages, tenant).to.include(tenant === 'acme' ? 'odd \ufffd \ufffd \\ud800' : 'fine');
    }
  });

  it('lets one tenant wait for its own statements, and not for those of another', async () => {
    let ended = false;
    const hard = server.request('GET', '/t/acme/notes/hard').finally(() => (ended = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const easy = await server.request('GET', `/t/globex/notes/easy?${Date.now()}`);
    // In one line with the other's, it would have had its turn after all of them.
    expect(ended).to.equal(false);
    expect(easy).to.deep.include({ status: 200, body: [{ one: 1 }] });
    const { status, body } = await hard;
    expect({ status, body }).to.deep.equal({ status: 200, body: { done: 40 } });
  });

  it('logs an error of the database with the line of the plugin', async () => {
    await server.request('GET', '/t/acme/notes/broken', { headers: { 'X-Request-Id': 'broken-one' } });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { body } = await server.request('GET', '/v1/tenants/acme/plugins/notes/logs');
    const line = body.items.find((item: { requestId: string }) => item.requestId === 'broken-one');
    expect(line.message).to.match(/^DatabaseError: column "nothing" does not exist\n\s+at .*index\.js:\d+/);
  });

  it('slows down callers without a token', async () => {
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => server.request('GET', '/t/globex/notes/open', { token: null })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).to.equal(5);
    expect(refused[0]?.body.code).to.equal('too_many_requests');
    expect(
      (await server.request('GET', '/t/globex/notes/open', { token: tokens['other'] as string })).status,
    ).to.equal(200);
  });

  it('lets the run-time role of one tenant see nothing of another', async () => {
    await server.request('POST', '/t/acme/notes/notes', { json: { text: 'private to acme' } });
    const client = await superuser(server);
    const { rows } = await client.query<{ number: number; platform: string }>(
      `SELECT number, right(replace((SELECT id FROM plexica.platform)::text, '-', ''), 8) AS platform
         FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant WHERE slug = 'globex'`,
    );
    const { number, platform } = rows[0] as { number: number; platform: string };
    // The superuser becomes the role for good, as if it had logged in: RESET leads nowhere else.
    await client.query(`SET SESSION AUTHORIZATION plx_${platform}_${number}_r`);
    expect((await client.query('SELECT text FROM tenant_globex__notes.notes')).rows).to.deep.equal([]);
    for (const sql of [
      'SELECT text FROM tenant_acme__notes.notes',
      'SELECT * FROM tenant_acme.members',
      'SELECT * FROM tenant_globex.members',
      'SELECT * FROM plexica.tokens',
      'CREATE TABLE tenant_globex__notes.mine (id int)',
      'CREATE TEMP TABLE mine (id int)',
      'DROP TABLE tenant_globex__notes.notes',
    ]) {
      const error = await client.query(sql).catch((thrown: { code?: string }) => thrown);
      expect(error, sql).to.have.property('code').that.is.oneOf(['42501', '3F000']);
    }
    await client.end();
  });

  it('hands secrets to the plugin and to nobody else', async () => {
    expect((await server.request('GET', '/t/acme/notes/config')).body).to.deep.equal({
      greeting: 'hello',
      key: 'top secret',
    });
    const path = '/v1/tenants/acme/plugins/notes/config';
    const shown = await server.request('GET', path);
    expect(shown.body).to.deep.include({ values: { greeting: 'hello' }, secrets: ['key'] });
    const changed = await server.request('PUT', path, { json: { greeting: 'hi' } });
    expect(changed.body, JSON.stringify(changed.body)).to.deep.include({
      values: { greeting: 'hi' },
      secrets: ['key'],
    });
    expect((await server.request('GET', '/t/acme/notes/config')).body).to.deep.equal({
      greeting: 'hi',
      key: 'top secret',
    });
    const wrong = await server.request('PUT', path, { json: { greeting: 7, gretting: 'x' } });
    expect(wrong.body).to.include({ status: 422, code: 'invalid_config' });
    expect(wrong.body.issues.map((issue: { path: string }) => issue.path)).to.have.members([
      'greeting',
      'gretting',
    ]);
    const client = await superuser(server);
    const { rows } = await client.query<{ all: string }>(
      `SELECT string_agg(config::text, ' ') || (SELECT string_agg(input::text, ' ') FROM plexica.operations) AS all
         FROM plexica.installations`,
    );
    expect(rows[0]?.all).to.include('$sealed').and.not.include('top secret');
    await client.end();
    expect(server.logs.join('\n')).not.to.include('top secret');
  });

  describe('asked for what is not there', () => {
    const statusOf = async (path: string) => (await server.request('GET', path)).status;

    it('asks the database once, and never for a name that is too long', async () => {
      expect(await statusOf('/t/nobody/notes/notes')).to.equal(404);
      const client = await superuser(server);
      try {
        await client.query('BEGIN; LOCK TABLE plexica.tenants');
        expect(await statusOf('/t/nobody/notes/notes')).to.equal(404);
        expect(await statusOf(`/t/${'a'.repeat(25)}/notes/notes`)).to.equal(404);
        const asking = statusOf('/t/somebody/notes/notes');
        const pause = new Promise((resolve) => setTimeout(resolve, 300, 'waits for the database'));
        expect(await Promise.race([asking, pause])).to.equal('waits for the database');
        await client.query('ROLLBACK');
        expect(await asking).to.equal(404);
      } finally {
        await client.end();
      }
    }).timeout(4_000);

    it('finds it as soon as it is there, and misses it as soon as it is gone', async () => {
      expect(await statusOf('/t/late/notes/notes')).to.equal(404);
      await server.request('POST', '/v1/tenants', { json: { slug: 'late' } });
      expect(await statusOf('/t/late/notes/notes')).to.equal(404);
      const json = { plugin: 'notes', config: { key: 'x' } };
      expect((await server.request('POST', '/v1/tenants/late/plugins', { json })).status).to.equal(201);
      expect(await statusOf('/t/late/notes/notes')).to.equal(200);
      await server.request('DELETE', '/v1/tenants/late/plugins/notes');
      expect(await statusOf('/t/late/notes/notes')).to.equal(404);
    });
  });
});
