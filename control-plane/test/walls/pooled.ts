import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';
import { installationRoles } from '../../src/database/roles.ts';
import { deriveKeys } from '../../src/keys.ts';
import { publish, type PluginSource } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { startPgBouncer } from './pgbouncer.ts';
import type { PooledKind } from './pooling-rows.ts';

const SECRET = 'a secret of the pooling test, long enough';

export const PLUGIN: PluginSource & { id: string } = {
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

/** A server behind PgBouncer in transaction mode, its database, and tenants that each have the plugin. */
export interface Pooled {
  server: TestServer;
  tenants: readonly string[];
  /** A connection to PostgreSQL itself, as its administrator. */
  superuser(): Promise<pg.Client>;
  /** `kill -9`; it is started again. */
  killPostgres(): void;
  /**
   * Makes one request, or connects as the role of a tenant.
   *
   * @returns what it saw of other tenants
   * @throws Error when it was not answered as it should be
   */
  ask(kind: PooledKind, tenant: string): Promise<string[]>;
  /** @returns tables with rows of other tenants, or without rows that were added for certain */
  misplaced(): Promise<string[]>;
  stop(): Promise<void>;
}

/** @param count of tenants, `t0` and so on */
export async function openPooled(count: number): Promise<Pooled> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-pooling-'));
  await chmod(folder, 0o711);
  const keys = deriveKeys(SECRET);
  const postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
  const pooler = await startPgBouncer(postgres.superuserUrl);
  const pooled = new URL(postgres.url);
  pooled.port = String(pooler.port);
  const server = await startServer({
    DATABASE_URL: pooled.href,
    PLEXICA_DATABASE_DIRECT_URL: postgres.url,
    PLEXICA_SECRET: SECRET,
  });

  const connect = async (options: pg.ClientConfig): Promise<pg.Client> => {
    const client = new pg.Client(options);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const superuser = () => connect({ connectionString: postgres.superuserUrl });
  const expect = async (status: number, method: string, path: string, json?: unknown) => {
    const answer = await server.request(method, path, json === undefined ? {} : { json });
    if (answer.status === status) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };

  const tenants = Array.from({ length: count }, (_, index) => `t${index}`);
  await publish(server, PLUGIN);
  await inParallel(tenants, 4, async (slug) => {
    await expect(201, 'POST', '/v1/tenants', { slug, name: slug });
    await expect(201, 'POST', `/v1/tenants/${slug}/plugins`, { plugin: 'notes', trust: true });
  });
  const admin = await superuser();
  const installed = await admin.query<{ slug: string; number: number; platform: string }>(
    'select t.slug, i.number, p.id as platform from plexica.installations i join plexica.tenants t on t.id = i.tenant, plexica.platform p',
  );
  const roles = new Map(
    installed.rows.map(({ slug, number, platform }) => [slug, installationRoles(platform, number).runtime]),
  );
  /** Rows of each tenant that were answered for certain. */
  const added = new Map<string, number>(tenants.map((slug) => [slug, 0]));
  const add = (slug: string, more: number) => added.set(slug, (added.get(slug) ?? 0) + more);

  const kinds: Record<PooledKind, (slug: string) => Promise<string[]>> = {
    async add(slug) {
      await expect(200, 'POST', `/t/${slug}/notes/add`);
      add(slug, 1);
      return [];
    },
    async addTwo(slug) {
      await expect(204, 'POST', `/t/${slug}/notes/add-two`);
      add(slug, 2);
      return [];
    },
    async undo(slug) {
      await expect(204, 'POST', `/t/${slug}/notes/undo`);
      return [];
    },
    async fail(slug) {
      const { sqlstate } = await expect(200, 'POST', `/t/${slug}/notes/fail`);
      if (sqlstate !== '23502') throw new Error(`a NULL was refused with ${sqlstate}`);
      return [];
    },
    async seen(slug) {
      const rows = (await expect(200, 'GET', `/t/${slug}/notes/seen`)) as { tenant: string }[];
      return rows
        .filter(({ tenant }) => tenant !== slug)
        .map(({ tenant }) => `${slug} sees rows of ${tenant}`);
    },
    /** The caller goes away while the statement runs; the pooler has to give up that connection. */
    async gone(slug) {
      await fetch(new URL(`/t/${slug}/notes/slow`, server.url), {
        headers: { Authorization: `Bearer ${server.adminToken}` },
        signal: AbortSignal.timeout(30),
      }).catch(() => undefined);
      return [];
    },
    /** Settings of a session stay on the connection, which is never given to another role. */
    async settings(slug) {
      const role = roles.get(slug) as string;
      const client = await connect({
        host: '127.0.0.1',
        port: pooler.port,
        database: 'plexica',
        user: role,
        password: keys.rolePassword(role),
      });
      try {
        // One transaction, so that all is asked of one connection.
        await client.query('begin');
        const { rows } = await client.query<{ role: string; session: string }>(
          'select current_user as role, session_user as session',
        );
        const path = await client.query<{ search_path: string }>('show search_path');
        await client.query('savepoint before');
        const mark = await client.query<{ 'plexica.mark': string }>('show plexica.mark').catch(async () => {
          await client.query('rollback to before');
          return { rows: [] };
        });
        await client.query(`set plexica.mark = '${slug}'`);
        await client.query('commit');
        const own = { ...rows[0], ...path.rows[0], ...mark.rows[0] };
        const isOwn =
          own.role === role &&
          own.session === role &&
          own.search_path === `tenant_${slug}__notes` &&
          ['', slug].includes(own['plexica.mark'] ?? '');
        return isOwn ? [] : [`${slug} is ${JSON.stringify(own)}`];
      } finally {
        await client.end();
      }
    },
  };

  return {
    server,
    tenants,
    superuser,
    killPostgres: () => void process.kill(postgres.pid, 'SIGKILL'),
    ask: (kind, tenant) => kinds[kind](tenant),
    async misplaced() {
      const wrong: string[] = [];
      for (const [slug, certain] of added) {
        const { rows } = await admin.query<{ own: number; strange: number }>(
          `select count(*) filter (where tenant = $1)::int as own, count(*) filter (where tenant <> $1)::int as strange
             from tenant_${slug}__notes.notes`,
          [slug],
        );
        const { own, strange } = rows[0] as { own: number; strange: number };
        if (strange > 0) wrong.push(`${slug} has ${strange} rows of others`);
        if (own !== certain) wrong.push(`${slug} has ${own} rows of its own instead of ${certain}`);
      }
      return wrong;
    },
    async stop() {
      await admin.end();
      await server.stop();
      await pooler.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
