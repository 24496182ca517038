import { ProtocolError } from '../../channel/check-message.ts';
import { type Check, count, header, list, shape, text } from '../../channel/checks.ts';
import { WHOLE_BODY_LIMIT } from '../../channel/protocol.ts';
import type { Capability } from '../capability.ts';
import { FetchFailure } from './failure.ts';
import { FETCHES } from './messages.ts';
import { sendOut } from './outgoing.ts';
import { outside } from './outside.ts';
import { type Resolve, resolveByDns } from './resolve.ts';
import { Turns } from './turns.ts';

export interface FetchOptions {
  /** Addresses and CIDR blocks that plugins may reach although they are not of the public internet. */
  fetchPrivate: readonly string[];
  /** How the addresses of a host are found; by DNS if absent. */
  resolve?: Resolve;
}

/** Names of one process that are resolved at a time. */
const LOOKUPS = 4;

/** RFC 9110, section 9: a token, as Node's and everybody's methods are: letters. */
const method: Check = (value) => typeof value === 'string' && /^[A-Za-z]{1,20}$/.test(value);
const bodySize: Check = (value) => count(value) && (value as number) <= WHOLE_BODY_LIMIT;

/** `ctx.fetch` */
export function fetchCapability({ fetchPrivate, resolve = resolveByDns }: FetchOptions): Capability {
  const reachable = outside(fetchPrivate, resolve);
  return {
    name: 'fetch',
    check: shape({ url: text, method, headers: list(header), size: bodySize }),
    open({ network }) {
      const lookups = new Turns(LOOKUPS);
      let open = 0;
      return {
        async serve(call) {
          if (call.request.requestId === undefined) {
            throw new FetchFailure('refused', 'ctx.fetch: not available in lifecycle methods.');
          }
          if (open >= FETCHES) throw new ProtocolError(`more than ${FETCHES} fetches at a time`);
          open += 1;
          return sendOut(call, network, reachable, lookups, () => (open -= 1));
        },
      };
    },
  };
}
