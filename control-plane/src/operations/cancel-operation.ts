import { PlexicaError } from '@plexica/sdk/errors';
import type { Change } from '../changes/change.ts';
import { requirePermission, scopeOf } from '../access/authorize.ts';
import type { Principal } from '../access/principal.ts';
import type { OperationsPlatform } from './platform.ts';
import { KINDS } from './kinds.ts';
import { findVisibleOperation } from './list-operations.ts';
import type { OperationRow } from './operation.ts';
import { canReturn, type Step } from './step.ts';

/**
 * What cancelling an operation would roll back; nothing if it is already being rolled back.
 *
 * @throws PlexicaError `operation_not_found`, `not_allowed`, `operation_not_cancellable`
 */
export async function planCancel(
  platform: OperationsPlatform,
  id: string,
  principal: Principal,
): Promise<Change[]> {
  const row = await findVisibleOperation(platform, id, principal);
  const { permission, scope } = KINDS[row.kind].needs;
  requirePermission(principal, permission, scopeOf(scope, row.tenant));
  if (row.state === 'undoing') return [];
  const steps = platform.operations.steps(row);
  if (row.state !== 'running' || !canReturn(steps, row.step)) throw notCancellable(row, steps);
  const begun = steps.slice(0, row.step + 1).map(({ name }) => name);
  const detail = `${row.kind} ${row.subject}, rolls back: ${begun.join(', ')}`;
  return [{ action: 'update', resource: 'operation', name: id, detail }];
}

/**
 * Requests the rollback of an operation. Once recorded, it happens even if the server is killed and another continues.
 *
 * @throws PlexicaError whatever `planCancel` throws; `busy` while a step is being recorded
 */
export async function cancelOperation(
  platform: OperationsPlatform,
  id: string,
  principal: Principal,
): Promise<void> {
  if ((await planCancel(platform, id, principal)).length === 0) return;
  const { database, changes, operations } = platform;
  const row = await operations.find(id);
  const steps = operations.steps(row);
  const returnable = steps.findLastIndex((_step, index) => canReturn(steps, index));
  const cancelled = await database.transaction((transaction) =>
    database.rows(
      `UPDATE plexica.operations SET cancelled_by = coalesce(cancelled_by, $2), updated_at = now()
        WHERE id = $1 AND state = 'running' AND step <= $3 RETURNING id`,
      [id, principal.id, returnable],
      transaction,
    ),
  );
  if (cancelled.length > 0) {
    changes.tell('cancellations');
    return;
  }
  const now = await operations.find(id);
  if (now.state !== 'undoing') throw notCancellable(now, steps);
}

function notCancellable(
  { id, kind, subject, state, step }: OperationRow,
  steps: readonly Step[],
): PlexicaError {
  const what = `operation ${id} (${kind}, ${subject})`;
  if (state !== 'running')
    return new PlexicaError(
      'operation_not_cancellable',
      `${what} has already ended with the state ${state}`,
      {
        hint: `To see its result, run: plexica operations show ${id}`,
      },
    );
  const left = steps.slice(step).map(({ name }) => name);
  return new PlexicaError(
    'operation_not_cancellable',
    `${what} can no longer be rolled back; remaining steps: ${left.join(', ')}`,
    { hint: `To wait for its end, run: plexica operations wait ${id}` },
  );
}
