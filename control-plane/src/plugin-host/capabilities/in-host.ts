import type { Capability } from './capability.ts';
import type { Connections } from './database/connections.ts';
import { databaseCapability } from './database/database.ts';
import { type FetchOptions, fetchCapability } from './fetch/fetch.ts';

export interface CapabilityOptions extends FetchOptions {
  /** To the database, as the run-time roles of installations. */
  connections: Connections;
}

/** What the host offers to plugins. */
export function capabilities({ connections, ...fetch }: CapabilityOptions): Capability[] {
  return [databaseCapability(connections), fetchCapability(fetch)];
}
