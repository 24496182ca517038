import pg from 'pg';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import { Sequelize, QueryTypes, type Transaction } from 'sequelize';
import { hangUp } from './hang-up.ts';
import { checkPlatformDatabase } from './platform-role.ts';
import { migratePlatform } from './migrate.ts';
import { identifier } from './names.ts';
import { ROLE_LIMITS, type RoleLimits } from './roles.ts';
import { withAttached } from './with-commit.ts';

/**
 * The platform's own tables. It creates the schemas of plugins but never reads them: rows of a plugin are accessed only
 * as the roles of that plugin.
 */
export interface PlatformDatabase {
  readonly sequelize: Sequelize;
  /** Id of the platform, which is part of the name of every role. */
  readonly platform: string;
  /** Name of the database; a pooler may use another. */
  readonly name: string;
  /** Address of the database without user and password, for connections as other roles. */
  readonly address: Pick<pg.ClientConfig, 'host' | 'port' | 'database' | 'ssl'>;
  /** Limits of the roles of installations. */
  readonly roleLimits: RoleLimits;
  /** Runs one statement with `$1`, `$2`, … and returns its rows. */
  rows<Row extends object>(
    sql: string,
    values?: readonly unknown[],
    transaction?: Transaction,
  ): Promise<Row[]>;
  /** Runs statements without values, in a transaction if one is given. */
  run(sql: string, transaction: Transaction | null): Promise<void>;
  /** @param signal closes the connection of the transaction when it aborts, even while it waits */
  transaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Sequelize listens for errors only after it has received the connection: an error in the same packet as the end of the
 * login would crash the process. Such a connection fails at its first statement instead.
 */
class Client extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** Connections for the platform itself. Plugins have a separate budget. */
const POOL = { max: 20, min: 0, idle: 30_000, acquire: 5_000 };

/**
 * Connects, checks that the database is suitable, and migrates it.
 *
 * @throws PlexicaError `database_unsuitable`, `blocked_by_session`
 */
export async function openPlatformDatabase(
  url: string,
  log: Logger,
  roleLimits: RoleLimits = ROLE_LIMITS,
): Promise<PlatformDatabase> {
  const check = await connectAtStart(url, 'DATABASE_URL');
  try {
    await checkPlatformDatabase(check);
    await limitLockWaits(check);
  } finally {
    await check.end();
  }
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    dialectModule: { ...pg, Client },
    logging: false,
    pool: POOL,
    define: { schema: 'plexica', underscored: true, timestamps: false },
    dialectOptions: { application_name: 'plexica' },
  });
  const rows = <Row extends object>(
    sql: string,
    values: readonly unknown[] = [],
    transaction?: Transaction,
  ) =>
    sequelize.query<Row>(sql, {
      bind: [...values],
      type: QueryTypes.SELECT,
      transaction: transaction ?? null,
    });
  await migratePlatform({ sequelize, rows }, log);
  const [platform] = await rows<{ id: string; name: string }>(
    'SELECT id, current_database() AS name FROM plexica.platform',
  );
  const { id, name } = platform as { id: string; name: string };
  return {
    sequelize,
    platform: id,
    name,
    address: { host: check.host, port: check.port, database: check.database, ssl: check.ssl },
    roleLimits,
    rows,
    run: async (sql, transaction) => {
      await sequelize.query(sql, { raw: true, transaction });
    },
    transaction: (work, signal) =>
      withAttached(work, (whole) =>
        signal === undefined ? sequelize.transaction(whole) : interruptible(sequelize, whole, signal),
      ),
    close: () => sequelize.close(),
  };
}

async function interruptible<Result>(
  sequelize: Sequelize,
  work: (transaction: Transaction) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  let open: Transaction | undefined;
  const cut = (): void => {
    if (open !== undefined) hangUp((open as unknown as { connection: pg.Client }).connection);
  };
  signal.addEventListener('abort', cut);
  try {
    return await sequelize.transaction(async (transaction) => {
      signal.throwIfAborted();
      open = transaction;
      return work(transaction);
    });
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/**
 * The first connection to a configured address.
 *
 * @param variable that contains the address
 * @throws PlexicaError `database_unavailable`
 */
export async function connectAtStart(url: string, variable: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw new PlexicaError('database_unavailable', `${variable}: cannot connect (${message || code})`, {
      hint: 'Check the host, port, database, user and password, and that PostgreSQL is running.',
      cause: error,
    });
  }
  return client;
}

/** How long the platform waits for a lock that the migration of a plugin may hold. */
const LOCK_TIMEOUT = '5s';

/** Set on the role, because a transaction pooler supports it neither as a connection parameter nor in a session. */
async function limitLockWaits(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; now: string }>(
    "SELECT current_database() AS name, current_setting('lock_timeout') AS now",
  );
  const { name, now } = rows[0] as (typeof rows)[number];
  if (now === LOCK_TIMEOUT) return;
  await client.query(
    `ALTER ROLE CURRENT_USER IN DATABASE ${identifier(name)} SET lock_timeout = '${LOCK_TIMEOUT}'`,
  );
}
