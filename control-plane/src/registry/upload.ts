import type { Request, Response } from 'express';
import { packageLimits } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';

/** How long somebody whose upload was refused may go on sending, so that its answer is read and not reset. */
const LINGER_MS = 5_000;

/**
 * The octets of a package in a request's body.
 *
 * @throws PlexicaError `package_too_large`, `unsupported_media_type`; from the iteration `malformed_request` when the
 *   connection ends in the middle
 */
export function uploadedOctets(request: Request): AsyncIterable<Buffer> {
  const type = request.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== 'application/octet-stream') {
    throw new PlexicaError(
      'unsupported_media_type',
      `the Content-Type must be application/octet-stream, not ${type}`,
    );
  }
  const announced = Number(request.get('Content-Length') ?? 0);
  if (announced > packageLimits.packed) {
    const limit = packageLimits.packed / 2 ** 20;
    throw new PlexicaError(
      'package_too_large',
      `the package has ${announced} bytes; at most ${limit} MiB are accepted`,
    );
  }
  return octets(request);
}

async function* octets(request: Request): AsyncGenerator<Buffer> {
  try {
    // Whoever stops reading must not destroy the connection that the answer goes out on.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new PlexicaError('malformed_request', 'the connection ended before all bytes arrived', {
      cause: error,
    });
  }
}

/** Ends an upload that is refused: what still comes is thrown away for five seconds, then the connection is closed. */
export function refuseRest(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref();
  });
}
