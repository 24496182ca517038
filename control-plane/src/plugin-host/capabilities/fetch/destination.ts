import { isIP } from 'node:net';
import { hostCovers } from '@plexica/registry';
import { FetchFailure } from './failure.ts';

/**
 * Checks the destination of a request of a plugin: https, port 443, and a host name that the manifest lists.
 *
 * The URL is read by the WHATWG rules, which write every spelling of an IPv4 address (decimal, octal, hexadecimal,
 * short) as four numbers and every name in lower-case ASCII: what is compared here is what is connected to.
 *
 * @param network `access.network` of the manifest: names, or `*.` and a name for all names below it
 * @throws FetchFailure `refused`
 */
export function destinationOf(url: string, network: readonly string[]): URL {
  const refuse = (reason: string) => new FetchFailure('refused', `ctx.fetch: ${reason}`);
  if (!URL.canParse(url)) throw refuse('the URL is not valid.');
  const to = new URL(url);
  if (to.protocol !== 'https:') throw refuse(`only https is allowed; the URL begins with ${to.protocol}//`);
  if (to.username !== '' || to.password !== '') {
    throw refuse('the URL contains credentials; send them in an Authorization header.');
  }
  const { hostname } = to;
  if (hostname.startsWith('[') || isIP(hostname) !== 0) {
    throw refuse(`${hostname} is an IP address; only host names are allowed.`);
  }
  if (to.port !== '') throw refuse(`port ${to.port} of ${hostname} is not allowed; only 443 is.`);
  if (!network.some((listed) => hostCovers(listed, hostname))) {
    throw refuse(`${hostname} is not listed under access.network in plexica.json.`);
  }
  return to;
}
