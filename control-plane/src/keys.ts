import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keys that are derived from the platform's secret (HKDF, RFC 5869), so that one secret is enough to configure. */
export interface Keys {
  /** Tells two secrets apart and gives nothing away: 64 hex digits. */
  readonly check: string;
  /**
   * Encrypts with AES-256-GCM.
   *
   * @param place where the value will lie; opening it elsewhere fails, so that values cannot be moved about
   */
  seal(value: Buffer, place: string): Buffer;
  /** @throws Error when the value was changed, moved, or sealed under another secret */
  open(sealed: Buffer, place: string): Buffer;
  /** Authenticates the lines and heads of the audit log (HMAC-SHA-256, 32 bytes). */
  auditMac(what: 'line' | 'head', text: string): Buffer;
  /** @returns the password of a database role, 43 base64url characters, always the same for the same role */
  rolePassword(role: string): string;
  /** @returns 16 bytes of salt for a role's SCRAM verifier */
  roleSalt(role: string): Buffer;
}

/** Octets of nonce and tag of AES-GCM (NIST SP 800-38D). */
const NONCE = 12;
const TAG = 16;

export function deriveKeys(secret: string): Keys {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'plexica', purpose, 32));
  const sealing = key('sealed-values');
  const roles = key('database-roles');
  const salts = key('database-role-salts');
  const audit = { line: key('audit-lines'), head: key('audit-heads') };
  return {
    check: key('check').toString('hex'),
    seal: (value, place) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed, place) => {
      const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, NONCE))
        .setAAD(Buffer.from(place))
        .setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
    },
    auditMac: (what, text) => createHmac('sha256', audit[what]).update(text).digest(),
    rolePassword: (role) => createHmac('sha256', roles).update(role).digest('base64url'),
    roleSalt: (role) => createHmac('sha256', salts).update(role).digest().subarray(0, 16),
  };
}
