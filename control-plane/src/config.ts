import { isIP } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { homeFolder } from './home.ts';
import { DEFAULT_RATES, readRates, type Rates } from './rates.ts';
import { sortVariables } from './unknown-variables.ts';

/** Content of the registry that requires no token: everything, only metadata, or nothing. */
export type RegistryMode = 'public' | 'listed' | 'private';

/** Sender of a mail. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Where mails are handed over. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS, where the server offers it. */
  readonly secure: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
}

/** In seconds. */
export interface Timeouts {
  /** Until the code of a plugin is loaded. */
  readonly start: number;
  /** Until the first byte of a route's answer. */
  readonly route: number;
  /** For one SQL statement of a running plugin. */
  readonly statement: number;
  /** For the migrations and the lifecycle method of an installation or update together. */
  readonly install: number;
  /** In which something must arrive or leave on a connection. */
  readonly idle: number;
}

/** All settings of the control plane, validated. Read once, by `main.ts`. */
export interface Config {
  /** TCP port; 0 lets the operating system choose. */
  readonly port: number;
  readonly host: string;
  /** Public URL of this server, without a trailing slash. By default, built from host and port. */
  readonly publicUrl: string | undefined;
  /** Host name of the browser origin of a tenant; contains `{tenant}`. */
  readonly tenantHost: string;
  /** Addresses of proxies with trusted X-Forwarded-* headers. */
  readonly trustedProxies: readonly string[];
  /** Absolute folder of the embedded database, blobs and generated secrets. */
  readonly data: string;
  /** URL of PostgreSQL; if absent, the embedded one is used. */
  readonly databaseUrl: string | undefined;
  /** Same database without a transaction pooler in between, for LISTEN and advisory locks. */
  readonly databaseDirectUrl: string | undefined;
  /** Maximum number of database connections of plugins. */
  readonly databaseConnections: number;
  /** Time limits of plugins. */
  readonly timeouts: Timeouts;
  /** Absolute folder of the blobs. */
  readonly blobs: string;
  /** Root of all derived keys. If absent, it is generated in the data folder. */
  readonly secret: string | undefined;
  readonly adminToken: string | undefined;
  /** `strict` refuses to run plugins without the kernel wall. */
  readonly sandbox: 'auto' | 'strict';
  /** Content of the registry that requires no token. */
  readonly registry: RegistryMode;
  /** Origins with access to the metadata of the registry, as browsers send them: `https://docs.example.com`. */
  readonly corsOrigins: readonly string[];
  /** Private addresses and CIDR blocks that `ctx.fetch` can reach. */
  readonly fetchPrivate: readonly string[];
  /** If absent, mails are written to the folder `mail` in the data folder. */
  readonly smtp: SmtpServer | undefined;
  /** By default, `Plexica <no-reply@…>` with the host of the public URL. */
  readonly mailFrom: Mailbox | undefined;
  /** Limits of requests. */
  readonly limits: Rates;
  readonly logLevel: string;
  /** Variables that look like ours but were ignored: one sentence each. */
  readonly warnings: readonly string[];
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

const postgresUrl = z.string().refine((value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value), {
  error: 'must be a URL such as postgres://user:password@host:5432/database',
});

/** Whether a text has the form of an `Origin` header: only scheme, host and port. */
function isOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** `10.1.2.3`, `10.1.0.0/16`, `fd00::/8` */
function isBlock(block: string): boolean {
  const [address = '', prefix, ...rest] = block.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  const most = family === 4 ? 32 : 128;
  return (
    family !== 0 &&
    rest.length === 0 &&
    (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most))
  );
}

/** @returns `undefined` for what is no such URL */
function smtpServer(text: string): SmtpServer | undefined {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return undefined;
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '') return undefined;
  const secure = url.protocol === 'smtps:';
  try {
    const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      auth: user === '' ? undefined : { user, pass },
    };
  } catch {
    return undefined;
  }
}

/** `Name <address>` or an address alone. */
const MAILBOX =
  /^(?:([^<>"\p{Cc}]*)<([\x21-\x3b\x3d\x3f\x41-\x7e]+@[a-z0-9.-]+)>|([\x21-\x3b\x3d\x3f\x41-\x7e]+@[a-z0-9.-]+))$/iu;

function mailbox(text: string): Mailbox | undefined {
  const [, name = '', named, alone] = MAILBOX.exec(text) ?? [];
  const address = named ?? alone;
  return address === undefined ? undefined : { name: name.trim(), address };
}

/** A variable of a form of its own. The message must not repeat the value, which can contain a password. */
const read = <Value>(parse: (text: string) => Value | undefined, error: string) =>
  z
    .string()
    .transform((text) => parse(text))
    .refine((value): value is NonNullable<typeof value> => value !== undefined, error)
    .optional();

const variables = {
  PLEXICA_PORT: wholeNumber(0, 65_535).default(7373),
  PLEXICA_HOST: z.string().min(1, 'must not be empty').default('127.0.0.1'),
  PLEXICA_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://plugins.example.com' })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  PLEXICA_TENANT_HOST: z
    .string()
    .regex(/^\{tenant\}\.[a-z0-9.-]+$/i, 'must be {tenant} and a domain, as in {tenant}.example.com')
    .toLowerCase()
    .default('{tenant}.localhost'),
  PLEXICA_TRUSTED_PROXIES: z
    .string()
    .transform((value) => value.split(',').map((address) => address.trim()))
    .refine((blocks) => blocks.every(isBlock), 'must be addresses or CIDR blocks, as in 10.1.2.3,10.2.0.0/16')
    .default([]),
  PLEXICA_DATA: z.string().min(1, 'must not be empty').optional(),
  DATABASE_URL: postgresUrl.optional(),
  PLEXICA_DATABASE_DIRECT_URL: postgresUrl.optional(),
  PLEXICA_DB_CONNECTIONS: wholeNumber(1, 10_000).default(80),
  PLEXICA_START_TIMEOUT: wholeNumber(1, 3600).default(10),
  PLEXICA_ROUTE_TIMEOUT: wholeNumber(1, 3600).default(10),
  PLEXICA_STATEMENT_TIMEOUT: wholeNumber(1, 3600).optional(),
  PLEXICA_INSTALL_TIMEOUT: wholeNumber(1, 3600).default(30),
  PLEXICA_IDLE_TIMEOUT: wholeNumber(1, 3600).default(60),
  PLEXICA_BLOBS: z
    .string()
    .refine(
      (value) => value.startsWith('file:') && isAbsolute(value.slice('file:'.length)),
      'must be file:<absolute folder>',
    )
    .optional(),
  PLEXICA_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  PLEXICA_ADMIN_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,256}$/, 'must have 16 to 256 printable characters without spaces')
    .optional(),
  PLEXICA_SANDBOX: z.enum(['auto', 'strict'], { error: 'must be auto or strict' }).optional(),
  PLEXICA_REGISTRY: z
    .enum(['public', 'listed', 'private'], { error: 'must be public, listed or private' })
    .default('listed'),
  PLEXICA_CORS_ORIGINS: z
    .string()
    .transform((value) => value.split(',').map((origin) => origin.trim()))
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins without a path, as in https://docs.example.com,http://localhost:4321',
    )
    .default([]),
  PLEXICA_FETCH_PRIVATE: z
    .string()
    .transform((value) => value.split(',').map((block) => block.trim()))
    .refine((blocks) => blocks.every(isBlock), 'must be addresses or CIDR blocks, as in 10.1.2.3,10.2.0.0/16')
    .default([]),
  PLEXICA_SMTP_URL: read(smtpServer, 'must be a URL such as smtps://user:password@smtp.example.com:465'),
  PLEXICA_MAIL_FROM: read(mailbox, 'must be an address, as in Plexica <no-reply@example.com>'),
  PLEXICA_LIMITS: z
    .string()
    .transform((value, context): Rates => {
      const rates = readRates(value);
      if (!('problem' in rates)) return rates;
      context.addIssue(rates.problem);
      return z.NEVER;
    })
    .default(DEFAULT_RATES),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
};

/** `undefined` for a user without a home folder. */
function defaultData(environment: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === 'win32') return below(environment['LOCALAPPDATA'] ?? homeFolder());
  if (process.platform === 'darwin') return below(homeFolder(), 'Library', 'Application Support');
  if (process.getuid?.() === 0) return '/var/lib/plexica/default';
  return below(environment['XDG_DATA_HOME']) ?? below(homeFolder(), '.local', 'share');
}

function below(folder: string | undefined, ...parts: string[]): string | undefined {
  return folder === undefined ? undefined : join(folder, ...parts, 'plexica');
}

/** A statement times out before its route, so that the route can still answer. */
function withinRoute(seconds: number): number {
  return Math.max(1, Math.floor(seconds * 0.9));
}

/**
 * Passwords and sessions need TLS. On loopback nobody listens in, and browsers treat it like TLS.
 *
 * @returns what is wrong
 */
function publicUrlProblem(url: string | undefined, host: string): string | undefined {
  if (url === undefined)
    return isLoopback(host)
      ? undefined
      : `must be set, because PLEXICA_HOST is ${host}: the https URL at which browsers reach this server`;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname)
    ? undefined
    : 'must begin with https:// unless its host is localhost or 127.0.0.1';
}

/**
 * @param environment usually `process.env`; empty values count as absent
 * @throws PlexicaError `invalid_configuration` with one issue per wrong variable
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const { own: given, issues, warnings } = sortVariables(environment, Object.keys(variables));
  const parsed = z.object(variables).safeParse(given);
  if (!parsed.success) {
    issues.push(...parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  }
  const folder = given['PLEXICA_DATA'] ?? defaultData(given);
  if (folder === undefined) {
    issues.push({ path: 'PLEXICA_DATA', message: 'must be set, because this user has no home folder' });
  }
  if (parsed.success) {
    const problem = publicUrlProblem(parsed.data.PLEXICA_PUBLIC_URL, parsed.data.PLEXICA_HOST);
    if (problem !== undefined) issues.push({ path: 'PLEXICA_PUBLIC_URL', message: problem });
  }
  if (!parsed.success || folder === undefined || issues.length > 0) {
    const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new PlexicaError('invalid_configuration', list, { issues });
  }

  const values = parsed.data;
  const data = resolve(folder);
  return {
    port: values.PLEXICA_PORT,
    host: values.PLEXICA_HOST,
    publicUrl: values.PLEXICA_PUBLIC_URL,
    tenantHost: values.PLEXICA_TENANT_HOST,
    trustedProxies: values.PLEXICA_TRUSTED_PROXIES,
    data,
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.PLEXICA_DATABASE_DIRECT_URL ?? values.DATABASE_URL,
    databaseConnections: values.PLEXICA_DB_CONNECTIONS,
    timeouts: {
      start: values.PLEXICA_START_TIMEOUT,
      route: values.PLEXICA_ROUTE_TIMEOUT,
      statement: values.PLEXICA_STATEMENT_TIMEOUT ?? withinRoute(values.PLEXICA_ROUTE_TIMEOUT),
      install: values.PLEXICA_INSTALL_TIMEOUT,
      idle: values.PLEXICA_IDLE_TIMEOUT,
    },
    blobs: values.PLEXICA_BLOBS?.slice('file:'.length) ?? join(data, 'blobs'),
    secret: values.PLEXICA_SECRET,
    adminToken: values.PLEXICA_ADMIN_TOKEN,
    sandbox: values.PLEXICA_SANDBOX ?? (isLoopback(values.PLEXICA_HOST) ? 'auto' : 'strict'),
    registry: values.PLEXICA_REGISTRY,
    corsOrigins: values.PLEXICA_CORS_ORIGINS,
    fetchPrivate: values.PLEXICA_FETCH_PRIVATE,
    smtp: values.PLEXICA_SMTP_URL,
    mailFrom: values.PLEXICA_MAIL_FROM,
    limits: values.PLEXICA_LIMITS,
    logLevel: values.LOG_LEVEL,
    warnings,
  };
}
