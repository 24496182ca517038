import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';
import { scramVerifier } from '../../src/database/roles.ts';
import { deriveKeys } from '../../src/keys.ts';

/** A PostgreSQL of its own, with the schemas and roles of installations as the platform would make them. */
export interface TestDatabase {
  /** Runs SQL as the platform's role. */
  run(sql: string): Promise<pg.QueryResult>;
  /** As initdb's superuser. */
  superuser(sql: string): Promise<pg.QueryResult>;
  connectAsSuperuser(): Promise<pg.Client>;
  /** Makes schema `tenant_<tenant>__<plugin>` with both roles, and runs `ddl` in it as its owner. */
  install(installation: number, schema: string, ddl: string): Promise<void>;
  connect(installation: number, role?: 'o' | 'r'): pg.ClientConfig;
  close(): Promise<void>;
}

export async function startDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-test-'));
  await chmod(folder, 0o711);
  const keys = deriveKeys('a secret of a test, long enough');
  const postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
  const address = new URL(postgres.url);

  const as = async (url: string, sql: string): Promise<pg.QueryResult> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const role = (installation: number, which: string) => `plx_0badcafe_${installation}_${which}`;
  const connect = (installation: number, which: 'o' | 'r' = 'r') => ({
    host: address.hostname,
    port: Number(address.port),
    database: 'plexica',
    user: role(installation, which),
    password: keys.rolePassword(role(installation, which)),
  });
  return {
    run: (sql) => as(postgres.url, sql),
    superuser: (sql) => as(postgres.superuserUrl, sql),
    async connectAsSuperuser() {
      const client = new pg.Client({ connectionString: postgres.superuserUrl });
      await client.connect();
      return client;
    },
    connect,
    async install(installation, schema, ddl) {
      const owner = role(installation, 'o');
      const runtime = role(installation, 'r');
      await as(
        postgres.url,
        `CREATE ROLE ${owner} LOGIN PASSWORD '${scramVerifier(keys, owner)}';
         CREATE ROLE ${runtime} LOGIN PASSWORD '${scramVerifier(keys, runtime)}';
         ALTER ROLE ${owner} SET search_path = ${schema};
         ALTER ROLE ${runtime} SET search_path = ${schema};
         ALTER ROLE ${runtime} SET statement_timeout = '5s';
         ALTER ROLE ${runtime} SET idle_in_transaction_session_timeout = '10s';
         GRANT ${owner} TO CURRENT_USER WITH SET TRUE, INHERIT FALSE;
         CREATE SCHEMA ${schema} AUTHORIZATION ${owner};`,
      );
      const client = new pg.Client(connect(installation, 'o'));
      await client.connect();
      await client.query(ddl);
      await client.query(
        `GRANT USAGE ON SCHEMA ${schema} TO ${runtime};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${runtime};
         GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${runtime};`,
      );
      await client.end();
    },
    async close() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
