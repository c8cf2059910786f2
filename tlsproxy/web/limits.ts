/** How many connections visitors may have, in all and each, and who may have any. */
import { BlockList, isIP } from 'node:net';

export interface Limits {
  /** Connections of one address; of a /64 for IPv6, for whoever has one address there has all of them. */
  readonly perVisitor: number;
  /** As many may wait at the client while it is replaced. */
  readonly inAll: number;
}

export const LIMITS: Limits = { perVisitor: 32, inAll: 512 };

export interface Doorkeeper {
  /** Lets a connection in; what it answers is to be called when that is over. null: it is refused. */
  admit(address: string): (() => void) | null;
  /** Addresses and networks that are let in from now on; empty = all. */
  allow(networks: readonly string[]): void;
  readonly connections: number;
  readonly served: number;
  readonly refused: number;
}

export function createDoorkeeper({ perVisitor, inAll }: Limits = LIMITS): Doorkeeper {
  const byVisitor = new Map<string, number>();
  let allowed: BlockList | null = null;
  let connections = 0;
  let served = 0;
  let refused = 0;

  function isAllowed(address: string): boolean {
    return allowed === null || allowed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }

  function leave(visitor: string): void {
    connections--;
    const left = (byVisitor.get(visitor) ?? 0) - 1;
    if (left > 0) byVisitor.set(visitor, left);
    else byVisitor.delete(visitor);
  }

  return {
    admit(address) {
      const visitor = visitorOf(address);
      const open = byVisitor.get(visitor) ?? 0;
      if (isIP(address) === 0 || connections >= inAll || open >= perVisitor || !isAllowed(address)) {
        refused++;
        return null;
      }
      byVisitor.set(visitor, open + 1);
      connections++;
      served++;
      return () => leave(visitor);
    },
    allow(networks) {
      allowed = networks.length === 0 ? null : listOf(networks);
    },
    get connections() {
      return connections;
    },
    get served() {
      return served;
    },
    get refused() {
      return refused;
    },
  };
}

/** What is no address or network is left out: the client has looked at them. */
function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const version = isIP(address);
    if (version === 0) continue;
    const type = version === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(prefix), type);
  }
  return list;
}

/** An address as people write it: of IPv4 in IPv6 clothes, which a socket for both has, it is that of IPv4. */
export function plainAddress(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return mapped ?? address.replace(/%.*$/, '');
}

/** What is counted as one visitor: an address of IPv4, the first four words of one of IPv6. */
export function visitorOf(address: string): string {
  if (isIP(address) !== 6) return address;
  // With a zone or an IPv4 address at its end it is still its first half that counts.
  const [head = '', tail] = address.split('::');
  const words = head.split(':').filter(word => word !== '');
  const behind = tail === undefined ? [] : tail.split(':').filter(word => word !== '');
  // An IPv4 address at the end stands for two words.
  const length = behind.reduce((sum, word) => sum + (word.includes('.') ? 2 : 1), 0);
  const missing = tail === undefined ? 0 : 8 - words.length - length;
  const all = [...words, ...Array<string>(Math.max(0, missing)).fill('0'), ...behind];
  return all
    .slice(0, 4)
    .map(word => Number.parseInt(word, 16).toString(16))
    .join(':');
}
