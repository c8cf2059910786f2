import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { testCertificate } from '../../support/certificate.ts';
import { type ScriptedWorld, startWorld, streamLine } from '../../support/scripted-world.ts';

async function connectTo(world: ScriptedWorld): Promise<Socket> {
  const socket = connect(world.port, world.host);
  await once(socket, 'connect');
  return socket;
}

test('hands out its connections in order, and tells what each has sent', async () => {
  const world = await startWorld();
  const later = world.accepted();
  const first = await connectTo(world);
  const second = await connectTo(world);
  const [one, two] = [await later, await world.accepted()];
  expect(world.connections).toBe(2);
  first.write('look\r\n');
  second.write(Uint8Array.of(255, 251, 24));
  await one.waitFor('look\r\n');
  await two.waitFor(Uint8Array.of(255, 251, 24));
  await one.waitFor(received => received.length === 6);
  one.send('You see ');
  expect(String((await once(first, 'data'))[0])).toBe('You see ');
  first.destroy();
  second.destroy();
});

test('ends a connection in order or by reset, and tells how it ended', async () => {
  const world = await startWorld();
  const [first, second, third] = [await connectTo(world), await connectTo(world), await connectTo(world)];
  const [one, two, three] = [await world.accepted(), await world.accepted(), await world.accepted()];
  const reset = once(second, 'error').catch((error: unknown) => [error]);
  one.close();
  two.reset();
  third.resetAndDestroy();
  await once(first.resume(), 'end');
  expect((await reset)[0]).toMatchObject({ code: 'ECONNRESET' });
  expect(await one.closed).toBeNull();
  expect(await three.closed).toBe('ECONNRESET');
  await expect(one.waitFor('more')).rejects.toThrow('the connection ended without more; received: ');
});

test('a stream arrives cut anywhere, yet every line of it once and in order', async () => {
  const world = await startWorld();
  const client = await connectTo(world);
  const peer = await world.accepted();
  const chunks: Buffer[] = [];
  client.on('data', (bytes: Buffer) => chunks.push(bytes));
  peer.stream(2000, 'Alpha');
  while (Buffer.concat(chunks).length < 5000) await once(client, 'data');
  const count = peer.stopStream();
  peer.close();
  await once(client, 'end');
  const expected = Array.from({ length: count }, (_, i) => `${streamLine('Alpha', i + 1)}\r\n`).join('');
  expect(streamLine('Alpha', 1)).toBe('Alpha 000001 …');
  expect(Buffer.concat(chunks).toString()).toBe(expected);
  expect(count).toBeGreaterThan(200);
  expect(chunks.some(chunk => !chunk.toString().endsWith('\r\n'))).toBe(true);
});

test('speaks TLS with the certificate it is given, and can reset below it', async () => {
  const { key, certificate: cert } = testCertificate({ names: ['mud.test', '127.0.0.1'] });
  const world = await startWorld({ tls: { key, cert } });
  const client = connectTls({ host: world.host, port: world.port, ca: cert, servername: 'mud.test' });
  await once(client, 'secureConnect');
  const peer = await world.accepted();
  client.write('hello');
  await peer.waitFor('hello');
  const failed = once(client, 'error').catch((error: unknown) => [error]);
  peer.reset();
  expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
});

test('closes with all its connections, and can be started again on the same port', async () => {
  const world = await startWorld();
  const client = await connectTo(world);
  await world.accepted();
  const ended = once(client, 'close');
  await world.close();
  await ended;
  const again = await startWorld({ port: world.port });
  expect(again.port).toBe(world.port);
  (await connectTo(again)).destroy();
});

test('complains when nobody connects', async () => {
  const world = await startWorld();
  await expect(world.accepted({ timeout: 10 })).rejects.toThrow(
    'within 10 ms there was no connection number 1',
  );
});
