import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import type { HttpPlatform } from './platform.ts';
import type { AnyRoute } from './route.ts';

interface StoredAnswer {
  request: Buffer;
  status: number | null;
  headers: Record<string, string> | null;
  body: Buffer | null;
}

/** Headers of an answer that are stored with it. Others belong to one exchange. */
const KEPT_HEADERS = ['content-type', 'location', 'retry-after', 'cache-control'];

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same token, route and key receive the first answer
 * again for 24 hours. Another token of the same name may have fewer permissions, so it does not. Answers of 500 and
 * above, and those that ask the caller to retry, are not stored. If the server dies during a request, its key is free
 * again after one minute.
 */
export function replayable(declared: AnyRoute, { database, keys }: HttpPlatform): RequestHandler {
  const name = `${declared.method} ${declared.path}`;
  return async (request, response, next) => {
    const key = request.get('Idempotency-Key');
    if (key === undefined) return next();
    if (key.length === 0 || key.length > 255) {
      throw new PlexicaError('invalid_input', 'Idempotency-Key must have 1 to 255 characters', {
        issues: [{ path: 'Idempotency-Key', message: 'must have 1 to 255 characters' }],
      });
    }
    const { credential } = response.locals['principal'] as Principal;
    const digest = createHash('sha256')
      .update(`${request.originalUrl}\n${JSON.stringify(request.body)}`)
      .digest();
    const place = [credential, name, key];
    const sealedAt = JSON.stringify(place);
    const taken = await database.rows(
      `INSERT INTO plexica.idempotency_keys (principal, route, key, request) VALUES ($1, $2, $3, $4)
       ON CONFLICT (principal, route, key) DO UPDATE SET request = excluded.request, status = NULL, created_at = now()
         WHERE idempotency_keys.created_at < now() - interval '24 hours'
            OR (idempotency_keys.status IS NULL AND idempotency_keys.created_at < now() - interval '1 minute')
       RETURNING key`,
      [...place, digest],
    );
    if (taken.length === 0) {
      const [stored] = await database.rows<StoredAnswer>(
        'SELECT request, status, headers, body FROM plexica.idempotency_keys WHERE (principal, route, key) = ($1, $2, $3)',
        place,
      );
      if (stored && !stored.request.equals(digest)) {
        throw new PlexicaError(
          'idempotency_key_reused',
          `the key ${key} was already used with a different request`,
        );
      }
      if (!stored || stored.status === null) {
        throw new PlexicaError('idempotency_key_in_use', `the request with the key ${key} is still running`, {
          retryAfter: 1,
        });
      }
      response
        .status(stored.status)
        .set(stored.headers ?? {})
        .set('Idempotency-Replayed', 'true');
      response.end(stored.body && keys.open(stored.body, sealedAt));
      return;
    }

    const chunks: Buffer[] = [];
    const end = response.end.bind(response);
    response.end = ((chunk?: unknown, ...rest: unknown[]) => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
      const status = response.statusCode;
      const headers = Object.fromEntries(
        KEPT_HEADERS.map((header) => [header, response.get(header)]).filter(
          ([, value]) => value !== undefined,
        ),
      ) as Record<string, string>;
      const saved =
        status >= 500 || (status !== 202 && response.get('retry-after') !== undefined)
          ? database.rows(
              'DELETE FROM plexica.idempotency_keys WHERE (principal, route, key) = ($1, $2, $3)',
              place,
            )
          : database.rows(
              `UPDATE plexica.idempotency_keys SET status = $4, headers = $5, body = $6
                WHERE (principal, route, key) = ($1, $2, $3)`,
              // Encrypted, because an answer may contain a secret that is shown only once.
              [...place, status, JSON.stringify(headers), keys.seal(Buffer.concat(chunks), sealedAt)],
            );
      // Saved before it is sent, so that a caller who received it can repeat the request.
      void saved.catch(() => undefined).then(() => end(chunk as never, ...(rest as never[])));
      return response;
    }) as typeof response.end;
    next();
  };
}

/** Removes expired answers. */
export async function forgetAnswers({ database }: Pick<HttpPlatform, 'database'>): Promise<void> {
  await database.rows(
    `DELETE FROM plexica.idempotency_keys WHERE created_at < now() - interval '24 hours' RETURNING key`,
  );
}
