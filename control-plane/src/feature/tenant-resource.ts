import type { Transaction } from 'sequelize';
import type { Change } from '../changes/change.ts';
import type { Step } from '../operations/step.ts';

/** What a request says about a new tenant. Stored as the input of the operation that creates it. */
export interface NewTenant {
  readonly slug: string;
  /** Address of the first administrator, who is invited by mail. */
  readonly adminEmail?: string | undefined;
}

/** Data that a feature stores for a tenant, and how it is erased with the tenant. */
export interface TenantResource<Kept = unknown> {
  /** Where the operation that deletes the tenant stores what `collect` has found; never another, since operations outlive releases. */
  readonly name: string;
  /**
   * Steps that create it with a new tenant, after the schema of the tenant. The same arguments must give the same steps.
   *
   * @param input of the operation: what the request said about the tenant
   */
  create?(tenant: NewTenant): Step[];
  /**
   * Changes that deleting the tenant would make to it.
   *
   * @param tenant id
   */
  plan(tenant: string): Promise<Change[]>;
  /**
   * Finds the data to erase, in the transaction that starts the operation.
   *
   * @returns input of `steps`, as JSON
   */
  collect(tenant: string, transaction: Transaction): Promise<Kept>;
  /**
   * Steps that cannot be rolled back, because the tenant is already being deleted. The same arguments must give the
   * same steps.
   */
  steps(tenant: { id: string; slug: string }, kept: Kept): Step[];
}
