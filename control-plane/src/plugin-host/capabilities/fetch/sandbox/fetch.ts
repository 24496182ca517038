import type { Context } from '@plexica/sdk';
import { WHOLE_BODY_LIMIT } from '../../../channel/protocol.ts';
import type { Asking, Member } from '../../../bootstrap/member.ts';
import { FetchError } from './fetch-error.ts';
import { type Answer, type Hop, ask } from './outgoing.ts';
import { followed } from './redirect.ts';
import { toStream } from '../../../bootstrap/request.ts';

/** Milliseconds for all hops of one call together; the host allows as much to each of them. */
const TIMEOUT = 10_000;

/** `ctx.fetch`, which lifecycle methods do not have. */
export const fetch: Member = (asking) => (asking.lifecycle ? {} : { fetch: createFetch(asking) });

function createFetch(asking: Asking): Context['fetch'] {
  return async (input, init) => {
    const request = new Request(input, init);
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new FetchError('timeout', `ctx.fetch: ${request.url} took longer than 10 seconds.`)),
      TIMEOUT,
    );
    const signal = AbortSignal.any([asking.signal, request.signal, late.signal]);
    const { url, method, headers } = request;
    let hop: Hop = {
      url: new URL(url),
      method,
      headers: new Headers(headers),
      body: await wholeBody(request),
    };
    for (let before = 0; ; before += 1) {
      const answer = await ask(asking, hop, signal);
      const next = followed(hop, answer, request.redirect, before);
      if (next === undefined) {
        void answer.ended.then(() => clearTimeout(timer));
        return toResponse(answer, hop, before > 0);
      }
      answer.cancel();
      hop = next;
    }
  };
}

async function wholeBody(request: Request): Promise<Uint8Array | undefined> {
  if (!request.body) return undefined;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > WHOLE_BODY_LIMIT) {
      throw new FetchError('too_large', 'ctx.fetch: the body of a request can have at most 10 MiB.');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Statuses that have no body (Fetch standard). */
const NULL_BODY = new Set([204, 205, 304]);

function toResponse(answer: Answer, { method, url }: Hop, redirected: boolean): Response {
  const { status, statusText, headers } = answer;
  const empty = method === 'HEAD' || NULL_BODY.has(status);
  const response = new Response(empty ? null : decoded(answer), { status, statusText, headers });
  // A Response that is made by hand knows neither.
  Object.defineProperty(response, 'url', { value: url.href });
  Object.defineProperty(response, 'redirected', { value: redirected });
  return response;
}

/** Decoded here and not by the host, so that a small body that becomes a huge one is a matter of this process alone. */
function decoded({ headers, body, cancel }: Answer): ReadableStream {
  const stream = toStream(body, cancel);
  switch (headers.get('content-encoding')?.toLowerCase()) {
    case 'gzip':
      return stream.pipeThrough(decoder('gzip'));
    case 'br':
      return stream.pipeThrough(decoder('brotli'));
    default:
      return stream;
  }
}

/** Its types say that it takes more than bytes, and know only what the standard names. */
function decoder(format: 'gzip' | 'brotli') {
  return new DecompressionStream(format) as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
}
