import { BlockList, isIP } from 'node:net';

/**
 * What is not the public internet in IPv4: IANA's special-purpose registry (RFC 6890 and its updates), multicast and the
 * former class E. Private, loopback, link-local with the metadata services of clouds, and carrier-grade NAT are in it.
 */
const SPECIAL_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/**
 * IANA gives out addresses of the public internet from here alone, so everything else is refused by not being named:
 * loopback, unspecified, link-local, unique local, multicast, IPv4-mapped, -compatible and -translated, and NAT64.
 */
const GLOBAL_V6 = ['2000::', 3] as const;

/** What lies in it and is special: protocol assignments with Teredo, documentation, 6to4, AS112. */
const SPECIAL_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

// Lists of their own: a rule for mapped addresses would be one for all of IPv4.
const specialV4 = new BlockList();
for (const [network, prefix] of SPECIAL_V4) specialV4.addSubnet(network, prefix, 'ipv4');
const globalV6 = new BlockList();
globalV6.addSubnet(...GLOBAL_V6, 'ipv6');
const specialV6 = new BlockList();
for (const [network, prefix] of SPECIAL_V6) specialV6.addSubnet(network, prefix, 'ipv6');

/** Whether an address is one of the public internet. What is no address is not. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !specialV4.check(address, 'ipv4');
    case 6:
      return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Which addresses plugins may reach.
 *
 * @param listed addresses and CIDR blocks beside the public internet, as `PLEXICA_FETCH_PRIVATE` has them
 */
export function reachable(listed: readonly string[]): (address: string) => boolean {
  const allowed = new BlockList();
  for (const block of listed) {
    const [network, prefix] = block.split('/') as [string, string?];
    const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
    allowed.addSubnet(network, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family);
  }
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    return isPublic(address) || allowed.check(address, family === 4 ? 'ipv4' : 'ipv6');
  };
}
