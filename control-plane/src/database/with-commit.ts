import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from 'sequelize';

type Write = (transaction: Transaction) => Promise<void>;

/** What is still to be written in a transaction of the running work. */
export interface Attached {
  write: Write | undefined;
}

const running = new AsyncLocalStorage<Attached>();

/**
 * Runs `work`. At the end of its first transaction that commits, `write` runs in that transaction: either both are
 * committed or neither.
 *
 * @param work its argument tells whether `write` is still to be done
 */
export function attachToCommit<Result>(
  write: Write,
  work: (attached: Attached) => Promise<Result>,
): Promise<Result> {
  const attached: Attached = { write };
  return running.run(attached, () => work(attached));
}

/**
 * Adds what is attached to a transaction.
 *
 * @param transact runs its argument in a transaction
 */
export async function withAttached<Result>(
  work: (transaction: Transaction) => Promise<Result>,
  transact: (work: (transaction: Transaction) => Promise<Result>) => Promise<Result>,
): Promise<Result> {
  const attached = running.getStore();
  if (attached?.write === undefined) return transact(work);
  let taken: Write | undefined;
  try {
    return await transact(async (transaction) => {
      const result = await work(transaction);
      // Another transaction of the same work may have committed meanwhile.
      taken = attached.write;
      attached.write = undefined;
      await taken?.(transaction);
      return result;
    });
  } catch (error) {
    attached.write ??= taken;
    throw error;
  }
}
