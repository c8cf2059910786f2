/** A handshake begins with the first bytes of a visitor, whatever they are; who says nothing is not waited for. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { waitForFirstBytes } from '../../../tlsproxy/web/first-bytes.ts';
import { atEnd } from '../../support/temporary.ts';

const MINUTE = 60_000;

async function start(patience: number, isAdmitted = true) {
  const begun: Socket[] = [];
  const server = createServer();
  server.on('connection', socket => {
    atEnd(() => void socket.destroy());
    begun.push(socket);
    server.emit('begun');
  });
  waitForFirstBytes(server, () => isAdmitted, patience);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => void server.close());
  const visit = async () => {
    const visitor = connect((server.address() as AddressInfo).port, '127.0.0.1');
    visitor.on('error', () => visitor.destroy());
    atEnd(() => void visitor.destroy());
    await once(visitor, 'connect');
    return visitor;
  };
  return { server, begun, visit };
}

it('what has come is still in the socket, and what follows is not lost', async () => {
  const { server, begun, visit } = await start(MINUTE);
  const visitor = await visit();
  expect(begun).toEqual([]);
  visitor.write('a');
  await once(server, 'begun');
  const [socket] = begun as [Socket];
  expect(socket.readableLength).toBe(1);
  expect(socket.timeout).toBe(0);
  let text = '';
  socket.on('data', bytes => {
    text += String(bytes);
  });
  visitor.end('bc');
  await once(socket, 'end');
  expect(text).toBe('abc');
});

it.each([
  ['goes', MINUTE, true],
  ['says nothing', 10, true],
  ['is not let in', MINUTE, false],
])('nothing begins for one that %s', async (what, patience, isAdmitted) => {
  const { begun, visit } = await start(patience, isAdmitted);
  const visitor = await visit();
  if (what === 'goes') visitor.end();
  visitor.resume();
  await once(visitor, 'close');
  expect(begun).toEqual([]);
});
