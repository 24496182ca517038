/**
 * Glossary. A *tenant* is one customer of the SaaS product. A *plugin* is published code. An *installation* is one
 * plugin in one tenant: it has its own schema, its own configuration and its own process.
 */

/**
 * A value that PostgreSQL takes as a parameter. An array becomes an array of PostgreSQL (`where id = any($1)`), nested
 * ones its dimensions; any other object is sent as JSON, `Uint8Array` as bytea, `Date` as timestamptz. A list that is
 * meant as JSON is passed as `JSON.stringify(list)`.
 */
export type SqlValue = string | number | bigint | boolean | null | undefined | Date | Uint8Array | object;

/**
 * The installation's own schema. Table names are written without a schema.
 *
 * Rows come back as plain objects: `timestamptz`, `timestamp` and `date` as ISO 8601 strings, `numeric` as a string,
 * `bigint` as a number while it is a safe integer and as a string beyond, `json` parsed, `bytea` as `Uint8Array`.
 * At most 10,000 rows, 1,000,000 values and 8 MiB, as PostgreSQL writes their values, come back from one statement.
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
  /** The first row, or `undefined` where there is none. */
  one<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly SqlValue[],
  ): Promise<Row | undefined>;
  /**
   * Runs `work` in a transaction: committed when it returns, rolled back when it throws.
   * In a lifecycle method, and inside another `transaction`, it is a savepoint.
   * It lasts at most 60 s, and 10 s without a statement; a single statement lasts at most 9 s.
   */
  transaction<Result>(work: (tx: Database) => Promise<Result>): Promise<Result>;
}

/** What `ctx.db` throws. `sqlstate` is a PostgreSQL error code (appendix A of its manual), such as `23505`. */
export interface DatabaseError extends Error {
  readonly name: 'DatabaseError';
  readonly sqlstate: string;
  readonly constraint?: string;
  readonly column?: string;
}

/**
 * What `ctx.fetch` throws. `refused`: the manifest or a rule of the host does not allow it; `unreachable`: no address, no
 * connection, no valid certificate, or it broke; `timeout`: it took longer than 10 seconds; `too_large`: a body has more
 * than 10 MiB.
 */
export interface FetchError extends TypeError {
  readonly name: 'FetchError';
  readonly code: 'refused' | 'unreachable' | 'timeout' | 'too_large';
}

/** Log lines of this installation; operators read them with `plexica logs`. At most 8 KiB a line. */
export interface Log {
  debug(message: string, details?: object): void;
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

/** Who called. A plugin never sees the caller's credential. */
export interface User {
  /** Stable within the platform: `token:<name>`, `member:<uuid>` or `admin`. */
  readonly id: string;
  readonly name: string;
  /** Whether the caller holds a permission of this plugin, written without the plugin's id: `contacts.write`. */
  can(permission: string): boolean;
}

/** The request as the plugin sees it: without `Authorization`, `Cookie`, `Proxy-*`, `X-Forwarded-*` and tenant headers. */
export interface PluginRequest {
  readonly method: string;
  /** Below the plugin's prefix, starting with `/`, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** @throws HttpError 400 when the body is not JSON */
  json<Body = unknown>(): Promise<Body>;
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  readonly stream: ReadableStream<Uint8Array>;
}

/** What a lifecycle method gets: nothing in it waits for another plugin or the outside. */
export interface LifecycleContext<Config extends object = Record<string, unknown>> {
  readonly tenant: { readonly slug: string };
  readonly config: Readonly<Config>;
  readonly log: Log;
  readonly db: Database;
  /** Aborts when the caller has gone away or the time is up. */
  readonly signal: AbortSignal;
}

/** The one object a plugin author has to learn. */
export interface Context<Config extends object = Record<string, unknown>> extends LifecycleContext<Config> {
  /** `undefined` on a `@Public()` route. */
  readonly user: User | undefined;
  readonly request: PluginRequest;
  /**
   * The standard `fetch`, for https and for the hosts that `access.network` of plexica.json names: a name, or `*.` and a
   * name for all names below it. Addresses outside the public internet are refused unless an operator lists them
   * (`PLEXICA_FETCH_PRIVATE`), ports other than 443 and credentials in the URL always.
   *
   * Redirects are followed at most three times and checked like the first URL; `Authorization` and `Cookie` stay with
   * their origin. `Host`, `Proxy-*`, `Accept-Encoding` and headers of the connection are the host's own. A request and
   * its answer may have 10 MiB each and 10 seconds together; it aborts with `signal`. Of more than eight at a time in one
   * installation the others wait.
   *
   * @throws FetchError when there is no answer; reading a body throws it too when the body breaks off
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}
