import { createHash } from 'node:crypto';
import pg from 'pg';
import { DatabaseError } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import { ENDED, SIGNALLED } from '../database/end-overrunning.ts';
import { pluginSchema, tenantSchema } from '../database/names.ts';
import type { RoleLimits } from '../database/roles.ts';
import { blockedIn } from '../database/sessions.ts';
import { Superseded, type Work } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { checkMigration, type MigrationStatement } from '../plugin-host/migrations/migration-check.ts';
import { migrationNames } from '../plugin-host/migrations/migration-names.ts';
import { migrationText } from '../plugin-host/migrations/migration-text.ts';
import type { Opened } from '../registry/bundles.ts';
import { requireDeclared } from './declared.ts';
import { checkObjectCount } from './object-count.ts';
import { asOwner, TooLate } from './owner-session.ts';
import { restoreRoles, runtimeGrants } from './schema.ts';
import { checkSchema } from './schema-problems.ts';
import { targetAfter } from './target-after.ts';
import { isSeparated, joinWorkspaces, separateWorkspaces } from './workspace-policies.ts';
import type { VersionChange } from './version-change.ts';

interface Migration {
  /** `001_contacts.sql` */
  name: string;
  sha256: string;
  sql: string;
}

/** A migration that passed the checks. */
interface CheckedMigration extends Omit<Migration, 'sql'> {
  /** For messages: `migrations/001_contacts.sql` */
  file: string;
  statements: readonly MigrationStatement[];
}

/**
 * Migrations of an unpacked package by name, which is their order.
 *
 * @throws PlexicaError `migration_refused` for one that is not UTF-8
 */
export async function readMigrations(bundle: string): Promise<Migration[]> {
  const names = await migrationNames(bundle);
  return Promise.all(
    names.map(async (name) => {
      const sql = await migrationText(bundle, `migrations/${name}`);
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * The migrations that an installation has not applied yet.
 *
 * @throws PlexicaError `migration_changed` if an applied file has changed or is missing
 */
export async function pendingMigrations(
  { database }: Pick<InstallationsPlatform, 'database'>,
  installation: number,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const applied = await database.rows<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM plexica.applied_migrations WHERE installation = $1 ORDER BY name',
    [installation],
  );
  const offered = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, sha256 } of applied) {
    const now = offered.get(name);
    if (now === undefined)
      throw new PlexicaError(
        'migration_changed',
        `migrations/${name} was already applied but is missing from this version`,
        {
          hint: 'An applied migration cannot be undone. Publish a newer version that contains it.',
        },
      );
    if (now.sha256 !== sha256)
      throw new PlexicaError(
        'migration_changed',
        `migrations/${name} was already applied and has changed since`,
      );
    offered.delete(name);
  }
  const last = applied.at(-1)?.name;
  const late = [...offered.keys()].find((name) => last !== undefined && name < last);
  if (late !== undefined) {
    throw new PlexicaError(
      'migration_changed',
      `migrations/${late} is new but sorts before ${last}, which was already applied`,
      {
        hint: `Give it a number higher than that of ${last}.`,
      },
    );
  }
  return [...offered.values()];
}

/**
 * The migrations of a version that an installation has not applied yet, with each statement checked.
 *
 * @throws PlexicaError `migration_changed`, `migration_refused`
 */
export async function checkedMigrations(
  platform: Pick<InstallationsPlatform, 'database'>,
  installation: number,
  { bundle }: Opened,
): Promise<CheckedMigration[]> {
  const pending = await pendingMigrations(platform, installation, await readMigrations(bundle));
  return Promise.all(
    pending.map(async ({ name, sha256, sql }) => {
      const file = `migrations/${name}`;
      const { statements } = await checkMigration(file, sql);
      return { name, sha256, file, statements };
    }),
  );
}

/**
 * Installs a version: migrations, grants, `onInstall` or `onUpdate`, and the switch of version, in one transaction of
 * the owner of the installation. Its commit also records the step as done, so this happens exactly once.
 *
 * @param pending result of `checkedMigrations`
 * @throws PlexicaError `migration_failed`, `lifecycle_failed`, `invalid_package` if the code does not match its
 *   manifest, `version_not_found` if it was removed in the meantime, `blocked_by_session`; the reason of the work's
 *   signal
 */
export async function applyVersion(
  platform: InstallationsPlatform,
  change: VersionChange,
  opened: Opened,
  pending: readonly CheckedMigration[],
  work: Work,
): Promise<void> {
  const { number, tenant, plugin, version, from } = change;
  const { manifest } = opened.published;
  const record = [
    work.operation,
    work.number,
    version,
    JSON.stringify(change.config),
    JSON.stringify(pending.map(({ name, sha256 }) => ({ name, sha256 }))),
  ];
  const method = from === undefined ? 'onInstall' : 'onUpdate';
  const runs = manifest.backend?.lifecycle.includes(method) ?? false;
  const byWorkspace = manifest.workspaceAware === true;
  const isSettled = from !== undefined && pending.length === 0 && !runs;
  if (isSettled && (await isSeparated(platform, change)) === byWorkspace) {
    // Without migrations or code there is nothing to do as the owner.
    try {
      await platform.database.rows('SELECT plexica.switch_version($1, $2, $3, $4, $5::json, $6::jsonb)', [
        number,
        ...record,
      ]);
    } catch (error) {
      throw toInstallationError(
        error instanceof DatabaseError ? error.parent : error,
        platform.database.roleLimits,
      );
    }
    tellSwitched(platform);
    return;
  }

  await restoreRoles(platform, change);
  const schema = pluginSchema(tenant, plugin);
  try {
    await asOwner(platform, number, work.signal, async (client, hungUp) => {
      await client.query('BEGIN');
      if (pending.length > 0 || !byWorkspace) await joinWorkspaces(client);
      for (const migration of pending) await migrate(client, hungUp, migration, schema);
      if (byWorkspace) await separateWorkspaces(client, platform.database.platform, change);
      await checkSchema(client, schema);
      await checkObjectCount(client);
      await client.query(runtimeGrants(platform.database.platform, number, schema));
      const target = runs ? await targetAfter(platform, change, opened, work, 0) : undefined;
      if (target !== undefined) {
        // The transaction must not wait for other hosts.
        const declared = await platform.host.lifecycle({ ...target, network: [] }, method, {
          connection: client,
          signal: hungUp,
          ...(from === undefined ? {} : { from }),
        });
        requireDeclared(manifest, declared);
        await checkSchema(client, schema);
      }
      // Check the deferred constraints of the plugin before locking rows of the platform.
      await client.query('SET CONSTRAINTS ALL IMMEDIATE');
      await client.query('SELECT plexica_host.switch_version($1, $2, $3, $4, $5)', record);
      await client.query('COMMIT');
    });
  } catch (error) {
    if (!isLockCode(error)) throw toInstallationError(error, platform.database.roleLimits);
    throw await blockedIn(platform.database, [schema, tenantSchema(tenant)], error);
  }
  tellSwitched(platform);
}

function tellSwitched({ changes }: InstallationsPlatform): void {
  changes.tell('installations');
  changes.tell('operations');
}

/** Errors of the owner's transaction outside migrations, in a form that helps the author or operator. */
function toInstallationError(error: unknown, { transaction: seconds }: RoleLimits): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const code = error.code ?? '';
  if (code === '25P02') {
    return new PlexicaError(
      'lifecycle_failed',
      'a statement in the lifecycle method failed, and the method caught the error',
      {
        hint: 'PostgreSQL rejects all statements after a failed one in the same transaction. Do not catch the error.',
        cause: error,
      },
    );
  }
  if (code === 'P0002') return new PlexicaError('version_not_found', error.message, { cause: error });
  // Class 23: a constraint that is checked at the commit.
  if (code.startsWith('23')) {
    return new PlexicaError(
      'migration_failed',
      `the transaction failed to commit: ${error.message} (${code})`,
      {
        cause: error,
      },
    );
  }
  if (code === '25P04') {
    return new PlexicaError(
      'migration_failed',
      `migrations and lifecycle method took longer than ${seconds} seconds`,
      {
        cause: error,
      },
    );
  }
  // From switch_version: the operation was cancelled or another replica has it.
  if (code === '55000' && error.where?.includes('switch_version')) return new Superseded(error.message);
  return error;
}

/** lock_not_available and deadlock_detected: the statement itself is correct. */
function isLockCode(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '40P01');
}

async function migrate(
  client: pg.ClientBase,
  hungUp: AbortSignal,
  { file, statements }: CheckedMigration,
  schema: string,
): Promise<void> {
  for (const { sql, line } of statements) {
    try {
      await client.query(sql);
    } catch (error) {
      if (hungUp.reason instanceof TooLate) throw new TooLate(hungUp.reason.seconds, `${file}:${line}`);
      if (!(error instanceof pg.DatabaseError) || isLockCode(error)) throw error;
      const offset =
        error.position === undefined ? 0 : sql.slice(0, Number(error.position)).split('\n').length - 1;
      // Authors of plugins must not learn the names of tenants.
      const { sqlstate, message } =
        error.code === SIGNALLED
          ? ENDED
          : { sqlstate: error.code, message: error.message.replaceAll(`${schema}.`, '') };
      throw new PlexicaError('migration_failed', `${file}:${line + offset}: ${message} (${sqlstate})`, {
        cause: error,
      });
    }
  }
}
