/** What pages are told of logs whose process was killed: how far they are the same. */
import { beginEditions, endsOf } from '../../../client/crash/editions.ts';
import { restoreState } from '../../../client/crash/restore-state.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import type { State, Turn } from '../../../client/state/state.ts';
import { newsOf } from '../../../client/web/feed.ts';
import { historyOf } from '../../../client/web/history.ts';
import { createPlay, NOON, type Play, playAlpha, throughSnapshot } from '../../support/play.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const LATER = NOON + 60_000;

/** The state of a client that goes on from the checkpoint of one that was killed. */
function killed(play: Play, now = LATER): State {
  const state = throughSnapshot(play.state);
  beginEditions(state, endsOf(state), now);
  return state;
}

/** The newest line, as a page of that epoch fetches it. */
function fetched(state: State, { readChunk }: Play, epoch: number): unknown {
  const { next } = state.worlds.Alpha!.scrollback;
  const turn = { state, readChunk } as Turn;
  const found = historyOf(turn, `/lines/Alpha/${epoch}/${next - 1}-${next}`);
  return typeof found === 'string' ? JSON.parse(found) : found;
}

test('a log that nobody was killed over has one epoch, and says nothing of others', () => {
  const play = playAlpha();
  const { epoch, same } = newsOf(throughSnapshot(play.state), 'Alpha');
  expect([epoch, same]).toEqual([NOON, undefined]);
});

test('behind a kill each log has another epoch, and is the same up to where the checkpoint ends', () => {
  const play = playAlpha();
  play.receive('Alpha', 'one\r\n');
  const { next } = play.world('Alpha').scrollback;
  const state = killed(play);
  expect(newsOf(state, 'Alpha')).toMatchObject({ epoch: LATER, next, same: [[NOON, next]] });
  expect(newsOf(state, '')).toMatchObject({ epoch: LATER, same: [[NOON, state.console.next]] });
  expect(newsOf(throughSnapshot(state), 'Alpha').same).toEqual([[NOON, next]]);
  expect(fetched(state, play, NOON)).toBe(410);
  expect(fetched(state, play, LATER)).toEqual([['one', NOON, 'g']]);
});

test('what was played on the checkpoint is not relied on, nor a world that was made meanwhile', () => {
  const play = playAlpha();
  const ends = endsOf(play.state);
  const { next } = play.world('Alpha').scrollback;
  play.receive('Alpha', 'one\r\n');
  play.enter('/addworld Beta localhost 4000');
  play.enter('/worlds Beta');
  beginEditions(play.state, ends, LATER);
  expect(newsOf(play.state, 'Alpha').same).toEqual([[NOON, next]]);
  expect(newsOf(play.state, 'Beta')).toMatchObject({ epoch: LATER, same: [[NOON, 0]] });
});

test('of several kills a page may have missed some; a clock that is put back makes no epoch twice', () => {
  const play = playAlpha();
  const { next } = play.world('Alpha').scrollback;
  let state = killed(play, NOON - 1000);
  expect(newsOf(state, 'Alpha').epoch).toBe(NOON + 1);
  // The next client is put back behind what the last one has had.
  const ends = new Map([...endsOf(state)].map(([log, end]) => [log, end - 1]));
  beginEditions(state, ends, NOON);
  const same = [
    [NOON, next - 1],
    [NOON + 1, next - 1],
  ];
  expect(newsOf(state, 'Alpha')).toMatchObject({ epoch: NOON + 2, same });
  for (let count = 0; count < 20; count++) {
    state = throughSnapshot(state);
    beginEditions(state, endsOf(state), NOON);
  }
  const news = newsOf(state, 'Alpha');
  expect([news.epoch, news.same?.length, news.same?.at(-1)]).toEqual([NOON + 22, 8, [NOON + 21, next]]);
});

test('it is so with the state from checkpoint and journal, whatever there is of the journal', () => {
  const play = createPlay({ worlds: { Alpha: {} } });
  play.enter('/worlds Alpha');
  const state = throughSnapshot(play.state);
  const { next } = state.worlds.Alpha!.scrollback;
  const facts = { ...emptyFacts(), home: temporaryDirectory() };
  const snapshot = { facts, state, descriptors: {}, spillPath: null, journal: 1 };
  restoreState(snapshot, `${facts.home}/none`, play.readChunk, { withLast: true });
  expect(newsOf(state, 'Alpha').same).toEqual([[NOON, next]]);
  expect(newsOf(state, 'Alpha').epoch).toBeGreaterThan(NOON);
});
