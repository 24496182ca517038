import { errors, type ErrorCode } from '../errors.ts';

/** Status for an error that a plugin did not catch. A plugin can also return it itself, and logs nothing then. */
const FAILED: ErrorCode = 'plugin_failed';

/** Calls routes of one plugin in one tenant. `path` is what `@Route` says: `/contacts/7`, with a query if need be. */
export interface PluginClient {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  delete(path: string, headers?: Record<string, string>): Promise<Response>;
  /** `json` is sent as JSON; a string, bytes or a stream as they are. */
  post(path: string, json?: unknown, headers?: Record<string, string>): Promise<Response>;
  put(path: string, json?: unknown, headers?: Record<string, string>): Promise<Response>;
  patch(path: string, json?: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** A request that was answered with 500 or above. */
export interface FailedRequest {
  method: string;
  path: string;
  status: number;
  requestId: string;
  /** When it was sent, in ms since 1970. */
  sentAt: number;
  /** Whether the plugin did not catch an error, which then is in its log. */
  uncaught: boolean;
}

/**
 * @param token without one the caller is nobody, as for a `@Public()` route
 * @param onFailure told every request that was answered with 500 or above; the answer is given when it resolves
 */
export function pluginClient(
  url: string,
  token: string | undefined,
  onFailure: (request: FailedRequest) => Promise<void>,
): PluginClient {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const sentAt = Date.now();
    const response = await fetch(`${url}${path}`, init);
    const requestId = response.headers.get('x-request-id');
    const { status } = response;
    if (requestId !== null && status >= 500) {
      const uncaught = await hasFailed(response);
      await onFailure({ method: init.method ?? 'GET', path, status, requestId, sentAt, uncaught });
    }
    return response;
  };
  const send = (
    method: string,
    path: string,
    body: unknown,
    extra: Record<string, string> | undefined,
  ): Promise<Response> => {
    const headers = new Headers(extra);
    if (token !== undefined && !headers.has('authorization')) {
      headers.set('authorization', `Bearer ${token}`);
    }
    if (body === undefined || isRaw(body)) {
      return call(path, { method, headers, ...(body !== undefined && rawBody(body)) });
    }
    headers.set('content-type', 'application/json');
    return call(path, { method, headers, body: JSON.stringify(body) });
  };
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    delete: (path, headers) => send('DELETE', path, undefined, headers),
    post: (path, json, headers) => send('POST', path, json, headers),
    put: (path, json, headers) => send('PUT', path, json, headers),
    patch: (path, json, headers) => send('PATCH', path, json, headers),
  };
}

async function hasFailed(response: Response): Promise<boolean> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (response.status !== errors[FAILED].status || isProblem !== true) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return (problem as { code?: unknown } | null | undefined)?.code === FAILED;
}

type RawBody = string | Uint8Array | ReadableStream<Uint8Array>;

function isRaw(body: unknown): body is RawBody {
  return typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
}

/** The fetch standard requires `duplex` for a stream. */
function rawBody(body: RawBody): RequestInit {
  return {
    body: body as NonNullable<RequestInit['body']>,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  };
}
