import { tenantSlugLength } from '@plexica/registry';
import type { Logger } from 'pino';
import type { Transaction } from 'sequelize';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { AuditEntry, AuditTrail } from '../http/audit-trail.ts';
import { append, type Counted, type Place } from './append.ts';
import { PLATFORM_CHAIN, toSignedText, type Head } from './head.ts';
import { Uncounted } from './uncounted.ts';

const MINUTE_MS = 60_000;

/** Refused requests whose tenant is being looked up. Beyond that, the database is slow, and the platform's log has to do. */
const WAITING = 1_000;

/** Writes the audit log, and signs the ends of its chains into the log of the server every minute. */
export class AuditLog implements AuditTrail {
  readonly #place: Place;
  readonly #log: Logger;
  readonly #chains: CacheUntilChange<{ chain: string }>;
  readonly #uncounted: Uncounted;
  /** Ends that this server has written and not yet signed into its log. */
  readonly #heads = new Map<string, Head>();
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(place: Place, changes: Changes, log: Logger) {
    this.#place = place;
    this.#log = log;
    this.#chains = new CacheUntilChange(changes, ['tenants'], { max: 10_000, ttl: 30_000 });
    this.#uncounted = new Uncounted();
    this.#timer = setInterval(() => this.#eachMinute(), MINUTE_MS).unref();
  }

  async write(entry: AuditEntry, transaction?: Transaction): Promise<void> {
    await this.#append(await this.#chainOf(entry.tenant, transaction), [{ entry, count: 1 }], transaction);
  }

  count(entry: AuditEntry): void {
    const chain = this.#waiting < WAITING ? this.#knownChain(entry.tenant) : PLATFORM_CHAIN;
    if (chain !== undefined) this.#countIn(chain, entry);
    else this.#inBackground(async () => this.#countIn(await this.#chainOf(entry.tenant), entry));
  }

  #countIn(chain: string, entry: AuditEntry): void {
    const first = this.#uncounted.add(chain, entry);
    if (first === undefined) return;
    this.#inBackground(() => this.#append(first.chain, [{ entry: first.entry, count: 1 }]));
  }

  /** Writes what is only counted so far. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#eachMinute();
    await this.#writing;
    this.#signHeads();
  }

  #eachMinute(): void {
    for (const [chain, entries] of this.#uncounted.take()) {
      this.#inBackground(() => this.#append(chain, entries));
    }
    this.#signHeads();
  }

  /** One after the other: the callers do not wait, and must not use up the connections. */
  #inBackground(work: () => Promise<void>): void {
    this.#waiting += 1;
    this.#writing = this.#writing
      .then(work)
      .catch((error: unknown) => this.#log.error({ err: error }, 'cannot write to the audit log'))
      .finally(() => (this.#waiting -= 1));
  }

  async #append(chain: string, entries: readonly Counted[], transaction?: Transaction): Promise<void> {
    if (transaction === undefined) {
      await this.#place.database.transaction((own) => this.#append(chain, entries, own));
      return;
    }
    const head = await append(this.#place, chain, entries, transaction);
    transaction.afterCommit(() => {
      if ((this.#heads.get(chain)?.count ?? 0) <= head.count) this.#heads.set(chain, head);
    });
  }

  #signHeads(): void {
    for (const head of this.#heads.values()) {
      this.#log.info({ auditHead: toSignedText(this.#place.keys, head) }, 'end of an audit log');
    }
    this.#heads.clear();
  }

  /** @returns `undefined` if it has to be looked up */
  #knownChain(tenant: string | undefined): string | undefined {
    if (tenant === undefined || tenant.length > tenantSlugLength.max) return PLATFORM_CHAIN;
    return this.#chains.get(tenant)?.chain;
  }

  /** What concerns no tenant that exists belongs to the platform. */
  async #chainOf(tenant: string | undefined, transaction?: Transaction): Promise<string> {
    const known = this.#knownChain(tenant);
    if (known !== undefined) return known;
    const keep = this.#chains.keeper(tenant as string);
    const [found] = await this.#place.database.rows<{ id: string }>(
      'SELECT id FROM plexica.tenants WHERE slug = $1',
      [tenant],
      transaction,
    );
    const chain = found?.id ?? PLATFORM_CHAIN;
    keep({ chain });
    return chain;
  }
}
