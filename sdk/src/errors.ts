import { accessErrors } from './errors/access.ts';
import { commandLineErrors } from './errors/command-line.ts';
import { installationErrors } from './errors/installations.ts';
import { packageErrors } from './errors/packages.ts';
import { pluginErrors } from './errors/plugins.ts';
import { requestErrors } from './errors/requests.ts';
import { serverStartErrors } from './errors/server-start.ts';
import { tenantErrors } from './errors/tenants.ts';

export type { ErrorPage } from './errors/error-page.ts';

/**
 * Every error that Plexica's own parts can give, by its stable code. The control plane takes `status` from here, the
 * command line `exit`, `plexica explain` and the documentation the rest.
 */
export const errors = {
  ...requestErrors,
  ...accessErrors,
  ...tenantErrors,
  ...packageErrors,
  ...installationErrors,
  ...pluginErrors,
  ...commandLineErrors,
  ...serverStartErrors,
} as const;

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
