import type { ClientBase } from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';

/**
 * Looks at a plugin's schema as it has become: a single migration does not show what earlier ones made, and a statement
 * that got past the parser shows here.
 *
 * @param client the transaction of the owner
 * @throws PlexicaError `migration_refused`
 */
export async function checkSchema(client: ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ place: string; reason: string }>(
    'SELECT place, reason FROM plexica_host.schema_problems()',
  );
  const [problem] = rows;
  if (problem === undefined) return;
  // A plugin's author has no business with the names of tenants.
  const place = problem.place.replaceAll(`${schema}.`, '');
  throw new PlexicaError('migration_refused', `${place}: ${problem.reason}`);
}
