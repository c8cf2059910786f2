/** The map under a real terminal: rooms that the server tells of, beside the game and on disk, through a reload and a crash. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clay } from '../support/clay.ts';
import { answerOf, greeting, newGame, withoutTelnet } from '../support/corridor.ts';
import { crashOnceArmed } from '../support/crashing.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';

async function crash(clay: Clay): Promise<void> {
  await crashOnceArmed(clay);
  await clay.waitFor('has restarted itself in place');
}

/** Answers lines until so many rooms were gone through. */
async function serve(peer: Peer, rooms: number) {
  const game = newGame();
  for (let at = 0; game.visited.length < rooms; at++) {
    const lines = () => withoutTelnet(peer.received).split('\r\n').slice(0, -1);
    await peer.waitFor(() => lines().length > at);
    peer.send(answerOf(game, lines()[at] as string, 'gmcp'));
  }
  return game;
}

test('rooms are on the map beside the game, in a file of the profile, and the way to them through a reload and a crash', async () => {
  const { clay, peers } = await startPlaying({ columns: 120, top: 'more_mode = false\nmap_pane = true' });
  const alpha = peers[0] as Peer;
  alpha.send(greeting('gmcp'));
  await clay.waitFor(() => clay.screen()[0]?.endsWith('│Room 1') ?? false);
  const game = serve(alpha, 16);
  clay.type('.8e\r');
  await clay.waitFor(() => clay.screen()[0]?.endsWith('│Room 9') ?? false);
  await clay.waitFor('[@]─[?]');
  await reload(clay, 'signal');
  expect(clay.screen().join('\n')).toContain('[ ]─[ ]─[@]─[?]');
  clay.type('/map mark nest\r/map find Room 1\r');
  await clay.waitFor('8 steps: Room 1 (1, Corridor)');
  await crash(clay);
  clay.type('/walk to 1\r');
  await clay.waitFor('the walk has arrived at Room 1, after 8 steps.');
  expect((await game).room).toBe(1);
  const directory = join(clay.place.home, 'maps');
  const [name = ''] = readdirSync(directory);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(directory, name), 'utf8')).toContain('"n":"Room 9"');
});
