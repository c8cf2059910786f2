/** What an idle WebSocket takes of the terminator. `npm run bench -- web` has the figure of 500. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { openWebSockets, startTerminatorProcess } from '../../support/terminator-process.ts';

/** So many that what the heap takes at once, a megabyte or two, counts for little. */
const COUNT = 400;

it('an idle WebSocket over TLS takes less than 50 KiB', async () => {
  const terminator = await startTerminatorProcess();
  // What a process needs once does not count.
  const first = await openWebSockets(terminator.port, 10);
  const { memory: before } = await terminator.stats();
  const sockets = await openWebSockets(terminator.port, COUNT);
  const { memory, connections } = await terminator.stats();
  expect(connections).toBe(COUNT + first.length);
  expect((memory - before) / 1024 / COUNT).toBeLessThan(50);
  for (const socket of [...first, ...sockets]) socket.terminate();
});

it('a visitor that never reads keeps what it is sent out of the terminator, and what threads took is given back', async () => {
  const terminator = await startTerminatorProcess();
  const [socket] = await openWebSockets(terminator.port, 1);
  socket!.send('warm');
  await once(socket!, 'message');
  const { memory: before, pid } = await terminator.stats();
  expect(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')).toContain('MALLOC_TRIM_THRESHOLD_=131072');
  socket!.pause();
  // The target echoes it, and waits with what the visitor does not take.
  for (let part = 0; part < 200; part++)
    await new Promise<void>(sent => socket!.send(Buffer.alloc(256 * 1024), () => sent()));
  const { memory, connections } = await terminator.stats();
  // Of 50 MiB: what carries so much leaves garbage of its own.
  expect((memory - before) / 1024 / 1024).toBeLessThan(25);
  expect(connections).toBe(1);
  socket!.terminate();
});
