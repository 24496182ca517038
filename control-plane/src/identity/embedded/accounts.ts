import type { Transaction } from 'sequelize';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import { isPassword } from './passwords.ts';

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
}

interface Row {
  id: string;
  realm: string;
  email: string;
  name: string;
  password: string | null;
  totp: Buffer | null;
}

const COLUMNS = 'id, realm, email, name, password, totp';

function toAccount({ id, realm, email, name, password, totp }: Row): Account {
  return { id, realm, email, name, ready: password !== null, secondFactor: totp !== null };
}

/** Wrong passwords in a row before an account is locked for a while, twice as long with each further one. */
const FAILURES = 5;
const LOCK_SECONDS = { first: 30, most: 15 * 60 };

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

  /**
   * Counts each attempt as a failure before it looks at the password, so that parallel attempts do not get around the
   * lock.
   *
   * @returns `undefined` for a wrong address or password, and while the account is locked
   */
  async check(realm: string, email: string, password: string): Promise<Account | undefined> {
    const [row] = await this.#database.rows<Row>(
      `UPDATE plexica.accounts SET failures = failures + 1,
          locked_until = CASE WHEN failures + 1 >= $3
            THEN now() + make_interval(secs => least($5, $4 * power(2, failures + 1 - $3))) END
        WHERE realm = $1 AND email = $2 AND (locked_until IS NULL OR locked_until <= now()) RETURNING ${COLUMNS}`,
      [realm, email.toLowerCase(), FAILURES, LOCK_SECONDS.first, LOCK_SECONDS.most],
    );
    if (!(await isPassword(password, row?.password ?? null)) || row === undefined) return undefined;
    await this.#database.rows(
      'UPDATE plexica.accounts SET failures = 0, locked_until = NULL WHERE id = $1 RETURNING id',
      [row.id],
    );
    return toAccount(row);
  }

  /** @param hash of the password, in PHC string format */
  async setPassword(account: Account, hash: string, transaction: Transaction): Promise<void> {
    await this.#database.rows(
      `UPDATE plexica.accounts SET password = $2, failures = 0, locked_until = NULL WHERE id = $1 RETURNING id`,
      [account.id, hash],
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
    await this.endLogins(realm, id, transaction);
    await this.#database.rows(
      'DELETE FROM plexica.accounts WHERE realm = $1 AND id::text = $2 RETURNING id',
      [realm, id],
      transaction,
    );
  }

  /** Ends every login. Access tokens are refused as soon as each server hears of it. */
  async endLogins(realm: string, id: string, transaction?: Transaction): Promise<void> {
    await this.#database.rows(
      'DELETE FROM plexica.oidc_records WHERE realm = $1 AND account::text = $2 RETURNING 1 AS removed',
      [realm, id],
      transaction,
    );
  }
}
