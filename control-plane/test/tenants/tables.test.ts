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
    await admin.query('drop table tenant_a_c.team_members, tenant_a_c.teams, tenant_a_c.workspace_members');
    await admin.query('drop trigger tell_workspaces on tenant_a_c.workspaces');
    await admin.query(
      'drop function plexica.tell_workspaces(), plexica_host.workspace(), plexica_host.relations()',
    );
    await admin.query(`delete from tenant_a_c.workspaces`);
    const before = TENANT_TABLES.slice(0, 4);
    for (const table of before) await admin.query(`grant usage on type tenant_a_c.${table} to public`);
    expect(await usable()).to.deep.equal(before.toSorted());
    await admin.query(
      `delete from plexica.migrations where name in ('0005-rows-of-tenants', '0015-workspaces')`,
    );
    await admin.end();
    await server.restart('SIGTERM');
    expect(await usable()).to.deep.equal([]);
    const { body } = await server.request('GET', '/v1/tenants/a-c/workspaces');
    expect(body.items.map(({ slug }: { slug: string }) => slug)).to.deep.equal(['default']);
  });

  it('are the same in both', async () => {
    await server.request('POST', '/v1/tenants', { json: { slug: 'fresh' } });
    const admin = await superuser(server);
    const described = async (schema: string) => {
      const { rows } = await admin.query<{ text: string }>(
        `select c.relname || ' ' || pg_get_constraintdef(k.oid) as text
           from pg_constraint k join pg_class c on c.oid = k.conrelid where connamespace = $1::text::regnamespace
         union all select tablename || ' ' || indexdef from pg_indexes where schemaname = $1::text
         union all select c.relname || ' ' || pg_get_triggerdef(t.oid)
           from pg_trigger t join pg_class c on c.oid = t.tgrelid
          where c.relnamespace = $1::text::regnamespace and not tgisinternal
         union all select table_name || ' ' || column_name || ' ' || data_type || ' ' || coalesce(column_default, '')
           from information_schema.columns where table_schema = $1::text
         order by 1`,
        [schema],
      );
      return rows.map(({ text }) => text.replaceAll(`${schema}.`, ''));
    };
    expect(await described('tenant_a_c')).to.deep.equal(await described('tenant_fresh'));
    await admin.end();
  });
});
