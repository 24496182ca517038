import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { reachable } from './addresses.ts';
import { FetchFailure } from './failure.ts';

interface Found {
  address: string;
  /** 4 or 6 */
  family: number;
}

/** Finds the addresses of a host name. @throws Error whose `code` says why there are none */
export type Resolve = (hostname: string) => Promise<readonly Found[]>;

export const resolveByDns: Resolve = (hostname) => lookup(hostname, { all: true });

/** What plugins can reach of the outside, whatever their manifests say. */
export interface Outside {
  /** Name resolution of a connection: what it calls back with is connected to, and nothing is resolved again. */
  readonly lookup: LookupFunction;
}

/** @param listed addresses and CIDR blocks that are reachable although they are not public */
export function outside(listed: readonly string[], resolve: Resolve): Outside {
  const permits = reachable(listed);

  async function permitted(hostname: string): Promise<[Found, ...Found[]]> {
    const found = await resolve(hostname).catch((error: NodeJS.ErrnoException) => {
      throw new FetchFailure(
        'unreachable',
        `ctx.fetch: ${hostname} has no address (${error.code ?? 'error'}).`,
      );
    });
    const [first, ...others] = found.filter(({ address }) => permits(address));
    if (first === undefined) {
      throw new FetchFailure(
        'refused',
        `ctx.fetch: ${hostname} has no address of the public internet; ` +
          'an operator can list others in PLEXICA_FETCH_PRIVATE.',
      );
    }
    return [first, ...others];
  }

  return {
    lookup: (hostname, { all }, done) => {
      permitted(hostname).then(
        (addresses) => (all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family)),
        (error: Error) => done(error, []),
      );
    },
  };
}
