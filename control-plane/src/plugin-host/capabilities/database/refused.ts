import type { Refusal } from '../../protocol.ts';

/** A statement of a plugin that was not run, or that PostgreSQL refused; the plugin gets it as a `DatabaseError`. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  readonly refusal: Refusal;

  constructor(sqlstate: string, message: string, place: { constraint?: string; column?: string } = {}) {
    super(message);
    this.refusal = { message, sqlstate, ...place };
  }
}
