/** Worlds that the last client was connected to when it was killed, and that no proxy holds. */
import type { Interrupted } from '../../../client/state/world.ts';
import { noRetry } from '../../../client/world/world.ts';
import { createPlay, type PlayOptions } from '../../support/play.ts';

const after = (names: readonly string[], retry = {}): Interrupted[] =>
  names.map(name => ({ name, retry: { ...noRetry(), ...retry } }));

function started(worlds: PlayOptions['worlds'], interrupted: readonly Interrupted[], named: string[] = []) {
  const play = createPlay({ worlds: worlds!, columns: 100 });
  play.dispatch({ type: 'started', notices: ['Mind the step.'], worlds: named, interrupted });
  return play;
}

const connecting = ({ state }: ReturnType<typeof createPlay>) =>
  Object.values(state.worlds).flatMap(({ name, phase }) => (phase === 'connecting' ? name : []));

test('connect again after their wait, and one sentence says so where the user looked', () => {
  const play = started(
    { Alpha: { reconnect: 5 }, Beta: { reconnect: 2 }, Gamma: {} },
    after(['Beta', 'Alpha', 'Gamma', 'unknown by now']),
  );
  expect(play.output()).toEqual([
    '% Mind the step.',
    '% The last Clay ended without hanging up; connecting again to Beta in 2 s, to Alpha in 5 s.',
  ]);
  expect(play.status()).toContain('Beta (waiting)');
  play.reload();
  expect(connecting(play)).toEqual([]);
  play.advance(2000);
  expect(connecting(play)).toEqual(['Beta']);
  play.connect('Beta');
  expect(play.output().at(-1)).toBe('% Connected to Beta.');
  play.advance(3000);
  expect(connecting(play)).toEqual(['Alpha']);
  expect(play.state.worlds.Gamma?.phase ?? 'idle').toBe('idle');
});

test('with none that come back, or named at the start, nothing is said', () => {
  const options = { Alpha: { reconnect: 5 } };
  for (const play of [
    started({ Alpha: {} }, after(['Alpha'])),
    started(options, after(['Alpha']), ['Alpha']),
  ])
    expect(play.output().join()).not.toContain('The last Clay');
  expect(connecting(started(options, after(['Alpha']), ['Alpha']))).toEqual(['Alpha']);
});

test('go on waiting as long as they did, unless the connection had held', () => {
  const words = (retry: object) =>
    started({ Alpha: { reconnect: 5 } }, after(['Alpha'], retry))
      .output()
      .at(-1);
  expect(words({ tries: 3 })).toContain('to Alpha in 40 s.');
  expect(words({ tries: 3, since: 1 })).toContain('to Alpha in 5 s.');
});

test('a world that is named is on screen; the others come back behind it', () => {
  const play = started({ Alpha: { reconnect: 5 }, Beta: {} }, after(['Alpha']), ['Beta']);
  expect(play.status()).toContain('Beta');
  expect(play.output().at(-1)).toContain('connecting again to Alpha in 5 s.');
});
