import type { WorkspaceRoleName } from './decorators.ts';

/**
 * Glossary. A *tenant* is one customer of the SaaS product. A *plugin* is published code. An *installation* is one
 * plugin in one tenant: it has its own schema, its own configuration and its own process.
 */

/**
 * A value for a parameter of a statement. An array becomes a PostgreSQL array (`where id = any($1)`); nested arrays become
 * its dimensions. `Uint8Array` is sent as bytea, `Date` as timestamptz, any other object as JSON. To send an array as JSON,
 * pass `JSON.stringify(list)`.
 */
export type SqlValue = string | number | bigint | boolean | null | undefined | Date | Uint8Array | object;

/**
 * The installation's own schema. Table names are written without a schema.
 *
 * Rows are plain objects: `timestamptz`, `timestamp` and `date` are ISO 8601 strings, `numeric` is a string, `bigint` is a
 * number if it is a safe integer and a string otherwise, `json` is parsed, `bytea` is a `Uint8Array`. A statement returns
 * at most 10,000 rows, 1,000,000 values and 8 MiB in PostgreSQL's text format.
 *
 * @example
 * ```ts
 * import type { Context } from '@plexica/sdk';
 *
 * export async function rename(ctx: Context, id: number, name: string): Promise<void> {
 *   await ctx.db.transaction(async (tx) => {
 *     const before = await tx.one<{ name: string }>('select name from contacts where id = $1', [id]);
 *     await tx.query('update contacts set name = $2 where id = $1', [id, name]);
 *     await tx.query('insert into changes (contact, before) values ($1, $2)', [id, before?.name]);
 *   });
 * }
 * ```
 */
export interface Database {
  /**
   * Runs one statement and returns its rows.
   *
   * @param sql one SELECT, INSERT, UPDATE, DELETE, MERGE or VALUES, with `$1`, `$2`, … for values
   * @throws DatabaseError with `sqlstate`, `constraint` and `column`
   */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly SqlValue[],
  ): Promise<Row[]>;
  /** The first row, or `undefined` if there is none. */
  one<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly SqlValue[],
  ): Promise<Row | undefined>;
  /**
   * Runs `work` in a transaction that commits if it returns and rolls back if it throws. In a lifecycle method, and inside
   * another `transaction`, it is a savepoint. Limits: 60 s in total, 10 s without a statement, 9 s for one statement.
   */
  transaction<Result>(work: (tx: Database) => Promise<Result>): Promise<Result>;
}

/** Thrown by `ctx.db`. `sqlstate` is a PostgreSQL error code (appendix A of its manual), such as `23505`. */
export interface DatabaseError extends Error {
  readonly name: 'DatabaseError';
  readonly sqlstate: string;
  readonly constraint?: string;
  readonly column?: string;
}

/**
 * Thrown by `ctx.fetch`. `refused`: the manifest or a rule of the host does not allow the request. `unreachable`: no
 * address, no connection, an invalid certificate, or a broken connection. `timeout`: longer than 10 seconds. `too_large`:
 * a body of more than 10 MiB.
 */
export interface FetchError extends TypeError {
  readonly name: 'FetchError';
  readonly code: 'refused' | 'unreachable' | 'timeout' | 'too_large';
}

/** The log of this installation, which operators read with `plexica logs`. At most 8 KiB per line. */
export interface Log {
  debug(message: string, details?: object): void;
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

/** A person in the tenant. */
export interface Member {
  /** Id of the row in `members` that foreign keys can reference. `ctx.user.id` is `member:` and this id. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** The people of the tenant. Requires `"members": "read"` under `access` in plexica.json. */
export interface Members {
  /**
   * Members by e-mail address.
   *
   * @param page `after`: address of the last member of the page before; `limit`: at most and by default 500
   * @throws Error if plexica.json does not ask for `access.members`
   */
  list(page?: { after?: string; limit?: number }): Promise<Member[]>;
  /**
   * One member, or `undefined` if there is none.
   *
   * @param id of the member, or `ctx.user.id`
   * @throws Error if plexica.json does not ask for `access.members`
   */
  get(id: string): Promise<Member | undefined>;
}

/** The caller. A plugin never sees the caller's credential. */
export interface User {
  /** Stable within the platform: `token:<name>`, `member:<uuid>` or `admin`. */
  readonly id: string;
  readonly name: string;
  /** E-mail address of a member. Only with `access.members` in plexica.json. */
  readonly email?: string;
  /** Whether the caller holds a permission of this plugin, written without the plugin's id: `contacts.write`. */
  can(permission: string): boolean;
}

/** The request, without `Authorization`, `Cookie`, `Proxy-*`, `X-Forwarded-*` and tenant headers. */
export interface PluginRequest {
  readonly method: string;
  /** Below the plugin's prefix, starting with `/`, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** @throws HttpError 400 if the body is not JSON */
  json<Body = unknown>(): Promise<Body>;
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  readonly stream: ReadableStream<Uint8Array>;
}

/** The context of a lifecycle method. It has no access to other plugins or the network. */
export interface LifecycleContext<Config extends object = Record<string, unknown>> {
  readonly tenant: { readonly slug: string };
  readonly config: Readonly<Config>;
  readonly log: Log;
  readonly db: Database;
  /** Aborts when the caller disconnects or the time limit passes. */
  readonly signal: AbortSignal;
}

/** The workspace of a request, and the role of the caller in it. */
export interface Workspace {
  readonly id: string;
  readonly slug: string;
  /** API tokens, clients and administrators of the tenant are `ADMIN` in every workspace. */
  readonly role: WorkspaceRoleName;
}

/** The context of a request: everything that a plugin can use. */
export interface Context<Config extends object = Record<string, unknown>> extends LifecycleContext<Config> {
  /** `undefined` on a `@Public()` route. */
  readonly user: User | undefined;
  readonly request: PluginRequest;
  /** `undefined` on a `@Public()` route, and in a plugin without `"workspaceAware": true`. */
  readonly workspace: Workspace | undefined;
  readonly members: Members;
  /**
   * The standard `fetch`, limited to https and to the hosts under `access.network` in plexica.json: a name, or `*.` and a
   * name for all names below it. Addresses outside the public internet are refused unless an operator lists them
   * (`PLEXICA_FETCH_PRIVATE`). Ports other than 443 and credentials in the URL are always refused.
   *
   * Follows at most three redirects and checks each like the first URL; `Authorization` and `Cookie` are only sent to their
   * origin. The host sets `Host`, `Proxy-*`, `Accept-Encoding` and connection headers. Request and response are limited to
   * 10 MiB each and 10 seconds in total; `signal` aborts them. Each installation runs at most eight requests at a time;
   * others wait.
   *
   * @example
   * ```ts
   * import { HttpError, type Context } from '@plexica/sdk';
   *
   * export async function rates(ctx: Context): Promise<unknown> {
   *   const response = await ctx.fetch('https://api.example.com/rates');
   *   if (!response.ok) throw new HttpError(503, 'Exchange rates are not available');
   *   return response.json();
   * }
   * ```
   *
   * @throws FetchError if there is no response; reading a body also throws it if the connection breaks
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}

/** The context of a request to a route with a caller, in a plugin with `"workspaceAware": true`. */
export interface WorkspaceContext<Config extends object = Record<string, unknown>> extends Context<Config> {
  readonly workspace: Workspace;
}
