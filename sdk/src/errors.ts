import { accessErrors } from './errors/access.ts';
import { commandLineErrors } from './errors/command-line.ts';
import { installationErrors } from './errors/installations.ts';
import { packageErrors } from './errors/packages.ts';
import { peopleErrors } from './errors/people.ts';
import { pluginErrors } from './errors/plugins.ts';
import { requestErrors } from './errors/requests.ts';
import { serverStartErrors } from './errors/server-start.ts';
import { tenantErrors } from './errors/tenants.ts';
import { workspaceErrors } from './errors/workspaces.ts';

export type { ErrorPage } from './errors/error-page.ts';

/**
 * All errors of Plexica by their stable code. The control plane uses `status`, the command line `exit`, and `plexica
 * explain` and the documentation the rest.
 */
export const errors = {
  ...requestErrors,
  ...accessErrors,
  ...tenantErrors,
  ...peopleErrors,
  ...workspaceErrors,
  ...packageErrors,
  ...installationErrors,
  ...pluginErrors,
  ...commandLineErrors,
  ...serverStartErrors,
} as const;

export type ErrorCode = keyof typeof errors;

/** An invalid field: where it is, why it is invalid and, if known, how to correct it. */
export interface Issue {
  /** Dotted path with indexes in brackets: `ui.routes[0].path`. Empty for the whole document. */
  path: string;
  message: string;
  /** File that contains it, relative to the project's folder, with `/`. */
  file?: string | undefined;
  /** Line and column in that file, from 1. */
  line?: number | undefined;
  column?: number | undefined;
}

/** `plexica.json:7 "permisions" is not a known key`, or `permisions: is not a known key` if no file is known. */
export function issueText({ path, message, file, line, column }: Issue): string {
  if (file === undefined) return path === '' ? message : `${path}: ${message}`;
  // For code, the path already contains file and line.
  if (path.startsWith(file)) return `${path}: ${message}`;
  const place = line === undefined ? file : `${file}:${line}`;
  if (path === '') return `${column === undefined ? place : `${place}:${column}`} ${message}`;
  return `${place} ${path.includes('"') ? path : `"${path}"`} ${message}`;
}

/** Access beyond its own data that a version of a plugin requests. */
export interface AccessItem {
  /** Id of the plugin. */
  plugin: string;
  /** Key of the manifest that requests it: `access.network`, `routes.public`. */
  key: string;
  /** The host, route or pattern. */
  value: string;
  /** What the plugin does, as the end of a sentence that starts with its id: `reaches api.stripe.com over https`. */
  text: string;
}

export interface PlexicaErrorOptions {
  /** Replaces `fix` of the error page with a more specific next step. */
  hint?: string;
  issues?: readonly Issue[];
  /** Requested access that was not accepted. */
  access?: readonly AccessItem[];
  /** Seconds to wait before a retry. */
  retryAfter?: number;
  cause?: unknown;
}

/** The error class of Plexica. `message` can be shown to the caller; `cause` is only logged. */
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
