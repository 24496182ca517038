import { expect } from 'chai';
import { TENANT_TABLES } from '../../src/sql-policy/names/tenant-tables.ts';
import { tenantSchemaSql } from '../../src/tenants/schema.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

describe("the tables of a tenant's schema", function () {
  this.timeout(60_000);
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server?.stop());

  /** Tables whose rows everybody may use as a type. */
  async function usable(): Promise<string[]> {
    const admin = await superuser(server);
    const { rows } = await admin.query<{ name: string }>(
      `select typname as name from pg_type t join pg_namespace n on n.oid = typnamespace
        where nspname = 'tenant_a_c' and typtype = 'c' and has_type_privilege('public', t.oid, 'usage')`,
    );
    await admin.end();
    return rows.map(({ name }) => name).sort();
  }

  it('are those whose rows are no type for plugins, and no others', () => {
    const made = [...tenantSchemaSql('acme').matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name);
    expect(made).to.deep.equal([...TENANT_TABLES]);
  });

  it('are no types for others, in a new tenant', async () => {
    const { status } = await server.request('POST', '/v1/tenants', { json: { slug: 'a-c', name: 'AC' } });
    expect(status).to.equal(201);
    expect(await usable()).to.deep.equal([]);
  });

  it('are none in a tenant that a version before has made', async () => {
    const admin = await superuser(server);
    for (const table of TENANT_TABLES) await admin.query(`grant usage on type tenant_a_c.${table} to public`);
    expect(await usable()).to.deep.equal([...TENANT_TABLES].sort());
    await admin.query(`delete from plexica.migrations where name = '0005-rows-of-tenants'`);
    await admin.end();
    await server.restart('SIGTERM');
    expect(await usable()).to.deep.equal([]);
  });
});
