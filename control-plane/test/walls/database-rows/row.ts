/** What a plugin tries with its SQL, and what stops it. */
export interface DatabaseRow {
  name: string;
  /**
   * Who sends it: a request by `ctx.db` (the run-time role), a lifecycle method by `ctx.db` (the owner role), or a
   * migration (the owner role).
   */
  by: 'request' | 'lifecycle' | 'migration';
  /**
   * `{own}` is the plugin's schema, `{other}` that of the same plugin in another tenant, `{neighbour}` that of another
   * plugin in the same tenant, `{core}` and `{others}` those of the two tenants, `{role}` the role itself, `{owner}` its
   * owner, `{foreign}` another installation's role.
   */
  sql: string;
  /**
   * `parser`: before the database sees it. `roles`: the parser lets it through and PostgreSQL refuses the role.
   * `both`: each alone is enough. `limits`: time, size or number. `tables`: the look at the schema after a migration.
   * `parser and tables`: each of these alone is enough.
   */
  stoppedBy: 'parser' | 'roles' | 'both' | 'limits' | 'tables' | 'parser and tables';
  /** The SQLSTATE with which PostgreSQL refuses the role when the parser is taken away. */
  sqlstate?: string;
  /** For what only the parser stops: what it would bring without it. */
  otherwise?: string;
}

/** A row without its sender, which the list it is in says. */
export type Attack = Omit<DatabaseRow, 'by'>;

export const CASTS =
  'It learns names of schemas, tables and roles of others, and nothing in them. PostgreSQL checks no right when it converts a value to such a type.';
export const UNHEARD =
  'Nothing: the channel of the platform has a name that no plugin can read, and what arrives on a connection of a plugin is passed on to nobody.';
export const ITSELF = 'It harms only its own tables and connections.';
export const SETTABLE =
  'PostgreSQL lets every role change this for its own connections. Its statements can then use more time and memory, in processes of at most 512 MiB on the embedded PostgreSQL.';

/** PostgreSQL's insufficient_privilege. */
const DENIED = '42501';

export function both(name: string, sql: string, sqlstate = DENIED): Attack {
  return { name, sql, stoppedBy: 'both', sqlstate };
}
export function roles(name: string, sql: string, sqlstate = DENIED): Attack {
  return { name, sql, stoppedBy: 'roles', sqlstate };
}
export function parser(name: string, sql: string, otherwise: string): Attack {
  return { name, sql, stoppedBy: 'parser', otherwise };
}
export function limits(name: string, sql: string, sqlstate: string): Attack {
  return { name, sql, stoppedBy: 'limits', sqlstate };
}
export function parserAndTables(name: string, sql: string): Attack {
  return { name, sql, stoppedBy: 'parser and tables' };
}
export function tables(name: string, sql: string): Attack {
  return { name, sql, stoppedBy: 'tables' };
}
