import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { readSparingly } from '../../../../tlsproxy/control/shared-read-buffer.ts';

let server: Server;
let caller: Socket;
let accepted: Socket;

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [raw] = await once(server, 'connection');
  accepted = readSparingly(raw as Socket);
});

afterEach(() => {
  caller.destroy();
  accepted.destroy();
  server.close();
});

it('what was read stays as it is when more is read', async () => {
  const chunks: Buffer[] = [];
  accepted.on('data', (bytes: Buffer) => chunks.push(bytes));
  for (const word of ['north\n', 'south\n', 'east\n']) {
    caller.write(word);
    await once(accepted, 'data');
  }
  expect(chunks.map(String)).toEqual(['north\n', 'south\n', 'east\n']);
});

it('reads nothing while paused, and everything after', async () => {
  let read = 0;
  accepted.on('data', (bytes: Buffer) => {
    read += bytes.length;
    if (read === bytes.length) accepted.pause();
  });
  const first = once(accepted, 'pause');
  caller.end(Buffer.alloc(8 << 20, 'x'));
  await first;
  // What the kernel takes is far less than was written: the caller waits for us.
  expect(read).toBeLessThanOrEqual(64 * 1024);
  expect(caller.writableFinished).toBe(false);
  const end = once(accepted, 'end');
  accepted.resume();
  await end;
  expect(read).toBe(8 << 20);
});

it('still answers when the caller has ended its half', async () => {
  accepted.resume();
  caller.end('bye');
  await once(accepted, 'end');
  accepted.end('goodbye');
  const [answer] = await once(caller, 'data');
  expect(String(answer)).toBe('goodbye');
});
