import type { LookupFunction } from 'node:net';
import { reachable } from './addresses.ts';
import { FetchFailure } from './failure.ts';
import type { Found, Resolve } from './resolve.ts';
import type { Turns } from './turns.ts';

/** What plugins can reach of the outside, whatever their manifests say. */
export interface Outside {
  /**
   * Name resolution of a connection: what it calls back with is connected to, and nothing is resolved again.
   *
   * @param turns how many names its process may have resolved at a time
   * @param signal aborts when the call has ended
   */
  readonly lookup: (turns: Turns, signal: AbortSignal) => LookupFunction;
}

/** @param listed addresses and CIDR blocks that are reachable although they are not public */
export function outside(listed: readonly string[], resolve: Resolve): Outside {
  const permits = reachable(listed);

  async function permitted(
    hostname: string,
    turns: Turns,
    signal: AbortSignal,
  ): Promise<[Found, ...Found[]]> {
    const found = await turns
      .run(signal, () => resolve(hostname, signal))
      .catch((error: NodeJS.ErrnoException) => {
        throw new FetchFailure(
          'unreachable',
          `ctx.fetch: ${hostname} has no address (${error.code ?? 'error'}).`,
        );
      });
    const [first, ...others] = found.filter(({ address }) => permits(address));
    if (first === undefined) {
      throw new FetchFailure(
        'refused',
        `ctx.fetch: ${hostname} has no public IP address; ` +
          'an operator can allow private addresses in PLEXICA_FETCH_PRIVATE.',
      );
    }
    return [first, ...others];
  }

  return {
    lookup:
      (turns, signal) =>
      (hostname, { all }, done) => {
        permitted(hostname, turns, signal).then(
          (addresses) =>
            all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family),
          (error: Error) => done(error, []),
        );
      },
  };
}
