import type { Logger } from 'pino';
import type { Changes } from '../database/changes.ts';
import type { Delivery } from './delivery.ts';
import type { ClaimedMail, Mails } from './mails.ts';

/** How often it looks for mails whose next attempt is due. New ones are announced. */
const LOOK_MS = 2_000;
/** Mails that one replica sends at a time. */
const AT_ONCE = 4;
/** Seconds until the next attempt, by attempts so far; later ones wait as long as the last. */
const WAIT_SECONDS = [2, 5, 15, 60, 300, 600] as const;
const GIVE_UP_MS = 24 * 60 * 60_000;
/** Deliveries that take longer are tried again, whatever becomes of them. */
const DELIVERY_MS = 120_000;
/** How long a stopping server waits for deliveries. */
const STOP_MS = 10_000;

/** Sends the mails that wait, several at a time. All replicas do; each mail is claimed by one. */
export class Sender {
  readonly #mails: Mails;
  readonly #delivery: Delivery;
  readonly #changes: Changes;
  readonly #log: Logger;
  readonly #flying = new Set<Promise<void>>();
  /** Delivered, but the database could not be told. Their rows are removed without sending them again. */
  readonly #delivered = new Set<string>();
  #claiming: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #unlisten: (() => void) | undefined;
  /** Since the start of this replica. */
  sent = 0;
  failed = 0;

  constructor({ mails, changes, log }: { mails: Mails; changes: Changes; log: Logger }, delivery: Delivery) {
    this.#mails = mails;
    this.#delivery = delivery;
    this.#changes = changes;
    this.#log = log;
  }

  start(): void {
    this.#unlisten = this.#changes.on('mails', () => this.#look());
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
    this.#look();
  }

  /** Starts no further delivery and waits a little for those that run. Another replica sends what remains. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unlisten?.();
    await this.#claiming;
    await within(STOP_MS, Promise.all(this.#flying)).catch((error: unknown) =>
      this.#log.warn({ err: error }, 'mails were still being sent when the server stopped'),
    );
    this.#delivery.close();
  }

  #look(): void {
    this.#again = this.#claiming !== undefined;
    if (this.#again) return;
    this.#claiming = this.#claimDue()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'cannot look for mails to send'))
      .then(() => {
        this.#claiming = undefined;
        if (this.#again) this.#look();
      });
  }

  /** Without the connection that proves this replica alive, its own mails look like those of a dead one. */
  async #claimDue(): Promise<void> {
    while (!this.#stopped && this.#changes.connected && this.#flying.size < AT_ONCE) {
      const mail = await this.#mails.claim();
      if (mail === undefined) return;
      const delivery = this.#send(mail)
        .catch((error: unknown) =>
          this.#log.warn({ err: error, mail: mail.id }, 'cannot record what became of a mail'),
        )
        .then(() => {
          this.#flying.delete(delivery);
          this.#look();
        });
      this.#flying.add(delivery);
    }
  }

  async #send(claimed: ClaimedMail): Promise<void> {
    const { id } = claimed;
    if (!this.#delivered.has(id)) {
      try {
        await within(DELIVERY_MS, this.#delivery.deliver(claimed.open()));
      } catch (error) {
        await this.#missed(claimed, error as Error);
        return;
      }
      this.sent += 1;
      this.#delivered.add(id);
    }
    await this.#mails.remove(id);
    this.#delivered.delete(id);
  }

  async #missed(claimed: ClaimedMail, error: Error): Promise<void> {
    const { id, attempts, createdAt } = claimed;
    const about = { mail: id, attempts, error: error.message };
    if (isFinal(error) || Date.now() - createdAt.getTime() > GIVE_UP_MS) {
      this.failed += 1;
      this.#log.error(about, 'a mail was not sent; giving up');
      await this.#mails.giveUp(id, error.message);
      return;
    }
    this.#log.warn(about, 'a mail was not sent; trying again later');
    const seconds = WAIT_SECONDS[Math.min(attempts, WAIT_SECONDS.length) - 1] as number;
    await this.#mails.postpone(id, seconds, error.message);
  }
}

/** The mail server refuses this recipient or this mail for good (RFC 5321: 5xx must not be repeated). */
function isFinal(error: Error): boolean {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500;
}

/** @throws Error if `work` takes longer; it goes on nevertheless */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${ms / 1000} seconds`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
