import { operations, type OperationId } from './generated.ts';

/** Whether an answer can be one of those that an operation has, judged by one member: newer servers may have more. */
export function hasShapeOf(id: OperationId, answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  const marks: readonly string[] = [...operations[id].answers, 'dryRun'];
  return marks.some((name) => name === '' || Object.hasOwn(answer, name));
}
