import type { FetchError as Described } from '@plexica/sdk';
import type { FetchErrorCode } from '../messages.ts';

/** What `ctx.fetch` rejects with. */
export class FetchError extends TypeError implements Described {
  override readonly name = 'FetchError';
  readonly code: FetchErrorCode;

  constructor(code: FetchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
