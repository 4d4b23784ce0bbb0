import { lookup as lookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Everything that is not the public internet: IANA's special-purpose registries of IPv4 and IPv6. */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['::1', 128, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

export interface AddressGuard {
  /** Of an IP address as text. */
  isAllowed(address: string): boolean;
  /** Resolves a name for a connection and fails where any of its addresses is not allowed: what was checked is what is connected to. */
  readonly lookup: LookupFunction;
}

/** @param allowPrivate for servers whose webhooks lie in their own network */
export function addressGuard(allowPrivate: boolean): AddressGuard {
  const blocked = new BlockList();
  for (const [network, prefix, family] of NOT_PUBLIC) blocked.addSubnet(network, prefix, family);
  const isAllowed = (address: string): boolean => {
    const family = isIP(address);
    if (family === 0) return false;
    // BlockList looks through IPv4-mapped IPv6 addresses.
    return allowPrivate || !blocked.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
  const lookup: LookupFunction = (hostname, options, callback) => {
    lookupAddress(hostname, { family: options.family, hints: options.hints, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const refused = addresses.find(({ address }) => !isAllowed(address));
      if (refused !== undefined) return callback(new Error(`"${hostname}" is at the private address ${refused.address}`), '', 0);
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0].address, addresses[0].family);
    });
  };
  return { isAllowed, lookup };
}
