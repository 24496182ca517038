import { z } from 'zod';

const failure = z.object({ code: z.string(), message: z.string(), hint: z.string(), step: z.string() });

export const operation = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  startedBy: z.string(),
  state: z.string().describe('`running`, `undoing`, `succeeded` or `failed`.'),
  steps: z.array(z.object({ name: z.string(), state: z.string() })),
  attempts: z.number().describe('How often the running step, or its rollback, has failed.'),
  error: failure.optional(),
  obstacle: failure.optional().describe('What blocks the rollback of a step.'),
  cancelledBy: z.string().optional(),
  deadline: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** Nested, because an operation has its own `error`, which is not the error of the command. */
export const operationResult = z.object({ operation });
export type OperationResult = z.infer<typeof operationResult>;

export const operationList = z.object({ operations: z.array(operation) });
export type OperationList = z.infer<typeof operationList>;
