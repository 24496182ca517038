import type { MembersPlatform } from '../members/platform.ts';
import type { Memberships } from './memberships.ts';

/** The parts of the server that workspaces use. */
export interface WorkspacesPlatform extends MembersPlatform {
  readonly memberships: Memberships;
}
