import type { PluginRequest } from '@plexica/sdk';
import { CREDIT, type RequestMessage, WHOLE_BODY_LIMIT } from '../channel/protocol.ts';

/** The body of a request, or of a response from outside, as it arrives. */
export interface IncomingBody {
  push(octets: Buffer): void;
  /** @param failure why the body is incomplete */
  end(failure?: unknown): void;
  /** The next piece, or `undefined` at the end. */
  next(): Promise<Buffer | undefined>;
}

/** @param grant requests this many more pieces */
export function incomingBody(present: boolean, grant: (pieces: number) => void): IncomingBody {
  const pieces: Buffer[] = [];
  let ended = !present;
  let broken: unknown;
  let wake: (() => void) | undefined;
  let taken = 0;
  return {
    push(octets) {
      // A copy: otherwise the frame would be kept as long as the piece.
      pieces.push(Buffer.from(octets));
      wake?.();
    },
    end(failure) {
      ended = true;
      broken ??= failure;
      wake?.();
    },
    async next() {
      // oxlint-disable-next-line no-unmodified-loop-condition -- end() sets it meanwhile
      while (pieces.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (broken !== undefined) throw broken as Error;
      const piece = pieces.shift();
      if (piece && !ended) {
        taken += 1;
        if (taken === CREDIT / 2) {
          grant(taken);
          taken = 0;
        }
      }
      return piece;
    },
  };
}

/** Removes a byte order mark, as `Request` does. */
const utf8 = new TextDecoder();

const HTTP_ERROR: unique symbol = Symbol.for('plexica.HttpError');

/** An error that the caller caused, not the plugin. It is answered like an HttpError of the SDK. */
class CallerError extends Error {
  readonly [HTTP_ERROR] = true;
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function createRequest(message: RequestMessage, body: IncomingBody): PluginRequest {
  let query: URLSearchParams | undefined;
  let headers: Headers | undefined;
  let stream: ReadableStream<Uint8Array> | undefined;
  let whole: Promise<Buffer> | undefined;

  function bytes(): Promise<Buffer> {
    if (stream) throw new TypeError('ctx.request: the body was already read as a stream');
    whole ??= readWhole(body);
    return whole;
  }

  return {
    method: message.method,
    path: message.path,
    params: Object.freeze(message.params),
    // Created on demand: each costs more than the rest of a small request, and the first Headers several
    // milliseconds.
    get query() {
      query ??= new URLSearchParams(message.query);
      return query;
    },
    get headers() {
      headers ??= new Headers(message.headers);
      return headers;
    },
    get stream() {
      if (whole) throw new TypeError('ctx.request: the body was already read');
      stream ??= toStream(body);
      return stream;
    },
    async bytes() {
      return new Uint8Array(await bytes());
    },
    async text() {
      return utf8.decode(await bytes());
    },
    async json<Body>() {
      const text = utf8.decode(await bytes());
      try {
        return JSON.parse(text) as Body;
      } catch (error) {
        const reason = text === '' ? 'it is empty' : (error as Error).message;
        throw new CallerError(400, 'malformed_request', `The body must be JSON: ${reason}`);
      }
    },
  };
}

async function readWhole(body: IncomingBody): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for (let piece = await body.next(); piece; piece = await body.next()) {
    size += piece.length;
    if (size > WHOLE_BODY_LIMIT) {
      throw new CallerError(413, 'payload_too_large', 'The body can have at most 10 MiB.');
    }
    pieces.push(piece);
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
}

/** @param cancel is called when the reader stops */
export function toStream(body: IncomingBody, cancel?: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      ...(cancel ? { cancel } : {}),
      async pull(controller) {
        const piece = await body.next();
        if (piece) controller.enqueue(new Uint8Array(piece));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
