import type { OperationList, OperationResult } from '../results/operations.ts';
import { paint } from './style.ts';
import { fields, table } from './table.ts';
import { when } from './time.ts';
import { visible } from './visible.ts';

const MARKS: Readonly<Record<string, string>> = { done: '✓', running: '→', undone: '✗' };

export function renderOperation({ operation }: OperationResult): string {
  const { error, obstacle, steps } = operation;
  const inTheWay = obstacle ?? error;
  const unfinished = ['running', 'undoing'].includes(operation.state);
  const facts = fields([
    ['id', operation.id],
    ['operation', `${operation.kind} ${operation.subject}`],
    ['state', operation.state],
    ['started', `${when(operation.createdAt)} by ${operation.startedBy}`],
    ['deadline', unfinished ? when(operation.deadline) : undefined],
    ['cancelled by', operation.cancelledBy],
    ['failed', operation.attempts > 0 && unfinished ? `${operation.attempts} times` : undefined],
    ['error', error && `${error.code}: ${error.message}`],
    ['waiting', obstacle && `${obstacle.code}: ${obstacle.message}`],
    ['next', inTheWay?.hint],
  ]);
  const lines = steps.map(({ name, state }) => `  ${MARKS[state] ?? ' '} ${visible(name)}`);
  return [facts, paint('dim', 'steps'), ...lines].join('\n');
}

export function renderOperations({ operations }: OperationList): string {
  if (operations.length === 0) {
    return 'No operations found.';
  }
  return table(
    ['id', 'kind', 'subject', 'state', 'step', 'started', 'by'],
    operations.map(({ id, kind, subject, state, steps, createdAt, startedBy }) => [
      id,
      kind,
      subject,
      state,
      steps.find((step) => step.state === 'running')?.name,
      when(createdAt),
      startedBy,
    ]),
    'id',
  );
}
