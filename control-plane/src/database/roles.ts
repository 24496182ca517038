import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Keys } from '../keys.ts';

/** The two LOGIN roles of one installation. */
export interface InstallationRoles {
  /** Owns the schema and tables. Used for migrations and erasure. */
  readonly owner: string;
  /** Reads and writes rows. Used by the running plugin. */
  readonly runtime: string;
}

/**
 * Roles belong to a cluster and schemas to a database, so the names contain the id of the platform.
 *
 * @param platform the platform's id, a UUID
 * @param installation the installation's number
 */
export function installationRoles(platform: string, installation: number): InstallationRoles {
  const prefix = `${rolePrefix(platform)}${installation}`;
  return { owner: `${prefix}_o`, runtime: `${prefix}_r` };
}

/**
 * Regular expression for the names of one kind of role of a platform.
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
  /** Limit of one statement of a run-time role. */
  statement: number;
  /** Limit of a transaction of an owner, and so of each of its statements. */
  transaction: number;
}

export const ROLE_LIMITS: RoleLimits = { statement: 9, transaction: 30 };

/** Seconds after which every statement of a role has ended, unless PostgreSQL cannot interrupt it. */
export function statementSeconds(role: string, { statement, transaction }: RoleLimits): number {
  return role.endsWith('_o') ? transaction : statement;
}

/** Limit of a transaction of a run-time role, in seconds: a minute, or more where one statement has more. */
export function runtimeTransaction(statement: number): number {
  return Math.max(60, statement);
}

const ITERATIONS = 4096;

/**
 * Stored form of a SCRAM-SHA-256 password (RFC 5803), so that no statement, which could be logged, contains a password.
 */
export function scramVerifier(keys: Keys, role: string): string {
  const salt = keys.roleSalt(role);
  const salted = pbkdf2Sync(keys.rolePassword(role), salt, ITERATIONS, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
