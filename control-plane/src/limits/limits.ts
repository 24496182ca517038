import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import { scopeText } from '../access/scope.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { LimitName, Rate, Rates } from '../rates.ts';
import { addressBlock } from './address-block.ts';
import { Buckets, type Bucket } from './buckets.ts';
import { ExactLimits, type ExactLimit } from './exact-limits.ts';
import { settle } from './settle.ts';

const SETTLE_MS = 1_000;

/** What attempts are for, in messages. */
const ATTEMPTS: Readonly<Record<ExactLimit, string>> = {
  login: 'to log in',
  reset: 'for a new password',
  device: 'with the code of a device',
};

/** One counter that a request counts for. */
interface Counted {
  limit: LimitName;
  key: string;
  /** What is counted, for messages: `for the tenant acme`. */
  what: string;
}

/**
 * Limits the requests of callers, as `PLEXICA_LIMITS` says. Requests are counted in memory, and once a second the
 * servers of a database exchange their counts: until then, a server does not know what others have let through. A
 * statement for each request would limit the server itself to fewer than 2,000 a second.
 */
export class Limits {
  readonly #database: PlatformDatabase;
  readonly #log: Logger;
  readonly #buckets = new Map<LimitName, Buckets>();
  readonly #unsettled = new Set<Bucket>();
  readonly #exact: ExactLimits;
  readonly #timer: NodeJS.Timeout;
  #settling: Promise<void> | undefined;
  #settled = true;

  constructor(rates: Rates, database: PlatformDatabase, log: Logger) {
    this.#database = database;
    this.#log = log;
    for (const [name, rate] of Object.entries(rates) as [LimitName, Rate | undefined][]) {
      if (rate !== undefined && !(name in ATTEMPTS))
        this.#buckets.set(name, new Buckets(name, rate, this.#unsettled));
    }
    this.#exact = new ExactLimits(rates, database);
    this.#timer = setInterval(() => this.#settle(), SETTLE_MS).unref();
  }

  /**
   * Counts a request of a known caller. The admin token has no limits: it is the operator's, who sets them. Callers of
   * the platform do not use up the quota of a tenant.
   *
   * @throws PlexicaError `too_many_requests`
   */
  caller(response: Response, { kind, id, name, scope }: Principal): void {
    if (kind === 'admin') return;
    const counted: Counted[] = [{ limit: 'token', key: `${scopeText(scope)} ${id}`, what: `by ${name}` }];
    if (scope.kind === 'tenant') {
      counted.push({ limit: 'tenant', key: scope.tenant, what: `for the tenant ${scope.tenant}` });
    }
    this.#count(response, counted);
  }

  /**
   * Counts a request without a token, or one that was refused.
   *
   * @throws PlexicaError `too_many_requests`
   */
  stranger(request: Request, response: Response): void {
    const address = addressBlock(request.ip ?? '');
    const what = `without a valid token from the address ${address}`;
    this.#count(response, [{ limit: 'address', key: address, what }]);
  }

  /**
   * Counts a call of a public route without a token, which `stranger` has counted before. All such calls of a tenant
   * have a quota of their own, so that strangers cannot use up that of its members.
   *
   * @throws PlexicaError `too_many_requests`
   */
  publicCall(
    request: Request,
    response: Response,
    { tenant, plugin }: { tenant: string; plugin: string },
  ): void {
    const address = addressBlock(request.ip ?? '');
    this.#count(response, [
      {
        limit: 'public',
        key: `${address} ${tenant}/${plugin}`,
        what: `for public routes of ${plugin} from the address ${address}`,
      },
      { limit: 'tenant', key: `${tenant} public`, what: `for public routes of the tenant ${tenant}` },
    ]);
  }

  /**
   * Counts an attempt exactly, over all servers. For what is rare and must not be guessed.
   *
   * @param key who is counted, such as an address
   * @throws PlexicaError `too_many_requests`
   */
  async exact(limit: ExactLimit, key: string): Promise<void> {
    const reached = await this.#exact.attempt(limit, key);
    if (reached !== undefined)
      throw tooMany({ limit, key, what: ATTEMPTS[limit] }, reached.rate, reached.wait);
  }

  /** Removes counters that have their whole quota again. */
  async forget(): Promise<void> {
    await this.#database.rows('DELETE FROM plexica.rate_limits WHERE full_at < now() RETURNING bucket');
    await this.#database.rows('DELETE FROM plexica.exact_limits WHERE expire < $1 RETURNING key', [
      Date.now(),
    ]);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#settling;
  }

  #count(response: Response, all: readonly Counted[]): void {
    const now = performance.now();
    const counted = all.filter(({ limit }) => this.#buckets.has(limit));
    for (const each of counted) {
      const buckets = this.#buckets.get(each.limit) as Buckets;
      const wait = buckets.wait(each.key, now);
      if (wait === 0) continue;
      this.#tell(response, [each], now);
      throw tooMany(each, buckets.rate, wait);
    }
    for (const { limit, key } of counted) this.#buckets.get(limit)?.spend(key, now);
    this.#tell(response, counted, now);
  }

  /** Sets the headers of draft-ietf-httpapi-ratelimit-headers. */
  #tell(response: Response, counted: readonly Counted[], now: number): void {
    if (counted.length === 0) return;
    const policies: string[] = [];
    const left: string[] = [];
    for (const { limit, key } of counted) {
      const buckets = this.#buckets.get(limit) as Buckets;
      const { requests, seconds } = buckets.left(key, now);
      policies.push(`"${limit}";q=${buckets.rate.count};w=${buckets.rate.seconds}`);
      left.push(`"${limit}";r=${requests};t=${seconds}`);
    }
    response.appendHeader('RateLimit-Policy', policies.join(', '));
    response.appendHeader('RateLimit', left.join(', '));
  }

  /** One at a time. While the database is unavailable, each server counts alone. */
  #settle(): void {
    if (this.#settling !== undefined || this.#unsettled.size === 0) return;
    this.#settling = settle(this.#database, this.#unsettled)
      .then(() => {
        this.#settled = true;
      })
      .catch((error: unknown) => {
        if (this.#settled)
          this.#log.warn(
            { err: error },
            'limits are not shared with other servers until the database is available',
          );
        this.#settled = false;
      })
      .finally(() => {
        this.#settling = undefined;
      });
  }
}

function tooMany({ limit, what }: Counted, { text }: Rate, wait: number): PlexicaError {
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  return new PlexicaError('too_many_requests', `too many requests ${what}: the limit ${limit} is ${text}`, {
    retryAfter: seconds,
    hint: `Wait ${seconds} s, then try again. Operators set the limit with PLEXICA_LIMITS, as in PLEXICA_LIMITS=${limit}=${text}.`,
  });
}
