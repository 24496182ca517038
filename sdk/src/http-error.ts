/** Lets the host recognize the class, because each bundle has its own copy of it. */
const HTTP_ERROR: unique symbol = Symbol.for('plexica.HttpError');

/** Optional details of an `HttpError`. */
export interface HttpErrorOptions {
  /** A stable code for clients. Default: `plugin_refused`. */
  code?: string;
  /** Invalid fields, for status 400 or 422: path to message. */
  fields?: Record<string, string>;
  cause?: unknown;
}

/**
 * Throw it in a route to respond with a problem (RFC 9457). The caller sees the message as `detail`. Any other error is
 * logged, and the caller gets status 502 with the code `plugin_failed` and no detail.
 *
 * @example
 * ```ts
 * import { HttpError } from '@plexica/sdk';
 *
 * export function requireText(text: string | undefined): string {
 *   if (text === undefined || text === '') {
 *     throw new HttpError(422, 'The note is empty', { code: 'empty_note', fields: { text: 'is empty' } });
 *   }
 *   return text;
 * }
 * ```
 *
 * @throws RangeError if status is not an integer from 400 to 599
 */
export class HttpError extends Error {
  readonly [HTTP_ERROR] = true;
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string> | undefined;

  constructor(status: number, message: string, options: HttpErrorOptions = {}) {
    super(message, { cause: options.cause });
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(`HttpError: status must be an integer from 400 to 599, not ${String(status)}`);
    }
    this.name = 'HttpError';
    this.status = status;
    this.code = options.code ?? 'plugin_refused';
    this.fields = options.fields;
  }
}
