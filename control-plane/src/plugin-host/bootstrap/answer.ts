import { WHOLE_BODY_LIMIT } from '../channel/protocol.ts';
import { endBody, send, sendBody } from './channel.ts';

const HTTP_ERROR = Symbol.for('plexica.HttpError');

/** Sends the result of a route: a plain value as JSON, nothing as 204, a `Response` unchanged. */
export async function answer(
  id: number,
  value: unknown,
  signal: { readonly aborted: boolean },
): Promise<void> {
  if (value === undefined) {
    send({ type: 'response', id, status: 204, headers: [], body: false });
    return;
  }
  // Not `instanceof`: using the global Response would load the HTTP client of Node into every process.
  if (Object.prototype.toString.call(value) === '[object Response]') {
    await answerResponse(id, value as Response, signal);
    return;
  }
  const json = JSON.stringify(value);
  if (json === undefined)
    throw new TypeError(`a route returned a ${typeof value}, which cannot be converted to JSON`);
  // JSON of a promise.
  if (json.includes('{}')) refusePromises(value);
  const octets = Buffer.from(json);
  if (octets.length > WHOLE_BODY_LIMIT) {
    throw new RangeError('a route returned more than 10 MiB; return a Response with a stream instead');
  }
  send({ type: 'response', id, status: 200, headers: [['content-type', 'application/json']], body: true });
  await sendBody(id, octets);
  endBody(id);
}

/** @throws TypeError if an await is missing: JSON would turn the promise into an empty object */
function refusePromises(value: unknown): void {
  JSON.stringify(value, (key, part: unknown) => {
    if (Object.prototype.toString.call(part) !== '[object Promise]') return part;
    throw new TypeError(`a route returned a promise in "${key}"; add await or Promise.all`);
  });
}

async function answerResponse(
  id: number,
  response: Response,
  signal: { readonly aborted: boolean },
): Promise<void> {
  if (response.bodyUsed) throw new TypeError('a route returned a Response with a body that was already read');
  const reader = response.body?.getReader();
  const first = reader?.read();
  // A complete body is detected before the head is sent. Streams that are still waiting are not waited for.
  const early = await Promise.race([
    first,
    new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
  ]);
  refuseLarge(early?.value);
  send({
    type: 'response',
    id,
    status: response.status,
    headers: [...response.headers],
    body: reader !== undefined,
  });
  if (!reader || !first) return;
  for (let read = await first; !read.done; read = await reader.read()) {
    if (signal.aborted) {
      await reader.cancel();
      break;
    }
    refuseLarge(read.value);
    await sendBody(id, read.value);
  }
  endBody(id);
}

/** @throws RangeError for a piece that only an answer that is no stream has */
function refuseLarge(piece: Uint8Array | undefined): void {
  if (piece && piece.length > WHOLE_BODY_LIMIT) {
    throw new RangeError('a route returned a Response of more than 10 MiB; use a stream as its body instead');
  }
}

/** Sends the error of a route: an `HttpError` goes to the caller; anything else is a failure of the plugin. */
export function answerError(id: number, error: unknown): void {
  if (isHttpError(error)) {
    const { status, code, message, fields } = error;
    send({ type: 'problem', id, status, code, message, ...(fields ? { fields: { ...fields } } : {}) });
  } else {
    send({ type: 'failed', id, ...described(error) });
  }
}

interface HttpErrorLike {
  status: number;
  code: string;
  message: string;
  fields?: Record<string, string>;
}

function isHttpError(error: unknown): error is HttpErrorLike {
  return error instanceof Error && HTTP_ERROR in error;
}

/** Message and stack of any thrown value, at most 32 KiB each, with paths as in the project of the plugin. */
export function described(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) {
    const { inspect } = process.getBuiltinModule('node:util');
    return { message: `a ${typeof error} was thrown: ${inspect(error)}`.slice(0, 32_768), stack: '' };
  }
  const cause = error.cause instanceof Error ? `\ncaused by ${String(error.cause.stack)}` : '';
  const hint = isWithoutNetwork(error) || isWithoutNetwork(error.cause) ? NO_NETWORK : '';
  return {
    message: error.message.slice(0, 32_768),
    stack: `${error.stack ?? error.message}${cause}${hint}`.slice(0, 32_768),
  };
}

const NO_NETWORK = '\nPlugins can connect to other hosts only with ctx.fetch.';

/** Whether Node's permission model blocked access to a name server or an address. */
function isWithoutNetwork(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_ACCESS_DENIED' &&
    /^(getaddrinfo|connect) /.test(error.message)
  );
}
