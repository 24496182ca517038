import { Refused } from '../capability.ts';
import type { FetchErrorCode, FetchRefusal } from './messages.ts';

/** Why a request of a plugin to the outside has no answer, or only a part of it; the message is for its author. */
export class FetchFailure extends Refused {
  override readonly name = 'FetchFailure';
  readonly refusal: FetchRefusal;

  constructor(code: FetchErrorCode, message: string) {
    super(message);
    this.refusal = { code, message };
  }
}
