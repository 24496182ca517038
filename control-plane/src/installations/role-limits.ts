import { identifier } from '../database/names.ts';
import { installationRolesPattern, runtimeTransaction } from '../database/roles.ts';
import type { InstallationsPlatform } from './platform.ts';

/**
 * Applies the configured time limits to existing roles. The start of the server does not wait for it, because a session
 * of a plugin could block it.
 *
 * @returns when done; errors are logged
 */
export async function keepRoleLimits({
  database,
  log,
}: Pick<InstallationsPlatform, 'database' | 'log'>): Promise<void> {
  const attempt = (work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) =>
      log.error({ err: error }, 'cannot set the time limits of plugins in the database'),
    );
  const { statement, transaction } = database.roleLimits;
  const limits = [
    { kind: 'r' as const, setting: 'statement_timeout', value: `${statement}s` },
    { kind: 'r' as const, setting: 'transaction_timeout', value: `${runtimeTransaction(statement)}s` },
    { kind: 'o' as const, setting: 'transaction_timeout', value: `${transaction}s` },
  ];
  for (const { kind, setting, value } of limits) {
    await attempt(async () => {
      const others = await database.rows<{ rolname: string }>(
        `SELECT rolname FROM pg_roles
          WHERE rolname ~ $1 AND NOT coalesce(rolconfig @> ARRAY[$2], false)`,
        [installationRolesPattern(database.platform, kind), `${setting}=${value}`],
      );
      for (const { rolname } of others) {
        await attempt(() =>
          database.run(`ALTER ROLE ${identifier(rolname)} SET ${setting} = '${value}'`, null),
        );
      }
    });
  }
}
