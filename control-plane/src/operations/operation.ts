import { z } from 'zod';
import { PlexicaError, type ErrorCode } from '@plexica/sdk/errors';
import type { Step } from './step.ts';

/** A row of `plexica.operations`. */
export interface OperationRow {
  id: string;
  kind: string;
  subject: string;
  principal: string;
  lock: string;
  input: unknown;
  state: 'running' | 'undoing' | 'succeeded' | 'failed';
  /** Number of steps that are done. */
  step: number;
  attempts: number;
  error: {
    code: ErrorCode;
    message: string;
    hint: string;
    issues: { path: string; message: string }[];
    step: string;
  } | null;
  created_at: Date;
  updated_at: Date;
}

export const Operation = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    subject: z.string(),
    state: z.enum(['running', 'undoing', 'succeeded', 'failed']),
    steps: z.array(z.object({ name: z.string(), state: z.enum(['done', 'running', 'waiting', 'undone']) })),
    attempts: z.int().describe('How often the running step has failed'),
    error: z
      .object({
        code: z.string(),
        message: z.string(),
        hint: z.string(),
        issues: z.array(z.object({ path: z.string(), message: z.string() })),
        step: z.string().describe('The step that failed'),
      })
      .optional(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Operation' });

export type Operation = z.output<typeof Operation>;

export function toOperation(row: OperationRow, steps: readonly Step[]): Operation {
  const state = (index: number): Operation['steps'][number]['state'] => {
    if (row.state === 'failed') return 'undone';
    if (index < row.step) return 'done';
    return index === row.step && (row.state === 'running' || row.state === 'undoing') ? 'running' : 'waiting';
  };
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    state: row.state,
    steps: steps.map(({ name }, index) => ({ name, state: state(index) })),
    attempts: row.attempts,
    ...(row.error === null ? {} : { error: row.error }),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The error of a failed operation, as the request that began it should report it. */
export function operationError({ error }: Operation): PlexicaError {
  if (error === undefined) return new PlexicaError('internal_error', 'the operation failed without a reason');
  return new PlexicaError(error.code as ErrorCode, error.message, { hint: error.hint, issues: error.issues });
}
