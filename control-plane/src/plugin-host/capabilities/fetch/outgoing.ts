import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import { type Readable, Transform } from 'node:stream';
import { ProtocolError } from '../../channel/check-message.ts';
import { WHOLE_BODY_LIMIT } from '../../channel/protocol.ts';
import { type Answer, type Call, Over } from '../capability.ts';
import { destinationOf } from './destination.ts';
import { FetchFailure } from './failure.ts';
import { headersReceived, headersToSend } from './headers.ts';
import type { FetchAsk, FetchResult } from './messages.ts';
import type { Outside } from './outside.ts';
import type { Turns } from './turns.ts';

/** Time limit in milliseconds, from the first step to the last byte. */
const TIMEOUT = 10_000;

/**
 * Sends one request of a plugin to another host. It follows no redirects: each is a new call with new checks.
 *
 * @param network hosts that the manifest names
 * @param ended is called once, when nothing of it goes on
 * @throws FetchFailure
 */
export async function sendOut(
  call: Call,
  network: readonly string[],
  { lookup }: Outside,
  lookups: Turns,
  ended: () => void,
): Promise<Answer> {
  const { url, method, headers, size } = call.ask as FetchAsk;
  const { signal } = call;
  // Destroying a request does not end the resolution of its name.
  const resolving = new AbortController();
  let outgoing: ClientRequest;
  let host: string;
  try {
    const to = destinationOf(url, network);
    if (/^(connect|trace|track)$/i.test(method)) {
      throw new FetchFailure('refused', `ctx.fetch: the method ${method} is not allowed.`);
    }
    host = to.hostname;
    outgoing = request({
      // A connection of its own, made to what `lookup` found; no proxy of the environment has a part in it.
      agent: false,
      host,
      port: 443,
      servername: host,
      lookup: lookup(lookups, resolving.signal),
      rejectUnauthorized: true,
      insecureHTTPParser: false,
      method,
      path: `${to.pathname}${to.search}`,
      headers: headersToSend(headers, to, method, size),
      setHost: false,
    });
  } catch (error) {
    ended();
    throw error;
  }

  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const answer = limited(host);
  const fail = (error: unknown): void => {
    const reason = toReason(host, error);
    reject(reason);
    answer.destroy(reason);
  };
  const abort = (): void => fail(signal.reason);
  const timer = setTimeout(
    () => fail(new FetchFailure('timeout', `ctx.fetch: ${host} took longer than 10 seconds.`)),
    TIMEOUT,
  );
  answer.on('error', () => undefined);
  answer.on('close', () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    resolving.abort();
    outgoing.destroy();
    ended();
  });
  outgoing.on('error', fail);
  outgoing.on('response', (response) => {
    const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = response;
    if (status < 200 || status > 599) {
      fail(new Error(`it answered with status ${status}`));
      return;
    }
    const result: FetchResult = { status, statusText, headers: headersReceived(rawHeaders) };
    response.on('error', fail).pipe(answer);
    resolve({ result, stream: answer });
  });
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  if (size === 0) outgoing.end();
  else sendBody(call.body, size, outgoing).catch(fail);
  return promise;
}

/** @throws ProtocolError where it has not as many bytes as were announced */
async function sendBody(body: Readable, size: number, outgoing: ClientRequest): Promise<void> {
  let missing = size;
  for await (const piece of body as AsyncIterable<Buffer>) {
    missing -= piece.length;
    if (missing < 0) throw new ProtocolError('a body longer than announced');
    // It is written once the connection is there; until then no more than the credit of pieces waits.
    await new Promise<void>((resolve) => outgoing.write(piece, () => resolve()));
  }
  if (missing > 0) throw new ProtocolError('a body shorter than announced');
  outgoing.end();
}

function limited(host: string): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= WHOLE_BODY_LIMIT) done(null, chunk);
      else done(new FetchFailure('too_large', `ctx.fetch: ${host} answered with more than 10 MiB.`));
    },
  });
}

function toReason(host: string, error: unknown): Error {
  if (error instanceof FetchFailure || error instanceof ProtocolError || error instanceof Over) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new FetchFailure('unreachable', `ctx.fetch: ${host}: ${code ?? message}.`);
}
