import type { Transaction } from 'sequelize';
import type { Principal } from '../access/principal.ts';

/** What a line of the audit log says, without what the log itself adds. */
export interface AuditEntry {
  /** Slug of the tenant whose log it belongs to; `undefined` for the log of the platform. */
  tenant: string | undefined;
  principal: Pick<Principal, 'id' | 'name'>;
  /** Address of the caller; `undefined` if the server continues on its own. */
  address: string | undefined;
  /** Id of the route, or kind of the operation. */
  action: string;
  /** What it changes, without personal values and secrets. */
  resource: string;
  /** `started`: an operation continues, and writes another line when it ends. */
  outcome: 'done' | 'started' | 'failed' | 'refused';
  /** Code of the error. */
  code?: string | undefined;
  requestId?: string | undefined;
  operation?: string | undefined;
  /** Input without secrets. */
  input?: unknown;
  before?: unknown;
  after?: unknown;
}

/** Writes the audit log. */
export interface AuditTrail {
  /**
   * Writes a line.
   *
   * @param transaction of the change, so that either both are committed or neither
   */
  write(entry: AuditEntry, transaction?: Transaction): Promise<void>;
  /**
   * Counts a request that changed nothing. The first of a minute is written soon, the others as one line with their
   * number at the end of the minute, so that no caller can fill the log.
   */
  count(entry: AuditEntry): void;
}
