import { existsSync } from 'node:fs';
import { expect } from 'chai';
import pg from 'pg';
import type { PlexicaError } from '@plexica/sdk/errors';
import { createClient } from '../../src/plugin-host/capabilities/database/raw-rows.ts';
import type { Sandboxed } from '../../src/plugin-host/types.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';
import { type TestDatabase, startDatabase } from './postgres.ts';

const TABLES = `
  create table contacts (id int primary key, name text not null unique, email text check (email like '%@%'));
  create table kinds (
    small smallint, whole int, big bigint, huge bigint, exact numeric, approx double precision, yes boolean,
    at timestamptz, local timestamp, day date, data jsonb, plain json, octets bytea, words text[], numbers int[],
    times timestamptz[], id uuid, span interval, nan double precision, none text
  );
`;

/** Runs the body it is sent as the body of a function of ctx. The test's own wall, not the sandbox's, is open here. */
const PLUGIN = `
  async values(ctx) {
    await ctx.db.query("insert into kinds values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20)", [
      1, 2, 3n, 2n ** 62n, '12.50', 1.5, true, new Date('2026-11-21T03:00:47.500Z'), '2026-01-02 03:04:05', '2026-01-02',
      { a: [1] }, JSON.stringify([1, 'b']), new Uint8Array([0, 255]), ['a', 'b c', null], [1, 2], [new Date('2026-01-01T00:00:00Z')],
      '018f0000-0000-7000-8000-000000000000', '1 day', NaN, undefined,
    ]);
    const row = await ctx.db.one('select * from kinds');
    return { ...row, octets: [row.octets.constructor.name, ...row.octets] };
  }
  arrays(ctx) {
    return ctx.db.one('select $1::text[] as words, $2::int[] as table, $3::jsonb[] as objects, $4::bytea[] = array[$5::bytea] as octets, 2 = any($6) as found, $7::int[] as none', [
      ['', 'NULL', null, undefined, 'a"b', 'c\\\\d', 'e,f', '{g}'], [[1, 2], [3, 4]], [{ a: ['"'] }], [new Uint8Array([0, 92])],
      new Uint8Array([0, 92]), [1, 2, 3], [],
    ]);
  }
  async add(ctx) {
    const { id, name, email } = await ctx.request.json();
    return ctx.db.query('insert into contacts values ($1, $2, $3) returning *', [id, name, email]);
  }
  async caught(ctx) {
    const { sql, values } = await ctx.request.json();
    try { return await ctx.db.query(sql, values); }
    catch (e) { return { name: e.name, message: e.message, sqlstate: e.sqlstate, constraint: e.constraint, column: e.column, error: e instanceof Error, stack: e.stack.includes('Plugin.caught') }; }
  }
  names(ctx) { return ctx.db.query('select name from contacts order by id').then((rows) => rows.map((r) => r.name)); }
  async clear(ctx) { await ctx.db.query('delete from contacts'); }
  async committed(ctx) {
    return ctx.db.transaction(async (tx) => {
      await tx.query("insert into contacts values (1, 'a')");
      const outside = await ctx.db.query('select 1 from contacts');
      await tx.query("insert into contacts values (2, 'b')");
      return outside.length;
    });
  }
  async rolledBack(ctx) {
    try { await ctx.db.transaction(async (tx) => { await tx.query("insert into contacts values (1, 'a')"); throw new Error('no'); }); }
    catch (e) { return e.message; }
  }
  async nested(ctx) {
    await ctx.db.transaction(async (tx) => {
      await tx.query("insert into contacts values (1, 'a')");
      await tx.transaction(async (inner) => { await inner.query("insert into contacts values (1, 'twice')"); }).catch(() => {});
      await Promise.all([2, 3, 4].map((id) => tx.transaction((inner) => inner.query('insert into contacts values ($1, $2)', [id, 'n' + id]))));
      await tx.transaction(async (inner) => { await inner.query("insert into contacts values (9, 'z')"); throw new Error('no'); }).catch(() => {});
    });
  }
  async swallowed(ctx) {
    return ctx.db.transaction(async (tx) => {
      await tx.query("insert into contacts values (1, 'a')");
      await tx.query("insert into contacts values (1, 'a')").catch(() => {});
    }).catch((e) => e.sqlstate);
  }
  async kept(ctx) {
    let kept;
    await ctx.db.transaction(async (tx) => { kept = tx; });
    return kept.query('select 1').catch((e) => e.message);
  }
  async forgotten(ctx) {
    await new Promise((inserted) => {
      void ctx.db.transaction(async (tx) => { await tx.query("insert into contacts values (5, 'open')"); inserted(); await new Promise(() => {}); });
    });
  }
  async parallel(ctx) {
    const rows = await Promise.all(Array.from({ length: 50 }, (_, i) => ctx.db.one('select $1::int as n', [i])));
    return rows.reduce((sum, { n }) => sum + n, 0);
  }
  async many(ctx) { return (await ctx.db.query('select g from generate_series(1, $1::int) g', [+ctx.request.query.get('n')])).length; }
  async wide(ctx) { return (await ctx.db.query("select repeat('x', 1000000) from generate_series(1, $1::int)", [+ctx.request.query.get('n')])).length; }
  async manyWritten(ctx) { return ctx.db.query("insert into contacts select g, 'n' || g from generate_series(1, 10001) g returning id").catch((e) => e.sqlstate); }
  async hold(ctx) { return ctx.db.transaction(async (tx) => { await tx.query('select 1'); await new Promise((r) => setTimeout(r, 3000)); }); }
  async bigValue(ctx) { return ctx.db.query('select $1::text', ['x'.repeat(2_000_000)]).catch((e) => e.sqlstate); }
  endless(ctx) { return ctx.db.query('with recursive n as (select 1 as i union all select i + 1 from n) select count(*) from n').catch((e) => e.sqlstate); }
  async lostInside(ctx) { return ctx.db.transaction(async (tx) => { await tx.query('select 1'); return tx.query('select name from contacts'); }); }
  async lostAndCaught(ctx) { return ctx.db.query('select name from contacts').catch((e) => e.sqlstate); }
  tooFewValues(ctx) { return ctx.db.query('select $1::int + $2::int as sum', [1]); }
  async tooMuchThenMore(ctx) {
    return ctx.db.transaction(async (tx) => {
      await tx.query("select repeat('x', 1000000) from generate_series(1, 100)").catch(() => {});
      await tx.query('select 1');
    });
  }
  proto(ctx) { return ctx.db.one('select 1 as "__proto__", 2 as "constructor"').then((row) => [Object.getPrototypeOf(row) === Object.prototype, Object.keys(row)]); }
`;

describe('ctx.db', () => {
  let database: TestDatabase;
  let hosted: Hosted;
  let target: Sandboxed;
  let other: Sandboxed;
  before(async () => {
    database = await startDatabase();
    await database.install(1, 'tenant_acme__crm', TABLES);
    await database.install(2, 'tenant_globex__crm', TABLES);
    hosted = await startHost({ connect: (number) => database.connect(number), connections: 6 });
    target = await hosted.plugin(PLUGIN);
    other = { ...target, installation: 2, tenant: 'globex' };
  });
  after(async () => {
    await hosted?.close();
    await database?.close();
  });
  beforeEach(() => hosted.host.call(target, call('clear')));

  const ask = async (handler: string, body?: unknown, query = '') =>
    json(
      await hosted.host.call(
        target,
        call(handler, { query, body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)) }),
      ),
    );
  const run = (handler: string) => hosted.host.call(target, call(handler));

  it('sends and returns every kind of value', async () => {
    expect(await ask('values')).to.deep.equal({
      small: 1,
      whole: 2,
      big: 3,
      huge: '4611686018427387904',
      exact: '12.50',
      approx: 1.5,
      yes: true,
      at: '2026-11-21T03:00:47.5Z',
      local: '2026-01-02T03:04:05',
      day: '2026-01-02',
      data: { a: [1] },
      plain: [1, 'b'],
      octets: ['Uint8Array', 0, 255],
      words: ['a', 'b c', null],
      numbers: [1, 2],
      times: ['2026-01-01T00:00:00Z'],
      id: '018f0000-0000-7000-8000-000000000000',
      span: '1 day',
      nan: 'NaN',
      none: null,
    });
  });

  it('sends arrays as arrays of PostgreSQL', async () => {
    expect(await ask('arrays')).to.deep.equal({
      words: ['', 'NULL', null, null, 'a"b', 'c\\d', 'e,f', '{g}'],
      table: [
        [1, 2],
        [3, 4],
      ],
      objects: [{ a: ['"'] }],
      octets: true,
      found: true,
      none: [],
    });
  });

  it('keeps one installation from seeing the rows of another', async () => {
    await ask('add', { id: 1, name: 'Ada' });
    expect(await json(await hosted.host.call(other, call('names')))).to.deep.equal([]);
    expect(await ask('names')).to.deep.equal(['Ada']);
    const client = new pg.Client(database.connect(1));
    await client.connect();
    const denied = await client
      .query('select * from tenant_globex__crm.contacts')
      .catch((error: Error) => error.message);
    await client.end();
    expect(denied).to.equal('permission denied for schema tenant_globex__crm');
  });

  describe('throws a DatabaseError', () => {
    it('with constraint and column, and a stack that leads to the plugin', async () => {
      await ask('add', { id: 1, name: 'Ada' });
      const insert = 'insert into contacts values (2, $1)';
      expect(await ask('caught', { sql: insert, values: ['Ada'] })).to.deep.equal({
        name: 'DatabaseError',
        message: 'duplicate key value violates unique constraint "contacts_name_key"',
        sqlstate: '23505',
        constraint: 'contacts_name_key',
        error: true,
        stack: true,
      });
      expect(await ask('caught', { sql: insert, values: [null] })).to.include({
        sqlstate: '23502',
        column: 'name',
      });
    });
    const CASES: [sql: string, sqlstate: string][] = [
      ['select * from nowhere', '42P01'],
      ['select nope from contacts', '42703'],
      ['select 1 / 0', '22012'],
      ['selec 1', '42601'],
      ['set role postgres', '42501'],
      ['select * from tenant_globex__crm.contacts', '42501'],
      // What exists and what does not must look the same.
      ["select nextval('tenant_globex__crm.contacts')", '42501'],
      ["select nextval('tenant_nobody__crm.contacts')", '42501'],
      ["select to_tsvector('tenant_globex__crm.x', 'a')", '42501'],
      ["select to_tsvector('tenant_nobody__crm.x', 'a')", '42501'],
    ];
    for (const [sql, sqlstate] of CASES) {
      it(`${sqlstate}: ${sql}`, async () => {
        const error = (await ask('caught', { sql })) as { sqlstate: string; message: string };
        expect(error.sqlstate).to.equal(sqlstate);
        expect(error.message).not.to.match(/globex|nobody|plx_/);
      });
    }
    for (const [name, value, problem] of [
      ['half of a surrogate pair', 'a\ud800', 'is not valid Unicode: it contains an unpaired surrogate'],
      ['U+0000', 'a\0', 'contains the character U+0000, which cannot be stored'],
    ] as const) {
      it(`for a value with ${name}, that names the parameter`, async () => {
        const sql = 'insert into contacts values ($1, $2)';
        const error = await ask('caught', { sql, values: [7, value] });
        expect(error).to.include({ sqlstate: '22021', message: `The value of $2 ${problem}.` });
        expect(await ask('names')).not.to.include.members(['a', 'a\ufffd']);
      });
    }
    it('for half of a surrogate pair in its own text', async () => {
      const error = await ask('caught', { sql: `select '\ud800'` });
      expect(error).to.include({
        sqlstate: '22021',
        message: 'SQL must be valid Unicode. This text contains an unpaired surrogate.',
      });
    });
    it('that fails the request with plugin_failed where nobody catches it', async () => {
      const error = await ask('add', { id: 1, name: null }).catch((error: PlexicaError) => error);
      expect((error as PlexicaError).code).to.equal('plugin_failed');
    });
  });

  describe('in a transaction', () => {
    it('shows nothing to others before it commits', async () => {
      expect(await ask('committed')).to.equal(0);
      expect(await ask('names')).to.deep.equal(['a', 'b']);
    });
    it('undoes everything when the work throws', async () => {
      expect(await ask('rolledBack')).to.equal('no');
      expect(await ask('names')).to.deep.equal([]);
    });
    it('nests by savepoints, which wait for each other', async () => {
      await run('nested');
      expect(await ask('names')).to.deep.equal(['a', 'n2', 'n3', 'n4']);
    });
    it('throws at the end where a failed statement was swallowed', async () => {
      expect(await ask('swallowed')).to.equal('25P02');
      expect(await ask('names')).to.deep.equal([]);
    });
    it('cannot be used after its end', async () => {
      expect(await ask('kept')).to.match(/has ended/);
    });
    it('left open is rolled back when the request ends', async () => {
      for (let round = 0; round < 6; round += 1) await run('forgotten');
      expect(await ask('names')).to.deep.equal([]);
      expect(await ask('parallel')).to.equal(1225);
    });
  });

  it('runs statements at the same time', async () => expect(await ask('parallel')).to.equal(1225));

  it('returns at most 10,000 rows', async () => {
    expect(await ask('many', undefined, 'n=10000')).to.equal(10_000);
    const error = (await ask('caught', { sql: 'select * from generate_series(1, 10001)' })) as object;
    expect(error).to.include({ sqlstate: '54000' });
    expect(await ask('many', undefined, 'n=3')).to.equal(3);
  });

  it('returns at most 8 MiB', async () => {
    expect(await ask('wide', undefined, 'n=8')).to.equal(8);
    const sql = "select repeat('x', 1000000) from generate_series(1, 9000)";
    expect(await ask('caught', { sql })).to.include({ sqlstate: '54000' });
    expect(await ask('many', undefined, 'n=3')).to.equal(3);
  });

  it('takes in no value that is far too large', async () => {
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    const sql = "select repeat('x', 100000000)";
    expect(await ask('caught', { sql })).to.include({ sqlstate: '54000' });
    clearInterval(watch);
    expect((most - before) / 2 ** 20).to.be.below(150);
    expect(await ask('many', undefined, 'n=3')).to.equal(3);
  });

  it('undoes a write that returns too many rows', async () => {
    expect(await ask('manyWritten')).to.equal('54000');
    expect(await ask('names')).to.deep.equal([]);
  });

  it('counts the octets of a result from its own beginning, also after a statement that failed', async () => {
    expect(await ask('caught', { sql: 'select 1 / 0' })).to.include({ sqlstate: '22012' });
    for (let sum = 0; sum < 35; sum += 7) expect(await ask('wide', undefined, 'n=7')).to.equal(7);
  });

  it('takes at most 1 MiB of values', async () => expect(await ask('bigValue')).to.equal('54000'));

  it('stops a statement without end', async () => expect(await ask('endless')).to.equal('57014')).timeout(
    15_000,
  );

  it('takes no more memory than a statement may have, and the database goes on', async function () {
    if (process.platform !== 'linux' || !existsSync('/usr/bin/prlimit')) this.skip();
    const began = async () => (await database.run('SELECT pg_postmaster_start_time() AS since')).rows;
    const since = await began();
    const sql = 'select array_length(array_fill(0::int8, array[60000000]), 1)';
    expect(await ask('caught', { sql })).to.include({ sqlstate: '53200', message: 'out of memory' });
    expect(await ask('caught', { sql: 'select 1 / 0' })).to.include({ sqlstate: '22012' });
    expect(await began()).to.deep.equal(since);
  }).timeout(20_000);

  it('keeps the prototype of its rows', async () => {
    expect(await ask('proto')).to.deep.equal([true, ['__proto__', 'constructor']]);
  });

  it('waits 2 seconds for a connection, then answers plugin_unavailable', async () => {
    const held = Array.from({ length: 4 }, () => run('hold'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const error = (await run('names').catch((error: PlexicaError) => error)) as PlexicaError;
    expect(error).to.include({ code: 'plugin_unavailable', retryAfter: 1 });
    expect(await json(await hosted.host.call(other, call('names')))).to.deep.equal([]);
    await Promise.all(held);
  });

  it('takes an idle connection from others when all are in use', async () => {
    await ask('parallel');
    for (let number = 10; number < 16; number += 1) {
      await database.install(number, `tenant_t${number}__crm`, TABLES);
      const third = { ...target, installation: number, tenant: `t${number}` };
      expect(await json(await hosted.host.call(third, call('names')))).to.deep.equal([]);
      await hosted.host.retire(number);
    }
    const { rows } = await database.superuser(
      "select count(*)::int as n from pg_stat_activity where usename like 'plx_%'",
    );
    expect((rows[0] as { n: number }).n).to.be.at.most(6);
  });

  it('answers database_unavailable where PostgreSQL does not let the role in', async () => {
    const stranger = { ...target, installation: 99 };
    const error = (await hosted.host
      .call(stranger, call('names'))
      .catch((error: PlexicaError) => error)) as PlexicaError;
    expect(error.code).to.equal('database_unavailable');
  });

  it('goes on after PostgreSQL ended its connections', async () => {
    await ask('parallel');
    await database.superuser(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'plx_%'",
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await ask('names')).to.deep.equal([]);
  });

  describe('where the connection is lost', () => {
    const KILL = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'plx_0badcafe_1_r'";
    const failure = (handler: string, on = target) =>
      hosted.host.call(on, call(handler)).then(
        (answer): unknown => json(answer),
        ({ code, retryAfter }: PlexicaError) => ({ code, retryAfter }),
      );
    const AWAY = { code: 'database_unavailable', retryAfter: 2 };

    it('answers database_unavailable for a statement in flight', async () => {
      const lock = new pg.Client(database.connect(1, 'o'));
      await lock.connect();
      await lock.query('begin; lock table contacts');
      try {
        const failed = [failure('names'), failure('lostInside'), failure('lostAndCaught')];
        await new Promise((resolve) => setTimeout(resolve, 500));
        await database.superuser(KILL);
        expect(await Promise.all(failed)).to.deep.equal([AWAY, AWAY, '08006']);
      } finally {
        await lock.end();
      }
      expect(await ask('names')).to.deep.equal([]);
    });

    it('answers database_unavailable between two statements of a transaction', async () => {
      const failed = failure('hold');
      await new Promise((resolve) => setTimeout(resolve, 500));
      await database.superuser(KILL);
      expect(await failed).to.deep.equal(AWAY);
    });

    it('answers plugin_failed where the plugin has lost it by itself', async () => {
      await database.install(3, 'tenant_idle__crm', TABLES);
      await database.run('alter role plx_0badcafe_3_r set idle_in_transaction_session_timeout = 200');
      const idle = { ...target, installation: 3, tenant: 'idle' };
      expect(await failure('hold', idle)).to.include({ code: 'plugin_failed' });
      expect(await failure('tooFewValues')).to.include({ code: 'plugin_failed' });
      expect(await failure('tooMuchThenMore')).to.include({ code: 'plugin_failed' });
    });
  });

  describe('of a lifecycle method', () => {
    const LIFECYCLE = `
      async onInstall(ctx) {
        await ctx.db.query("insert into contacts values (70, 'installed')");
        await ctx.db.transaction((tx) => tx.query("insert into contacts values (71, 'nested')"));
        await ctx.db.transaction(async (tx) => { await tx.query("insert into contacts values (72, 'undone')"); throw new Error('x'); }).catch(() => {});
        if (ctx.config.fail) throw new Error('will not install');
        ctx.log.info('installed at ' + ctx.tenant.slug + ' ' + Object.keys(ctx).join());
      }
      async onUpdate(ctx, from) { await ctx.db.query("insert into contacts values (73, $1)", [from]); }
      async onActivate(ctx) { await ctx.db.query('create table x (id int)'); }
      onUninstall() { return new Promise(() => {}); }
    `;
    const inTransaction = async (
      work: (client: pg.Client) => Promise<unknown>,
      end: string,
    ): Promise<void> => {
      const client = createClient(database.connect(1, 'o'));
      await client.connect();
      await client.query('begin');
      try {
        await work(client);
      } finally {
        await client.query(end);
        await client.end();
      }
    };

    it('is the transaction it is given', async () => {
      const plugin = await hosted.plugin(LIFECYCLE, { installation: 1 });
      await inTransaction(
        (connection) => hosted.host.lifecycle(plugin, 'onInstall', { connection }),
        'rollback',
      );
      expect(await ask('names')).to.deep.equal([]);
      await inTransaction(
        (connection) => hosted.host.lifecycle(plugin, 'onInstall', { connection }),
        'commit',
      );
      expect(await ask('names')).to.deep.equal(['installed', 'nested']);
      expect(hosted.lines.at(-1)?.message).to.equal('installed at acme tenant,config,log,db,signal');
    });
    it('is the run-time role without one, and onUpdate is told the version before', async () => {
      const plugin = await hosted.plugin(LIFECYCLE, { installation: 1 });
      await hosted.host.lifecycle(plugin, 'onUpdate', { from: '0.9.0' });
      expect(await ask('names')).to.deep.equal(['0.9.0']);
    });
    it('fails with lifecycle_failed and the reason', async () => {
      const plugin = await hosted.plugin(LIFECYCLE, { installation: 1, config: { fail: true } });
      let error: PlexicaError | undefined;
      await inTransaction(async (connection) => {
        error = (await hosted.host
          .lifecycle(plugin, 'onInstall', { connection })
          .catch((e: unknown) => e)) as PlexicaError;
      }, 'rollback');
      expect(error).to.include({
        code: 'lifecycle_failed',
        message: 'onInstall of crm 1.0.0: will not install',
      });
    });
    it('may not make tables even as the owner', async () => {
      const plugin = await hosted.plugin(LIFECYCLE, { installation: 1 });
      let error: PlexicaError | undefined;
      await inTransaction(async (connection) => {
        error = (await hosted.host
          .lifecycle(plugin, 'onActivate', { connection })
          .catch((e: unknown) => e)) as PlexicaError;
      }, 'rollback');
      expect(error?.message).to.match(/Only SELECT, INSERT/);
    });
  });
});
