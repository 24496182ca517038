import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Logger } from 'pino';
import { QueryTypes, type Sequelize } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { PlatformDatabase } from './platform-database.ts';
import { blockedIn, isLocked } from './sessions.ts';

/** Numbered and append-only: a published migration never changes. */
const FOLDER = new URL('../../migrations/', import.meta.url);

/** First line of a migration: whether servers that are already running can no longer work with the changed tables. */
const BREAKS = /^-- Breaks running servers: (yes|no)\./;

interface Migration {
  /** Name of its file, under which it is recorded. */
  name: string;
  sql: string;
  breaks: boolean;
}

/** Objects that exist before the first migration. */
const PREPARE = `CREATE SCHEMA IF NOT EXISTS plexica; CREATE SCHEMA IF NOT EXISTS plexica_host;
  CREATE TABLE IF NOT EXISTS plexica.breaking_migrations (name text PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS plexica.migrations (name varchar(255) PRIMARY KEY)`;

/** Replicas that start together migrate one after the other. The number is arbitrary. */
const MIGRATION_LOCK = 737_301;

/**
 * How long to wait for locks, in milliseconds: the last transaction of a killed server can hold some for 30 seconds.
 */
const LOCKED_MS = 60_000;

/**
 * Migrates the platform's tables to this version, each migration in its own transaction.
 *
 * @throws PlexicaError `database_unsuitable` if a newer server changed them; `blocked_by_session` if database sessions
 *   hold their locks for a minute
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
      if (!isLocked(error)) throw error;
      const blocked = await blockedIn({ rows }, ['plexica', 'plexica_host'], error);
      if (Date.now() > end) throw blocked;
      log.warn({ err: blocked }, 'the tables of the platform are locked; waiting to start');
    }
  }
}

async function migrate(sequelize: Sequelize): Promise<void> {
  const migrations = readMigrations();
  // The lock belongs to this transaction, so it is also released if the process dies.
  await sequelize.transaction(async (transaction) => {
    await sequelize.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`, { transaction });
    await sequelize.query(PREPARE);
    await refuseNewer(sequelize, migrations);
    const applied = new Set(await namesIn(sequelize, 'migrations'));
    for (const migration of migrations) if (!applied.has(migration.name)) await apply(sequelize, migration);
  });
}

/** A migration and its record are one transaction: a server that is killed leaves both or neither. */
async function apply(sequelize: Sequelize, { name, sql, breaks }: Migration): Promise<void> {
  await sequelize.transaction(async (transaction) => {
    await sequelize.query(sql, { transaction });
    for (const table of breaks ? ['migrations', 'breaking_migrations'] : ['migrations'])
      await sequelize.query(`INSERT INTO plexica.${table} VALUES ($1) ON CONFLICT DO NOTHING`, {
        bind: [name],
        transaction,
      });
  });
}

async function namesIn(sequelize: Sequelize, table: 'migrations' | 'breaking_migrations'): Promise<string[]> {
  const rows = await sequelize.query<{ name: string }>(`SELECT name FROM plexica.${table}`, {
    type: QueryTypes.SELECT,
  });
  return rows.map(({ name }) => name);
}

function readMigrations(): Migration[] {
  const files = readdirSync(FOLDER).toSorted();
  return files.map((file) => {
    const sql = readFileSync(new URL(file, FOLDER), 'utf8');
    const breaks = BREAKS.exec(sql)?.[1];
    if (breaks === undefined) throw new Error(`${file} must begin with: -- Breaks running servers: yes|no.`);
    return { name: basename(file, '.sql'), sql, breaks: breaks === 'yes' };
  });
}

/** @throws PlexicaError `database_unsuitable` if a newer server made changes that this one cannot work with */
async function refuseNewer(sequelize: Sequelize, migrations: readonly Migration[]): Promise<void> {
  const names = new Set(migrations.map(({ name }) => name));
  const breaking = await namesIn(sequelize, 'breaking_migrations');
  const newer = breaking.filter((name) => !names.has(name));
  if (newer.length === 0) return;
  throw new PlexicaError(
    'database_unsuitable',
    `the database was upgraded by a newer version of the server (migration ${newer.join(', ')})`,
    { hint: 'Start the newer version. To use this version again, restore a backup from before the upgrade.' },
  );
}
