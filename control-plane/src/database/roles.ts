import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Keys } from '../keys.ts';

/** The two LOGIN roles of one installation. */
export interface InstallationRoles {
  /** Owns schema and tables; used to migrate and to erase. */
  readonly owner: string;
  /** Reads and writes rows; used while the plugin works. */
  readonly runtime: string;
}

/**
 * Roles belong to a cluster and schemas to a database, so the names carry the platform.
 *
 * @param platform the platform's id, a UUID
 * @param installation the installation's number
 */
export function installationRoles(platform: string, installation: number): InstallationRoles {
  const prefix = `plx_${platform.replaceAll('-', '').slice(-8)}_${installation}`;
  return { owner: `${prefix}_o`, runtime: `${prefix}_r` };
}

/** Seconds that one statement of a run-time role has. */
export const RUNTIME_SECONDS = 9;
/** Seconds that a transaction of an owner has, and so each of its statements. */
export const OWNER_SECONDS = 30;

/** Seconds after which no statement of a role is left, unless PostgreSQL cannot interrupt it. */
export function statementSeconds(role: string): number {
  return role.endsWith('_o') ? OWNER_SECONDS : RUNTIME_SECONDS;
}

const ITERATIONS = 4096;

/**
 * The form in which PostgreSQL stores a SCRAM-SHA-256 password (RFC 5803), so that no password travels in a statement
 * that a log could keep.
 */
export function scramVerifier(keys: Keys, role: string): string {
  const salt = keys.roleSalt(role);
  const salted = pbkdf2Sync(keys.rolePassword(role), salt, ITERATIONS, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
