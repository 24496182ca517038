import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type pg from 'pg';
import { type Change, type Killed, KILLED, STEPS, UNDONE, type Undoing } from './crash-rows.ts';
import { killPostgres } from '../killed-postgres.ts';
import { orphansOf } from '../orphans.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { notes, publish } from '../installations/plugin-package.ts';

/** What is about to be recorded: the step with a number, or that the operation has ended. */
type Moment = `done ${number}` | `undone ${number}` | typeof THE_END;

/** Of its own only where the last step has recorded itself, or was undone. */
const THE_END = 'the end';

/** Stops operations inside the transactions that record a moment of theirs, until whoever holds the lock lets go of it. */
const HOLD = `
  CREATE SCHEMA hold;
  CREATE TABLE hold.at (tenant text, moment text);
  CREATE FUNCTION hold.wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = 0 AS $$
  DECLARE
    now text := CASE
      WHEN NEW.state = 'failed' OR NEW.state = 'succeeded' AND OLD.step = NEW.step THEN '${THE_END}'
      WHEN OLD.state = 'undoing' THEN 'undone ' || OLD.step + 1
      WHEN OLD.step <> NEW.step THEN 'done ' || NEW.step
    END;
  BEGIN
    DELETE FROM hold.at WHERE at.tenant = NEW.tenant AND moment = now;
    IF FOUND THEN PERFORM pg_advisory_xact_lock(4242); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hold BEFORE UPDATE ON plexica.operations FOR EACH ROW
    WHEN (OLD.replica = NEW.replica) EXECUTE FUNCTION hold.wait();`;

const FAILS = { onInstall: `() => { throw new Error('it does not want to'); }` };

interface Case {
  /** That the tenant has before; `undefined` where there is no tenant. */
  plugins: string[] | undefined;
  /** What else there is before. */
  ready?: (slug: string) => Promise<unknown>;
  begin: (slug: string) => Promise<unknown>;
  /** Plugins of the tenant at the end; `undefined` when there is no tenant. */
  after: string[] | undefined;
  /** Takes away what `ready` made. */
  tidy?: (slug: string) => Promise<unknown>;
}

describe('a killed server, and a killed PostgreSQL', function () {
  this.timeout(180_000);
  let server: TestServer;
  let tenants = 0;

  before(async () => {
    server = await startServer();
    await publish(server, notes());
    await publish(server, notes({ id: 'with-needs', dependencies: { notes: '*' } }));
    await publish(server, notes({ id: 'with-failure', dependencies: { notes: '*' }, lifecycle: FAILS }));
    await publish(server, notes({ id: 'with-nothing' }));
    const second = { ...notes().migrations, '002.sql': 'ALTER TABLE notes ADD COLUMN more text;' };
    await publish(server, notes({ version: '2.0.0', migrations: second }), 'next');
    await publish(
      server,
      notes({ version: '3.0.0', dependencies: { 'with-nothing': '*' }, lifecycle: FAILS }),
      'failing',
    );
    await asSuperuser(HOLD);
  });
  after(() => server.stop());

  const post = (path: string, json: object = {}) => server.request('POST', path, { json });

  async function asSuperuser(sql: string): Promise<Record<string, unknown>[]> {
    const client = await superuser(server);
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows;
  }

  async function newTenant(plugins: string[] | undefined): Promise<string> {
    const slug = `c${(tenants += 1)}`;
    if (plugins) await post('/v1/tenants', { slug });
    // A busy machine takes longer for it than a request waits.
    await settled();
    for (const plugin of plugins ?? []) await post(`/v1/tenants/${slug}/plugins`, { plugin });
    await settled();
    return slug;
  }

  async function waitUntil(client: pg.Client, sql: string): Promise<void> {
    // Between two tries of a step half a minute may pass.
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
      const { rows } = await client.query<{ yes: boolean }>(`SELECT ${sql} AS yes`);
      if (rows[0]?.yes) return;
    }
    throw new Error(`never true: ${sql}`);
  }

  /** Waits until no operation is under way. */
  async function settled(): Promise<void> {
    const client = await superuser(server);
    await waitUntil(
      client,
      `NOT EXISTS (SELECT FROM plexica.operations WHERE state IN ('running', 'undoing'))`,
    );
    await client.end();
  }

  const kill: Record<Killed, () => Promise<void>> = {
    server: () => server.restart('SIGKILL'),
    postgres: () => killPostgres(server),
  };

  /** Begins an operation for each moment, each of another tenant, and kills when all are about to be recorded. */
  async function killAt(
    moments: readonly [slug: string, Moment][],
    killed: Killed,
    begin: (slug: string) => Promise<unknown>,
  ): Promise<void> {
    const client = await superuser(server);
    await client.query('SELECT pg_advisory_lock(4242)');
    for (const [slug, moment] of moments)
      await client.query('INSERT INTO hold.at VALUES ($1, $2)', [slug, moment]);
    const begun = moments.map(([slug]) => begin(slug).catch(() => undefined));
    await waitUntil(
      client,
      `${moments.length} = (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4242 AND NOT granted)`,
    );
    await kill[killed]();
    await Promise.all(begun);
    await client.end().catch(() => undefined);
  }

  /** What has become of the plugins of a tenant, and of its last operation. */
  async function found(slug: string): Promise<{ plugins: string[] | undefined; state: unknown }> {
    const { body } = await server.request('GET', `/v1/tenants/${slug}/plugins`);
    const plugins = body.items?.map((item: { plugin: string; version?: string; state: string }) =>
      [item.plugin, item.version ?? 'no version', item.state].join(' '),
    );
    const [last] = await asSuperuser(
      `SELECT state FROM plexica.operations WHERE tenant = '${slug}' ORDER BY created_at DESC LIMIT 1`,
    );
    return { plugins, state: last?.['state'] };
  }

  async function expectWhole(
    { plugins, ready, begin, after: left, tidy }: Case,
    moments: Record<string, Moment>,
    killed: Killed,
    state: 'succeeded' | 'failed',
  ): Promise<void> {
    const slugs = new Map<string, string>();
    for (const step of Object.keys(moments)) {
      const slug = await newTenant(plugins);
      await ready?.(slug);
      slugs.set(step, slug);
    }
    await settled();
    const pairs = [...slugs].map(([step, slug]): [string, Moment] => [slug, moments[step] as Moment]);
    await killAt(pairs, killed, begin);
    await settled();
    for (const slug of slugs.values()) await tidy?.(slug);
    expect(await orphansOf(server)).to.deep.equal([]);
    for (const [step, slug] of slugs) expect(await found(slug), step).to.deep.equal({ plugins: left, state });
  }

  const change = (slug: string, action: string, json: object = {}) =>
    post(`/v1/tenants/${slug}/plugins/notes/actions/${action}`, json);

  const cases: Record<Change, Case> = {
    'creating a tenant': {
      plugins: undefined,
      begin: (slug) => post('/v1/tenants', { slug }),
      after: [],
    },
    installing: {
      plugins: [],
      begin: (slug) => post(`/v1/tenants/${slug}/plugins`, { plugin: 'with-needs' }),
      after: ['notes 1.0.0 active', 'with-needs 1.0.0 active'],
    },
    updating: {
      plugins: ['notes'],
      begin: (slug) => change(slug, 'update', { range: '2.0.0' }),
      after: ['notes 2.0.0 active'],
    },
    'updating with reset': {
      plugins: ['notes'],
      begin: (slug) => change(slug, 'update', { range: '2.0.0', reset: true }),
      after: ['notes 2.0.0 active'],
    },
    configuring: {
      plugins: ['notes'],
      begin: (slug) => server.request('PUT', `/v1/tenants/${slug}/plugins/notes/config`, { json: {} }),
      after: ['notes 1.0.0 active'],
    },
    deactivating: {
      plugins: ['notes'],
      begin: (slug) => change(slug, 'deactivate'),
      after: ['notes 1.0.0 inactive'],
    },
    activating: {
      plugins: ['notes'],
      ready: (slug) => change(slug, 'deactivate'),
      begin: (slug) => change(slug, 'activate'),
      after: ['notes 1.0.0 active'],
    },
    uninstalling: {
      plugins: ['notes'],
      begin: (slug) => server.request('DELETE', `/v1/tenants/${slug}/plugins/notes`),
      after: [],
    },
    'deleting a tenant': {
      plugins: ['notes'],
      begin: (slug) => server.request('DELETE', `/v1/tenants/${slug}`),
      after: undefined,
    },
  };

  const failing: Record<Undoing, Case> = {
    'creating a tenant': {
      plugins: undefined,
      ready: (slug) => asSuperuser(`CREATE SCHEMA tenant_${slug}`),
      begin: (slug) => post('/v1/tenants', { slug }),
      after: undefined,
      tidy: (slug) => asSuperuser(`DROP SCHEMA tenant_${slug}`),
    },
    installing: {
      plugins: [],
      begin: (slug) => post(`/v1/tenants/${slug}/plugins`, { plugin: 'with-failure' }),
      after: [],
    },
    'updating with reset': {
      plugins: ['notes'],
      begin: (slug) => change(slug, 'update', { range: '3.0.0', reset: true }),
      after: ['notes no version inactive'],
    },
  };

  for (const [killed, what] of Object.entries(KILLED) as [Killed, string][]) {
    for (const [name, steps] of Object.entries(STEPS) as [Change, readonly string[]][]) {
      it(`leaves nothing half done: ${name}, ${what} killed at every step`, () => {
        const moments = steps.map((step, index): [string, Moment] => [
          step,
          step === THE_END ? THE_END : `done ${index + 1}`,
        ]);
        return expectWhole(cases[name], Object.fromEntries(moments), killed, 'succeeded');
      });
    }

    for (const [name, steps] of Object.entries(UNDONE) as [Undoing, readonly string[]][]) {
      it(`undoes all of it: ${name}, ${what} killed as each step is undone`, () => {
        const moments = steps.map((step, index): [string, Moment] => [
          step,
          step === THE_END ? THE_END : `undone ${steps.length - 1 - index}`,
        ]);
        return expectWhole(failing[name], Object.fromEntries(moments), killed, 'failed');
      });
    }
  }
});
