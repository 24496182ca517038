import type { Transaction } from 'sequelize';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import { isPassword } from './passwords.ts';
import { recordId } from './record.ts';

/** Somebody who can log in to a realm, or will, once the invitation is accepted. */
export interface Account {
  readonly id: string;
  readonly realm: string;
  readonly email: string;
  readonly name: string;
  /** Whether a password is set. */
  readonly ready: boolean;
  /** Whether a login has a second step. */
  readonly secondFactor: boolean;
  /** When all logins were last ended. */
  readonly loginsEndedAt: Date | undefined;
}

/** How the audit log calls somebody who has proved who they are. */
export function auditedAs({ id, name }: Account): { id: string; name: string } {
  return { id: `account:${id}`, name };
}

interface Row {
  id: string;
  realm: string;
  email: string;
  name: string;
  password: string | null;
  totp: Buffer | null;
  logins_ended_at: Date | null;
}

const COLUMNS = 'id, realm, email, name, password, totp, logins_ended_at';

function toAccount({ id, realm, email, name, password, totp, logins_ended_at: ended }: Row): Account {
  return {
    id,
    realm,
    email,
    name,
    ready: password !== null,
    secondFactor: totp !== null,
    loginsEndedAt: ended ?? undefined,
  };
}

/** Whether something that was given to somebody at this time, in milliseconds, outlived the end of all logins. */
export function isBeforeEnd({ loginsEndedAt }: Account, time: number): boolean {
  return loginsEndedAt !== undefined && time <= loginsEndedAt.getTime();
}

/** Failures in a row before an account is locked, and seconds: twice as many with each further one, up to the last. */
const LOCK = [5, 30, 15 * 60] as const;

/** Values of `LOCK` are its first parameters. */
const COUNT_FAILURE = `failures = failures + 1,
  locked_until = CASE WHEN failures + 1 >= $1
    THEN now() + make_interval(secs => least($3, $2 * power(2, least(failures + 1 - $1, 10)))) END`;

/** Accounts of the embedded realms. */
export class Accounts {
  readonly #database: PlatformDatabase;

  constructor(database: PlatformDatabase) {
    this.#database = database;
  }

  async find(realm: string, id: string): Promise<Account | undefined> {
    const [row] = await this.#database.rows<Row>(
      `SELECT ${COLUMNS} FROM plexica.accounts WHERE realm = $1 AND id::text = $2`,
      [realm, id],
    );
    return row && toAccount(row);
  }

  async findByEmail(realm: string, email: string, transaction?: Transaction): Promise<Account | undefined> {
    const [row] = await this.#database.rows<Row>(
      `SELECT ${COLUMNS} FROM plexica.accounts WHERE realm = $1 AND email = $2`,
      [realm, email.toLowerCase()],
      transaction,
    );
    return row && toAccount(row);
  }

  /** Finds or creates the account of an address. */
  async ensure(
    realm: string,
    { email, name }: { email: string; name: string },
    transaction: Transaction,
  ): Promise<Account> {
    const [created] = await this.#database.rows<Row>(
      `INSERT INTO plexica.accounts (realm, email, name) VALUES ($1, $2, $3)
        ON CONFLICT (realm, email) DO UPDATE SET email = excluded.email RETURNING ${COLUMNS}`,
      [realm, email, name],
      transaction,
    );
    return toAccount(created as Row);
  }

  async rename(account: Account, name: string): Promise<void> {
    await this.#database.rows('UPDATE plexica.accounts SET name = $2 WHERE id = $1 RETURNING id', [
      account.id,
      name,
    ]);
  }

  /** @returns `undefined` for a wrong address or password, and while the account is locked */
  async check(realm: string, email: string, password: string): Promise<Account | undefined> {
    const [row] = await this.#database.rows<Row>(
      `UPDATE plexica.accounts SET ${COUNT_FAILURE}
        WHERE realm = $4 AND email = $5 AND (locked_until IS NULL OR locked_until <= now()) RETURNING ${COLUMNS}`,
      [...LOCK, realm, email.toLowerCase()],
    );
    if (!(await isPassword(password, row?.password ?? null)) || row === undefined) return undefined;
    const account = toAccount(row);
    // Otherwise the right password would allow any number of guesses at the second factor.
    if (!account.secondFactor) await this.#forgive(account);
    return account;
  }

  /** Whether the password of somebody who is logged in is right. */
  isOwner(realm: string, { id }: Account, password: string): Promise<boolean> {
    return this.attempt({ id }, async () => {
      const [row] = await this.#database.rows<{ password: string | null }>(
        'SELECT password FROM plexica.accounts WHERE realm = $1 AND id = $2',
        [realm, id],
      );
      return isPassword(password, row?.password ?? null);
    });
  }

  /**
   * Runs another check of the account. Counts each attempt as a failure before it begins, so that parallel attempts do
   * not get around the lock.
   *
   * @returns false also while the account is locked
   */
  async attempt(account: Pick<Account, 'id'>, check: () => Promise<boolean>): Promise<boolean> {
    const open = await this.#database.rows(
      `UPDATE plexica.accounts SET ${COUNT_FAILURE}
        WHERE id = $4 AND (locked_until IS NULL OR locked_until <= now()) RETURNING id`,
      [...LOCK, account.id],
    );
    if (open.length === 0 || !(await check())) return false;
    await this.#forgive(account);
    return true;
  }

  async #forgive({ id }: Pick<Account, 'id'>): Promise<void> {
    await this.#database.rows(
      'UPDATE plexica.accounts SET failures = 0, locked_until = NULL WHERE id = $1 RETURNING id',
      [id],
    );
  }

  /** @param hash of the password, in PHC string format */
  async setPassword(account: Account, hash: string, transaction: Transaction): Promise<void> {
    await this.#database.rows(
      `UPDATE plexica.accounts SET password = $2, failures = 0, locked_until = NULL WHERE id = $1 RETURNING id`,
      [account.id, hash],
      transaction,
    );
    // Another link of the same mailbox must not set it once more.
    await this.#database.rows(
      'DELETE FROM plexica.account_links WHERE account = $1 RETURNING 1 AS removed',
      [account.id],
      transaction,
    );
  }

  /** Stores what the invited person chose. */
  async accept(
    account: Account,
    { hash, name }: { hash: string; name: string },
    transaction: Transaction,
  ): Promise<void> {
    await this.setPassword(account, hash, transaction);
    await this.#database.rows(
      'UPDATE plexica.accounts SET name = $2 WHERE id = $1 RETURNING id',
      [account.id, name],
      transaction,
    );
  }

  async remove(realm: string, id: string, transaction: Transaction): Promise<void> {
    await this.endLogins(realm, id, { transaction });
    await this.#database.rows(
      'DELETE FROM plexica.accounts WHERE realm = $1 AND id::text = $2 RETURNING id',
      [realm, id],
      transaction,
    );
  }

  /**
   * Ends every login. Access tokens are refused as soon as each server hears of it.
   *
   * @param except the login that goes on
   */
  async endLogins(
    realm: string,
    id: string,
    { except = '', transaction }: { except?: string | undefined; transaction?: Transaction } = {},
  ): Promise<void> {
    await this.#database.rows(
      'UPDATE plexica.accounts SET logins_ended_at = $3 WHERE realm = $1 AND id::text = $2 RETURNING id',
      [realm, id, new Date()],
      transaction,
    );
    await this.#database.rows(
      `DELETE FROM plexica.oidc_records
        WHERE realm = $1 AND account::text = $2 AND grant_id IS DISTINCT FROM $3 AND id <> $4 RETURNING 1 AS removed`,
      [realm, id, except, recordId(except)],
      transaction,
    );
  }
}
