import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type pg from 'pg';
import { type Change, STEPS } from './crash-rows.ts';
import { orphansOf } from '../orphans.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { notes, publish } from '../installations/plugin-package.ts';

/** Stands for the record that all steps are done, where the last one has recorded itself. */
const THE_END = -1;

/** Stops an operation inside the transaction that records a step, until whoever holds the lock lets go of it. */
const HOLD = `
  CREATE SCHEMA hold;
  CREATE TABLE hold.at (step integer);
  CREATE FUNCTION hold.wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    IF EXISTS (SELECT FROM hold.at WHERE at.step = CASE OLD.step WHEN NEW.step THEN ${THE_END} ELSE NEW.step END) THEN
      DELETE FROM hold.at;
      PERFORM pg_advisory_xact_lock(4242);
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hold BEFORE UPDATE ON plexica.operations FOR EACH ROW
    WHEN (OLD.step <> NEW.step OR NEW.state = 'succeeded') EXECUTE FUNCTION hold.wait();`;

describe('a killed server', function () {
  this.timeout(180_000);
  let server: TestServer;
  let tenants = 0;

  before(async () => {
    server = await startServer();
    await publish(server, notes());
    await publish(server, notes({ id: 'with-needs', dependencies: { notes: '*' } }));
    await publish(
      server,
      notes({
        version: '2.0.0',
        migrations: { ...notes().migrations, '002.sql': 'ALTER TABLE notes ADD COLUMN more text;' },
      }),
      'next',
    );
    const client = await superuser(server);
    await client.query(HOLD);
    await client.end();
  });
  after(() => server.stop());

  const post = (path: string, json: object = {}) => server.request('POST', path, { json });

  async function newTenant(...plugins: string[]): Promise<string> {
    const slug = `c${(tenants += 1)}`;
    await post('/v1/tenants', { slug });
    for (const plugin of plugins) await post(`/v1/tenants/${slug}/plugins`, { plugin });
    return slug;
  }

  async function waitUntil(client: pg.Client, sql: string): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) {
      const { rows } = await client.query<{ yes: boolean }>(`SELECT ${sql} AS yes`);
      if (rows[0]?.yes) return;
    }
    throw new Error(`never true: ${sql}`);
  }

  /** Begins an operation, kills the server as the step is about to be recorded, and starts another. */
  async function killAt(
    step: number,
    begin: (slug: string) => Promise<unknown>,
    slug: string,
  ): Promise<void> {
    const client = await superuser(server);
    await client.query('SELECT pg_advisory_lock(4242)');
    await client.query('INSERT INTO hold.at VALUES ($1)', [step]);
    const begun = begin(slug).catch(() => undefined);
    await waitUntil(
      client,
      `EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4242 AND NOT granted)`,
    );
    await server.restart('SIGKILL');
    await begun;
    await client.end().catch(() => undefined);
  }

  interface Case {
    plugins: string[];
    begin: (slug: string) => Promise<unknown>;
    /** Plugins of the tenant at the end; `undefined` when the tenant itself is gone. */
    after: string[] | undefined;
  }

  const cases: Record<Change, Case> = {
    'creating a tenant': {
      plugins: [],
      begin: () => post('/v1/tenants', { slug: 'newborn' }),
      after: [],
    },
    installing: {
      plugins: [],
      begin: (slug) => post(`/v1/tenants/${slug}/plugins`, { plugin: 'with-needs' }),
      after: ['notes 1.0.0 active', 'with-needs 1.0.0 active'],
    },
    updating: {
      plugins: ['notes'],
      begin: (slug) => post(`/v1/tenants/${slug}/plugins/notes/actions/update`, { range: '2.0.0' }),
      after: ['notes 2.0.0 active'],
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

  for (const [name, steps] of Object.entries(STEPS) as [Change, readonly string[]][]) {
    const { plugins, begin, after } = cases[name];
    steps.forEach((step, index) => {
      it(`leaves nothing half done: ${name}, at "${step}"`, async () => {
        const slug = await newTenant(...plugins);
        await killAt(step === 'the end' ? THE_END : index + 1, begin, slug);
        const client = await superuser(server);
        await waitUntil(
          client,
          `NOT EXISTS (SELECT FROM plexica.operations WHERE state IN ('running', 'undoing'))`,
        );
        await client.end();
        expect(await orphansOf(server)).to.deep.equal([]);
        const { status, body } = await server.request('GET', `/v1/tenants/${slug}/plugins`);
        const found = body.items?.map((one: { plugin: string; version: string; state: string }) =>
          [one.plugin, one.version, one.state].join(' '),
        );
        expect({ status, found }).to.deep.equal({ status: after ? 200 : 404, found: after });
        if (name === 'creating a tenant') {
          expect((await server.request('GET', '/v1/tenants/newborn')).body.state).to.equal('active');
        }
      });
    });
  }
});
