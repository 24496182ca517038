import type { ClientBase } from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';

/**
 * Erasing locks each object in one transaction. With default settings, PostgreSQL has room for 6,400 locks of all
 * transactions (PostgreSQL manual, max_locks_per_transaction): enough for two tenants at once.
 */
const MOST = 3_000;

/**
 * Checks that the objects of a plugin can be erased.
 *
 * @param client in the transaction of the owner that migrated
 * @throws PlexicaError `migration_refused`
 */
export async function checkObjectCount(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ objects: number }>('SELECT plexica_host.object_count() AS objects');
  const objects = rows[0]?.objects ?? 0;
  if (objects <= MOST) return;
  throw new PlexicaError(
    'migration_refused',
    `the migrations create ${objects} tables, views, indexes, types and constraints; at most ${MOST} are allowed`,
    { hint: 'Create fewer. For example, use rows of one table instead of many similar tables or types.' },
  );
}
