import type { Context, LifecycleContext } from '@plexica/sdk';

/** What an operator sets for one tenant; the schema and the defaults are in plexica.json. */
export interface CrmConfig {
  /** ISO 4217 code of deals that name none. */
  currency: string;
  /** Names of the stages that a new installation starts with, first to last. */
  stages: string[];
  /** Rows of a list when the request gives no `limit`. */
  pageSize: number;
}

export type CrmContext = Context<CrmConfig>;
export type CrmLifecycle = LifecycleContext<CrmConfig>;
