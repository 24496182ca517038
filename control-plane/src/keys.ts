import { createHmac, hkdfSync } from 'node:crypto';

/** Keys that are derived from the platform's secret (HKDF, RFC 5869), so that one secret is enough to configure. */
export interface Keys {
  /** 32 bytes of AES-256-GCM key for secret configuration values. */
  readonly config: Buffer;
  /** @returns the password of a database role, 43 base64url characters, always the same for the same role */
  rolePassword(role: string): string;
  /** @returns 16 bytes of salt for a role's SCRAM verifier */
  roleSalt(role: string): Buffer;
}

export function deriveKeys(secret: string): Keys {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'plexica', purpose, 32));
  const roles = key('database-roles');
  const salts = key('database-role-salts');
  return {
    config: key('config'),
    rolePassword: (role) => createHmac('sha256', roles).update(role).digest('base64url'),
    roleSalt: (role) => createHmac('sha256', salts).update(role).digest().subarray(0, 16),
  };
}
