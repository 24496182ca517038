import { randomUUID } from 'node:crypto';
import type { Transaction } from 'sequelize';
import { replicaLives, type Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Keys } from '../keys.ts';
import { isMailAddress, type Mail, type StoredMail } from './message.ts';

/** A mail that this replica alone may send now. */
export interface ClaimedMail {
  readonly id: string;
  readonly createdAt: Date;
  /** From 1. */
  readonly attempts: number;
  /** @throws Error if its row was changed by hand */
  open(): StoredMail;
}

interface Row {
  id: string;
  sealed: Buffer;
  created_at: Date;
  attempts: number;
}

/** After this time others may send it, although the replica that claimed it lives. Longer than a delivery can take. */
const CLAIM_SECONDS = 180;
/** How long failed mails are kept. */
const KEEP_FAILED = '7 days';

/** The mails that wait, in the database. */
export class Mails {
  readonly #database: PlatformDatabase;
  readonly #keys: Keys;
  readonly #changes: Changes;

  constructor(database: PlatformDatabase, keys: Keys, changes: Changes) {
    this.#database = database;
    this.#keys = keys;
    this.#changes = changes;
  }

  /**
   * Sends a mail once the transaction has committed. It does not wait for the mail server, and a server that is
   * unreachable gets the mail later, for up to a day.
   *
   * @throws Error if `to` is not one ASCII address
   */
  async send(mail: Mail, transaction: Transaction): Promise<void> {
    if (!isMailAddress(mail.to)) throw new Error('a mail has one ASCII address as its recipient');
    const id = randomUUID();
    const { to, subject, text, html } = mail;
    const sealed = this.#keys.seal(Buffer.from(JSON.stringify({ to, subject, text, html })), place(id));
    await this.#database.rows(
      'INSERT INTO plexica.mails (id, sealed) VALUES ($1, $2) RETURNING id',
      [id, sealed],
      transaction,
    );
  }

  /** @returns the mail that has waited longest, which no other replica sends meanwhile */
  async claim(): Promise<ClaimedMail | undefined> {
    const [row] = await this.#database.rows<Row>(
      `UPDATE plexica.mails
          SET replica = $1, attempts = attempts + 1, next_attempt_at = now() + $2 * interval '1 second'
        WHERE id = (
          SELECT id FROM plexica.mails m
           WHERE failed_at IS NULL
             AND (next_attempt_at <= now() OR (replica IS NOT NULL AND NOT ${replicaLives('m.replica')}))
           ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, sealed, created_at, attempts`,
      [this.#changes.replica, CLAIM_SECONDS],
    );
    if (row === undefined) return undefined;
    const { id, sealed, created_at: createdAt, attempts } = row;
    return {
      id,
      createdAt,
      attempts,
      open: () => {
        const mail = JSON.parse(this.#keys.open(sealed, place(id)).toString('utf8')) as Mail;
        return { ...mail, id, createdAt };
      },
    };
  }

  async remove(id: string): Promise<void> {
    await this.#database.rows('DELETE FROM plexica.mails WHERE id = $1 RETURNING id', [id]);
  }

  /** @param seconds until the next attempt */
  async postpone(id: string, seconds: number, error: string): Promise<void> {
    await this.#database.rows(
      `UPDATE plexica.mails SET replica = NULL, next_attempt_at = now() + $2 * interval '1 second', error = $3
        WHERE id = $1 RETURNING id`,
      [id, seconds, error],
    );
  }

  async giveUp(id: string, error: string): Promise<void> {
    await this.#database.rows(
      'UPDATE plexica.mails SET replica = NULL, failed_at = now(), error = $2 WHERE id = $1 RETURNING id',
      [id, error],
    );
  }

  async waiting(): Promise<number> {
    const [row] = await this.#database.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM plexica.mails WHERE failed_at IS NULL',
    );
    return (row as { count: number }).count;
  }

  async forgetFailed(): Promise<void> {
    await this.#database.rows(
      `DELETE FROM plexica.mails WHERE failed_at < now() - interval '${KEEP_FAILED}' RETURNING id`,
    );
  }
}

const place = (id: string): string => `mail ${id}`;
