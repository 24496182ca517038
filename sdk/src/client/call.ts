import { errors, PlexicaError, type AccessItem, type ErrorCode, type Issue } from '../errors.ts';
import { operations, type Inputs, type OperationId } from './generated.ts';
import { describeConnectionFailure, describeSilence } from './connection-failure.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { hasShapeOf } from './shape.ts';
import { timeLimit, type TimeLimit } from './time-limit.ts';

/** An error response of the server, or `server_unreachable`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly hint: string;
  readonly issues: readonly Issue[];
  /** For `access_change`: requested access that was not accepted. */
  readonly access: readonly AccessItem[];
  /** Id of the request in the server's log; absent if no server was reached. */
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
      access?: readonly AccessItem[];
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
    this.access = more.access ?? [];
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
 * Calls an operation and returns the raw response, for streams and files.
 *
 * @throws ApiError for an error response, or if there is no response
 */
export function call<Id extends OperationId>(
  client: ClientOptions,
  id: Id,
  input: Inputs[Id],
  options: CallOptions = {},
): Promise<Response> {
  return within(client, id, input, options, (signal) => send(client, id, input, { ...options, ...signal }));
}

/**
 * Calls an operation and returns the JSON of its response; `undefined` without a body.
 *
 * @throws ApiError
 */
export function callForJson<Id extends OperationId>(
  client: ClientOptions,
  id: Id,
  input: Inputs[Id],
  options: CallOptions = {},
): Promise<unknown> {
  return within(client, id, input, options, async (signal) => {
    const response = await send(client, id, input, { ...options, ...signal });
    if (response.status === 204) return undefined;
    const body = await readJson(response, client.url);
    // A proxy can respond with JSON of its own.
    if (!hasShapeOf(id, body)) throw foreign(response, client.url);
    return body;
  });
}

/** Runs a call and says why it failed, where it was not answered. */
async function within<Result>(
  { url, timeout }: ClientOptions,
  id: OperationId,
  input: object,
  { signal }: CallOptions,
  work: (signal: { signal?: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  const { body, dryRun } = input as { body?: unknown; dryRun?: unknown };
  const limit: TimeLimit = timeLimit(timeout, body instanceof Uint8Array ? body.length : 0, signal);
  try {
    return await work(limit.signal === undefined ? {} : { signal: limit.signal });
  } catch (error) {
    // A `fetch` that was given says itself what went wrong.
    if (error instanceof ApiError || error instanceof PlexicaError || signal?.aborted) throw error;
    const changes = operations[id].method !== 'GET' && dryRun !== true;
    const failure =
      limit.passed === undefined
        ? describeConnectionFailure(url, error, changes)
        : describeSilence(url, limit.passed, changes);
    throw new ApiError('server_unreachable', failure.message, { ...failure, cause: error });
  } finally {
    limit.stop();
  }
}

async function send<Id extends OperationId>(
  { url, token, fetch: sendRequest = fetch }: ClientOptions,
  id: Id,
  input: Inputs[Id],
  options: CallOptions,
): Promise<Response> {
  const { method, body: kind } = operations[id];
  const { body } = input as { body?: unknown };
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${sendable(token)}`;
  if (kind === 'json') headers['content-type'] = 'application/json';
  if (kind === 'octets') headers['content-type'] = 'application/octet-stream';
  if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
  if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
  if (options.respondAsync) headers['prefer'] = 'respond-async';
  const response = await sendRequest(address(url, id, input as Values), {
    method,
    headers,
    // Following one would turn a POST into a GET, and take the token to wherever it leads.
    redirect: 'manual',
    ...(kind === 'json' ? { body: JSON.stringify(body) } : {}),
    ...(kind === 'octets' ? { body: body as Uint8Array, duplex: 'half' } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (response.ok) return response;
  if (isRedirect(response)) throw moved(response, url);
  throw await toApiError(response, url);
}

/**
 * What `fetch` threw, as `server_unreachable`, for a request that changes nothing.
 *
 * @param url of the server
 */
export function toUnreachable(thrown: unknown, url: string): ApiError {
  const failure = describeConnectionFailure(url, thrown, false);
  return new ApiError('server_unreachable', failure.message, { ...failure, cause: thrown });
}

function isRedirect({ status, type }: Response): boolean {
  return type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(status);
}

/** A page of a browser is not told where a redirect leads. */
function moved(response: Response, url: string): ApiError {
  const location = response.headers.get('location');
  const target = location === null ? null : URL.parse(location, response.url || url);
  const where = target === null ? 'another address' : target.href;
  const message = `${url} redirects to ${where}, and redirects are not followed`;
  if (target === null) return new ApiError('server_moved', message);
  return new ApiError('server_moved', message, {
    hint: `If you trust that server, pass its address with --server ${target.origin} or PLEXICA_SERVER.`,
  });
}

/** Refused here, as `fetch` would say of it what it says of a server that does not answer, and the token with it. */
function sendable(token: string): string {
  const bare = token.replaceAll(/^[\t\r\n ]+|[\t\r\n ]+$/g, '');
  const [character] = /[^\t\x20-\x7e\x80-\xff]/u.exec(bare) ?? [];
  if (character === undefined) return bare;
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message = `the token contains a character that is not allowed in HTTP headers: ${JSON.stringify(character)} (U+${number})`;
  throw new ApiError('not_authenticated', message, {
    hint: 'Copy the whole token as it was shown when it was created. An ellipsis means that a part is missing.',
  });
}

async function readJson(response: Response, url: string): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw foreign(response, url, { cause });
  }
}

/** Something else than Plexica answered: a proxy, or another program on that port. */
function foreign(
  { status }: Response,
  url: string,
  more: ConstructorParameters<typeof ApiError>[2] = {},
): ApiError {
  const message = `the response of ${url} (status ${status}) is not from Plexica`;
  return new ApiError('server_unreachable', message, {
    hint: FOREIGN_HINTS[status] ?? FOREIGN_HINT,
    ...more,
  });
}

const FOREIGN_HINT = 'Check the address and port: a proxy or another program responded.';
/** What proxies say for themselves. */
const FOREIGN_HINTS: Record<number, string> = {
  407: 'The proxy requires a user and password: add them to HTTPS_PROXY, as in http://user:password@host:port.',
  413: 'A proxy in front of the server limits the size of requests: raise its limit (nginx: client_max_body_size).',
  502: 'A proxy in front of the server does not reach it: check that the server runs.',
  503: 'A proxy in front of the server does not reach it: check that the server runs.',
  504: 'A proxy in front of the server waits less long than the server may need: raise its time limit.',
};

interface Problem {
  type?: string;
  code?: string;
  detail?: string;
  hint?: string;
  issues?: Issue[];
  access?: AccessItem[];
}

function problemIn(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Problem | null;
    return String(problem?.type).startsWith('urn:plexica:error:') ? (problem ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The error that a server at `url` answered with.
 *
 * @param response with an error status; its body is read
 */
export async function toApiError(response: Response, url: string): Promise<ApiError> {
  const text = await response.text();
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
    ...(problem.access === undefined ? {} : { access: problem.access }),
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
