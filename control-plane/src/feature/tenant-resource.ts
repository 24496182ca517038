import type { Transaction } from 'sequelize';
import type { Change } from '../changes/change.ts';
import type { Step } from '../operations/step.ts';

/** What one feature keeps of a tenant, and how that is erased when the tenant is deleted. */
export interface TenantResource<Kept = unknown> {
  /** Where the operation that deletes the tenant stores what `collect` has found; never another, since operations outlive releases. */
  readonly name: string;
  /**
   * What deleting the tenant would take away of it.
   *
   * @param tenant id
   */
  plan(tenant: string): Promise<Change[]>;
  /**
   * Finds what has to be erased, in the transaction that begins the operation.
   *
   * @returns what `steps` needs, as JSON can hold it
   */
  collect(tenant: string, transaction: Transaction): Promise<Kept>;
  /** Steps that only go forward: the tenant is being deleted already. The same arguments always give the same steps. */
  steps(tenant: { id: string; slug: string }, kept: Kept): Step[];
}
