/** What mpv is told over its socket, as long as it does not know everything yet. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fadeOut } from '../../../client/host/sound/mpv.ts';
import { cleanUp, temporaryDirectory } from '../../support/temporary.ts';

afterAll(cleanUp);

test('a sound gets quiet from where it is, also if that is not known the first time it is asked', async () => {
  const path = join(temporaryDirectory(), 'mpv');
  const asked: string[][] = [];
  const server = createServer(socket =>
    socket.on('data', (line: Buffer) => {
      const { command, request_id } = JSON.parse(line.toString()) as {
        command: string[];
        request_id: number;
      };
      asked.push(command);
      const told = asked.length > 2 ? { data: 1.25, error: 'success' } : { error: 'property unavailable' };
      socket.write(`${JSON.stringify({ ...told, request_id })}\n`);
    }),
  ).listen(path);
  await once(server, 'listening');
  await fadeOut(path, 2000);
  server.close();
  const where = ['get_property', 'time-pos'];
  expect(asked).toEqual([where, where, where, ['af', 'add', 'lavfi=[afade=t=out:st=1.250:d=2.000]']]);
});
