/** A walk under a real terminal: a step a room, through reloads and crashes. */
import type { Clay } from '../support/clay.ts';
import { answerOf, greeting, newGame, withoutTelnet } from '../support/corridor.ts';
import { crashOnceArmed } from '../support/crashing.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';

async function crash(clay: Clay, times: number): Promise<void> {
  await crashOnceArmed(clay);
  await clay.waitFor(() => clay.screen().join('\n').split('has restarted itself in place').length > times);
}

const ROOMS = 60;

/** Answers each line; before every tenth room it waits until it is told to go on. */
async function serve(peer: Peer, atTenth: (room: number) => Promise<void>) {
  const game = newGame(5);
  for (let at = 0; game.room <= ROOMS; at++) {
    const lines = () => withoutTelnet(peer.received).split('\r\n').slice(0, -1);
    await peer.waitFor(() => lines().length > at);
    if (at % 10 === 5) await atTenth(game.room);
    peer.send(answerOf(game, lines()[at] as string, 'gmcp'));
  }
  return game;
}

test('a walk of 60 rooms, through three reloads and two crashes while a step is under way: one step a room', async () => {
  const { clay, peers } = await startPlaying({ top: 'more_mode = false' });
  const alpha = peers[0] as Peer;
  alpha.send(greeting('gmcp'));
  await clay.waitFor('Exits: east.');
  let cuts = 0;
  const game = serve(alpha, async () => {
    if (++cuts > 5) return;
    if (cuts % 2 === 1) await reload(clay, 'signal');
    else await crash(clay, 0);
  });
  clay.type(`/walk 4e(open door)${ROOMS - 4}e\r`);
  const { visited, heard } = await game;
  await clay.waitFor('the walk has arrived');
  expect(visited).toEqual(Array.from({ length: ROOMS }, (_, at) => at + 2));
  expect(heard).toHaveLength(ROOMS + 1);
});
