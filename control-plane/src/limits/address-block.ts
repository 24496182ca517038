import { isIPv4, isIPv6 } from 'node:net';

/** What stands before an IPv4 address in IPv6 form: `::ffff:` and `64:ff9b::` (RFC 4291, RFC 6052). */
const IPV4_WITHIN = new Set(['0,0,0,0,0,65535', '100,65435,0,0,0,0']);
/** A proxy can name its caller by anything. */
const UNKNOWN = 'unknown';

/**
 * The part of an address that one subscriber usually has: an IPv4 address, or an IPv6 block of 256 networks (`/56`).
 * IPv4 addresses in IPv6 form count as IPv4.
 */
export function addressBlock(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return isIPv4(plain) ? plain : UNKNOWN;
  const groups = groupsOf(plain);
  const [high = 0, low = 0] = groups.slice(6);
  if (IPV4_WITHIN.has(groups.slice(0, 6).join()))
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const network = [...groups.slice(0, 3), (groups[3] ?? 0) & 0xff00];
  return `${network.map((group) => group.toString(16)).join(':')}::/56`;
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL parser writes every address in one form, without an IPv4 part at its end.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = '', after] = canonical.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}
