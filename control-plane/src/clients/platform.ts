import type { RolesPlatform } from '../members/roles/platform.ts';

/** The parts of the server that clients use. */
export type ClientsPlatform = RolesPlatform;
