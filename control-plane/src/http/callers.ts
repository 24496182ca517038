import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import { endWithProblem } from '../errors/raw-problem.ts';
import { addressBlock } from '../limits/address-block.ts';

/**
 * Connections per address. A browser opens six for a tenant and `plexica logs --follow` one, so about 300 users can
 * share an address.
 */
const CONNECTIONS = 2048;
/**
 * Connections per address with an incomplete request. Requests arrive within milliseconds, so normal use stays far
 * below.
 */
const UNFINISHED = 512;
/** Seconds after which a refused caller can retry. */
const RETRY_AFTER = 10;

/** The latest request of each open connection. */
type Connections = Map<Socket, IncomingMessage | undefined>;

/**
 * Refuses connections of addresses that have too many. Otherwise one caller could use up all descriptors of the server.
 * An IPv6 address counts with its block of 256 networks, which is what one subscriber gets.
 *
 * @param isProxy whether an address is in `PLEXICA_TRUSTED_PROXIES`; those carry connections of many callers
 */
export function limitCallers(server: Server, isProxy: (address: string) => boolean, log: Logger): void {
  const callers = new Map<string, Connections>();
  const callerOf = new WeakMap<Socket, Connections>();
  /** Addresses that were logged in the last minute. */
  const named = new LRUCache<string, true>({ max: 1000, ttl: 60_000 });

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress;
    // Already closed.
    if (address === undefined || isProxy(address)) return;
    const caller = addressBlock(address);
    const connections: Connections = callers.get(caller) ?? new Map();
    const reason = excess(connections);
    if (reason !== undefined) {
      if (!named.has(caller)) {
        named.set(caller, true);
        log.warn(
          { address: caller },
          `${reason}; refusing more. If this is a proxy or load balancer, add it to PLEXICA_TRUSTED_PROXIES`,
        );
      }
      endWithProblem(socket, new PlexicaError('too_many_requests', reason, { retryAfter: RETRY_AFTER }));
      return;
    }
    callers.set(caller, connections.set(socket, undefined));
    callerOf.set(socket, connections);
    socket.once('close', () => {
      connections.delete(socket);
      if (connections.size === 0) callers.delete(caller);
    });
  });

  server.prependListener('request', (request: IncomingMessage) => {
    callerOf.get(request.socket)?.set(request.socket, request);
  });
}

/** Why an address cannot open another connection. */
function excess(connections: Connections): string | undefined {
  if (connections.size >= CONNECTIONS) return `this address already has ${CONNECTIONS} connections`;
  if (connections.size < UNFINISHED) return undefined;
  let unfinished = 0;
  for (const request of connections.values()) if (request?.complete !== true) unfinished += 1;
  return unfinished >= UNFINISHED
    ? `this address already has ${UNFINISHED} connections with incomplete requests`
    : undefined;
}
