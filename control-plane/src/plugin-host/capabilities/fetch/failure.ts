import type { FetchErrorCode } from '../../protocol.ts';

/** Why a request of a plugin to the outside has no answer, or only a part of it; the message is for its author. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly code: FetchErrorCode;

  constructor(code: FetchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
