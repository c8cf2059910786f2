import { once } from 'node:events';
import { openSync } from 'node:fs';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { createSockets, endedByServer, type Peer } from '../../../client/host/sockets.ts';
import type { Event } from '../../../client/state/events.ts';
import { isFault } from '../../../shared/fault.ts';
import { connectTcp } from '../../../shared/tcp.ts';
import { startWorld } from '../../support/scripted-world.ts';
import { atEnd } from '../../support/temporary.ts';
import { createWaiting } from '../../support/waiting.ts';

/** Sockets whose events are kept and can be waited for; a goodbye has so many ms. */
function shell(goodbye?: number) {
  const waiting = createWaiting();
  const events: Event[] = [];
  const sockets = createSockets(
    event => {
      // What was read is lent.
      events.push(event.type === 'received' ? { ...event, bytes: Buffer.from(event.bytes) } : event);
      waiting.look();
    },
    () => {},
    new Uint8Array(16 * 1024),
    goodbye,
  );
  return {
    sockets,
    events,
    async connect(link: number, peer: Peer) {
      const { host, port } = peer;
      const socket = await connectTcp({ host, port, onread: sockets.onread(link) });
      if (isFault(socket)) throw new Error(socket.sentence);
      sockets.adopt(link, socket, peer, { direct: false, ending: endedByServer });
      return socket;
    },
    types: () => events.map(({ type }) => type),
    received: () =>
      Buffer.concat(events.flatMap(event => (event.type === 'received' ? [event.bytes] : []))).toString(),
    until: (isTrue: () => boolean) => waiting.until(isTrue, () => 'event'),
    has: (type: Event['type']) =>
      waiting.until(
        () => events.some(one => one.type === type),
        () => type,
      ),
  };
}

test('a link connects, reads, writes and ends', async () => {
  const world = await startWorld();
  const { sockets, connect, events, has, received, until } = shell();
  await connect(7, world);
  const peer = await world.accepted();
  peer.send('Welcome!');
  await until(() => received() === 'Welcome!');
  sockets.write(7, Buffer.from('look\r\n'));
  await peer.waitFor('look\r\n');
  await has('written');
  peer.close();
  await has('closed');
  expect(events.filter(({ type }) => type !== 'received')).toEqual([
    { type: 'written', link: 7, bytes: 6 },
    { type: 'closed', link: 7, fault: null },
  ]);
});

test('between its end and the telling of that it is known as ending', async () => {
  const world = await startWorld();
  const { sockets, connect, events } = shell();
  await connect(1, world);
  (await world.accepted()).reset();
  const seen: boolean[] = [];
  // Behind each look at the sockets, and before those that have come to their end are closed.
  while (events.length === 0) {
    await new Promise(setImmediate);
    seen.push(sockets.isEnding());
  }
  expect([seen.includes(true), seen.at(-1), sockets.carried()]).toEqual([true, false, []]);
});

test('a connection that is reset is lost, with the reason', async () => {
  const world = await startWorld();
  const { connect, events, has } = shell();
  await connect(1, world);
  const peer = await world.accepted();
  peer.reset();
  await has('closed');
  expect(events.at(-1)).toMatchObject({ type: 'closed', link: 1, fault: { code: 'ECONNRESET' } });
});

test('after close() there are no more events, and what was written before goes out', async () => {
  const world = await startWorld();
  const { sockets, connect, types } = shell();
  await connect(1, world);
  const peer = await world.accepted();
  sockets.write(1, Buffer.alloc(300_000, 'x'));
  sockets.close(1);
  await peer.closed;
  expect(peer.received.length).toBe(300_000);
  expect(types().filter(type => type === 'closed')).toEqual([]);
});

test('a server that does not read cannot keep the connection, and is not heard any more', async () => {
  const world = await startWorld();
  const { sockets, connect, types } = shell(20);
  const socket = await connect(1, world);
  const peer = await world.accepted();
  peer.pause();
  sockets.write(1, Buffer.alloc(20_000_000, 'x'));
  sockets.close(1);
  peer.send('words after the end\r\n'.repeat(1000));
  await once(socket, 'close');
  peer.resume();
  await peer.closed;
  expect(peer.received.length).toBeLessThan(20_000_000);
  expect(types()).not.toContain('received');
});

test('a held link reads nothing more; the rest comes when it is let go', async () => {
  const world = await startWorld();
  const { sockets, connect, has, received, until } = shell();
  await connect(1, world);
  const peer = await world.accepted();
  sockets.hold(1, true);
  const text = 'x'.repeat(500_000);
  peer.send(text);
  peer.close();
  // A second link has all of its bytes before the first has one.
  await connect(2, world);
  const other = await world.accepted();
  other.send('done');
  await until(() => received().includes('done'));
  expect(received()).toBe('done');
  sockets.hold(1, false);
  await has('closed');
  expect(received()).toBe(`done${text}`);
});

test('what the kernel has not taken is known to the byte', async () => {
  const accepted: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, socket => void accepted.push(socket));
  server.listen(0, '127.0.0.1');
  atEnd(() => void server.close());
  await once(server, 'listening');
  const { sockets, connect, has } = shell();
  await connect(1, { host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const SIZE = 20_000_000;
  sockets.write(1, Buffer.alloc(SIZE, 'x'));
  const [carried] = sockets.carried();
  expect(carried).toMatchObject({ link: 1, fd: expect.any(Number) });
  expect(carried!.unsent).toBeGreaterThan(0);
  expect(carried!.unsent).toBeLessThan(SIZE);

  let read = 0;
  const peer = accepted[0] as Socket;
  peer.on('data', bytes => {
    read += bytes.length;
  });
  peer.resume();
  await has('written');
  expect(sockets.carried()).toMatchObject([{ link: 1, unsent: 0 }]);
  sockets.close(1);
  await once(peer, 'close');
  expect(read).toBe(SIZE);
});

test('TLS of our own is not carried over', async () => {
  const world = await startWorld();
  const { sockets, connect } = shell();
  expect(sockets.carried()).toEqual([]);
  await connect(1, world);
  expect(sockets.carried()).toHaveLength(1);
  const direct = new Socket().connect(world.port, world.host);
  await once(direct, 'connect');
  sockets.adopt(2, direct, world, { direct: true, ending: endedByServer });
  expect(sockets.carried().map(({ link }) => link)).toEqual([1]);
  direct.destroy();
});

/** Descriptors of connections to the world, as a reload hands them on: nobody in this process reads them. */
async function descriptors(world: Peer, count: number): Promise<number[]> {
  const fds: number[] = [];
  for (let n = 0; n < count; n++) {
    const socket = new Socket().pause().connect(world.port, world.host);
    await once(socket, 'connect');
    const { _handle: handle } = socket.unref() as unknown as { _handle: { readonly fd: number } };
    fds.push(handle.fd);
  }
  return fds;
}

test('of many descriptors that came along the one that is asked for is read at once, the others soon', async () => {
  const world = await startWorld();
  const fds = await descriptors(world, 100);
  const { sockets, events, until } = shell();
  for (const [link, fd] of fds.entries()) sockets.fromDescriptor(link, fd, world, endedByServer);
  sockets.open(99);
  expect(sockets.areOpen()).toBe(false);
  const before = sockets.carried();
  expect(before.map(({ link, fd, unsent }) => [link, fd, unsent])).toEqual(
    fds.map((fd, link) => [link, fd, 0]),
  );
  for (let n = 0; n < 100; n++) (await world.accepted()).send(`I am ${n}`);
  const heard = () => events.flatMap(event => (event.type === 'received' ? [event.link] : []));
  await until(() => heard().length === 100);
  expect(heard()[0]).toBe(99);
  expect(new Set(heard()).size).toBe(100);
  expect(sockets.areOpen()).toBe(true);
  // What they are known by stays, so that nobody asks the kernel again what each of them is.
  expect(sockets.carried().map(({ socket }) => socket)).toEqual(before.map(({ socket }) => socket));
});

test('one that is written to, held or closed before its turn does what it is told', async () => {
  const world = await startWorld();
  const fds = await descriptors(world, 3);
  const { sockets, events, until } = shell();
  for (const [link, fd] of fds.entries()) sockets.fromDescriptor(link, fd, world, endedByServer);
  sockets.write(0, Buffer.from('look\r\n'));
  sockets.hold(1, true);
  sockets.close(2);
  const [first, second, third] = [await world.accepted(), await world.accepted(), await world.accepted()];
  await first.waitFor('look\r\n');
  await third.closed;
  second.send('held');
  first.send('heard');
  await until(() => events.some(({ type }) => type === 'received'));
  expect(events.filter(({ type }) => type === 'received')).toMatchObject([{ link: 0 }]);
  sockets.hold(1, false);
  await until(() => events.some(event => event.type === 'received' && event.link === 1));
  expect(sockets.carried().map(({ link }) => link)).toEqual([0, 1]);
});

test('a descriptor that is no connection ends its world, and no other', async () => {
  const { sockets, events, has } = shell();
  const fd = openSync('/dev/null', 'r+');
  sockets.fromDescriptor(1, fd, { host: 'mud.example', port: 4000 }, endedByServer);
  await has('closed');
  expect(events).toMatchObject([{ type: 'closed', link: 1, fault: { sentence: expect.any(String) } }]);
  expect(sockets.carried()).toEqual([]);
});
