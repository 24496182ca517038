import { setTimeout as sleep } from 'node:timers/promises';
import { waitForOperation, type Operation } from '@plexica/sdk/client';
import type { OperationList, OperationResult } from '../../results/operations.ts';
import type { Planned } from '../../results/planned.ts';
import { sentAs, type Api } from '../api.ts';

const TYPED = { operation: '<id>' };

/** Milliseconds between two looks. */
const POLL_MS = 500;

export async function listOperations(
  api: Api,
  options: { tenant: string | undefined; state: Operation['state'] | undefined; limit: number },
): Promise<OperationList> {
  const { tenant, state, limit } = options;
  const typed = { 'query.tenant': '--tenant', 'query.state': '--state' };
  const { items } = await sentAs(typed, () =>
    api.listOperations({
      limit,
      ...(tenant !== undefined && { tenant }),
      ...(state !== undefined && { state }),
    }),
  );
  return { operations: items };
}

export async function showOperation(api: Api, id: string): Promise<OperationResult> {
  return { operation: await sentAs(TYPED, () => api.showOperation({ operation: id })) };
}

/**
 * Waits for the end of an operation, that of undoing it included.
 *
 * @throws ApiError with the operation's own error when it failed
 */
export async function waitForEnd(api: Api, id: string): Promise<OperationResult> {
  let said = '';
  for (;;) {
    const now = await sentAs(TYPED, () => api.showOperation({ operation: id }));
    if (now.state === 'succeeded' || now.state === 'failed') {
      return { operation: await waitForOperation(api, now) };
    }
    const text = progressOf(now);
    if (text !== said) api.note(text);
    said = text;
    await sleep(POLL_MS);
  }
}

/**
 * Has an operation undone, and waits for that, but not for what keeps it from being undone.
 *
 * @throws ApiError `operation_not_cancellable`, `operation_not_found`, `not_allowed`
 */
export async function cancelOperation(
  api: Api,
  { id, dryRun }: { id: string; dryRun: boolean },
): Promise<OperationResult | Planned> {
  if (dryRun) {
    return sentAs(TYPED, () => api.cancelOperation({ operation: id, dryRun }));
  }
  let now = await sentAs(TYPED, () => api.cancelOperation({ operation: id }));
  while (now.state === 'running' || (now.state === 'undoing' && now.obstacle === undefined)) {
    await sleep(POLL_MS);
    now = await api.showOperation({ operation: id });
  }
  return { operation: now };
}

function progressOf({ state, steps, error, obstacle }: Operation): string {
  const index = steps.findIndex((step) => step.state === 'running');
  const at = index === -1 ? '' : `, step ${index + 1} of ${steps.length}: ${steps[index]?.name}`;
  const inTheWay = obstacle ?? (state === 'running' ? error : undefined);
  return `${state}${at}${inTheWay === undefined ? '' : `; waiting: ${inTheWay.message}`}`;
}
