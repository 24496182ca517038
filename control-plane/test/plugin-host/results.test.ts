import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { PlexicaError } from '@plexica/sdk/errors';
import type { Sandboxed } from '../../src/plugin-host/types.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';
import { type TestDatabase, startDatabase } from './postgres.ts';

const TABLES = `
  create type mood as enum ('glad', 'sad');
  create table moods (mood mood, moods mood[]);
  insert into moods values ('glad', '{glad,sad}');
`;

const PLUGIN = `
  async rows(ctx) { return ctx.db.query(await ctx.request.text()); }
  async count(ctx) { return (await ctx.db.query(await ctx.request.text())).length; }
  async caught(ctx) { return ctx.db.query(await ctx.request.text()).then(() => 'none', ({ sqlstate, message }) => ({ sqlstate, message })); }
  async many(ctx) {
    const sql = "select n, repeat(chr(960 + n % 20), n % 700) as text, case when n % 3 = 0 then n end as third, array[n, n + 1] as pair from generate_series(1, 2000) n";
    const rows = await ctx.db.query(sql);
    const wrong = rows.filter(({ n, text, third, pair }, index) =>
      n !== index + 1 || text !== String.fromCharCode(960 + n % 20).repeat(n % 700) || third !== (n % 3 ? null : n) || pair[0] !== n || pair[1] !== n + 1);
    return [rows.length, wrong.length];
  }
  async unread(ctx) {
    const { query } = ctx.request;
    const sql = "select repeat('x', 8000) from generate_series(1, $1::int)";
    const results = [1, 2, 3, 4].map(() => ctx.db.query(sql, [Number(query.get('rows'))]));
    await new Promise((resolve) => setTimeout(resolve, 1));
    for (const end = Date.now() + Number(query.get('ms')); Date.now() < end; );
    return (await Promise.all(results)).map((rows) => rows.length);
  }
  late(ctx) {
    return new Response(new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(' '));
        await new Promise((resolve) => setTimeout(resolve, 100));
        const result = ctx.db.query("select repeat('x', 8000) from generate_series(1, 1000)").then(() => 'none', ({ sqlstate, message }) => ({ sqlstate, message }));
        await new Promise((resolve) => setTimeout(resolve, 1));
        for (const end = Date.now() + 11_500; Date.now() < end; );
        controller.enqueue(new TextEncoder().encode(JSON.stringify(await result)));
        controller.close();
      },
    }));
  }
  async seen(ctx) {
    const { parse } = JSON;
    const seen = [];
    JSON.parse = (text) => { seen.push(text); return parse(text); };
    try { await ctx.db.query('select mood, moods, 1 as one from moods'); } finally { JSON.parse = parse; }
    return seen.map((text) => parse(text)).filter(({ type }) => type === 'result').map(({ result }) => result.types);
  }
`;

describe('a result of ctx.db', () => {
  let database: TestDatabase;
  let hosted: Hosted;
  let target: Sandboxed;
  before(async () => {
    database = await startDatabase();
    await database.install(1, 'tenant_acme__crm', TABLES);
    await database.install(2, 'tenant_globex__crm', TABLES);
    hosted = await startHost({ connect: (number) => database.connect(number), connections: 6 });
    target = await hosted.plugin(PLUGIN);
  });
  after(async () => {
    await hosted?.close();
    await database?.close();
  });

  const ask = async (handler: string, sql?: string): Promise<unknown> =>
    json(await hosted.host.call(target, call(handler, sql === undefined ? {} : { body: Buffer.from(sql) })));

  it('is whole where it comes in many pieces', async () => {
    expect(await ask('many')).to.deep.equal([2000, 0]);
  });

  it('has the values of every type', async () => {
    const sql = `select
      array[true, null] as bools, array[1, 9007199254740993]::int8[] as bigs, array[-1]::int2[] as smalls,
      array[[1, 2], [3, 4]] as ints, '[0:1]={5,6}'::int4[] as bounds, array[26]::oid[] as oids,
      array[1.5, 'NaN', '-0']::float4[] as reals, array['Infinity']::float8[] as doubles,
      array['{"a":[-0]}', 'null']::json[] as jsons, array['"b"']::jsonb[] as jsonbs,
      array['2026-01-02 03:04:05']::timestamp[] as times, array['2026-01-02 03:04:05+00']::timestamptz[] as zoned,
      array['a']::"char"[] as chars, array['b']::name[] as names,
      array['', 'null', null, 'a"b', 'c\\d', 'e,f', '{g}', ' ü'] as texts,
      array['a']::bpchar[] as padded, array['b']::varchar[] as vars,
      array['018f0000-0000-7000-8000-000000000000']::uuid[] as ids, array['2026-01-02']::date[] as days,
      array['03:04']::time[] as hours, array['03:04+00']::timetz[] as zones, array['1 day']::interval[] as spans,
      array[12.50] as exact, array['\\x00ff']::bytea[] as octets, '{}'::text[] as none,
      mood, moods, 1e400::text::json as huge, '-0'::float8 as zero
      from moods`;
    expect(await ask('rows', sql)).to.deep.equal([
      {
        bools: [true, null],
        bigs: [1, '9007199254740993'],
        smalls: [-1],
        ints: [
          [1, 2],
          [3, 4],
        ],
        bounds: [5, 6],
        oids: [26],
        reals: [1.5, 'NaN', 0],
        doubles: ['Infinity'],
        jsons: [{ a: [0] }, null],
        jsonbs: ['b'],
        times: ['2026-01-02T03:04:05'],
        zoned: ['2026-01-02T03:04:05Z'],
        chars: ['a'],
        names: ['b'],
        texts: ['', 'null', null, 'a"b', 'c\\d', 'e,f', '{g}', ' ü'],
        padded: ['a'],
        vars: ['b'],
        ids: ['018f0000-0000-7000-8000-000000000000'],
        days: ['2026-01-02'],
        hours: ['03:04:00'],
        zones: ['03:04:00+00'],
        spans: ['1 day'],
        exact: ['12.50'],
        octets: '{"\\\\x00ff"}',
        none: [],
        mood: 'glad',
        moods: '{glad,sad}',
        huge: null,
        zero: 0,
      },
    ]);
  });

  it('may have rows without columns', async () => {
    expect(await ask('rows', 'select from generate_series(1, 3)')).to.deep.equal([{}, {}, {}]);
    expect(await ask('rows', 'select 1 where false')).to.deep.equal([]);
  });

  it('does not tell how many types the database has', async () => {
    expect(await ask('seen')).to.deep.equal([[0, 0, 23]]);
  });

  for (const [name, sql, count] of [
    ['of 8,388,608 bytes', "select repeat('x', 8388608)", 1],
    ['of one byte more', "select repeat('x', 8388609)", undefined],
    [
      'of as many in rows of which none is large',
      "select repeat('x', 1000) from generate_series(1, 8389)",
      undefined,
    ],
    ['of characters with several bytes', "select repeat('é', 4194304) || 'x'", undefined],
    ['of 10,000 rows', 'select from generate_series(1, 10000)', 10_000],
    ['of one row more', 'select from generate_series(1, 10001)', undefined],
  ] as const) {
    it(`is ${count === undefined ? 'refused' : 'received'} where it is one ${name}`, async () => {
      if (count !== undefined) expect(await ask('count', sql)).to.equal(count);
      else expect(await ask('caught', sql)).to.include({ sqlstate: '54000' });
    });
  }

  it('is refused where it has hardly any value and very many nulls', async () => {
    const nulls = Array.from({ length: 1600 }, () => 'null').join();
    const { sqlstate } = (await ask('caught', `select ${nulls} from generate_series(1, 10000)`)) as {
      sqlstate?: string;
    };
    // On a busy machine its time is up first.
    expect(sqlstate).to.be.oneOf(['54000', '57014']);
  });

  it('has no error of any size', async () => {
    const error = { sqlstate: '54000', message: 'The error of the statement is larger than 1 MiB.' };
    expect(await ask('caught', "select repeat('x', 100000000)::int")).to.deep.equal(error);
    // Its end is sent only once its rows are seen.
    const written = "insert into moods values ('sad') returning repeat('x', 3000000)::int";
    expect(await ask('caught', written)).to.deep.equal(error);
    expect(await ask('caught', "select repeat('x', 100000)::int")).to.include({ sqlstate: '22P02' });
    expect(await ask('count', 'select 1')).to.equal(1);
  });

  it('arrives whole once its plugin reads', async () => {
    const answer = await hosted.host.call(target, call('unread', { query: 'rows=200&ms=300' }));
    expect(await json(answer)).to.deep.equal([200, 200, 200, 200]);
  });

  it('waits in PostgreSQL while its plugin does not read', async () => {
    const other = { ...target, installation: 2, tenant: 'globex' };
    const waiting = async (event: string): Promise<number> => {
      const { rows } = await database.superuser(
        `select from pg_stat_activity where usename like 'plx_%_2_r' and ${event}`,
      );
      return rows.length;
    };
    const kept = process.memoryUsage().arrayBuffers;
    const caller = new AbortController();
    const answer = hosted.host
      .call(other, call('unread', { query: 'rows=1000&ms=9000', signal: caller.signal }))
      .catch((error: PlexicaError) => error.code);
    while ((await waiting("wait_event = 'ClientWrite'")) < 4) await sleep(20);
    // All of them have 32 MiB.
    expect((process.memoryUsage().arrayBuffers - kept) / 2 ** 20).to.be.below(8);
    caller.abort();
    expect(await answer).to.equal('interrupted');
    while ((await waiting('true')) > 0) await sleep(20);
    await hosted.host.retire(other.installation);
  });

  it('does not wait for more than 10 seconds', async () => {
    expect(await ask('late')).to.deep.equal({
      sqlstate: '57014',
      message: 'The plugin took longer than 10 seconds to receive the rows of the statement.',
    });
    expect(await ask('count', 'select 1')).to.equal(1);
  });
});
