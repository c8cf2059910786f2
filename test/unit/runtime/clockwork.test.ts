/** With Node's own event loop, which decides what comes first. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, afterReading } from '../../../client/runtime/clockwork.ts';

/** Both ends of a connection. */
async function connection(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = await accepted;
  server.close();
  return [near.setNoDelay(true), far];
}

/** In a timer's turn something comes, and another timer is set; in which order they are heard of. */
async function order(then: (run: () => void) => void): Promise<string[]> {
  const [near, far] = await connection();
  const heard: string[] = [];
  const both = Promise.all([
    once(far, 'data').then(() => void heard.push('read')),
    new Promise<void>(done => {
      after(1, () => {
        near.write('x');
        then(() => {
          heard.push('timer');
          done();
        });
        for (const end = performance.now() + 5; performance.now() < end; );
      });
    }),
  ]);
  await both;
  near.destroy();
  far.destroy();
  return heard;
}

test('once all has been read that has come by now', async () => {
  expect(await order(run => void afterReading(() => true, run))).toEqual(['read', 'timer']);
});

test('which begins when the last socket is looked at', async () => {
  let looks = 0;
  const areOpen = () => ++looks > 3;
  const turns: number[] = [];
  await new Promise<void>(done => void afterReading(areOpen, done));
  expect(looks).toBe(4);
  const cancel = afterReading(areOpen, () => turns.push(1));
  cancel();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(turns).toEqual([]);
});
