/**
 * Every error that Plexica's own parts can give, by its stable code. The control plane takes `status` from here, the
 * command line `exit`, `plexica explain` and the documentation the rest.
 *
 * Exit codes: 1 unexpected, 2 bad usage or invalid input, 3 not logged in, 4 not allowed, 5 not found, 6 conflict,
 * 7 server unreachable or timed out, 8 a difference was found, 9 stopped by a gate.
 */
export interface ErrorPage {
  /** HTTP status of the problem. */
  status: number;
  /** Exit code of the command line. */
  exit: number;
  /** One short sentence without a full stop. */
  title: string;
  /** Why it happens. */
  cause: string;
  /** What to do next. */
  fix: string;
}

export const errors = {
  // Requests
  invalid_input: {
    status: 422,
    exit: 2,
    title: 'A value is missing or wrong',
    cause:
      'One or more fields of the request, or flags of the command, do not have the form that is asked for.',
    fix: 'Correct what the message names and try again.',
  },
  malformed_request: {
    status: 400,
    exit: 2,
    title: 'The request cannot be read',
    cause: 'The body is not valid JSON, or a header or the path is not well formed.',
    fix: 'Send a JSON body with Content-Type application/json, or the octets that the route asks for.',
  },
  unsupported_media_type: {
    status: 415,
    exit: 2,
    title: 'The body has the wrong media type',
    cause: 'The route takes another Content-Type than the one that was sent.',
    fix: 'Send JSON as application/json and packages as application/octet-stream.',
  },
  payload_too_large: {
    status: 413,
    exit: 2,
    title: 'The body is too large',
    cause: 'JSON bodies may hold 1 MiB, requests to a plugin 10 MiB and packages 50 MiB.',
    fix: 'Send less, or split it.',
  },
  headers_too_large: {
    status: 431,
    exit: 2,
    title: 'The headers of the request are too large',
    cause: 'All headers of a request together may have 16 KiB.',
    fix: 'Send fewer or shorter headers; in a browser, delete the cookies of this site.',
  },
  request_timeout: {
    status: 408,
    exit: 7,
    title: 'The request took too long to arrive',
    cause:
      'The headers of a request have 15 seconds, all of it has an hour, and no minute may pass without any of it arriving.',
    fix: 'Send the request again; where it is a large package, by a faster connection.',
  },
  route_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such path',
    cause: 'No route of the control plane has this path.',
    fix: 'See /v1/openapi.json for every path that exists.',
  },
  method_not_allowed: {
    status: 405,
    exit: 2,
    title: 'The path exists, the method does not',
    cause: 'The path is known, but not with this HTTP method.',
    fix: 'The Allow header of the answer lists the methods that the path takes.',
  },
  unknown_host: {
    status: 421,
    exit: 2,
    title: 'The server does not answer to this host name',
    cause: "The request's Host is neither the public URL's host nor a tenant's host.",
    fix: 'Use the address that the server printed, or set PLEXICA_PUBLIC_URL or PLEXICA_TENANT_HOST.',
  },
  precondition_failed: {
    status: 412,
    exit: 6,
    title: 'It was changed in the meantime',
    cause: 'The request has an If-Match header, and what it changes is no longer at that ETag.',
    fix: 'Read it again, and repeat the change with the ETag of that answer.',
  },
  idempotency_key_reused: {
    status: 422,
    exit: 2,
    title: 'The Idempotency-Key was used for another request',
    cause: 'The same caller sent this key to this route in the last 24 hours with a different body.',
    fix: 'Use a new key for a new request.',
  },
  idempotency_key_in_use: {
    status: 409,
    exit: 6,
    title: 'A request with this Idempotency-Key is still running',
    cause: 'The first request with the key has not been answered yet.',
    fix: 'Wait as long as Retry-After says, then send it again: it will get the answer of the first.',
  },
  internal_error: {
    status: 500,
    exit: 1,
    title: 'Something went wrong on the server',
    cause: 'The server met a case that it does not know. Nothing of it is shown to callers.',
    fix: "Look for the answer's request id in the server's log, and report it if it happens again.",
  },
  shutting_down: {
    status: 503,
    exit: 7,
    title: 'The server is stopping',
    cause: 'It finishes what it has begun and takes no new work.',
    fix: 'Send the request again in a moment.',
  },
  database_unavailable: {
    status: 503,
    exit: 7,
    title: 'The database cannot be reached',
    cause: 'PostgreSQL is down, starting, or out of connections.',
    fix: 'Send the request again in a moment; `plexica doctor` says what is wrong with the database.',
  },
  storage_full: {
    status: 507,
    exit: 1,
    title: 'The disk is full',
    cause: 'The server has no room left for its data folder or its database. Nothing of the change was kept.',
    fix: 'Make room where PLEXICA_DATA and the database lie, or give them a larger disk, then try again.',
  },
  too_many_requests: {
    status: 429,
    exit: 7,
    title: 'Too many requests',
    cause:
      'Routes that anybody may call take a limited number of calls from one address in a minute, the log of an installation a limited number of followers at a time, and the server a limited number of connections from one address.',
    fix: 'Wait as long as Retry-After says, call such a route with a token, or end what follows the log and is read by nobody. Name a proxy in front of the server in PLEXICA_TRUSTED_PROXIES.',
  },
  busy: {
    status: 503,
    exit: 7,
    title: 'The tenant is busy',
    cause: 'A change of one of its plugins holds locks that this request needs.',
    fix: 'Wait as long as Retry-After says and send the request again.',
  },

  // Access
  not_authenticated: {
    status: 401,
    exit: 3,
    title: 'No valid token was sent',
    cause: 'The request has no Authorization header, or its token is unknown, expired or revoked.',
    fix: 'Run `plexica login --token <token>`, set PLEXICA_TOKEN, or send Authorization: Bearer <token>.',
  },
  not_allowed: {
    status: 403,
    exit: 4,
    title: 'The token may not do this',
    cause: 'The token is valid, but its scope or permissions do not include what the route needs.',
    fix: 'Use a token whose scope and permissions include the permission that the message names.',
  },
  plugin_owned_by_another: {
    status: 403,
    exit: 4,
    title: 'The plugin id belongs to another publisher',
    cause:
      'Whoever publishes an id first owns it: `admin`, the administrator, or `token:` and the name of a token. This token ' +
      'speaks for somebody else.',
    fix: 'Publish with a token of the name that the message gives, or choose another id in plexica.json.',
  },
  token_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such token',
    cause: 'No token has this id, or it was revoked and removed.',
    fix: 'List them with `plexica tokens list`.',
  },

  // Tenants and operations
  tenant_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such tenant',
    cause: 'No tenant has this slug, or it has been deleted.',
    fix: 'List them with `plexica tenants list`, or make it with `plexica tenants create <slug>`.',
  },
  tenant_exists: {
    status: 409,
    exit: 6,
    title: 'The tenant exists already',
    cause: 'Slugs are unique in a platform, those of tenants that are being deleted included.',
    fix: 'Choose another slug.',
  },
  tenant_not_ready: {
    status: 409,
    exit: 6,
    title: 'The tenant is being created or deleted',
    cause: 'An operation on the tenant has not finished.',
    fix: 'Watch it with `plexica tenants show <slug>` and try again when it has.',
  },
  operation_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such operation',
    cause: 'No operation has this id, or it ended long ago and was removed.',
    fix: 'List them with `plexica operations list`, or use the id from the Location header of the answer that began it.',
  },
  operation_in_progress: {
    status: 409,
    exit: 6,
    title: 'Another change is under way',
    cause: 'Changes of the plugins of one tenant run one after the other.',
    fix: 'Wait for the operation that the message names, then try again; --wait does both.',
  },
  operation_cancelled: {
    status: 409,
    exit: 6,
    title: 'The operation was cancelled',
    cause: 'Somebody cancelled it before its point of no return. Everything that it had done is undone.',
    fix: 'Ask whoever the message names, or begin it again.',
  },
  operation_timed_out: {
    status: 504,
    exit: 7,
    title: 'The operation took too long',
    cause: 'Every operation has a deadline. When it passes, what can still be undone is undone.',
    fix: 'See which step took so long with `plexica operations show <id>`; the log of the server says more.',
  },
  operation_not_cancellable: {
    status: 409,
    exit: 6,
    title: 'The operation cannot be cancelled',
    cause: 'It has ended, or has passed the point from which its steps only go forward.',
    fix: 'Wait for its end with `plexica operations wait <id>`, and take back what it did with another command.',
  },
  blocked_by_session: {
    status: 503,
    exit: 7,
    title: 'A database session is in the way',
    cause:
      'A session of PostgreSQL holds locks that a change needs: a request or a migration of a plugin, or somebody ' +
      'else. Some statements of plugins run for minutes and let nobody interrupt them.',
    fix: 'Plexica tries again by itself. An administrator of the database can look at the process that the message names in pg_stat_activity, and end it with pg_terminate_backend.',
  },

  // Manifests and packages
  invalid_manifest: {
    status: 422,
    exit: 2,
    title: 'The manifest is not valid',
    cause: 'plexica.json, or a field of package.json that it builds on, breaks a rule.',
    fix: 'Correct every problem that is listed; each has its path in the file.',
  },
  reserved_name: {
    status: 422,
    exit: 2,
    title: 'The name is reserved',
    cause: 'Some slugs and ids would collide with paths, hosts or schemas of the platform.',
    fix: 'Choose another name.',
  },
  invalid_package: {
    status: 422,
    exit: 2,
    title: 'The package is refused',
    cause:
      'The tarball breaks a rule of the package format: the message names the entry and the rule. Or its manifest was not made from its code, which is seen when it is installed.',
    fix: 'Build it with `plexica pack`, which makes packages that pass, and look at the named entry.',
  },
  package_too_large: {
    status: 413,
    exit: 2,
    title: 'The package is too large',
    cause: 'A package may have 50 MiB packed, 250 MiB unpacked and 10,000 entries.',
    fix: 'Leave out what does not have to be shipped: see the largest entries with `plexica pack --dry-run`.',
  },
  integrity_mismatch: {
    status: 422,
    exit: 2,
    title: 'The octets are not what the sender announced',
    cause:
      'The sha512 of the received body differs from the announced one: it was cut or changed on the way.',
    fix: 'Send it again.',
  },
  version_exists: {
    status: 409,
    exit: 6,
    title: 'The version exists with other content',
    cause: 'A published version never changes.',
    fix: 'Raise the version in package.json and publish again.',
  },
  plugin_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such plugin',
    cause: 'Nothing was published under this id.',
    fix: 'Look for it with `plexica search <word>`.',
  },
  version_not_found: {
    status: 404,
    exit: 5,
    title: 'No version fits',
    cause: 'The plugin exists, but none of its versions has this number, tag or range.',
    fix: 'See its versions with `plexica info <plugin>`.',
  },

  // Resolution and installation
  unsatisfiable: {
    status: 409,
    exit: 6,
    title: 'The dependencies cannot be met',
    cause:
      'A plugin asks for a version of another that does not exist, or two ask for versions that exclude each other.',
    fix: 'The message names the chain. Ask for another version, or update the plugin that holds it back.',
  },
  dependency_cycle: {
    status: 409,
    exit: 6,
    title: 'The plugins depend on each other in a circle',
    cause: 'Plugins are installed in dependency order, and a circle has none.',
    fix: 'The message names the circle; one of its plugins has to make the dependency optional.',
  },
  plugin_conflict: {
    status: 409,
    exit: 6,
    title: 'Two plugins exclude each other',
    cause: 'A manifest lists the other plugin under conflicts.',
    fix: 'Uninstall one of them first.',
  },
  already_installed: {
    status: 409,
    exit: 6,
    title: 'The plugin is installed already',
    cause: 'A tenant has at most one installation of a plugin.',
    fix: 'Move it to another version with `plexica update`.',
  },
  not_installed: {
    status: 404,
    exit: 5,
    title: 'The plugin is not installed in this tenant',
    cause: 'The tenant has no installation of the plugin.',
    fix: 'List what it has with `plexica plugins --tenant <slug>`, or install it with `plexica install`.',
  },
  plugin_inactive: {
    status: 409,
    exit: 6,
    title: 'The plugin is not active in this tenant',
    cause: 'It is installed but switched off, or an operation on it has not finished.',
    fix: 'Switch it on with `plexica activate`.',
  },
  required_by_others: {
    status: 409,
    exit: 6,
    title: 'Other plugins of the tenant need this one',
    cause: 'An installed plugin lists it under dependencies.',
    fix: 'Uninstall or deactivate the plugins that the message names first.',
  },
  invalid_config: {
    status: 422,
    exit: 2,
    title: "The plugin's configuration is not valid",
    cause: "The values do not fit the JSON Schema in the plugin's manifest.",
    fix: 'Every bad field is named. Pass values with --config key=value or set them with `plexica config set`.',
  },
  migration_refused: {
    status: 422,
    exit: 2,
    title: 'A migration has a statement that is not allowed',
    cause:
      'Migrations may make tables, columns, indexes, constraints, views, sequences, types and data, nothing else.',
    fix: 'The message names file, line and rule. Change the statement, then build and publish again.',
  },
  migration_failed: {
    status: 422,
    exit: 2,
    title: 'A migration failed',
    cause: 'PostgreSQL refused a statement of it. Everything was rolled back.',
    fix: "The message names file and line and PostgreSQL's reason. Correct it and publish a new version.",
  },
  migration_changed: {
    status: 409,
    exit: 6,
    title: 'An applied migration has changed',
    cause:
      'A file that this tenant has applied already has other content in the new version, or is missing from it.',
    fix: 'Put the change into a new migration file. In `plexica dev`, --reset makes the installation anew, without its data.',
  },
  access_change: {
    status: 409,
    exit: 9,
    title: 'A plugin asks for access that nobody has accepted',
    cause:
      'The version asks for more access than the installed one, or, at a first installation, for any: hosts, open routes and the like. ' +
      'Nothing was changed. The message names each thing, and the field `access` lists them.',
    fix: 'Whoever may install plugins in the tenant decides. `plexica update <plugin>` on a terminal shows the difference and asks; `--accept-access` accepts it in a script, and `--yes` the access of a first installation. Over HTTP, send the items of `access` as `acceptAccess`.',
  },
  lifecycle_failed: {
    status: 422,
    exit: 2,
    title: 'A lifecycle method of the plugin failed',
    cause:
      'The code of this version could not be loaded, or its onInstall, onUpdate or onActivate threw an error or took too long. Everything was rolled back; only a plugin that refuses to be activated stays, inactive.',
    fix: "The message has the plugin's own error; `plexica logs <plugin> --tenant <tenant>` shows more.",
  },
  trust_needed: {
    status: 403,
    exit: 9,
    title: 'This machine cannot isolate the plugin',
    cause: 'The kernel wall is missing here, and the plugin was published by somebody else.',
    fix: 'Install bubblewrap on Linux (see `plexica doctor`), or accept the risk with --trust.',
  },
  untrusted_data: {
    status: 403,
    exit: 9,
    title: 'The data in the project was not made here',
    cause:
      '`plexica dev` keeps data in .plexica/ of the project, and starts only what it has made there itself, for this user on this machine: a database from elsewhere can run commands as you. A copy of the folder, and another PLEXICA_HOME, count as elsewhere.',
    fix: 'Remove .plexica/ to start with empty data. If you know where the data comes from, take it over with `plexica dev --trust-data`.',
  },

  // Plugins at work
  plugin_failed: {
    status: 502,
    exit: 1,
    title: 'The plugin failed',
    cause:
      'Its code threw an error that is no HttpError, its process ended, or its answer cannot be passed on.',
    fix: '`plexica logs <plugin> --tenant <tenant>` shows the error with file and line.',
  },
  plugin_timeout: {
    status: 504,
    exit: 7,
    title: 'The plugin did not answer in time',
    cause:
      'A route has 10 seconds to its first byte, unless the server is configured otherwise. Time in which it waits for a processor does not count.',
    fix: '`plexica logs <plugin> --tenant <tenant>` shows what it did; long work belongs in smaller requests.',
  },
  plugin_unavailable: {
    status: 503,
    exit: 7,
    title: 'The plugin cannot run at the moment',
    cause: 'It is being updated, it keeps crashing and waits for its next start, or no connection is free.',
    fix: 'Send the request again after the seconds in Retry-After.',
  },
  machine_overloaded: {
    status: 503,
    exit: 7,
    title: 'The machine is overloaded',
    cause:
      'A plugin that starts or answers waited for a processor for so long that it was not done in four times its time limit. ' +
      'Other programs on the machine have the processors; nothing in the plugin failed. A request may still take effect.',
    fix: 'Send the request again after the seconds in Retry-After. If it happens often, give the machine more processors or less other work.',
  },
  statement_failed: {
    status: 422,
    exit: 2,
    title: 'The statement failed',
    cause: 'The rules for plugins do not allow it, or PostgreSQL refused it. Nothing of it was done.',
    fix: "See the guide about a plugin's database for what a statement may do.",
  },
  plugin_refused: {
    status: 400,
    exit: 2,
    title: 'The plugin refused the request',
    cause: 'The plugin answered with an error of its own; the message is written by its author.',
    fix: "See the plugin's documentation.",
  },
  plugin_route_not_found: {
    status: 404,
    exit: 5,
    title: 'The plugin has no such route',
    cause: 'No route of the installed version has this method and path.',
    fix: 'See its routes with `plexica info <plugin>`.',
  },

  // The command line
  missing_flags: {
    status: 422,
    exit: 2,
    title: 'Flags are missing and nobody can be asked',
    cause: 'Without a terminal, and with --yes, --json or CI set, the command cannot prompt.',
    fix: 'Pass every flag that the message names.',
  },
  bad_usage: {
    status: 422,
    exit: 2,
    title: 'The command was called in a wrong way',
    cause: 'A flag or argument is unknown, missing or contradicts another.',
    fix: 'Run the command with --help for its flags and examples.',
  },
  folder_not_empty: {
    status: 409,
    exit: 2,
    title: 'The folder is not empty',
    cause: 'A project is only made in a new or empty folder, so that no file is overwritten.',
    fix: 'Choose another name, or empty the folder.',
  },
  not_a_plugin: {
    status: 404,
    exit: 2,
    title: 'This is not a plugin project',
    cause: 'The folder has no plexica.json.',
    fix: "Change into a plugin's folder, or make one with `plexica create`.",
  },
  build_failed: {
    status: 422,
    exit: 2,
    title: 'The build failed',
    cause:
      'The code has a syntax or type error, an import that cannot be found, or declares something impossible.',
    fix: 'The message shows file, line and code.',
  },
  not_built: {
    status: 409,
    exit: 2,
    title: 'The plugin has not been built',
    cause: 'dist/ is missing or older than the sources.',
    fix: 'Run `plexica build` first.',
  },
  server_unreachable: {
    status: 503,
    exit: 7,
    title: 'The server cannot be reached',
    cause: 'Nothing answers at the address, or not in time.',
    fix: 'Start one with `plexica up`, or give the right address with --server or PLEXICA_SERVER.',
  },
  server_moved: {
    status: 503,
    exit: 7,
    title: 'The server is at another address',
    cause:
      'The address answers with a redirect. Following it could change the request and take the token elsewhere.',
    fix: 'Give the address that the message names with --server or PLEXICA_SERVER, if you trust it.',
  },
  server_start_failed: {
    status: 500,
    exit: 1,
    title: 'The server did not start',
    cause: 'plexica-server ended before it was ready; its own message is shown.',
    fix: '`plexica doctor` checks what a server needs on this machine.',
  },
  context_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such context',
    cause: 'A context is a remembered server with its token; none has this name.',
    fix: 'List them with `plexica context list`, or make one with `plexica login`.',
  },
  interrupted: {
    status: 499,
    exit: 130,
    title: 'Interrupted',
    cause: 'Ctrl-C or a signal stopped the command.',
    fix: 'Run it again; work that the server had begun goes on there.',
  },
  file_error: {
    status: 500,
    exit: 1,
    title: 'A file cannot be read or written',
    cause: 'The system refuses it. The message names the file and the reason.',
    fix: 'Remove the reason, or work in a folder that you may write to, on a device with room.',
  },
  unexpected: {
    status: 500,
    exit: 1,
    title: 'Something unexpected happened',
    cause: 'The command met a case that it does not know.',
    fix: 'Run it again with --debug and report what it prints.',
  },

  // Starting a server
  invalid_configuration: {
    status: 500,
    exit: 2,
    title: 'The configuration of the server is wrong',
    cause: 'One or more environment variables have values that the server cannot use.',
    fix: 'Every variable is named with its reason. Correct them and start again.',
  },
  data_folder_in_use: {
    status: 409,
    exit: 6,
    title: 'Another server uses the data folder',
    cause:
      'A data folder belongs to one running server. The message names its process and host, which is the container where it runs in one.',
    fix: 'Stop that server, or set PLEXICA_DATA to another folder.',
  },
  database_in_use: {
    status: 409,
    exit: 6,
    title: 'The database of a killed server still runs',
    cause:
      'The server of this data folder was killed, and its PostgreSQL runs on where this process cannot end it, as in another container.',
    fix: 'Stop that container, or end the `postgres` of this folder there. Then start again.',
  },
  data_folder_unusable: {
    status: 500,
    exit: 2,
    title: 'The data folder cannot be used',
    cause:
      'It cannot be made, entered or written, or its file system has no sockets; started by root, the database runs as the user postgres.',
    fix: 'Choose a folder with PLEXICA_DATA that the user can enter and write.',
  },
  port_in_use: {
    status: 409,
    exit: 6,
    title: 'The port is taken',
    cause: 'Another program listens on it.',
    fix: 'Choose another with PLEXICA_PORT or --port; 0 picks a free one.',
  },
  database_unsuitable: {
    status: 500,
    exit: 2,
    title: 'The database is not as Plexica needs it',
    cause:
      'It is older than PostgreSQL 18, or is not prepared: a role has a right too many or too few. The message lists what is missing. After an update of Plexica or PostgreSQL there may be more to prepare.',
    fix: 'With DATABASE_URL in the environment, run `plexica-server database-script | psql -U postgres -d <database>` as a superuser of PostgreSQL.',
  },
} as const satisfies Record<string, ErrorPage>;

export type ErrorCode = keyof typeof errors;

/** One wrong field: where it is, and why it is wrong, with the next step where there is one. */
export interface Issue {
  /** Dotted path with indexes in brackets: `ui.routes[0].path`. Empty for the whole document. */
  path: string;
  message: string;
  /** File of the project that holds it, relative to its folder, with `/`. */
  file?: string | undefined;
  /** Line and column of that file, from 1. */
  line?: number | undefined;
  column?: number | undefined;
}

/** `plexica.json:7 "permisions" is not a known key`, or `permisions: is not a known key` where no file is known. */
export function issueText({ path, message, file, line, column }: Issue): string {
  if (file === undefined) return path === '' ? message : `${path}: ${message}`;
  // Places in code are their own paths.
  if (path.startsWith(file)) return `${path}: ${message}`;
  const place = line === undefined ? file : `${file}:${line}`;
  if (path === '') return `${column === undefined ? place : `${place}:${column}`} ${message}`;
  return `${place} ${path.includes('"') ? path : `"${path}"`} ${message}`;
}

/** One thing that a version of a plugin asks for beyond its own data. */
export interface AccessItem {
  /** Id of the plugin. */
  plugin: string;
  /** Where its manifest asks for it: `access.network`, `routes.public`. */
  key: string;
  /** What exactly: a host, a route, a pattern. */
  value: string;
  /** What the plugin does with it, as the rest of a sentence that begins with its id: `reaches api.stripe.com over https`. */
  text: string;
}

export interface PlexicaErrorOptions {
  /** Overrides the page's `fix` with something closer to the case. */
  hint?: string;
  issues?: readonly Issue[];
  /** What a plugin asks for that was not accepted. */
  access?: readonly AccessItem[];
  /** Seconds after which another try makes sense. */
  retryAfter?: number;
  cause?: unknown;
}

/** The one error class of Plexica's own parts. `message` may be shown to whoever asked; `cause` is only logged. */
export class PlexicaError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly issues: readonly Issue[];
  readonly access: readonly AccessItem[];
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: PlexicaErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'PlexicaError';
    this.code = code;
    this.hint = options.hint ?? errors[code].fix;
    this.issues = options.issues ?? [];
    this.access = options.access ?? [];
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return errors[this.code].status;
  }

  get exit(): number {
    return errors[this.code].exit;
  }
}
