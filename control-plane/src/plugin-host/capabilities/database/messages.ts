/** A parameter of a statement. `{ bytes }` is bytea in base64; everything else is what JSON says. */
export type WireValue = string | number | boolean | null | { bytes: string };

export type DatabaseAsk =
  /** `transaction` is 0 for a statement outside of transactions, else the number from `begin`. */
  | { type: 'statement'; transaction: number; sql: string; values: WireValue[] }
  /** Opens a transaction, or a savepoint in `transaction`. */
  | { type: 'begin' | 'commit' | 'rollback'; transaction: number };

/**
 * Result of a statement with columns. Its bytes are the DataRow messages of PostgreSQL, which can continue in the next
 * piece. `types` are type numbers of PostgreSQL, or 0 for types that are not built in.
 */
export interface StatementResult {
  columns: string[];
  types: number[];
}

export interface BeginResult {
  transaction: number;
}

/** Why PostgreSQL or the host refused it. */
export interface Refusal {
  message: string;
  sqlstate: string;
  constraint?: string;
  column?: string;
}
