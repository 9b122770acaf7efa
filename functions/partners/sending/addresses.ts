import { BlockList, isIP } from 'node:net';

/**
 * The addresses to which nothing is sent: all that are not on the public internet, and the addresses of clouds' metadata.
 * Sources: IANA's registries of special-purpose addresses (RFC 6890), RFC 6052 (NAT64), the clouds' own documentation.
 */

const NOT_PUBLIC_V4: readonly (readonly [network: string, bits: number, what: string])[] = [
  ['0.0.0.0', 8, 'this network'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared by a provider’s customers'],
  ['127.0.0.0', 8, 'loopback'],
  ['168.63.129.16', 32, 'a cloud’s own service'],
  ['169.254.0.0', 16, 'link-local, and metadata of clouds'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'for protocols'],
  ['192.0.2.0', 24, 'for documentation'],
  ['192.31.196.0', 24, 'for name servers'],
  ['192.52.193.0', 24, 'for relays'],
  ['192.88.99.0', 24, 'for relays'],
  ['192.168.0.0', 16, 'private'],
  ['192.175.48.0', 24, 'for name servers'],
  ['198.18.0.0', 15, 'for benchmarks'],
  ['198.51.100.0', 24, 'for documentation'],
  ['203.0.113.0', 24, 'for documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved, and broadcast'],
];

/** Public IPv6 addresses are in 2000::/3. Within it, these are not. */
const PUBLIC_V6 = ['2000::', 3] as const;
const NOT_PUBLIC_V6: readonly (readonly [network: string, bits: number, what: string])[] = [
  ['2001::', 23, 'for protocols: tunnels, benchmarks'],
  ['2001:db8::', 32, 'for documentation'],
  ['2002::', 16, 'an IPv4 address in a tunnel'],
  ['2620:4f:8000::', 48, 'for name servers'],
  ['3fff::', 20, 'for documentation'],
];

const ranges = [
  ...NOT_PUBLIC_V4.map(([network, bits, what]) => ({ network, bits, what, family: 'ipv4' as const })),
  ...NOT_PUBLIC_V6.map(([network, bits, what]) => ({ network, bits, what, family: 'ipv6' as const })),
].map(({ network, bits, what, family }) => {
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return { list, what, family };
});

const publicV6 = new BlockList();
publicV6.addSubnet(...PUBLIC_V6, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Why nothing is sent to the address; undefined for one on the public internet. */
export function whyNotPublic(address: string): string | undefined {
  const version = isIP(address);
  if (version === 0) return 'no address';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  // Whatever else is written in IPv6 (IPv4-mapped, NAT64, unique local, with a zone) is outside of the public range.
  if (family === 'ipv6' && (address.includes('%') || !publicV6.check(address, 'ipv6'))) return 'not public';
  return ranges.find((range) => range.family === family && range.list.check(address, family))?.what;
}

export function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
