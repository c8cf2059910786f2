/** Which addresses belong to the public internet (the special-purpose registries of IANA, RFC 6890): a game may have nothing else asked. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const SPECIAL_4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...[
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.31.196.0/24',
    '192.52.193.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
  ],
  ...['192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];
/** Of those that are global at all; 6to4 and Teredo have an IPv4 address in them, which may be any. */
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];
const GLOBAL_6 = '2000::/3';

function listed(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const special4 = listed(SPECIAL_4, 'ipv4');
const special6 = listed(SPECIAL_6, 'ipv6');
const global6 = listed([GLOBAL_6], 'ipv6');

type Interfaces = ReturnType<typeof networkInterfaces>;

/** False for what is no address as well, and for addresses of this machine and the networks that it is in, global ones too. */
export function isPublic(address: string, interfaces: Interfaces = networkInterfaces()): boolean {
  if (isIP(address) === 0 || address.includes('%') || isNear(address, interfaces)) return false;
  if (isIPv6(address)) return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
  return !special4.check(address, 'ipv4');
}

/** Whether one of the interfaces has the address, or is in one network with it. */
function isNear(address: string, interfaces: Interfaces): boolean {
  const [family, whole] = isIPv6(address) ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
  const own = Object.values(interfaces).flatMap(all => all ?? []);
  const alike = own.filter(one => one.family.toLowerCase() === family);
  // A mask that is none makes no network.
  const networks = alike.map(one => one.cidr ?? `${one.address}/${whole}`);
  return listed(networks, family).check(address, family);
}
