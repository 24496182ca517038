import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../operations/external.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

describe('tenants', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const create = (slug: unknown, path = '/v1/tenants') => server.request('POST', path, { json: { slug } });

  it('are created, shown, listed and deleted', async () => {
    const created = await server.request('POST', '/v1/tenants', {
      json: { slug: 'acme', name: 'Acme Inc.' },
    });
    expect(created.status).to.equal(201);
    expect(created.headers.get('Location')).to.equal('/v1/tenants/acme');
    expect(created.body).to.include({ slug: 'acme', name: 'Acme Inc.', state: 'active' });
    expect((await server.request('GET', '/v1/tenants/acme')).body).to.deep.equal(created.body);
    expect((await server.request('GET', '/v1/tenants')).body.items).to.deep.equal([created.body]);
    expect((await server.request('DELETE', '/v1/tenants/acme')).status).to.equal(204);
    expect((await server.request('GET', '/v1/tenants/acme')).body.code).to.equal('tenant_not_found');
    expect((await create('acme')).status).to.equal(201);
  });

  const bad: [string, unknown, string][] = [
    ['too short', 'a', 'invalid_input'],
    ['too long', 'a'.repeat(25), 'invalid_input'],
    ['upper case', 'Acme', 'invalid_input'],
    ['Unicode', 'äcme', 'invalid_input'],
    ['two dashes in a row', 'ac--me', 'invalid_input'],
    ['SQL', `x'; drop schema plexica cascade; --`, 'invalid_input'],
    ['empty', '', 'invalid_input'],
    ['a number', 7, 'invalid_input'],
    ['reserved', 'plexica', 'reserved_name'],
    ['a leading digit', '1acme', 'invalid_input'],
  ];
  for (const [name, slug, code] of bad) {
    it(`refuse a slug that is ${name}`, async () => {
      const { status, body } = await create(slug);
      expect({ status, code: body.code }).to.deep.equal({ status: 422, code });
      expect(body.issues[0].path).to.equal('body.slug');
    });
  }

  it('have one slug each', async () => {
    await create('twice');
    expect((await create('twice')).body).to.include({ status: 409, code: 'tenant_exists' });
    const racing = await Promise.all(Array.from({ length: 8 }, () => create('raced')));
    expect(racing.map(({ status }) => status).toSorted()).to.deep.equal([
      201, 409, 409, 409, 409, 409, 409, 409,
    ]);
  });

  it('are not made in a dry run', async () => {
    const { status, body } = await create('phantom', '/v1/tenants?dryRun=true');
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      dryRun: true,
      changes: [{ action: 'create', resource: 'tenant', name: 'phantom' }],
    });
    expect((await server.request('GET', '/v1/tenants/phantom')).status).to.equal(404);
    expect((await create('raced', '/v1/tenants?dryRun=true')).body.code).to.equal('tenant_exists');
  });

  it('are listed in pages', async () => {
    for (const slug of ['page-a', 'page-b', 'page-c']) await create(slug);
    const first = await server.request('GET', '/v1/tenants?limit=2');
    expect(first.body.items).to.have.length(2);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await server.request('GET', `/v1/tenants?limit=2${cursor}`);
      seen.push(...body.items.map(({ slug }: { slug: string }) => slug));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor as string}`;
    }
    expect(seen).to.include.members(['page-a', 'page-b', 'page-c']);
    expect(seen).to.deep.equal(seen.toSorted());
    expect(new Set(seen).size).to.equal(seen.length);
    expect((await server.request('GET', '/v1/tenants?cursor=***')).body.issues[0].path).to.equal(
      'query.cursor',
    );
    expect((await server.request('GET', '/v1/tenants?limit=0')).body.issues[0].path).to.equal('query.limit');
  });

  it('are deleted to the end where the release before began that, and it shows what that has done', async () => {
    for (const slug of ['begun', 'done']) await create(slug);
    const database = await superuser(server);
    const deletion = async (slug: string, state: string, step: number): Promise<string> => {
      // That release had no step for tokens, and collected installations alone.
      const { rows } = await database.query<{ id: string }>(
        `INSERT INTO plexica.operations (kind, subject, tenant, principal, input, state, step, replica, deadline)
         SELECT 'delete-tenant', 'tenant ' || slug, slug, 'admin',
                json_build_object('id', id, 'slug', slug, 'installations', json_build_array()), $2, $3, 2147483647, now()
           FROM plexica.tenants WHERE slug = $1 RETURNING id`,
        [slug, state, step],
      );
      return (rows[0] as { id: string }).id;
    };
    try {
      const begun = await deletion('begun', 'running', 1);
      const done = await deletion('done', 'succeeded', 2);
      const show = async (id: string) => (await server.request('GET', `/v1/operations/${id}`)).body;
      await eventually('it has succeeded', async () => (await show(begun)).state === 'succeeded');
      expect((await server.request('GET', '/v1/tenants/begun')).status).to.equal(404);
      for (const id of [begun, done]) {
        const states = (await show(id)).steps.map(({ state }: { state: string }) => state);
        expect(new Set(states)).to.deep.equal(new Set(['done']));
      }
    } finally {
      await database.end();
    }
  });

  const keyed = (slug: string, key: string, token = server.adminToken) =>
    server.request('POST', '/v1/tenants', { token, json: { slug }, headers: { 'Idempotency-Key': key } });

  it('answer a repeated request with the same key as before', async () => {
    const first = await keyed('keyed', 'once');
    expect(first.status).to.equal(201);
    expect(first.headers.get('Idempotency-Replayed')).to.equal(null);
    const again = await keyed('keyed', 'once');
    expect(again.status).to.equal(201);
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get('Idempotency-Replayed')).to.equal('true');
    expect(again.headers.get('Location')).to.equal('/v1/tenants/keyed');
    const other = await keyed('other', 'once');
    expect({ status: other.status, code: other.body.code }).to.deep.equal({
      status: 422,
      code: 'idempotency_key_reused',
    });
    expect((await server.request('GET', '/v1/tenants/other')).status).to.equal(404);
  });

  it('answer with a refusal again as well, and keep the keys of two callers apart', async () => {
    expect((await keyed('keyed', 'taken')).status).to.equal(409);
    const again = await keyed('keyed', 'taken');
    expect({ status: again.status, code: again.body.code }).to.deep.equal({
      status: 409,
      code: 'tenant_exists',
    });
    expect(again.headers.get('Idempotency-Replayed')).to.equal('true');
    const somebody = await server.token('somebody', 'platform');
    const answer = await keyed('theirs', 'taken', somebody);
    expect(answer.status).to.equal(201);
    expect(answer.headers.get('Idempotency-Replayed')).to.equal(null);
  });

  it('ask to wait while the first request with a key is running', async () => {
    const database = await superuser(server);
    try {
      await database.query('BEGIN');
      await database.query('LOCK TABLE plexica.tenants IN ACCESS EXCLUSIVE MODE');
      const running = keyed('slow', 'slow');
      const waits = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'plexica.tenants'::regclass`;
      while ((await database.query(waits)).rows.length === 0) await sleep(20);
      const meanwhile = await keyed('slow', 'slow');
      expect({ status: meanwhile.status, code: meanwhile.body.code }).to.deep.equal({
        status: 409,
        code: 'idempotency_key_in_use',
      });
      expect(meanwhile.headers.get('Retry-After')).to.equal('1');
      const other = await keyed('faster', 'slow');
      expect({ status: other.status, code: other.body.code }).to.deep.equal({
        status: 422,
        code: 'idempotency_key_reused',
      });
      await database.query('COMMIT');
      const first = await running;
      expect(first.status).to.equal(201);
      const again = await keyed('slow', 'slow');
      expect({ status: again.status, body: again.body }).to.deep.equal({ status: 201, body: first.body });
      expect(again.headers.get('Idempotency-Replayed')).to.equal('true');
    } finally {
      await database.end();
    }
  });
});
