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
  if (token !== undefined) headers['authorization'] = `Bearer ${sendable(token)}`;
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
  throw await toApiError(response, url, options.signal);
}

/** Refused here, as `fetch` would say of it what it says of a server that does not answer, and the token with it. */
function sendable(token: string): string {
  const bare = token.replaceAll(/^[\t\r\n ]+|[\t\r\n ]+$/g, '');
  const [character] = /[^\t\x20-\x7e\x80-\xff]/u.exec(bare) ?? [];
  if (character === undefined) return bare;
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message = `the token has a character that no HTTP header can hold: ${JSON.stringify(character)} (U+${number})`;
  throw new ApiError('not_authenticated', message, {
    hint: 'Copy the whole token as it was shown when it was made; an ellipsis stands for what was left out.',
  });
}

function unreachable(url: string, error: unknown): ApiError {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  const reason = cause?.code ?? cause?.message ?? String(error);
  return new ApiError('server_unreachable', `nothing answers at ${url} (${reason})`, { cause: error });
}

/**
 * The JSON of an answer.
 *
 * @throws ApiError `server_unreachable` when it has none, or breaks off
 */
export async function readJson(response: Response, url: string, signal?: AbortSignal): Promise<unknown> {
  const text = await readText(response, url, signal);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw foreign(response, url, { cause });
  }
}

async function readText(response: Response, url: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable(url, error);
  }
}

/** Something else than Plexica answered: a proxy, or another program on that port. */
function foreign(
  { status }: Response,
  url: string,
  more: ConstructorParameters<typeof ApiError>[2],
): ApiError {
  return new ApiError('server_unreachable', `${url} answered ${status}, which is no answer of Plexica`, more);
}

interface Problem {
  type?: string;
  code?: string;
  detail?: string;
  hint?: string;
  issues?: Issue[];
}

function problemIn(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Problem | null;
    return String(problem?.type).startsWith('urn:plexica:error:') ? (problem ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

async function toApiError(
  response: Response,
  url: string,
  signal: AbortSignal | undefined,
): Promise<ApiError> {
  const text = await readText(response, url, signal);
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  const more = {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  };
  const problem = problemIn(text);
  if (problem?.code === undefined) return foreign(response, url, more);
  return new ApiError(knownCode(problem.code, response.status), problem.detail ?? response.statusText, {
    ...more,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    ...(problem.issues === undefined ? {} : { issues: problem.issues }),
  });
}

/** The code, or the closest thing to say of its status: a newer server may have codes that this client has not. */
export function knownCode(code: string, status: number): ErrorCode {
  if (Object.hasOwn(errors, code)) return code as ErrorCode;
  if (status === 401) return 'not_authenticated';
  if (status === 403) return 'not_allowed';
  if (status === 404) return 'route_not_found';
  if (status === 409) return 'operation_in_progress';
  return status < 500 ? 'invalid_input' : 'internal_error';
}
