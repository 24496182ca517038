import type { Log } from '../channel/conversation.ts';
import type { LogLine } from '../types.ts';

/** Lines that may come at once, and a second after second. */
const BURST = 1000;
const PER_SECOND = 100;
/** Characters of a message. */
const MESSAGE_LIMIT = 8192;

/** Limits the rate of log lines of a plugin. Lines beyond it are counted but not kept. */
export class LogGate {
  readonly #write: Log;
  #tokens = BURST;
  #filledAt = Date.now();
  #dropped = 0;

  constructor(write: Log) {
    this.#write = write;
  }

  write(line: Omit<LogLine, 'time'>): void {
    const now = Date.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1000) * PER_SECOND);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      this.#dropped += 1;
      return;
    }
    this.#tokens -= 1;
    if (this.#dropped > 0) {
      const message = `${this.#dropped} lines were dropped: the limit is ${PER_SECOND} per second`;
      this.#dropped = 0;
      this.#write({ level: 'warn', message, details: undefined, requestId: undefined });
    }
    this.#write(
      line.message.length > MESSAGE_LIMIT ? { ...line, message: line.message.slice(0, MESSAGE_LIMIT) } : line,
    );
  }
}
