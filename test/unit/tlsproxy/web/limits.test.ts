import { createDoorkeeper, plainAddress, visitorOf } from '../../../../tlsproxy/web/limits.ts';

const limits = { perVisitor: 2, inAll: 4 };

it('lets a visitor have so many connections, and others theirs', () => {
  const doorkeeper = createDoorkeeper(limits);
  const leave = doorkeeper.admit('192.0.2.7');
  expect(doorkeeper.admit('192.0.2.7')).not.toBeNull();
  expect(doorkeeper.admit('192.0.2.7')).toBeNull();
  expect(doorkeeper.admit('192.0.2.8')).not.toBeNull();
  leave!();
  expect(doorkeeper.admit('192.0.2.7')).not.toBeNull();
  expect(doorkeeper).toMatchObject({ connections: 3, served: 4, refused: 1 });
});

it('counts all who have one network of IPv6 as one', () => {
  const doorkeeper = createDoorkeeper(limits);
  expect(doorkeeper.admit('2001:db8:0:1::1')).not.toBeNull();
  expect(doorkeeper.admit('2001:db8:0:1:ffff::2')).not.toBeNull();
  expect(doorkeeper.admit('2001:db8::1:1:2:3:4')).toBeNull();
  expect(doorkeeper.admit('2001:db8:0:2::1')).not.toBeNull();
});

it('lets so many in altogether, and nobody who has gone already', () => {
  const doorkeeper = createDoorkeeper(limits);
  for (const end of [1, 2, 3, 4]) expect(doorkeeper.admit(`192.0.2.${end}`)).not.toBeNull();
  expect(doorkeeper.admit('192.0.2.5')).toBeNull();
  expect(createDoorkeeper(limits).admit('')).toBeNull();
});

it('lets in who is on the list, if there is one', () => {
  const doorkeeper = createDoorkeeper();
  doorkeeper.allow(['192.0.2.0/24', '2001:db8::/32', '::1']);
  const isIn = (address: string) => doorkeeper.admit(address) !== null;
  expect(['192.0.2.200', '2001:db8:9::1', '::1'].map(isIn)).toEqual([true, true, true]);
  expect(['192.0.3.1', '2001:db9::1', '127.0.0.1'].map(isIn)).toEqual([false, false, false]);
  doorkeeper.allow([]);
  expect(isIn('192.0.3.1')).toBe(true);
});

it.each([
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['192.0.2.7', '192.0.2.7'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::1', '::1'],
])('%s is %s', (address, plain) => expect(plainAddress(address)).toBe(plain));

it.each([
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0DB8:0000:0000:1:2:3:4', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4'],
  ['1::192.0.2.1', '1:0:0:0'],
  ['192.0.2.1', '192.0.2.1'],
])('%s is one of the network %s', (address, network) => expect(visitorOf(address)).toBe(network));
