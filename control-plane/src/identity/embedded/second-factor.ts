import { createHash, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Transaction } from 'sequelize';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import type { Keys } from '../../keys.ts';
import type { Account, Accounts } from './accounts.ts';

/** Steps of 30 seconds before and after the present one whose codes are accepted, for clocks that differ. */
const WINDOW = 1;
/** Number of recovery codes, and their letters: without those that look like others. */
const CODES = 10;
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const CODE_LENGTH = 10;

/** One-time codes of an authenticator app (RFC 6238), and recovery codes for who has lost it. */
export class SecondFactor {
  readonly #database: PlatformDatabase;
  readonly #keys: Keys;
  readonly #accounts: Accounts;

  constructor(database: PlatformDatabase, keys: Keys, accounts: Accounts) {
    this.#database = database;
    this.#keys = keys;
    this.#accounts = accounts;
  }

  /** @returns a new secret in base32, which is not stored yet */
  newSecret(): string {
    return new Secret({ size: 20 }).base32;
  }

  /** @returns `otpauth://totp/…`, as authenticator apps read it */
  uri(account: Account, issuer: string, secret: string): string {
    return totpOf(secret, { issuer, label: account.email }).toString();
  }

  /** @returns recovery codes, which are not shown again; `undefined` for a wrong code */
  async turnOn(account: Account, secret: string, code: string): Promise<string[] | undefined> {
    const step = stepOf(secret, code);
    if (step === undefined) return undefined;
    return this.#database.transaction(async (transaction) => {
      const sealed = this.#keys.seal(Buffer.from(secret), place(account.id));
      await this.#database.rows(
        'UPDATE plexica.accounts SET totp = $2, totp_step = $3 WHERE id = $1 RETURNING id',
        [account.id, sealed, step],
        transaction,
      );
      return this.newRecoveryCodes(account, transaction);
    });
  }

  async turnOff(account: Account): Promise<void> {
    await this.#database.rows(
      `UPDATE plexica.accounts SET totp = NULL, totp_step = NULL, recovery_codes = '{}' WHERE id = $1 RETURNING id`,
      [account.id],
    );
  }

  /** Replaces the recovery codes. */
  async newRecoveryCodes(account: Account, transaction?: Transaction): Promise<string[]> {
    const codes = Array.from({ length: CODES }, newCode);
    await this.#database.rows(
      'UPDATE plexica.accounts SET recovery_codes = $2 WHERE id = $1 RETURNING id',
      [account.id, codes.map(hashOf)],
      transaction,
    );
    return codes;
  }

  async recoveryCodesLeft(account: Account): Promise<number> {
    const [row] = await this.#database.rows<{ left: number }>(
      'SELECT cardinality(recovery_codes) AS left FROM plexica.accounts WHERE id = $1',
      [account.id],
    );
    return row?.left ?? 0;
  }

  /** Whether a code of the app is right. Each is valid once. Wrong ones lock the account like wrong passwords. */
  async isCode(account: Account, code: string): Promise<boolean> {
    return this.#accounts.attempt(account, async () => {
      const [row] = await this.#database.rows<{ totp: Buffer | null }>(
        'SELECT totp FROM plexica.accounts WHERE id = $1',
        [account.id],
      );
      if (!row?.totp) return false;
      const step = stepOf(this.#keys.open(row.totp, place(account.id)).toString(), code);
      if (step === undefined) return false;
      const used = await this.#database.rows(
        'UPDATE plexica.accounts SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2) RETURNING id',
        [account.id, step],
      );
      return used.length === 1;
    });
  }

  /** Whether a recovery code is right. It is used up. */
  async isRecoveryCode(account: Account, code: string): Promise<boolean> {
    return this.#accounts.attempt(account, async () => {
      const used = await this.#database.rows(
        `UPDATE plexica.accounts SET recovery_codes = array_remove(recovery_codes, $2)
          WHERE id = $1 AND $2 = ANY (recovery_codes) RETURNING id`,
        [account.id, hashOf(code)],
      );
      return used.length === 1;
    });
  }
}

function totpOf(secret: string, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...names, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 });
}

/** The time step that a code is of; `undefined` for a wrong code. */
function stepOf(secret: string, code: string): number | undefined {
  const digits = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return undefined;
  const delta = totpOf(secret).validate({ token: digits, window: WINDOW });
  return delta === null ? undefined : TOTP.counter() + delta;
}

function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, CODE_LENGTH / 2)}-${letters.slice(CODE_LENGTH / 2)}`;
}

/** Without what people add or leave out when they type. The codes are random, so a fast hash is enough. */
function hashOf(code: string): Buffer {
  return createHash('sha256')
    .update(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    .digest();
}

function place(account: string): string {
  return `second factor of the account ${account}`;
}
