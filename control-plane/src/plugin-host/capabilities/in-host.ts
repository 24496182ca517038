import type { Capability } from './capability.ts';
import type { Connections } from './database/connections.ts';
import { databaseCapability } from './database/database.ts';
import { type FetchOptions, fetchCapability } from './fetch/fetch.ts';
import { type MemberReader, membersCapability } from './members/members.ts';

export interface CapabilityOptions extends FetchOptions {
  /** To the database, as the run-time roles of installations. */
  connections: Connections;
  members: MemberReader;
}

/** What the host offers to plugins. */
export function capabilities({ connections, members, ...fetch }: CapabilityOptions): Capability[] {
  return [databaseCapability(connections), fetchCapability(fetch), membersCapability(members)];
}
