import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import { SequelizeStorage, Umzug } from 'umzug';
import * as platform from './migrations/0001-platform.ts';
import * as trustedCode from './migrations/0002-trusted-code.ts';
import * as presentVersions from './migrations/0003-present-versions.ts';
import * as ownCatalogue from './migrations/0004-own-catalogue.ts';
import * as rowsOfTenants from './migrations/0005-rows-of-tenants.ts';
import * as operationDeadlines from './migrations/0006-operation-deadlines.ts';
import type { PlatformDatabase } from './platform-database.ts';
import { blockedIn, isLocked } from './sessions.ts';

/** Numbered and append-only: a published migration never changes. */
const MIGRATIONS = [
  { name: '0001-platform', sql: platform.sql },
  { name: '0002-trusted-code', sql: trustedCode.sql },
  { name: '0003-present-versions', sql: presentVersions.sql },
  { name: '0004-own-catalogue', sql: ownCatalogue.sql },
  { name: '0005-rows-of-tenants', sql: rowsOfTenants.sql },
  { name: '0006-operation-deadlines', sql: operationDeadlines.sql },
];

/** Two replicas that start at once migrate one after the other; the number has no meaning but being ours. */
const MIGRATION_LOCK = 737_301;

/** How long locks of others are waited for: the last transaction of a killed server may hold some for 30 seconds. */
const LOCKED_MS = 60_000;

/**
 * Brings the platform's tables to this version, each migration in a transaction of its own.
 *
 * @throws PlexicaError `blocked_by_session` when sessions of the database keep their locks for a minute
 */
export async function migratePlatform(
  { sequelize, rows }: Pick<PlatformDatabase, 'sequelize' | 'rows'>,
  log: Logger,
): Promise<void> {
  for (const end = Date.now() + LOCKED_MS; ;) {
    try {
      await migrate(sequelize);
      return;
    } catch (error) {
      // Umzug puts its own error around that of a migration.
      if (!isLocked(error) && !isLocked((error as Error).cause)) throw error;
      const blocked = await blockedIn({ rows }, ['plexica', 'plexica_host'], error);
      if (Date.now() > end) throw blocked;
      log.warn({ err: blocked }, 'the tables of the platform are in use; the start waits for them');
    }
  }
}

async function migrate(sequelize: Sequelize): Promise<void> {
  // The lock lives as long as this transaction, so it is freed also when the process dies in between.
  await sequelize.transaction(async (transaction) => {
    await sequelize.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`, { transaction });
    await sequelize.query('CREATE SCHEMA IF NOT EXISTS plexica; CREATE SCHEMA IF NOT EXISTS plexica_host');
    const umzug = new Umzug({
      migrations: MIGRATIONS.map(({ name, sql }) => ({
        name,
        up: () => sequelize.transaction((own) => sequelize.query(sql, { transaction: own })),
      })),
      storage: new SequelizeStorage({ sequelize, schema: 'plexica', tableName: 'migrations' }),
      logger: undefined,
    });
    await umzug.up();
  });
}
