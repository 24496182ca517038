import { Refused } from '../capability.ts';
import type { Refusal } from './messages.ts';

/** A statement of a plugin that was not run, or that PostgreSQL refused; the plugin gets it as a `DatabaseError`. */
export class StatementRefused extends Refused {
  override readonly name = 'StatementRefused';
  readonly refusal: Refusal;
  /** Where in the statement PostgreSQL found it, in characters from 1. Plugins have the stack of their own code. */
  readonly position: number | undefined;

  constructor(
    sqlstate: string,
    message: string,
    place: { constraint?: string; column?: string } = {},
    position?: number,
  ) {
    super(message);
    this.refusal = { message, sqlstate, ...place };
    this.position = position;
  }
}
