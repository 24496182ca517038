import type pg from 'pg';
import { Connections } from '../control-plane/dist/plugin-host/capabilities/database/connections.js';
import { RequestDatabase } from '../control-plane/dist/plugin-host/capabilities/database/request-database.js';
import { createClient } from '../control-plane/dist/plugin-host/capabilities/database/raw-rows.js';
import { runStatement } from '../control-plane/dist/plugin-host/capabilities/database/run-statement.js';
import { startDatabase, type TestDatabase } from '../control-plane/test/plugin-host/postgres.ts';
import type { Place } from './figure.ts';

/** Statements of one request, with the wall and without. */
export interface DatabaseWall {
  /** As the run-time role, each statement judged by the parser. */
  ours: () => RequestDatabase;
  /** On an open connection of the owner, unseen by the parser. */
  peer: () => RequestDatabase;
  /** As `ours`, on connections that are not open yet. */
  unconnected: () => RequestDatabase;
  owner: pg.Client;
}

class Unguarded extends RequestDatabase {
  readonly #client: pg.Client;

  constructor(client: pg.Client) {
    super({ transaction: client });
    this.#client = client;
  }

  override statement(...[, sql, values, sink]: Parameters<RequestDatabase['statement']>) {
    return runStatement(this.#client, { sql, values, returnsWritten: false }, sink);
  }
}

/** A database with one installation that has 1,000 notes. */
export async function databaseWall(place: Place): Promise<DatabaseWall> {
  const database: TestDatabase = await startDatabase();
  place.cleanup(() => database.close());
  await database.install(
    1,
    'tenant_acme__notes',
    `CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL);
     INSERT INTO notes SELECT number, 'Note ' || number FROM generate_series(1, 1000) AS number;`,
  );
  const owner = createClient(database.connect(1, 'o'));
  await owner.connect();
  place.cleanup(() => owner.end());
  const pool = () => {
    const connections = new Connections((installation) => database.connect(installation), 4);
    place.cleanup(() => connections.close());
    return connections;
  };
  const connections = pool();
  return {
    ours: () => new RequestDatabase({ connections, installation: 1 }),
    peer: () => new Unguarded(owner),
    unconnected: () => new RequestDatabase({ connections: pool(), installation: 1 }),
    owner,
  };
}
