/** A parameter of a statement. `{ bytes }` is bytea in base64; everything else is what JSON says. */
export type WireValue = string | number | boolean | null | { bytes: string };

export type DatabaseAsk =
  /** `transaction` is 0 for a statement of its own, else what `begin` was answered with. */
  | { type: 'statement'; transaction: number; sql: string; values: WireValue[] }
  /** Opens a transaction, or a savepoint in `transaction`. */
  | { type: 'begin' | 'commit' | 'rollback'; transaction: number };

/**
 * Of a statement that returns columns; the bytes of its result are PostgreSQL's DataRow messages, of which one may go on in
 * the next piece. `types` are PostgreSQL's numbers of types, 0 for one that is not built in.
 */
export interface StatementResult {
  columns: string[];
  types: number[];
}

export interface BeginResult {
  transaction: number;
}

/** Why PostgreSQL or the host did not do it. */
export interface Refusal {
  message: string;
  sqlstate: string;
  constraint?: string;
  column?: string;
}
