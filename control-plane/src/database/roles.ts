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
  const prefix = `${rolePrefix(platform)}${installation}`;
  return { owner: `${prefix}_o`, runtime: `${prefix}_r` };
}

/**
 * A regular expression for the names of a platform's roles of one kind.
 *
 * @param kind `o` for owners, `r` for run-time roles
 */
export function installationRolesPattern(platform: string, kind: 'o' | 'r'): string {
  return `^${rolePrefix(platform)}[0-9]+_${kind}$`;
}

function rolePrefix(platform: string): string {
  return `plx_${platform.replaceAll('-', '').slice(-8)}_`;
}

/** In seconds. */
export interface RoleLimits {
  /** For one statement of a run-time role. */
  statement: number;
  /** For a transaction of an owner, and so for each of its statements. */
  transaction: number;
}

export const ROLE_LIMITS: RoleLimits = { statement: 9, transaction: 30 };

/** Seconds after which no statement of a role is left, unless PostgreSQL cannot interrupt it. */
export function statementSeconds(role: string, { statement, transaction }: RoleLimits): number {
  return role.endsWith('_o') ? transaction : statement;
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
