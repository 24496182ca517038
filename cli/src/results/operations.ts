import { z } from 'zod';

const failure = z.object({ code: z.string(), message: z.string(), hint: z.string(), step: z.string() });

export const operation = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  startedBy: z.string(),
  state: z.string().describe('`running`, `undoing`, `succeeded` or `failed`.'),
  steps: z.array(z.object({ name: z.string(), state: z.string() })),
  attempts: z.number().describe('How often the running step, or undoing it, has failed.'),
  error: failure.optional(),
  obstacle: failure.optional().describe('What keeps a step from being undone.'),
  cancelledBy: z.string().optional(),
  deadline: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** It has an `error` of its own, so that it lies one level deeper than the error of a command. */
export const operationResult = z.object({ operation });
export type OperationResult = z.infer<typeof operationResult>;

export const operationList = z.object({ operations: z.array(operation) });
export type OperationList = z.infer<typeof operationList>;
