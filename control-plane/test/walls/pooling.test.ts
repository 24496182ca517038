import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { publish } from '../installations/plugin-package.ts';
import { skipWhereMissing } from '../skip-where-missing.ts';
import { missingPgBouncer } from './pgbouncer.ts';
import { openPooled, PLUGIN, type Pooled } from './pooled.ts';
import { POOLED, type PooledKind } from './pooling-rows.ts';

/** Each kind of request once here; mixed, by many tenants and at once in the soak, a hundredth of which is a test too. */
describe('behind a transaction pooler', function () {
  this.timeout(60_000);
  let pooled: Pooled;

  before(async function () {
    skipWhereMissing(this, await missingPgBouncer());
    pooled = await openPooled(2);
  });
  after(() => pooled?.stop());

  async function expectStatus(status: number, method: string, path: string, json?: unknown) {
    const answer = await pooled.server.request(method, path, json === undefined ? {} : { json });
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).to.equal(status);
    return answer.body;
  }

  for (const [kind, name] of Object.entries(POOLED.kinds)) {
    it(name, async () => {
      for (const tenant of pooled.tenants) {
        expect(await pooled.ask(kind as PooledKind, tenant)).to.deep.equal([]);
      }
      expect(await pooled.misplaced()).to.deep.equal([]);
    });
  }

  it('hears of changes by the direct connection', async () => {
    const body = await expectStatus(201, 'POST', '/v1/tokens', { name: 'x', scope: 'tenant:t0' });
    const { token, id } = body as { token: string; id: string };
    const ask = () => pooled.server.request('GET', '/t/t0/notes/seen', { token });
    expect((await ask()).status).to.equal(200);
    const superuser = await pooled.superuser();
    await superuser.query('update plexica.tokens set revoked_at = now() where id = $1', [id]);
    await superuser.end();
    for (let tries = 0; (await ask()).status !== 401; tries += 1) expect(tries).to.be.below(50);
  });

  /** Locks a table, kills PostgreSQL once somebody waits for it, and waits until it is back. */
  async function killWhileWaiting(table: string, work: () => Promise<void>): Promise<void> {
    const superuser = await pooled.superuser();
    await superuser.query(`begin; lock table ${table} in access exclusive mode`);
    const working = work();
    const waits = `select from pg_locks where not granted and relation = '${table}'::regclass`;
    while ((await superuser.query(waits)).rows.length === 0) await sleep(20);
    pooled.killPostgres();
    await working;
    await superuser.end().catch(() => undefined);
    while ((await pooled.server.request('GET', '/readyz')).status !== 200) await sleep(50);
  }

  it('answers 503 to a statement of a plugin during which PostgreSQL was lost', () =>
    killWhileWaiting('tenant_t0__notes.notes', async () => {
      const body = await expectStatus(503, 'GET', '/t/t0/notes/seen');
      expect(body).to.include({ code: 'database_unavailable' });
    }));

  it('answers 503 to a request of the API during which PostgreSQL was lost', () =>
    killWhileWaiting('plexica.dist_tags', async () => {
      const body = await expectStatus(503, 'GET', '/v1/plugins/notes');
      expect(body).to.include({ code: 'database_unavailable' });
    }));

  it('goes on with an installation during which PostgreSQL was lost', async () => {
    await expectStatus(201, 'POST', '/v1/tenants', { slug: 'late' });
    await killWhileWaiting('plexica.applied_migrations', async () => {
      const body = await expectStatus(201, 'POST', '/v1/tenants/late/plugins', {
        plugin: 'notes',
        trust: true,
      });
      expect(body).to.include({ state: 'active' });
    });
    await expectStatus(200, 'POST', '/t/late/notes/add');
  });

  it('updates, uninstalls and deletes through the pooler', async () => {
    await publish(pooled.server, {
      ...PLUGIN,
      version: '1.1.0',
      migrations: { ...PLUGIN.migrations, '002.sql': 'alter table notes add more text' },
    });
    await expectStatus(200, 'POST', '/v1/tenants/t1/plugins/notes/actions/update', { range: '1.1.0' });
    expect(await pooled.ask('add', 't1')).to.deep.equal([]);
    await expectStatus(204, 'DELETE', '/v1/tenants/t1/plugins/notes');
    await expectStatus(204, 'DELETE', '/v1/tenants/t1');
    const superuser = await pooled.superuser();
    const { rows } = await superuser.query(
      "select 1 from pg_namespace where nspname in ('tenant_t1', 'tenant_t1__notes')",
    );
    await superuser.end();
    expect(rows).to.deep.equal([]);
  });
});
