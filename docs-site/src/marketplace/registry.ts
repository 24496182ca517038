import { createClient } from '@plexica/sdk/client';

/** Milliseconds until a registry that does not answer counts as unreachable. */
const PATIENCE = 8_000;

/**
 * A client of the registry at `url`, which is set while the site is built and never by a link: anybody could send one.
 */
export function registryClient(url: string) {
  return createClient({
    url,
    // A timeout of its own, so that it is told apart from a search that was given up.
    fetch: (address, options = {}) => {
      const time = AbortSignal.timeout(PATIENCE);
      return fetch(address, {
        ...options,
        signal: options.signal ? AbortSignal.any([options.signal, time]) : time,
      });
    },
  });
}
