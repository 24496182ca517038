import type { Transaction } from 'sequelize';

/** Realm of the people of the platform. Every other realm is the slug of a tenant. */
export const PLATFORM_REALM = 'platform';

export interface Person {
  readonly email: string;
  /** Display name. */
  readonly name: string;
}

/** What the rest of the server asks of the identity provider. A subject identifies an account within its realm (`sub`). */
export interface Realms {
  /** URL of the issuer of a realm. */
  issuer(realm: string): string;
  /**
   * Makes sure that the person has an account, and mails an invitation to somebody who cannot log in yet.
   *
   * @returns the subject
   */
  invite(realm: string, person: Person, transaction: Transaction): Promise<string>;
  /** Removes an account and ends its logins. An unknown subject is no error. */
  remove(realm: string, subject: string, transaction: Transaction): Promise<void>;
  /** Ends all logins of an account. */
  endLogins(realm: string, subject: string, transaction: Transaction): Promise<void>;
}
