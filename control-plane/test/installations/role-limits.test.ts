import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type pg from 'pg';
import { keepRoleLimits } from '../../src/installations/role-limits.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { notes, publish } from './plugin-package.ts';

describe('time limits of plugins in the database', function () {
  this.timeout(60_000);
  let server: TestServer;
  let admin: pg.Client;

  before(async () => {
    server = await startServer({ PLEXICA_STATEMENT_TIMEOUT: '1', PLEXICA_INSTALL_TIMEOUT: '44' });
    const waits = {
      access: 'authenticated' as const,
      source: `(ctx) => ctx.db.query('select count(*) from generate_series(1, 1000000000000)')`,
    };
    await publish(server, notes({ routes: { 'GET /waits': waits } }));
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
    admin = await superuser(server);
  });
  after(async () => {
    await admin?.end();
    await server?.stop();
  });

  const limits = async (): Promise<string[]> => {
    const { rows } = await admin.query<{ setting: string }>(
      "SELECT unnest(rolconfig) AS setting FROM pg_roles WHERE rolname ~ '^plx_.*_[or]$' ORDER BY rolname, 1",
    );
    return rows.map(({ setting }) => setting).filter((each) => /^(statement|transaction)_timeout/.test(each));
  };
  const CONFIGURED = ['transaction_timeout=44s', 'statement_timeout=1s', 'transaction_timeout=60s'];

  it('are those of the configuration', async () => {
    expect(await limits()).to.deep.equal(CONFIGURED);
    const { status } = await server.request('GET', '/t/acme/notes/waits');
    expect(status, 'the statement is ended, and not the route').to.equal(502);
    const said = async () =>
      JSON.stringify((await server.request('GET', '/v1/tenants/acme/plugins/notes/logs')).body);
    while (!(await said()).includes('statement timeout')) await sleep(50);
  });

  it('are changed for plugins that were installed under others', async () => {
    const { rows } = await admin.query<{ rolname: string }>(
      "SELECT rolname FROM pg_roles WHERE rolname ~ '^plx_.*_[or]$' ORDER BY rolname",
    );
    const [owner, runtime] = rows.map(({ rolname }) => rolname);
    await admin.query(`ALTER ROLE ${owner} RESET transaction_timeout`);
    await admin.query(`ALTER ROLE ${runtime} SET statement_timeout = '9s'`);
    await admin.end();
    await server.restart('SIGTERM');
    admin = await superuser(server);
    while ((await limits()).join() !== CONFIGURED.join()) await sleep(50);
  });

  it('are changed for all plugins but those whose roles somebody else has locked', async () => {
    const changed: string[] = [];
    const logged: unknown[] = [];
    const database = {
      platform: '0',
      roleLimits: { statement: 1, transaction: 44 },
      rows: async () => [{ rolname: 'locked' }, { rolname: 'free' }],
      run: async (sql: string) => {
        if (sql.includes('"locked"')) throw new Error('canceling statement due to lock timeout');
        changed.push(sql);
      },
    };
    const log = { error: (...said: unknown[]) => logged.push(said) };
    await keepRoleLimits({ database, log } as never);
    expect(changed).to.deep.equal([
      `ALTER ROLE "free" SET statement_timeout = '1s'`,
      `ALTER ROLE "free" SET transaction_timeout = '60s'`,
      `ALTER ROLE "free" SET transaction_timeout = '44s'`,
    ]);
    expect(logged).to.have.length(3);
  });

  it('let a statement have more than a minute where that is configured', async () => {
    const patient = await startServer({ PLEXICA_STATEMENT_TIMEOUT: '90' });
    try {
      await publish(patient, notes());
      await patient.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
      await patient.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
      const database = await superuser(patient);
      const { rows } = await database.query<{ rolconfig: string[] }>(
        "SELECT rolconfig FROM pg_roles WHERE rolname ~ '^plx_.*_r$'",
      );
      await database.end();
      expect(rows[0]?.rolconfig).to.include.members(['statement_timeout=90s', 'transaction_timeout=90s']);
    } finally {
      await patient.stop();
    }
  });
});
