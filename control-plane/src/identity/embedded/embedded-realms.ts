import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import type { JWK } from 'jose';
import type { Provider } from 'oidc-provider';
import type { Logger } from 'pino';
import type { Transaction } from 'sequelize';
import type { Changes } from '../../database/changes.ts';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import type { Keys } from '../../keys.ts';
import type { Machines } from '../machines.ts';
import { invitationMail } from '../mails.ts';
import type { PageTenant } from '../pages/layout.ts';
import type { Person, Realms } from '../realms.ts';
import { Accounts } from './accounts.ts';
import { Links, LINK_SECONDS } from './links.ts';
import { loadProviders } from './load-providers.ts';
import { RealmKeys } from './realm-keys.ts';
import { openRecord, recordId } from './record.ts';
import { SecondFactor } from './second-factor.ts';

/** Providers in memory at most. An idle one takes about 0.1 MB, and making one a few milliseconds. */
const PROVIDERS = 500;

const DAY_SECONDS = 24 * 60 * 60;

export interface EmbeddedRealmsOptions {
  readonly database: PlatformDatabase;
  readonly keys: Keys;
  readonly changes: Changes;
  readonly mail: {
    send(
      mail: { to: string; subject: string; text: string; html: string },
      transaction: Transaction,
    ): Promise<void>;
  };
  readonly machines: Machines;
  readonly log: Logger;
  /** Public URL of the server. */
  url(): string;
  /** Where this server listens. */
  localUrl(): string;
  /** Origin of the pages of a realm's people. */
  originOf(realm: string): string;
  /** How pages and mails call a realm; `undefined` for a realm that does not exist. */
  tenantOf(realm: string): Promise<PageTenant | undefined>;
}

/** A login of somebody: in a browser, or of a terminal. */
export interface Login {
  /** `sid` of its access tokens. */
  readonly id: string;
  /** Id of the OpenID client. */
  readonly client: string;
  readonly since: Date;
}

/** Realms inside the control plane: OpenID providers over PostgreSQL. */
export class EmbeddedRealms implements Realms {
  readonly accounts: Accounts;
  readonly links: Links;
  readonly keys: RealmKeys;
  readonly secondFactor: SecondFactor;
  readonly #options: EmbeddedRealmsOptions;
  readonly #providers: LRUCache<string, { provider: Provider; keys: readonly JWK[]; name: string }>;

  constructor(options: EmbeddedRealmsOptions) {
    const { database, keys, changes } = options;
    this.#options = options;
    this.accounts = new Accounts(database);
    this.links = new Links(database);
    this.secondFactor = new SecondFactor(database, keys, this.accounts);
    this.keys = new RealmKeys(database, keys, changes);
    this.#providers = new LRUCache({ max: PROVIDERS });
  }

  issuer(realm: string): string {
    return `${this.#options.url()}/realms/${realm}`;
  }

  originOf(realm: string): string {
    return this.#options.originOf(realm);
  }

  tenantOf(realm: string): Promise<PageTenant | undefined> {
    return this.#options.tenantOf(realm);
  }

  async invite(realm: string, person: Person, transaction: Transaction): Promise<string> {
    const account = await this.accounts.ensure(realm, person, transaction);
    if (!account.ready) {
      const secret = await this.links.create(account, 'invitation', transaction);
      const mail = invitationMail({
        name: (await this.tenantOf(realm))?.name ?? realm,
        url: `${this.issuer(realm)}/invitation?token=${secret}`,
        days: LINK_SECONDS.invitation / DAY_SECONDS,
      });
      await this.#options.mail.send({ to: account.email, ...mail }, transaction);
    }
    return account.id;
  }

  async remove(realm: string, subject: string, transaction: Transaction): Promise<void> {
    await this.accounts.remove(realm, subject, transaction);
  }

  async endLogins(realm: string, subject: string, transaction: Transaction): Promise<void> {
    await this.accounts.endLogins(realm, subject, { transaction });
  }

  /** Logins that go on, the newest first. */
  async logins(realm: string, account: string): Promise<Login[]> {
    const rows = await this.#options.database.rows<{ payload: Buffer; created_at: Date }>(
      `SELECT payload, created_at FROM plexica.oidc_records
        WHERE realm = $1 AND model = 'Grant' AND account::text = $2 AND expires_at > now() ORDER BY created_at DESC`,
      [realm, account],
    );
    return rows.map(({ payload, created_at: since }) => {
      const { jti, clientId } = openRecord(this.#options.keys, realm, 'Grant', payload);
      return { id: String(jti), client: String(clientId), since };
    });
  }

  /** Whether a login has not ended. */
  async isAlive(realm: string, login: string): Promise<boolean> {
    const grants = await this.#options.database.rows(
      `SELECT 1 AS found FROM plexica.oidc_records
        WHERE realm = $1 AND model = 'Grant' AND id = $2 AND (expires_at IS NULL OR expires_at > now())`,
      [realm, recordId(login)],
    );
    return grants.length === 1;
  }

  /** Ends one login, with the session of the browser at the realm. */
  async endLogin(realm: string, login: string): Promise<void> {
    await this.#options.database.rows(
      `DELETE FROM plexica.oidc_records
        WHERE realm = $1 AND (grant_id = $2 OR (model = 'Grant' AND id = $3)) RETURNING 1 AS removed`,
      [realm, login, recordId(login)],
    );
  }

  /** Removes everything of a realm. */
  async erase(realm: string, transaction: Transaction | null): Promise<void> {
    for (const table of ['oidc_records', 'accounts', 'realm_keys']) {
      await this.#options.database.rows(
        `DELETE FROM plexica.${table} WHERE realm = $1 RETURNING 1 AS removed`,
        [realm],
        transaction ?? undefined,
      );
    }
    await this.#options.database.rows(
      `DELETE FROM plexica.browser_sessions WHERE sess -> 'loggedIn' ->> 'realm' = $1 RETURNING 1 AS removed`,
      [realm],
      transaction ?? undefined,
    );
  }

  /** Posts a form to the token endpoint of a realm: to this server itself, under its public name. */
  async tokenRequest(
    realm: string,
    form: Record<string, string>,
  ): Promise<{ status: number; body: unknown }> {
    const { pathname, host } = new URL(`${this.issuer(realm)}/token`);
    const request = httpRequest(new URL(pathname, this.#options.localUrl()), {
      method: 'POST',
      headers: { Host: host, 'Content-Type': 'application/x-www-form-urlencoded' },
      signal: AbortSignal.timeout(10_000),
    });
    // An error after the response has begun ends the reading of the body.
    request.on('error', () => undefined);
    request.end(new URLSearchParams(form).toString());
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { status: response.statusCode as number, body: await json(response) };
  }

  /** The OpenID provider of a realm; `undefined` for a realm that does not exist. */
  async provider(realm: string): Promise<Provider | undefined> {
    const keys = await this.keys.of(realm);
    const tenant = keys && (await this.tenantOf(realm));
    if (keys === undefined || tenant === undefined) return undefined;
    const known = this.#providers.get(realm);
    if (known?.keys === keys && known.name === tenant.name) return known.provider;
    const { accounts } = this;
    const { database, keys: secrets, machines, log } = this.#options;
    const { createProvider } = await loadProviders();
    const provider = createProvider({
      realm,
      issuer: this.issuer(realm),
      audience: this.#options.url(),
      origin: this.originOf(realm),
      tenant,
      signingKeys: keys,
      accounts,
      database,
      keys: secrets,
      machines,
      log,
    });
    this.#providers.set(realm, { provider, keys, name: tenant.name });
    return provider;
  }
}
