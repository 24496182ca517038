import type { Transaction } from 'sequelize';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { storableJson } from '../database/storable-text.ts';
import { toPlexicaError } from '../errors/known-errors.ts';
import type { AuditEntry, AuditTrail } from '../http/audit-trail.ts';
import { KINDS } from './kinds.ts';
import type { OperationRow } from './operation.ts';
import { Superseded } from './step.ts';

export interface Recorded {
  database: PlatformDatabase;
  changes: Changes;
  audit: AuditTrail;
}

/** Changes to the row of an operation. Omitted columns are kept. */
export interface Values {
  step?: number;
  attempts?: number;
  state?: OperationRow['state'];
  /** `null` removes it. */
  error?: object | null;
  /** Removed if omitted. */
  obstacle?: object;
}

/**
 * Records the progress of an operation, and its end in the audit log as well.
 *
 * @param unlessCancelled fails if the operation was cancelled
 * @returns the recorded operation
 * @throws Superseded if another replica has taken the operation, or it was cancelled
 */
export async function record(
  place: Recorded,
  id: string,
  values: Values,
  how: { transaction?: Transaction; unlessCancelled?: boolean | undefined } = {},
): Promise<OperationRow> {
  const { database, changes, audit } = place;
  const { state } = values;
  if (state !== 'succeeded' && state !== 'failed') return save(place, id, values, how);
  const end = async (transaction: Transaction): Promise<OperationRow> => {
    const saved = await save(place, id, values, { ...how, transaction });
    await audit.write(endOf(saved), transaction);
    return saved;
  };
  if (how.transaction !== undefined) return end(how.transaction);
  const saved = await database.transaction(end);
  changes.tell('operations');
  return saved;
}

/** What the audit log says about the end of an operation. */
function endOf({ id, kind, subject, tenant, principal, state, error }: OperationRow): AuditEntry {
  return {
    tenant: KINDS[kind].needs.scope === 'tenant' ? (tenant ?? undefined) : undefined,
    principal: { id: principal, name: principal },
    address: undefined,
    action: kind,
    resource: subject,
    outcome: state === 'succeeded' ? 'done' : 'failed',
    code: state === 'succeeded' ? undefined : error?.code,
    operation: id,
  };
}

async function save(
  { database, changes }: Recorded,
  id: string,
  { step, attempts, state, error, obstacle }: Values,
  {
    transaction,
    unlessCancelled = false,
  }: { transaction?: Transaction | undefined; unlessCancelled?: boolean | undefined },
): Promise<OperationRow> {
  const [saved] = await database.rows<OperationRow>(
    `UPDATE plexica.operations SET step = coalesce($3, step), attempts = coalesce($4, attempts),
       state = coalesce($5, state), error = CASE WHEN $9 THEN NULL ELSE coalesce($6, error) END, obstacle = $7,
       updated_at = now()
      WHERE id = $1 AND replica = $2 AND NOT ($8 AND cancelled_by IS NOT NULL) RETURNING *`,
    [
      id,
      changes.replica,
      step ?? null,
      attempts ?? null,
      state ?? null,
      toJson(error),
      toJson(obstacle),
      unlessCancelled,
      error === null,
    ],
    transaction,
  );
  if (saved === undefined) throw new Superseded();
  if (transaction === undefined) changes.tell('operations');
  return saved;
}

/**
 * Records that the rollback of an operation has started.
 *
 * @param step number of completed steps, as far as this replica knows
 * @throws Superseded if more steps are recorded, another replica has taken the operation, or it has ended
 */
export async function turnBack(
  { database, changes }: Recorded,
  id: string,
  step: number,
  error: object,
): Promise<void> {
  const turned = await database.rows(
    `UPDATE plexica.operations SET state = 'undoing', attempts = 0, error = $4, updated_at = now()
      WHERE id = $1 AND replica = $2 AND state = 'running' AND step = $3 RETURNING id`,
    [id, changes.replica, step, toJson(error)],
  );
  if (turned.length === 0) throw new Superseded();
  changes.tell('operations');
}

/** @returns the recorded operation; `undefined` if it has ended or another replica has it */
export async function reread({ database, changes }: Recorded, id: string): Promise<OperationRow | undefined> {
  const [row] = await database.rows<OperationRow>(
    `SELECT * FROM plexica.operations WHERE id = $1 AND replica = $2 AND state IN ('running', 'undoing')`,
    [id, changes.replica],
  );
  return row;
}

/** An error in the form that is stored with the operation, without confidential details. */
export function toStored(error: unknown, step: string): object {
  const { code, message, hint, issues } = toPlexicaError(error);
  return {
    code,
    message: code === 'internal_error' ? 'see the server log' : message,
    hint,
    issues,
    step,
  };
}

function toJson(value: object | null | undefined): string | null {
  return value === undefined || value === null ? null : storableJson(JSON.stringify(value));
}
