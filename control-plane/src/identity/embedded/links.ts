import { createHash, randomBytes } from 'node:crypto';
import type { Transaction } from 'sequelize';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import type { Account } from './accounts.ts';

export type LinkPurpose = 'invitation' | 'reset';

/** How long a link in a mail is valid, in seconds. */
export const LINK_SECONDS: Readonly<Record<LinkPurpose, number>> = {
  invitation: 7 * 24 * 60 * 60,
  reset: 30 * 60,
};

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Links that let the owner of a mailbox set a password, once. */
export class Links {
  readonly #database: PlatformDatabase;

  constructor(database: PlatformDatabase) {
    this.#database = database;
  }

  /**
   * A new link replaces earlier ones of the same purpose.
   *
   * @returns the secret of the link
   */
  async create(account: Account, purpose: LinkPurpose, transaction: Transaction): Promise<string> {
    const secret = randomBytes(24).toString('base64url');
    await this.#database.rows(
      'DELETE FROM plexica.account_links WHERE account = $1 AND purpose = $2 RETURNING 1 AS removed',
      [account.id, purpose],
      transaction,
    );
    await this.#database.rows(
      `INSERT INTO plexica.account_links (hash, account, purpose, expires_at)
        VALUES ($1, $2, $3, now() + make_interval(secs => $4)) RETURNING 1 AS created`,
      [hashOf(secret), account.id, purpose, LINK_SECONDS[purpose]],
      transaction,
    );
    return secret;
  }

  /** @returns the id of the account, or `undefined` for a link that is unknown, used or expired */
  async find(realm: string, purpose: LinkPurpose, secret: string): Promise<string | undefined> {
    const [found] = await this.#database.rows<{ account: string }>(
      `SELECT l.account FROM plexica.account_links l JOIN plexica.accounts a ON a.id = l.account
        WHERE l.hash = $1 AND l.purpose = $2 AND a.realm = $3 AND l.expires_at > now()`,
      [hashOf(secret), purpose, realm],
    );
    return found?.account;
  }

  /** @returns whether this call used it: of two at once, one does */
  async use(secret: string, transaction: Transaction): Promise<boolean> {
    const used = await this.#database.rows(
      'DELETE FROM plexica.account_links WHERE hash = $1 AND expires_at > now() RETURNING 1 AS used',
      [hashOf(secret)],
      transaction,
    );
    return used.length === 1;
  }
}
