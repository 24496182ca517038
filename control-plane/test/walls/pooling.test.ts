import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { installationRoles } from '../../src/database/roles.ts';
import { deriveKeys } from '../../src/keys.ts';
import { publish, type PluginSource } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { POOLED, type PooledKind } from './pooling-rows.ts';
import { missingPgBouncer, startPgBouncer, type PgBouncer } from './pgbouncer.ts';

/** Part of 100,000 requests; the soak runs them all. */
const SCALE = Number(process.env['SOAK'] ?? 0.01);
const REQUESTS = Math.round(POOLED.requests * SCALE);
const TENANTS = POOLED.tenants;
const AT_ONCE = 24;
const SECRET = 'a secret of the pooling test, long enough';

const PLUGIN: PluginSource & { id: string } = {
  id: 'notes',
  migrations: { '001.sql': 'create table notes (id bigserial primary key, tenant text not null)' },
  routes: {
    'POST /add': {
      access: 'authenticated',
      source: `(ctx) => ctx.db.one('insert into notes (tenant) values ($1) returning id', [ctx.tenant.slug])`,
    },
    'POST /add-two': {
      access: 'authenticated',
      source: `(ctx) => ctx.db.transaction(async (tx) => {
        await tx.query('insert into notes (tenant) values ($1)', [ctx.tenant.slug]);
        await tx.transaction((inner) => inner.query('insert into notes (tenant) values ($1)', [ctx.tenant.slug]));
      })`,
    },
    'POST /undo': {
      access: 'authenticated',
      source: `(ctx) => ctx.db.transaction(async (tx) => {
        await tx.query("insert into notes (tenant) values ('undone')");
        throw new Error('undone');
      }).catch(() => undefined)`,
    },
    'POST /fail': {
      access: 'authenticated',
      source: `(ctx) => ctx.db.query('insert into notes (tenant) values (null)').catch(({ sqlstate }) => ({ sqlstate }))`,
    },
    'GET /seen': {
      access: 'authenticated',
      source: `(ctx) => ctx.db.query('select tenant, count(*) as n from notes group by tenant')`,
    },
    'GET /slow': {
      access: 'authenticated',
      source: `(ctx) => ctx.db.query('select count(*) from generate_series(1, 3000000)')`,
    },
  },
};

describe('behind a transaction pooler', function () {
  this.timeout(SCALE > 0.01 ? 3_600_000 : 180_000);
  let folder: string;
  let postgres: EmbeddedPostgres | undefined;
  let pooler: PgBouncer | undefined;
  let server: TestServer | undefined;
  let superuser: pg.Client;
  let connect: (role: string) => Promise<pg.Client>;
  const tenants = Array.from({ length: TENANTS }, (_, index) => `t${index}`);
  const roles = new Map<string, string>();

  before(async function () {
    const missing = await missingPgBouncer();
    if (missing !== undefined) {
      if (process.env['CI']) throw new Error(missing);
      this.test?.parent?.suites.forEach((suite) => (suite.pending = true));
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), 'plexica-pooling-'));
    await chmod(folder, 0o711);
    const keys = deriveKeys(SECRET);
    postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
    pooler = await startPgBouncer(postgres.superuserUrl);
    const pooled = new URL(postgres.url);
    pooled.port = String(pooler.port);
    server = await startServer({
      DATABASE_URL: pooled.href,
      PLEXICA_DATABASE_DIRECT_URL: postgres.url,
      PLEXICA_SECRET: SECRET,
    });
    superuser = new pg.Client({ connectionString: postgres.superuserUrl });
    await superuser.connect();
    connect = async (user) => {
      const client = new pg.Client({
        host: '127.0.0.1',
        port: Number(pooled.port),
        database: 'plexica',
        user,
        password: keys.rolePassword(user),
      });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    };
    await publish(server, PLUGIN);
    await inParallel(tenants, 4, async (slug) => {
      await expectStatus(201, 'POST', '/v1/tenants', { slug, name: slug });
      await expectStatus(201, 'POST', `/v1/tenants/${slug}/plugins`, { plugin: 'notes', trust: true });
    });
    const { rows } = await superuser.query<{ slug: string; number: number; platform: string }>(
      'select t.slug, i.number, p.id as platform from plexica.installations i join plexica.tenants t on t.id = i.tenant, plexica.platform p',
    );
    for (const { slug, number, platform } of rows)
      roles.set(slug, installationRoles(platform, number).runtime);
  });
  after(async () => {
    await superuser?.end();
    await server?.stop();
    await pooler?.stop();
    await postgres?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  async function expectStatus(status: number, method: string, path: string, json?: unknown) {
    const answer = await (server as TestServer).request(method, path, json === undefined ? {} : { json });
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).to.equal(status);
    return answer.body;
  }

  /** What a tenant may have at the end: what was answered for certain. */
  const added = new Map<string, number>(tenants.map((slug) => [slug, 0]));
  const add = (slug: string, count: number) => added.set(slug, (added.get(slug) ?? 0) + count);

  const KINDS: Record<PooledKind, (slug: string) => Promise<void>> = {
    async add(slug) {
      await expectStatus(200, 'POST', `/t/${slug}/notes/add`);
      add(slug, 1);
    },
    async addTwo(slug) {
      await expectStatus(204, 'POST', `/t/${slug}/notes/add-two`);
      add(slug, 2);
    },
    async undo(slug) {
      await expectStatus(204, 'POST', `/t/${slug}/notes/undo`);
    },
    async fail(slug) {
      const body = await expectStatus(200, 'POST', `/t/${slug}/notes/fail`);
      expect(body).to.deep.equal({ sqlstate: '23502' });
    },
    async seen(slug) {
      const body = (await expectStatus(200, 'GET', `/t/${slug}/notes/seen`)) as { tenant: string }[];
      for (const { tenant } of body) expect(tenant).to.equal(slug);
    },
    /** The caller goes away while the statement runs; the pooler has to give up that connection. */
    async gone(slug) {
      await fetch(new URL(`/t/${slug}/notes/slow`, (server as TestServer).url), {
        headers: { Authorization: `Bearer ${(server as TestServer).adminToken}` },
        signal: AbortSignal.timeout(30),
      }).catch(() => undefined);
    },
    /** Settings of a session stay on the connection, which is never given to another role. */
    async settings(slug) {
      const role = roles.get(slug) as string;
      const client = await connect(role);
      try {
        const { rows } = await client.query(
          "select current_user as role, session_user as session, current_setting('search_path') as path, current_setting('plexica.mark', true) as mark",
        );
        expect(rows[0]).to.include({ role, session: role, path: `tenant_${slug}__notes` });
        expect(rows[0].mark ?? '').to.be.oneOf(['', slug]);
        await client.query(`set plexica.mark = '${slug}'`);
      } finally {
        await client.end();
      }
    },
  };

  it(`serves ${REQUESTS} mixed requests of ${TENANTS} tenants`, async () => {
    const kinds = Object.values(KINDS);
    const numbers = Array.from({ length: REQUESTS }, (_, index) => index);
    // Neighbours in time are different tenants and different kinds.
    await inParallel(numbers, AT_ONCE, (index) =>
      (kinds[(index + Math.floor(index / TENANTS)) % kinds.length] as (typeof kinds)[number])(
        tenants[(index * 13) % TENANTS] as string,
      ),
    );
  });

  it('has put every row where it belongs', async () => {
    for (const slug of tenants) {
      const { rows } = await superuser.query(
        `select count(*)::int as n, count(*) filter (where tenant <> $1)::int as strange from tenant_${slug}__notes.notes`,
        [slug],
      );
      expect(rows[0], slug).to.deep.equal({ n: added.get(slug), strange: 0 });
    }
  });

  it('hears of changes by the direct connection', async () => {
    const body = await expectStatus(201, 'POST', '/v1/tokens', { name: 'x', scope: 'tenant:t0' });
    const { token, id } = body as { token: string; id: string };
    const ask = () => (server as TestServer).request('GET', '/t/t0/notes/seen', { token });
    expect((await ask()).status).to.equal(200);
    await superuser.query('update plexica.tokens set revoked_at = now() where id = $1', [id]);
    for (let tries = 0; (await ask()).status !== 401; tries += 1) expect(tries).to.be.below(50);
  });

  it('updates, uninstalls and deletes through the pooler', async () => {
    await publish(server as TestServer, {
      ...PLUGIN,
      version: '1.1.0',
      migrations: { ...PLUGIN.migrations, '002.sql': 'alter table notes add more text' },
    });
    await expectStatus(200, 'POST', '/v1/tenants/t1/plugins/notes/actions/update', { range: '1.1.0' });
    await KINDS.add('t1');
    await expectStatus(204, 'DELETE', '/v1/tenants/t1/plugins/notes');
    await expectStatus(204, 'DELETE', '/v1/tenants/t1');
    const { rows } = await superuser.query(
      "select 1 from pg_namespace where nspname in ('tenant_t1', 'tenant_t1__notes')",
    );
    expect(rows).to.deep.equal([]);
  });
});

async function inParallel<Item>(items: readonly Item[], width: number, work: (item: Item) => Promise<void>) {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
