import { z } from 'zod';
import { PlexicaError, type ErrorCode } from '@plexica/sdk/errors';
import { Issue } from '../errors/issue.ts';
import type { KindName } from './kinds.ts';
import type { Step } from './step.ts';

/** An error in its stored form. */
interface StoredError {
  code: ErrorCode;
  message: string;
  hint: string;
  issues: z.output<typeof Issue>[];
  step: string;
}

/** A row of `plexica.operations`. */
export interface OperationRow {
  id: string;
  kind: KindName;
  subject: string;
  principal: string;
  /** Slug of the tenant that it changes, or null. */
  tenant: string | null;
  input: unknown;
  state: 'running' | 'undoing' | 'succeeded' | 'failed';
  /** Number of completed steps. */
  step: number;
  attempts: number;
  error: StoredError | null;
  /** Why a step cannot be rolled back yet. */
  obstacle: StoredError | null;
  deadline: Date;
  cancelled_by: string | null;
  /** Numbers of installations that it still has to erase. Meanwhile, others can change its tenant. */
  erasing: number[] | null;
  created_at: Date;
  updated_at: Date;
}

/** The row as the replica that runs it reads it. */
export interface DrivenRow extends OperationRow {
  /** Milliseconds until its deadline, by the clock of the database. */
  left_ms: number;
}

/** What to select for a {@link DrivenRow}. */
export const DRIVEN = 'o.*, (extract(epoch FROM o.deadline - now()) * 1000)::float8 AS left_ms';

export const OperationState = z.enum(['running', 'undoing', 'succeeded', 'failed']);

const Failure = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  issues: z.array(Issue),
  step: z.string().describe('The step that failed'),
});

export const Operation = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    subject: z.string(),
    startedBy: z.string().describe('Who started it: `admin`, or `token:` followed by the name of a token'),
    state: OperationState,
    steps: z.array(z.object({ name: z.string(), state: z.enum(['done', 'running', 'waiting', 'undone']) })),
    attempts: z.int().describe('How many times the current step has failed, or its rollback'),
    error: Failure.optional().describe(
      'Why the current step last failed. If the operation failed or is being rolled back, why it failed',
    ),
    obstacle: Failure.optional().describe(
      'What prevents the rollback of a step. The step is retried until this is resolved. Meanwhile, others can change the tenant',
    ),
    cancelledBy: z.string().optional(),
    deadline: z.iso
      .datetime()
      .describe('When it is rolled back if it has not finished, as long as rollback is still possible'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Operation' });

export type Operation = z.output<typeof Operation>;

export function toOperation(row: OperationRow, steps: readonly Step[]): Operation {
  const state = (index: number): Operation['steps'][number]['state'] => {
    if (row.state === 'failed') return 'undone';
    // It may have had fewer steps in the release that ran it.
    if (row.state === 'succeeded') return 'done';
    if (index < row.step) return 'done';
    return index === row.step ? 'running' : 'waiting';
  };
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    startedBy: row.principal,
    state: row.state,
    steps: steps.map(({ name }, index) => ({ name, state: state(index) })),
    attempts: row.attempts,
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.obstacle === null ? {} : { obstacle: row.obstacle }),
    ...(row.cancelled_by === null ? {} : { cancelledBy: row.cancelled_by }),
    deadline: row.deadline.toISOString(),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/**
 * The error that the request of a failed operation reports. Also set if something blocks its rollback, so that callers
 * need not wait. Otherwise `undefined`.
 */
export function failureOf({ state, error, obstacle }: Operation): PlexicaError | undefined {
  if (state !== 'failed' && (state !== 'undoing' || obstacle === undefined)) return undefined;
  if (error === undefined) return new PlexicaError('internal_error', 'the operation failed without a reason');
  return new PlexicaError(error.code as ErrorCode, error.message, { hint: error.hint, issues: error.issues });
}
