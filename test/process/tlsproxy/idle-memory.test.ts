/** What an idle WebSocket takes of the terminator. `npm run bench -- web` has the figure of 500. */
import { openWebSockets, startTerminatorProcess } from '../../support/terminator-process.ts';

const COUNT = 150;

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
