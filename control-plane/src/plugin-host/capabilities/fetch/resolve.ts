import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Found {
  address: string;
  /** 4 or 6 */
  family: number;
}

/**
 * Finds the addresses of a host name.
 *
 * @param signal aborts when nobody waits for them any more
 * @throws Error whose `code` says why there are none
 */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly Found[]>;

/** Milliseconds for the first answer of a name server; the second try has twice as long. */
const TIMEOUT = 2_000;
const TRIES = 2;
/** Milliseconds that addresses of one family wait for those of the other, which some name servers never answer for (RFC 8305, 3). */
const OTHER_FAMILY = 300;

/**
 * Asks the name servers of the machine, without files. `getaddrinfo` would block one of the few threads of this process
 * while a name server of the plugin's choice is silent, and cannot be cancelled.
 *
 * @param servers addresses with ports to ask instead of those of the machine
 */
export async function resolveByDns(
  hostname: string,
  signal: AbortSignal,
  servers?: readonly string[],
): Promise<readonly Found[]> {
  // These names mean this machine and are asked of nobody (RFC 6761, 6.3).
  if (/(^|\.)localhost\.?$/.test(hostname)) {
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
  }
  signal.throwIfAborted();
  // One for each call, so that ending it ends no other.
  const resolver = new Resolver({ timeout: TIMEOUT, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const asked = [resolver.resolve4(hostname), resolver.resolve6(hostname)] as const;
    const both = Promise.allSettled(asked);
    // An address of version 6 may lead nowhere from here, so that nobody goes on with it alone.
    const first = asked[0].then(
      () => sleep(OTHER_FAMILY, undefined, { ref: false }),
      () => both,
    );
    await Promise.race([both, first]);
    resolver.cancel();
    const [v4, v6] = await both;
    const found = [...foundIn(v4, 4), ...foundIn(v6, 6)];
    if (found.length > 0) return found;
    const reasons = [v4, v6].flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    throw reasons.find(({ code }) => code !== 'ENODATA') ?? reasons[0];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function foundIn(answer: PromiseSettledResult<string[]>, family: 4 | 6): Found[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}
