import { createClient } from '@plexica/sdk/client';

/** Milliseconds after which a silent registry counts as unreachable. */
const PATIENCE = 8_000;

/**
 * A client of the registry at `url`. The address is fixed when the site is built: if a link could set it, anyone could send one.
 */
export function registryClient(url: string) {
  return createClient({
    url,
    // A separate timeout, so that it can be distinguished from a cancelled search.
    fetch: (address, options = {}) => {
      const time = AbortSignal.timeout(PATIENCE);
      return fetch(address, {
        ...options,
        signal: options.signal ? AbortSignal.any([options.signal, time]) : time,
      });
    },
  });
}
