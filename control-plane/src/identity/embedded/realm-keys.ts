import type { JWK } from 'jose';
import type { Transaction } from 'sequelize';
import { CacheUntilChange } from '../../database/cache-until-change.ts';
import type { Changes } from '../../database/changes.ts';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import type { Keys } from '../../keys.ts';

/** Longest time that keys stay cached. */
const CACHE_MS = 30_000;

/**
 * Private keys of the realms, ES256: making one takes 0.05 ms, an RSA key 70 ms. The newest signs. Replaced ones stay
 * published for a day, longer than any token that they signed is valid.
 */
export class RealmKeys {
  readonly #database: PlatformDatabase;
  readonly #keys: Keys;
  readonly #cache: CacheUntilChange<readonly JWK[]>;

  constructor(database: PlatformDatabase, keys: Keys, changes: Changes) {
    this.#database = database;
    this.#keys = keys;
    this.#cache = new CacheUntilChange(changes, ['realm_keys'], { max: 1_000, ttl: CACHE_MS });
  }

  /** Private keys, the one that signs first; `undefined` for a realm that does not exist. */
  async of(realm: string): Promise<readonly JWK[] | undefined> {
    const known = this.#cache.get(realm);
    if (known !== undefined) return known;
    const keep = this.#cache.keeper(realm);
    const rows = await this.#database.rows<{ kid: string; jwk: Buffer }>(
      `SELECT kid, jwk FROM plexica.realm_keys
        WHERE realm = $1 AND (replaced_at IS NULL OR replaced_at > now() - interval '1 day')
        ORDER BY replaced_at DESC NULLS FIRST`,
      [realm],
    );
    if (rows.length === 0) return undefined;
    const keys = rows.map(
      ({ kid, jwk }) => JSON.parse(this.#keys.open(jwk, place(realm, kid)).toString()) as JWK,
    );
    keep(keys);
    return keys;
  }

  /** Gives a realm its first key. A realm that has one keeps it. */
  async create(realm: string, transaction?: Transaction): Promise<void> {
    if ((await this.of(realm)) === undefined) await this.#insert(realm, transaction);
  }

  /** Replaces keys that have signed for three months, and forgets keys whose tokens have all expired. */
  async rotateOld(): Promise<void> {
    const old = await this.#database.rows<{ realm: string }>(
      `SELECT realm FROM plexica.realm_keys WHERE replaced_at IS NULL AND created_at < now() - interval '90 days'`,
    );
    for (const { realm } of old) await this.rotate(realm);
    await this.#database.rows(
      `DELETE FROM plexica.realm_keys WHERE replaced_at < now() - interval '1 day' RETURNING kid`,
    );
  }

  /** Replaces the key that signs. Tokens of the replaced one stay valid. */
  async rotate(realm: string): Promise<void> {
    await this.#database.transaction(async (transaction) => {
      await this.#database.rows(
        'UPDATE plexica.realm_keys SET replaced_at = now() WHERE realm = $1 AND replaced_at IS NULL RETURNING kid',
        [realm],
        transaction,
      );
      await this.#insert(realm, transaction);
    });
  }

  async #insert(realm: string, transaction?: Transaction): Promise<void> {
    const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await import('jose');
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    const kid = await calculateJwkThumbprint(jwk);
    const text = JSON.stringify({ ...jwk, kid, alg: 'ES256', use: 'sig' });
    await this.#database.rows(
      `INSERT INTO plexica.realm_keys (kid, realm, jwk) VALUES ($1, $2, $3)
        ON CONFLICT (realm) WHERE replaced_at IS NULL DO NOTHING RETURNING kid`,
      [kid, realm, this.#keys.seal(Buffer.from(text), place(realm, kid))],
      transaction,
    );
  }
}

function place(realm: string, kid: string): string {
  return `key ${kid} of the realm ${realm}`;
}
