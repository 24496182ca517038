import { errors, type ErrorCode, type Issue } from '../errors.ts';
import { operations, type Inputs, type OperationId } from './generated.ts';
import type { CallOptions, ClientOptions } from './options.ts';

/** A problem that the server answered with, or `server_unreachable`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly hint: string;
  readonly issues: readonly Issue[];
  /** Found again in the server's log; absent when no server was reached. */
  readonly requestId: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      status?: number;
      hint?: string;
      issues?: readonly Issue[];
      requestId?: string | undefined;
      retryAfter?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.status = more.status ?? errors[code].status;
    this.hint = more.hint ?? errors[code].fix;
    this.issues = more.issues ?? [];
    this.requestId = more.requestId;
    this.retryAfter = more.retryAfter;
  }
}

type Values = Record<string, unknown>;

/** A path segment of dots would be taken out of the address together with its parent (WHATWG URL, 4.4). */
function segment(name: string, value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (!/^\.{0,2}$/.test(text)) return encodeURIComponent(text);
  const message = `${name}: ${text === '' ? 'is missing' : `${text} cannot be a name`}`;
  throw new ApiError('invalid_input', message, { issues: [{ path: name, message }] });
}

function address(base: string, id: OperationId, input: Values): string {
  const { path, query } = operations[id];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => segment(name, input[name]));
  const search = new URLSearchParams();
  for (const name of query) {
    if (input[name] !== undefined) search.set(name, `${input[name] as string | number | boolean}`);
  }
  return `${base.replace(/\/+$/, '')}${filled}${search.size > 0 ? `?${search.toString()}` : ''}`;
}

/**
 * Calls an operation and gives the bare answer: for streams and files.
 *
 * @throws ApiError when the answer is a problem or nothing answers
 */
export async function call<Id extends OperationId>(
  { url, token, fetch: send = fetch }: ClientOptions,
  id: Id,
  input: Inputs[Id],
  options: CallOptions = {},
): Promise<Response> {
  const { method, body: kind } = operations[id];
  const { body } = input as { body?: unknown };
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (kind === 'json') headers['content-type'] = 'application/json';
  if (kind === 'octets') headers['content-type'] = 'application/octet-stream';
  if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
  if (options.respondAsync) headers['prefer'] = 'respond-async';
  const target = address(url, id, input as Values);
  let response: Response;
  try {
    response = await send(target, {
      method,
      headers,
      ...(kind === 'json' ? { body: JSON.stringify(body) } : {}),
      ...(kind === 'octets' ? { body: body as Uint8Array, duplex: 'half' } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable(url, error);
  }
  if (response.ok) return response;
  throw await toApiError(response, url);
}

function unreachable(url: string, error: unknown): ApiError {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  const reason = cause?.code ?? cause?.message ?? String(error);
  return new ApiError('server_unreachable', `nothing answers at ${url} (${reason})`, { cause: error });
}

async function toApiError(response: Response, url: string): Promise<ApiError> {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  const more = {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  };
  let problem: { type?: string; code?: string; detail?: string; hint?: string; issues?: Issue[] } = {};
  try {
    problem = JSON.parse(text) as typeof problem;
  } catch {
    // Something else than Plexica answered: a proxy, or another program on that port.
  }
  if (!problem.type?.startsWith('urn:plexica:error:') || problem.code === undefined) {
    return new ApiError(
      'server_unreachable',
      `${url} answered ${response.status}, which is no answer of Plexica`,
      more,
    );
  }
  // A newer server may have codes that this client has not.
  const code = Object.hasOwn(errors, problem.code) ? (problem.code as ErrorCode) : codeOf(response.status);
  return new ApiError(code, problem.detail ?? response.statusText, {
    ...more,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    ...(problem.issues === undefined ? {} : { issues: problem.issues }),
  });
}

/** The closest thing to say of a status whose code is unknown. */
function codeOf(status: number): ErrorCode {
  if (status === 401) return 'not_authenticated';
  if (status === 403) return 'not_allowed';
  if (status === 404) return 'route_not_found';
  if (status === 409) return 'operation_in_progress';
  return status < 500 ? 'invalid_input' : 'internal_error';
}
