import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type pg from 'pg';
import { TokenUse } from '../../src/access/token-use.ts';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { eventually } from '../operations/external.ts';
import { superuser } from '../superuser.ts';

describe('access', () => {
  let server: TestServer;
  const tokens: Record<string, string> = {};

  before(async () => {
    server = await startServer();
    for (const slug of ['acme', 'globex']) await server.request('POST', '/v1/tenants', { json: { slug } });
    tokens['platform'] = await server.token('ops', 'platform');
    tokens['auditor'] = await server.token('auditor', 'platform', ['tenants.read', 'tokens.read']);
    tokens['publish'] = await server.token('ci', 'publish');
    tokens['acme'] = await server.token('acme-admin', 'tenant:acme');
    tokens['reader'] = await server.token('acme-reader', 'tenant:acme', ['installations.read']);
    tokens['junk'] = 'plx_junk';
  });
  after(() => server.stop());

  const table: [string, string, Record<string, number>][] = [
    [
      'GET',
      '/v1/tenants',
      { platform: 200, auditor: 200, publish: 403, acme: 403, reader: 403, junk: 401, none: 401 },
    ],
    [
      'GET',
      '/v1/tenants/acme',
      { platform: 200, auditor: 200, publish: 403, acme: 200, reader: 403, junk: 401, none: 401 },
    ],
    ['GET', '/v1/tenants/globex', { platform: 200, acme: 403, reader: 403 }],
    ['POST', '/v1/tenants', { auditor: 403, publish: 403, acme: 403, none: 401 }],
    ['GET', '/v1/tokens', { platform: 200, auditor: 200, publish: 403, acme: 403, none: 401 }],
    ['GET', '/v1/auth/me', { platform: 200, publish: 200, acme: 200, reader: 200, junk: 401, none: 401 }],
    [
      'GET',
      '/v1/tenants/acme/plugins',
      { platform: 200, auditor: 403, publish: 403, acme: 200, reader: 200, none: 401 },
    ],
    ['GET', '/v1/tenants/globex/plugins', { platform: 200, acme: 403, reader: 403, none: 401 }],
    ['POST', '/v1/tenants/acme/plugins', { auditor: 403, reader: 403, publish: 403, none: 401 }],
    [
      'PUT',
      '/v1/plugins/some/versions/1.0.0',
      { auditor: 403, acme: 403, reader: 403, junk: 401, none: 401 },
    ],
    ['GET', '/v1/plugins', { platform: 200, reader: 200, junk: 401, none: 200 }],
    [
      'GET',
      '/t/acme/notes/notes',
      { platform: 404, acme: 404, reader: 404, publish: 403, junk: 401, none: 401 },
    ],
    ['GET', '/t/globex/notes/notes', { platform: 404, acme: 403, none: 401 }],
  ];
  for (const [method, path, callers] of table) {
    for (const [caller, status] of Object.entries(callers)) {
      it(`${method} ${path} gives ${caller} ${status}`, async () => {
        const answer = await server.request(method, path, { token: tokens[caller] ?? null });
        expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
      });
    }
  }

  for (const [caller, scope] of [
    ['platform', 'platform'],
    ['publish', 'publish'],
    ['acme', 'tenant:acme'],
  ] as const) {
    it(`tells ${caller} its scope as people write it`, async () => {
      const { body } = await server.request('GET', '/v1/auth/me', { token: tokens[caller] as string });
      expect(body).to.include({ scope });
    });
  }

  it('ends with the token', async () => {
    const { body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'brief', scope: 'platform' },
    });
    const me = () => server.request('GET', '/v1/auth/me', { token: body.token });
    expect((await me()).body.id).to.equal('token:brief');
    expect((await server.request('DELETE', `/v1/tokens/${body.id}`)).status).to.equal(204);
    expect((await me()).body.code).to.equal('not_authenticated');
    expect((await server.request('DELETE', `/v1/tokens/${body.id}`)).body.code).to.equal('token_not_found');
  });

  it('ends when the token expires', async () => {
    const expiresAt = new Date(Date.now() + 1_000).toISOString();
    const { body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'short', scope: 'platform', expiresAt },
    });
    const me = () => server.request('GET', '/v1/auth/me', { token: body.token });
    expect((await me()).status).to.equal(200);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await me()).status).to.equal(401);
  });

  it('cannot be given on beyond what one has', async () => {
    const limited = await server.token('limited', 'platform', ['tokens.write', 'tenants.read']);
    const make = (permissions: string[]) =>
      server.request('POST', '/v1/tokens', {
        token: limited,
        json: { name: 'x', scope: 'platform', permissions },
      });
    expect((await make(['tenants.read'])).status).to.equal(201);
    expect((await make(['tenants.*'])).body).to.include({ status: 403, code: 'not_allowed' });
    expect((await make(['*'])).status).to.equal(403);
  });

  it('says which permission does not exist, and which was meant', async () => {
    const permissions = ['crm.contacts.read', 'tenants.raed', 'Tenants'];
    const { status, body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'x', scope: 'platform', permissions },
    });
    expect(status).to.equal(422);
    expect(body.issues).to.deep.equal([
      {
        path: 'body.permissions[1]',
        message: 'tenants.raed is not a permission of the platform (did you mean "tenants.read"?)',
      },
      {
        path: 'body.permissions[2]',
        message: 'must be a dotted key such as crm.contacts.read, or end in *',
      },
    ]);
  });

  it('says which permission an installed plugin does not have, and takes those of plugins that may come', async () => {
    await publish(server, notes({ id: 'jotter' }));
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'jotter' } });
    const make = (tenant: string, permissions: string[]) =>
      server.request('POST', '/v1/tokens?dryRun=true', {
        json: { name: 'x', scope: `tenant:${tenant}`, permissions },
      });
    expect((await make('acme', ['jotter.read', 'jotter.*', 'later.read'])).status).to.equal(200);
    expect((await make('globex', ['jotter.raed'])).status).to.equal(200);
    const refused = await make('acme', ['jotter.read', 'jotter.raed', 'jotter.admin.*']);
    expect(refused.status).to.equal(422);
    expect(refused.body.issues).to.deep.equal([
      {
        path: 'body.permissions[1]',
        message: 'jotter.raed is not a permission of jotter 1.0.0 (did you mean "jotter.read"?)',
      },
      { path: 'body.permissions[2]', message: 'jotter.admin.* is not a permission of jotter 1.0.0' },
    ]);
  });

  it('ends with the tenant, although another may take its slug', async () => {
    await server.request('POST', '/v1/tenants', { json: { slug: 'fleeting' } });
    const token = await server.token('resident', 'tenant:fleeting');
    await server.request('DELETE', '/v1/tenants/fleeting');
    await server.request('POST', '/v1/tenants', { json: { slug: 'fleeting' } });
    const answer = await server.request('GET', '/v1/tenants/fleeting', { token });
    expect(answer.body).to.include({ status: 401, code: 'not_authenticated' });
  });

  it('cannot be made to outlive its maker, nor to speak for somebody else', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const { body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'brief-maker', scope: 'platform', expiresAt },
    });
    const make = (more: object) =>
      server.request('POST', '/v1/tokens', { token: body.token, json: { scope: 'publish', ...more } });
    expect((await make({ name: 'heir' })).body.code).to.equal('not_allowed');
    expect((await make({ name: 'heir', expiresAt: '2999-01-01T00:00:00Z' })).body.code).to.equal(
      'not_allowed',
    );
    expect((await make({ name: 'heir', expiresAt })).status).to.equal(201);
    expect((await make({ name: 'ops', expiresAt })).body.code).to.equal('not_allowed');
  });

  it('cannot be rotated by who could not have made it', async () => {
    const { body: victim } = await server.request('POST', '/v1/tokens', {
      json: { name: 'victim', scope: 'platform', permissions: ['tenants.read'] },
    });
    const rotate = (token: string, id = victim.id) =>
      server.request('POST', `/v1/tokens/${id}/actions/rotate`, { token, json: {} });
    const strong = await server.token('strong', 'platform');
    expect((await rotate(strong)).body).to.include({ code: 'not_allowed' });
    const weak = await server.token('victim', 'platform', ['tokens.write']);
    expect((await rotate(weak)).body.detail).to.contain(
      'cannot grant permissions that it does not have: tenants.read',
    );
    expect((await rotate(tokens['auditor'] as string)).status).to.equal(403);
    expect((await rotate(tokens['acme'] as string)).status).to.equal(403);
    const { headers, body } = await rotate(server.adminToken);
    expect(headers.get('Cache-Control')).to.equal('no-store');
    const me = async (token: string) => (await server.request('GET', '/v1/auth/me', { token })).status;
    expect([await me(victim.token), await me(body.token)]).to.deep.equal([401, 200]);
    const [first, second] = await Promise.all([
      rotate(server.adminToken, body.id),
      rotate(server.adminToken, body.id),
    ]);
    expect([first.status, second.status].toSorted()).to.deep.equal([201, 404]);
  });

  it('is used without telling anybody, and no more than once a minute on all servers', async () => {
    const { body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'busy', scope: 'platform' },
    });
    const database = await superuser(server);
    try {
      const { rows } = await database.query('SELECT channel FROM plexica.platform');
      const told: (string | undefined)[] = [];
      database.on('notification', ({ payload }) => told.push(payload));
      await database.query(`LISTEN "${rows[0].channel}"`);
      const written: Promise<pg.QueryResult>[] = [];
      const server1 = tokenUse(database, written);
      const server2 = tokenUse(database, written);
      for (const each of [server1, server1, server2, server2]) each.note(body.id);
      const counts = (await Promise.all(written)).map(({ rowCount }) => rowCount);
      expect(counts).to.deep.equal([1, 0]);
      expect(told).to.deep.equal([]);
      await database.query('UPDATE plexica.tokens SET revoked_at = now() WHERE id = $1', [body.id]);
      expect(told).to.deep.equal(['tokens']);
    } finally {
      await database.end();
    }
  });

  describe('to a tenant that is being deleted', () => {
    let database: pg.Client;
    before(async () => {
      database = await superuser(server);
    });
    after(() => database.end());

    const operation = async (id: string) => (await server.request('GET', `/v1/operations/${id}`)).body;

    it('cannot be given any more, so that it does not open what somebody makes of the slug', async () => {
      await server.request('POST', '/v1/tenants', { json: { slug: 'leaving' } });
      const scope = 'tenant:leaving';
      const { body: old } = await server.request('POST', '/v1/tokens', { json: { name: 'old', scope } });
      await database.query('BEGIN');
      await database.query('LOCK TABLE tenant_leaving.members IN ACCESS SHARE MODE');
      const { body: deleting } = await server.request('DELETE', '/v1/tenants/leaving', {
        headers: { Prefer: 'respond-async' },
      });
      await eventually('the tenant waits', async () => (await operation(deleting.id)).error);
      const answers = [
        await server.request('POST', '/v1/tokens', { json: { name: 'late', scope } }),
        await server.request('POST', '/v1/tokens?dryRun=true', { json: { name: 'late', scope } }),
      ];
      await database.query('COMMIT');
      await eventually(
        'the tenant is gone',
        async () => (await operation(deleting.id)).state === 'succeeded',
      );
      expect(answers.map(({ status, body }) => [status, body.code])).to.deep.equal([
        [409, 'tenant_not_ready'],
        [409, 'tenant_not_ready'],
      ]);
      await server.request('POST', '/v1/tenants', { json: { slug: 'leaving' } });
      const read = (token: string) => server.request('GET', '/v1/tenants/leaving', { token });
      expect((await read(old.token)).status).to.equal(401);
    });

    for (const how of ['made', 'rotated']) {
      it(`does not outlive it when it is ${how} as the deletion begins`, async () => {
        const slug = `raced-${how}`;
        const scope = `tenant:${slug}`;
        await server.request('POST', '/v1/tenants', { json: { slug } });
        const { body: old } = await server.request('POST', '/v1/tokens', { json: { name: how, scope } });
        // A token that is being written waits here, after all that was checked before.
        await database.query('BEGIN');
        await database.query('LOCK TABLE plexica.tokens IN SHARE MODE');
        const writing =
          how === 'made'
            ? server.request('POST', '/v1/tokens', { json: { name: how, scope } })
            : server.request('POST', `/v1/tokens/${old.id}/actions/rotate`, { json: {} });
        const waits = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'plexica.tokens'::regclass";
        await eventually('it waits', async () => (await database.query(waits)).rows.length > 0);
        const deletion = server.request('DELETE', `/v1/tenants/${slug}`, {
          headers: { Prefer: 'respond-async' },
        });
        const blocked = "SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'";
        await Promise.race([
          deletion,
          eventually('it waits too', async () => (await database.query(blocked)).rows.length > 0),
        ]);
        await database.query('COMMIT');
        const { status, body } = await writing;
        const { id } = (await deletion).body;
        await eventually('the tenant is gone', async () => (await operation(id)).state === 'succeeded');
        expect(status).to.equal(201);
        expect((await server.request('GET', '/v1/auth/me', { token: body.token })).status).to.equal(401);
      });
    }
  });

  it('lets an operation be seen by who began it and by its tenant', async () => {
    const operators = await server.token('operators', 'tenant:acme', ['installations.*']);
    const { headers } = await server.request('POST', '/v1/tenants', {
      json: { slug: 'watched' },
      token: tokens['platform'] as string,
      headers: { Prefer: 'respond-async' },
    });
    const path = headers.get('Location') as string;
    const see = async (token: string) => (await server.request('GET', path, { token })).status;
    expect(await see(tokens['platform'] as string)).to.equal(200);
    expect(await see(server.adminToken)).to.equal(200);
    expect(await see(operators)).to.equal(403);
    const namesake = await server.token('ops', 'tenant:acme', ['config.read']);
    expect(await see(namesake)).to.equal(403);
    // A token of a tenant can be created once the tenant is active.
    await eventually(
      'the tenant is created',
      async () => (await server.request('GET', path)).body.state === 'succeeded',
    );
    expect(await see(await server.token('watchers', 'tenant:watched', ['installations.read']))).to.equal(200);
  });

  it('gives no answer again to another token of the same name', async () => {
    const strong = await server.token('twin', 'platform');
    const weak = await server.token('twin', 'platform', ['tokens.write']);
    const make = (token: string) =>
      server.request('POST', '/v1/tokens', {
        token,
        json: { name: 'twin', scope: 'platform' },
        headers: { 'Idempotency-Key': 'twins' },
      });
    const first = await make(strong);
    const again = await make(strong);
    expect(again.headers.get('Idempotency-Replayed')).to.equal('true');
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get('Cache-Control')).to.equal('no-store');
    const other = await make(weak);
    expect(other.headers.get('Idempotency-Replayed')).to.equal(null);
    expect(other.body.code).to.equal('not_allowed');
  });

  it('never shows a token again', async () => {
    const { body } = await server.request('GET', '/v1/tokens');
    expect(JSON.stringify(body)).not.to.include('plx_');
    expect(server.logs.join('\n')).not.to.include(tokens['platform']);
  });

  it('keeps no token, only its hash', async () => {
    const { status, body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'hashed', scope: 'platform' },
      headers: { 'Idempotency-Key': 'hashed' },
    });
    expect(status).to.equal(201);
    const database = await superuser(server);
    try {
      const kept = await database.query('SELECT hash FROM plexica.tokens WHERE id = $1', [body.id]);
      expect(kept.rows).to.deep.equal([{ hash: createHash('sha256').update(body.token).digest() }]);
      const answers = await database.query(
        `SELECT status FROM plexica.idempotency_keys WHERE key = 'hashed' AND body IS NOT NULL`,
      );
      expect(answers.rows).to.deep.equal([{ status: 201 }]);

      const tables = await database.query<{ name: string }>(
        `SELECT oid::regclass::text AS name FROM pg_class
          WHERE relnamespace = 'plexica'::regnamespace AND relkind IN ('r', 'p', 'm')`,
      );
      const names = tables.rows.map(({ name }) => name);
      expect(names).to.include.members(['plexica.tokens', 'plexica.idempotency_keys', 'plexica.operations']);
      for (const name of names) {
        const { rows } = await database.query<{ row: string }>(`SELECT one::text AS row FROM ${name} AS one`);
        const text = rows.map(({ row }) => row).join('\n');
        const found = partsOf(body.token).filter((part) => text.includes(part));
        expect(found, name).to.deep.equal([]);
      }
    } finally {
      await database.end();
    }
  });
});

/** As another server has it. */
function tokenUse(database: pg.Client, written: Promise<pg.QueryResult>[]): TokenUse {
  return new TokenUse({
    rows: async <Row extends object>(sql: string, values: readonly unknown[] = []) => {
      const result = database.query(sql, [...values]);
      written.push(result);
      return (await result).rows as Row[];
    },
  });
}

/** Whatever of a token's secret could be seen in a row: eight characters as text or octets, six octets that they stand for. */
function partsOf(token: string): string[] {
  const secret = token.replace(/^plx_/, '');
  const octets = Buffer.from(secret, 'base64url');
  const windows = (length: number, size: number) => Array.from({ length: length - size + 1 }, (_, at) => at);
  return [
    ...windows(secret.length, 8).flatMap((at) => {
      const part = secret.slice(at, at + 8);
      return [part, Buffer.from(part).toString('hex')];
    }),
    ...windows(octets.length, 6).map((at) => octets.subarray(at, at + 6).toString('hex')),
  ];
}
