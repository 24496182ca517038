/** Lets the host recognize the class, although every bundle has its own copy of it. */
const HTTP_ERROR: unique symbol = Symbol.for('plexica.HttpError');

/** What `HttpError` may carry beside its status and message. */
export interface HttpErrorOptions {
  /** A stable word a client can branch on. Default: `plugin_refused`. */
  code?: string;
  /** Fields that were wrong, for status 400 or 422: path to message. */
  fields?: Record<string, string>;
  cause?: unknown;
}

/**
 * Thrown by a route to answer with a problem (RFC 9457): `throw new HttpError(404, 'no such contact')`.
 * The message is shown to the caller as the problem's `detail`; any other error that a route throws is logged and
 * answered with status 502, code `plugin_failed` and no detail.
 *
 * @throws RangeError when status is not an integer from 400 to 599
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
