import { expect } from 'chai';
import type pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { SCENARIOS } from './database-rows.ts';
import { ATTACKER, twoTenants, type Victims } from './tenants.ts';

const title = ({ name, limit }: { name: string; limit: string }) => `${name} (${limit})`;

describe("a plugin's transactions, connections and roles", function () {
  this.timeout(60_000);
  let server: TestServer;
  let victims: Victims;
  let admin: pg.Client;
  before(async () => {
    server = await startServer({ PLEXICA_STATEMENT_TIMEOUT: '3600' });
    victims = await twoTenants(server);
    admin = await superuser(server);
  });
  after(async () => {
    await admin?.end();
    await server?.stop();
  });

  const hold = (sql: string, wait: number, signal: AbortSignal | null = null) =>
    fetch(new URL('/t/acme/notes/held', server.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.adminToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ sql, wait }),
      signal,
    });
  const run = async (sql: string) =>
    (await server.request('POST', '/t/acme/notes/sql', { json: { sql } })).body as object;
  const activate = () =>
    server.request('POST', '/v1/tenants/acme/plugins/notes/actions/activate', { json: {} });
  /** Connections by which the attacker is doing something, or keeps a transaction open. */
  const busy = async (): Promise<number> => {
    const { rows } = await admin.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where usename = $1 and state <> 'idle'",
      [victims.roles.runtime],
    );
    return (rows[0] as { n: number }).n;
  };
  const until = async (condition: () => Promise<boolean>, ms: number): Promise<number> => {
    const begun = Date.now();
    while (!(await condition())) {
      if (Date.now() - begun > ms) throw new Error(`not within ${ms} ms`);
      await sleep(50);
    }
    return Date.now() - begun;
  };

  it(title(SCENARIOS.heldOpen), async () => {
    const text = await (await hold("insert into notes (text) values ('held')", 12_000)).text();
    expect(text).to.match(/^begun (08006|25P03)$/);
    expect(await run("select 1 from notes where text = 'held'")).to.deep.equal({ rows: 0 });
  });

  it(title(SCENARIOS.longTransaction), async () => {
    const client = await victims.connect(victims.roles.runtime);
    // The same limit, sooner.
    await client.query("set transaction_timeout = '1s'");
    await client.query('begin');
    const begun = Date.now();
    let code: string | undefined;
    while (code === undefined && Date.now() - begun < 10_000) {
      code = await client.query('select 1').then(
        () => undefined,
        (error: { code?: string }) => error.code ?? 'lost',
      );
    }
    expect(code).to.be.oneOf(['25P04', 'lost']);
    await client.end().catch(() => undefined);
  });

  it(title(SCENARIOS.exhaustion), async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 50 }, () => victims.connect(victims.roles.runtime)),
    );
    const clients = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    const refusals = attempts.flatMap((attempt) =>
      attempt.status === 'rejected' ? [(attempt.reason as { code?: string }).code] : [],
    );
    const others = await server.request('POST', '/t/globex/notes/sql', { json: { sql: 'select 1' } });
    await Promise.all(clients.map((client) => client.end()));
    expect(new Set(refusals)).to.deep.equal(new Set(['53300']));
    expect(clients.length).to.be.within(28, 32);
    expect(others.body).to.deep.equal({ rows: 1 });
  });

  it(title(SCENARIOS.callerGone), async () => {
    const gone = new AbortController();
    const request = fetch(new URL('/t/acme/notes/sql', server.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.adminToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        sql: 'select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b',
      }),
      signal: gone.signal,
    }).catch(() => undefined);
    await until(async () => (await busy()) > 0, 30_000);
    gone.abort();
    await request;
    // Its own limit would end it much later.
    await until(async () => (await busy()) === 0, 30_000);
  });

  it(title(SCENARIOS.lockedUpdate), async () => {
    await publish(server, {
      ...ATTACKER,
      version: '1.1.0',
      migrations: { ...ATTACKER.migrations, '002.sql': 'alter table notes add more text' },
    });
    const holder = await victims.connect(victims.roles.runtime);
    const reader = await victims.connect(victims.roles.runtime);
    const before = (await reader.query('select * from notes order by id')).rows;
    // Stands for a plugin that goes on asking, whose transaction is not ended for a minute.
    await holder.query('set idle_in_transaction_session_timeout = 0');
    await holder.query('begin');
    await holder.query('select id from notes for update');
    const { body: begun } = await server.request('POST', '/v1/tenants/acme/plugins/notes/actions/update', {
      json: { range: '1.1.0' },
      headers: { Prefer: 'respond-async' },
    });
    const operation = async () => (await server.request('GET', `/v1/operations/${begun.id}`)).body;
    await until(async () => {
      const { rowCount } = await admin.query(
        "select from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'",
        [victims.roles.owner],
      );
      return rowCount === 1;
    }, 20_000);
    // It comes after the owner, and so waits as long.
    const read = reader.query('select * from notes order by id').then(
      ({ rows }) => rows as object[],
      ({ code }: { code?: string }) => code,
    );
    expect(await until(async () => (await operation()).attempts === 1, 8000)).to.be.above(4000);
    const { state, error } = await operation();
    expect({ state, code: error?.code, step: error?.step }).to.deep.equal({
      state: 'running',
      code: 'blocked_by_session',
      step: 'update notes to 1.1.0',
    });
    expect(await read, 'read meanwhile').to.deep.equal(before);
    const { body: installed } = await server.request('GET', '/v1/tenants/acme/plugins/notes');
    expect(installed.version).to.equal('1.0.0');
    await holder.query('commit');
    await until(async () => (await operation()).state === 'succeeded', 20_000);
    expect((await reader.query('select id, text from notes order by id')).rows).to.deep.equal(before);
    await holder.end();
    await reader.end();
  });

  it(title(SCENARIOS.blockedDelete), async () => {
    const member = '00000000-0000-7000-8000-000000000001';
    await admin.query(`insert into tenant_acme.members (id, email, name) values ('${member}', 'a@b.c', 'A')`);
    await admin.query(`insert into tenant_acme.workspaces (id, slug, name) values ('${member}', 'w', 'W')`);
    await run(`insert into owned values (1, '${member}', '${member}')`);
    await run(`insert into signed values (1, '${member}')`);
    await admin.query(`delete from tenant_acme.members where id = '${member}'`);
    await admin.query(`delete from tenant_acme.workspaces where id = '${member}'`);
    expect(await run('select 1 from owned')).to.deep.equal({ rows: 0 });
    expect(await run('select 1 from signed where author is null')).to.deep.equal({ rows: 1 });
  });

  it(title(SCENARIOS.ownSettings), async () => {
    const { runtime, owner } = victims.roles;
    const client = await victims.connect(runtime);
    await client.query(`alter role ${runtime} set statement_timeout = 0`);
    await client.query(`alter role ${runtime} in database plexica set search_path = nowhere`);
    await client.query(`alter role ${runtime} password 'mine'`);
    await client.end();
    const own = await victims.connect(owner);
    await own.query(`alter role ${owner} set transaction_timeout = 0`);
    await own.end();
    expect((await activate()).status).to.equal(200);
    const again = await victims.connect(runtime);
    const limit = await again.query('show statement_timeout');
    const path = await again.query('show search_path');
    await again.end();
    expect([limit.rows, path.rows]).to.deep.equal([
      [{ statement_timeout: '1h' }],
      [{ search_path: 'tenant_acme__notes' }],
    ]);
    const { rows: settings } = await admin.query(
      'select setconfig from pg_db_role_setting s join pg_roles r on r.oid = s.setrole where rolname = $1',
      [owner],
    );
    expect(String(settings[0].setconfig)).to.match(/transaction_timeout=30s/);
  });

  it(title(SCENARIOS.othersOperation), async () => {
    const { rows } = await admin.query<{ id: string }>(
      `insert into plexica.operations (kind, subject, tenant, principal, input, state, replica)
       select 'update', 'notes in globex', 'globex', 'admin', '{}', 'running', last_value from plexica.replicas
       returning id`,
    );
    const [operation] = rows as [{ id: string }];
    const own = await victims.connect(victims.roles.owner);
    const refusal = await own
      .query("select plexica_host.switch_version($1, 1, '9.9.9', '{}', '[]')", [operation.id])
      .catch((error: { code?: string }) => error.code);
    await own.end();
    await admin.query('delete from plexica.operations where id = $1', [operation.id]);
    expect(refusal).to.equal('55000');
  });

  it(title(SCENARIOS.notified), async () => {
    const client = await victims.connect(victims.roles.runtime);
    const { rows } = await admin.query<{ channel: string }>('select channel from plexica.platform');
    for (const word of ['error', 'newListener', '', 'tenants', 'x'.repeat(7000)])
      await client.query(`notify ${rows[0]?.channel}, '${word}'`);
    await client.end();
    await sleep(100);
    expect((await server.request('GET', '/v1/tenants')).status).to.equal(200);
  });

  /** A plugin of acme leaves something, and another tenant's plugin looks for it; both send what they like. */
  async function handOver(
    put: readonly string[],
    look: readonly string[],
  ): Promise<{ put: unknown[]; looked: unknown[] }> {
    const giver = await victims.connect(victims.roles.runtime);
    const taker = await victims.connect(victims.foreign);
    const codes = async (client: pg.Client, statements: readonly string[]) => {
      const said: unknown[] = [];
      for (const sql of statements) {
        said.push(
          await client.query(sql).then(
            ({ rows }) => rows as unknown,
            ({ code }: { code?: string }) => code,
          ),
        );
      }
      return said;
    };
    try {
      return { put: await codes(giver, put), looked: await codes(taker, look) };
    } finally {
      await giver.end();
      await taker.end();
    }
  }
  const DENIED = '42501';

  it(title(SCENARIOS.byActivity), async () => {
    const look = [
      'select application_name from pg_stat_activity',
      'select * from pg_stat_get_activity(null)',
      'select pg_stat_get_backend_activity(n) from generate_series(1, 9) n',
      `select ('1'::text::int).pg_stat_get_backend_activity`,
    ];
    const { put, looked } = await handOver([`set application_name = 'a row'`], look);
    expect({ put, looked }).to.deep.equal({ put: [[]], looked: look.map(() => DENIED) });
  });

  it(title(SCENARIOS.byLocks), async () => {
    const give = ['select pg_advisory_lock(4711)', 'select pg_try_advisory_lock_shared(47, 11)'];
    const look = [
      'select objid from pg_locks',
      'select * from pg_lock_status()',
      'select pg_try_advisory_lock(4711)',
      'select pg_try_advisory_xact_lock(47, 11)',
      'select pg_blocking_pids(1)',
    ];
    const { put, looked } = await handOver(give, look);
    expect({ put, looked }).to.deep.equal({ put: give.map(() => DENIED), looked: look.map(() => DENIED) });
  });

  it(title(SCENARIOS.bySettings), async () => {
    const look = [
      'select setconfig from pg_db_role_setting',
      'select rolconfig from pg_roles',
      'select useconfig from pg_user',
    ];
    const { runtime } = victims.roles;
    const { put, looked } = await handOver([`alter role ${runtime} set application_name = 'a row'`], look);
    expect({ put, looked }).to.deep.equal({ put: [[]], looked: look.map(() => DENIED) });
    expect((await activate()).status).to.equal(200);
  });
});
