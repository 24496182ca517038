/** What goes through PgBouncer in transaction mode, mixed. */
export const POOLED = {
  requests: 100_000,
  tenants: 50,
  kinds: {
    add: 'a row added',
    addTwo: 'two rows added, in a transaction within a transaction',
    undo: 'a transaction undone',
    fail: 'a statement that fails',
    seen: 'all rows read, which are all its own',
    gone: 'a caller who goes away while a statement runs',
    settings: "role, search_path and a setting of the session, which are its own or nobody's",
  },
} as const;

export type PooledKind = keyof typeof POOLED.kinds;
