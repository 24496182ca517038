import type { ClientBase } from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';

/**
 * Checks the resulting schema of a plugin. A single migration does not show what earlier ones created, and statements
 * that evaded the parser become visible here.
 *
 * @param client in the transaction of the owner
 * @throws PlexicaError `migration_refused`
 */
export async function checkSchema(client: ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ place: string; reason: string }>(
    'SELECT place, reason FROM plexica_host.schema_problems()',
  );
  const [problem] = rows;
  if (problem === undefined) return;
  // Authors of plugins must not learn the names of tenants.
  const place = problem.place.replaceAll(`${schema}.`, '');
  throw new PlexicaError('migration_refused', `${place}: ${problem.reason}`);
}
