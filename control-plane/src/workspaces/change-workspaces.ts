import type { Transaction } from 'sequelize';
import type { WorkspacesPlatform } from './platform.ts';

/** Runs a change of workspaces or their members in a transaction, and drops what depends on them from the caches. */
export async function changeWorkspaces<Result>(
  { database, changes }: Pick<WorkspacesPlatform, 'database' | 'changes'>,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const result = await database.transaction(work);
  changes.tell('workspaces');
  return result;
}
