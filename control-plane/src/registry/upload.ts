import type { Request, Response } from 'express';
import { packageLimits } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';

/** How long a client can continue a refused upload, in milliseconds, so that it can read the answer. */
const LINGER_MS = 5_000;

/**
 * The bytes of a package in the body of a request.
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
    // Ending the iteration must not close the connection of the answer.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new PlexicaError('malformed_request', 'the connection ended before all bytes arrived', {
      cause: error,
    });
  }
}

/** Ends a refused upload: discards further data for five seconds, then closes the connection. */
export function refuseRest(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref();
  });
}
