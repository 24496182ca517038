import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { checkPlatformDatabase, preparationScript } from '../../src/database/platform-role.ts';
import { undoRightsStatement } from '../../src/database/public-rights.ts';
import { deriveKeys } from '../../src/keys.ts';
import { TYPES } from '../../src/sql-policy/names/types.ts';

/** All rights of a database on what PostgreSQL brings, as text, whoever has them. */
const RIGHTS = `
  SELECT oid::regprocedure::text AS object, a.*::text AS right
    FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE pronamespace = 'pg_catalog'::regnamespace
  UNION ALL
  SELECT oid::regclass::text, a.*::text FROM pg_class, aclexplode(relacl) a WHERE relnamespace = 'pg_catalog'::regnamespace
  UNION ALL
  SELECT oid::regtype::text, a.*::text FROM pg_type, aclexplode(coalesce(typacl, acldefault('T', typowner))) a
   WHERE typnamespace = 'pg_catalog'::regnamespace
  UNION ALL
  SELECT attrelid::regclass || '.' || attname, a.*::text FROM pg_attribute, aclexplode(attacl) a WHERE attrelid < 16384
   ORDER BY 1, 2`;

describe('the rights of everybody', function () {
  this.timeout(60_000);
  let folder: string;
  let postgres: EmbeddedPostgres;
  let admin: pg.Client;
  /** A database beside it that nobody has prepared. */
  let pristine: pg.Client;
  let platform: pg.Client;
  let runtime: pg.Client;
  const clients: pg.Client[] = [];

  const connect = async (url: string, change: (url: URL) => void = () => undefined): Promise<pg.Client> => {
    const target = new URL(url);
    change(target);
    const client = new pg.Client({ connectionString: target.href });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const as = (role: string) => (url: URL) => {
    url.username = role;
    url.password = 'secret';
  };
  const codeOf = (client: pg.Client, sql: string): Promise<string | undefined> =>
    client.query(sql).then(
      () => undefined,
      (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
    );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-rights-'));
    await chmod(folder, 0o711);
    const keys = deriveKeys('a secret of the test of rights, long enough');
    postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
    admin = await connect(postgres.superuserUrl);
    platform = await connect(postgres.url);
    await admin.query('CREATE DATABASE pristine');
    pristine = await connect(postgres.superuserUrl, (url) => (url.pathname = 'pristine'));
    await admin.query("CREATE ROLE a_runtime LOGIN PASSWORD 'secret'");
    runtime = await connect(postgres.superuserUrl, as('a_runtime'));
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs an expression on values that PostgreSQL does not know while it plans, so that it must look at the rights. */
  const refusedAmong = async (expressions: { name: string; sql: string }[]): Promise<string[]> => {
    const refused: string[] = [];
    for (const { name, sql } of expressions) {
      const said = await codeOf(runtime, sql);
      if (said?.startsWith('42501')) refused.push(name);
    }
    return refused;
  };

  /** True of a type that plugins may use, an array of one, or what stands for any type. */
  const usable = (type: string): string =>
    `EXISTS (SELECT FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem
       WHERE t.oid = ${type} AND (t.typtype = 'p' OR '{${[...TYPES].join(',')}}'::name[] && ARRAY[t.typname, e.typname]))`;

  it('suffice for every operator of the types that plugins may use, and for no other', async () => {
    const { rows } = await admin.query<{ name: string; sql: string; usable: boolean }>(`
      SELECT o.oid::regoperator::text AS name, (oprleft = 0 OR ${usable('oprleft')}) AND ${usable('oprright')} AS usable,
             format('SELECT %s OPERATOR(pg_catalog.%s) b FROM (SELECT %s NULL::%s AS b OFFSET 0) x',
          CASE WHEN oprleft <> 0 THEN 'a' END, oprname, CASE WHEN oprleft <> 0 THEN format('NULL::%s AS a,', l.type) END, r.type) AS sql
        FROM pg_operator o,
        LATERAL (SELECT CASE WHEN oprleft::regtype::text LIKE 'any%' THEN 'int[]' ELSE oprleft::regtype::text END AS type) l,
        LATERAL (SELECT CASE WHEN oprright::regtype::text LIKE 'any%' THEN 'int[]' ELSE oprright::regtype::text END AS type) r
       WHERE o.oid < 16384`);
    expect(rows.length).to.be.above(700);
    const names = (wanted: boolean) => rows.filter((row) => row.usable === wanted).map(({ name }) => name);
    const refused = await refusedAmong(rows);
    expect(refused).to.have.members(names(false)).and.include('<->(path,path)');
    expect(names(true).length).to.be.above(600);
  });

  it('suffice for every cast between these types', async () => {
    const { rows } = await admin.query<{ name: string; sql: string }>(`
      SELECT format('%s to %s', castsource::regtype, casttarget::regtype) AS name,
             format('SELECT a::%s FROM (SELECT NULL::%s AS a OFFSET 0) x', casttarget::regtype, castsource::regtype) AS sql
        FROM pg_cast WHERE oid < 16384 AND ${usable('castsource')} AND ${usable('casttarget')} ORDER BY 1`);
    expect(rows.length).to.be.above(120);
    expect(await refusedAmong(rows)).to.deep.equal([]);
  });

  it('suffice for long lists of each of them', async () => {
    const { rows } = await admin.query<{ name: string; sql: string }>(`
      SELECT DISTINCT y.typname AS name, format('SELECT a = ANY (array_fill(NULL::%s, ARRAY[20])) FROM (SELECT NULL::%1$s AS a OFFSET 0) x', y.oid::regtype) AS sql
        FROM pg_opclass c JOIN pg_am m ON m.oid = opcmethod JOIN pg_type y ON y.oid = opcintype
       WHERE amname = 'hash' AND typtype = 'b' AND ${usable('y.oid')}`);
    expect(rows.length).to.be.above(20);
    expect(await refusedAmong(rows)).to.deep.equal([]);
  });

  it('reach the types that plugins may have columns of, and no others', async () => {
    const { rows } = await admin.query<{ name: string }>(`
      SELECT typname AS name FROM pg_type
       WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype <> 'p' AND typcategory <> 'A'
         AND has_type_privilege('a_runtime', oid, 'USAGE')`);
    expect(rows.map(({ name }) => name)).to.have.members([...TYPES].filter((name) => name !== 'record'));
  });

  it('reach no table or view, and no function beside these', async () => {
    const { rows } = await admin.query<{ reached: string }>(`
      SELECT oid::regclass::text AS reached FROM pg_class
       WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relkind IN ('r', 'v')
         AND has_schema_privilege('a_runtime', relnamespace, 'USAGE')
         AND (has_table_privilege('a_runtime', oid, 'SELECT, UPDATE') OR has_any_column_privilege('a_runtime', oid, 'SELECT'))`);
    expect(rows).to.deep.equal([]);
    const functions = await admin.query<{ name: string }>(`
      SELECT DISTINCT proname AS name FROM pg_proc
       WHERE pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege('a_runtime', oid, 'EXECUTE')
         AND (proname ~ '^(pg_|lo_|has_|txid_|to_reg|inet_(client|server)|current_|binary_upgrade|ts_stat|ts_rewrite|.*_to_xml|row_security)|set_config'
           OR provolatile = 'v'
          OR NOT (${usable('prorettype')}) OR EXISTS (SELECT FROM unnest(proargtypes) a WHERE NOT (${usable('a')})))
       ORDER BY 1`);
    expect(functions.rows.map(({ name }) => name)).to.deep.equal([
      'array_sample',
      'array_shuffle',
      'clock_timestamp',
      'currval',
      'gen_random_uuid',
      'json_to_tsvector',
      'jsonb_to_tsvector',
      'lastval',
      'nextval',
      'phraseto_tsquery',
      'plainto_tsquery',
      'random',
      'random_normal',
      'setval',
      'timeofday',
      'to_tsquery',
      'to_tsvector',
      'ts_headline',
      'uuidv4',
      'uuidv7',
      'websearch_to_tsquery',
    ]);
  });

  it("are the platform's role's, all that a new database gives everybody", async () => {
    const { rows } = await pristine.query<{ kind: string; object: string; privilege: string }>(`
      SELECT 'function' AS kind, oid::regprocedure::text AS object, 'EXECUTE' AS privilege FROM pg_proc
       WHERE pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')
      UNION ALL
      SELECT 'type', oid::regtype::text, 'USAGE' FROM pg_type
       WHERE typnamespace = 'pg_catalog'::regnamespace AND has_type_privilege('public', oid, 'USAGE')
      UNION ALL
      SELECT 'table', oid::regclass::text, privilege FROM pg_class, unnest(ARRAY['SELECT', 'UPDATE']) privilege
       WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relkind IN ('r', 'v')
         AND has_any_column_privilege('public', oid, privilege)`);
    expect(rows.length).to.be.above(3000);
    const lost = await platform.query<{ object: string }>(
      `SELECT object FROM unnest($1::text[], $2::text[], $3::text[]) x (kind, object, privilege)
        WHERE NOT CASE kind WHEN 'function' THEN has_function_privilege(object, privilege)
          WHEN 'type' THEN has_type_privilege(object, privilege) ELSE has_any_column_privilege(object, privilege) END`,
      [
        rows.map(({ kind }) => kind),
        rows.map(({ object }) => object),
        rows.map(({ privilege }) => privilege),
      ],
    );
    expect(lost.rows).to.deep.equal([]);
  });

  it('are seen to have come back, or to have come with another version of PostgreSQL', async () => {
    const refusal = () =>
      checkPlatformDatabase(platform).then(
        () => undefined,
        ({ code, message, hint }: { code: string; message: string; hint: string }) => ({
          code,
          message,
          hint,
        }),
      );
    expect(await refusal()).to.equal(undefined);
    await admin.query("CREATE FUNCTION pg_catalog.brand_new() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    const found = await refusal();
    expect(found?.code).to.equal('database_unsuitable');
    expect(found?.message).to.match(/PUBLIC has rights that plugins must not have.*\(brand_new\(\)\)/);
    expect(found?.message).to.match(/the role plexica lacks rights on 1 of .*\(brand_new\(\)\)/);
    expect(found?.hint).to.include('plexica-server database-script | psql');
    await admin.query(`
      GRANT SELECT (rolname) ON pg_authid TO PUBLIC; GRANT SELECT ON pg_locks TO PUBLIC;
      REVOKE EXECUTE ON FUNCTION lower(text) FROM PUBLIC; GRANT USAGE ON SCHEMA information_schema TO PUBLIC`);
    const all = (await refusal())?.message;
    expect(all).to.include('PUBLIC has rights that plugins must not have, on 3 of');
    expect(all).to.include('PUBLIC lacks rights that plugins need, on 1 of').and.include('(lower(text))');
    expect(all).to.include('PUBLIC can use the schema information_schema');
    await admin.query(preparationScript('plexica', 'plexica'));
    expect(await refusal()).to.equal(undefined);
    expect(await codeOf(runtime, 'SELECT brand_new()')).to.match(/^42501/);
    expect(await codeOf(runtime, "SELECT lower('A')")).to.equal(undefined);
    await admin.query('DROP FUNCTION pg_catalog.brand_new()');
  });

  it('are seen to be missing for a role that the database was not prepared for', async () => {
    await admin.query("CREATE ROLE other_platform LOGIN CREATEROLE PASSWORD 'secret'");
    const other = await connect(postgres.superuserUrl, as('other_platform'));
    const said = await checkPlatformDatabase(other).then(
      () => 'suitable',
      (error: Error) => error.message,
    );
    expect(said).to.include("the role other_platform lacks rights on PostgreSQL's own");
  });

  it('are changed in no other database, and by one transaction', async () => {
    const before = (await pristine.query(RIGHTS)).rows;
    const error = await codeOf(pristine, preparationScript('plexica', 'plexica'));
    expect(error).to.include('run this in the database plexica, not in pristine');
    await pristine.query('ROLLBACK');
    expect((await pristine.query(RIGHTS)).rows).to.deep.equal(before);
    const owners = await admin.query(
      "SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = 'pristine'",
    );
    expect(owners.rows).to.deep.equal([{ owner: 'postgres' }]);
  });

  it('can be given back as they were, and taken again', async () => {
    const prepared = (await admin.query(RIGHTS)).rows;
    await admin.query(undoRightsStatement('plexica'));
    expect((await admin.query(RIGHTS)).rows).to.deep.equal((await pristine.query(RIGHTS)).rows);
    expect(await codeOf(runtime, 'SELECT count(*) FROM pg_class')).to.equal(undefined);
    await admin.query(preparationScript('plexica', 'plexica'));
    expect((await admin.query(RIGHTS)).rows).to.deep.equal(prepared);
  });

  it("let a monitoring role work that is a member of PostgreSQL's own", async () => {
    await admin.query("CREATE ROLE watcher LOGIN PASSWORD 'secret' IN ROLE pg_monitor");
    const watcher = await connect(postgres.superuserUrl, as('watcher'));
    await watcher.query(
      "SELECT version(), current_setting('work_mem'), pg_database_size(current_database())",
    );
    await watcher.query(
      'SELECT usename, query FROM pg_stat_activity, pg_locks, information_schema.tables LIMIT 1',
    );
  });
});
