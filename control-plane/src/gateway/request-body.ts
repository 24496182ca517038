import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { PlexicaError } from '@plexica/sdk/errors';

/** Largest body of a request to a plugin, in bytes: 10 MiB. */
const LIMIT = 10 * 1024 * 1024;
/** Largest body, in bytes, that is read before the plugin is called, which avoids a stream. */
const WHOLE = 64 * 1024;

/**
 * The body of a request to a plugin: absent, a buffer if it is small, else a stream that fails beyond 10 MiB.
 *
 * @throws PlexicaError `payload_too_large`
 */
export async function requestBody(request: IncomingMessage): Promise<Buffer | Readable | undefined> {
  const announced = request.headers['content-length'];
  if (announced === undefined && request.headers['transfer-encoding'] === undefined) return undefined;
  const length = Number(announced ?? Infinity);
  if (length === 0) return undefined;
  if (announced !== undefined && length > LIMIT) throw tooLarge();
  if (length > WHOLE) return limited(request);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function limited(request: IncomingMessage): Readable {
  let size = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > LIMIT) done(tooLarge());
      else done(null, chunk);
    },
  });
  // Readers receive the error. Without a reader, it must not crash the server.
  counter.on('error', () => undefined);
  request.once('aborted', () => counter.destroy(new Error('the caller disconnected')));
  return request.pipe(counter);
}

function tooLarge(): PlexicaError {
  return new PlexicaError('payload_too_large', 'the body of a request to a plugin can have at most 10 MiB');
}
