import { FetchError } from './fetch-error.ts';
import type { Answer, Hop } from './outgoing.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST = 3;

/**
 * Where an answer leads on, by the rules of the Fetch standard (HTTP-redirect fetch). The host checks the new place as it
 * checked the first.
 *
 * @param before redirects that were followed already
 * @returns the next request, or `undefined` when the answer is the last
 * @throws FetchError `refused` after three, and for any with `redirect: 'error'`
 */
export function followed(
  hop: Hop,
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  mode: Request['redirect'],
  before: number,
): Hop | undefined {
  const location = headers.get('location');
  if (mode === 'manual' || location === null || !REDIRECTS.has(status)) return undefined;
  if (mode === 'error') throw new FetchError('refused', `ctx.fetch: ${hop.url.href} returned a redirect.`);
  if (before === MOST) {
    throw new FetchError(
      'refused',
      `ctx.fetch: ${hop.url.href} returned a redirect after ${MOST} others; at most ${MOST} are followed.`,
    );
  }
  if (!URL.canParse(location, hop.url)) {
    throw new FetchError('unreachable', `ctx.fetch: ${hop.url.href} redirects to an invalid URL.`);
  }
  const next: Hop = { ...hop, url: new URL(location, hop.url), headers: new Headers(hop.headers) };
  const toGet = status === 303 ? !/^(GET|HEAD)$/.test(hop.method) : status < 303 && hop.method === 'POST';
  if (toGet) {
    next.method = 'GET';
    next.body = undefined;
    next.headers = new Headers([...hop.headers].filter(([name]) => !name.startsWith('content-')));
  }
  // What was meant for one origin is not shown to another.
  if (next.url.origin !== hop.url.origin) {
    for (const name of ['authorization', 'cookie', 'proxy-authorization']) next.headers.delete(name);
  }
  return next;
}
