/** Hundreds of triggers that a script registers in one go are filed in turns of their own. */

import { handle } from '../../../../client/app/handle.ts';
import { finish } from '../../../../client/automation/block.ts';
import { preparing } from '../../../../client/automation/rules.ts';
import type { JournalEntry } from '../../../../client/crash/journal.ts';
import { replay } from '../../../../client/crash/replay.ts';
import type { Effect } from '../../../../client/state/events.ts';
import { type Play, type PlayOptions, playAlpha, throughSnapshot } from '../../../support/play.ts';

const COUNT = 400;
const REGISTERING = `for (let n = 0; n < ${COUNT}; n++) clay.trigger('word' + n + ' comes', m => clay.send('t' + n));
clay.alias('orc', () => clay.send('an orc'));`;

/** It registers nothing before the line `now`. */
function player(options: PlayOptions = {}): Play {
  const scripts = { big: `clay.trigger('now', () => {\n${REGISTERING}\n});` };
  const play = playAlpha({ columns: 100, rows: 40, scripts, ...options });
  play.enter('/load big');
  return play;
}

const isWaiting = ({ worlds: { Alpha } }: Play['state']) => (Alpha?.link?.inbox.length ?? 0) > 0;

/** Turns until nothing waits. */
function worked({ state, dispatch }: Play): number {
  let turns = 0;
  for (; (isWaiting(state) || state.scripts?.stale) && turns < 1000; turns++) dispatch({ type: 'tick' });
  return turns;
}

test('a line waits for that, with what comes behind it, and keys do not', () => {
  const play = player();
  play.receive('Alpha', 'now\r\nword7 comes\r\n');
  play.receive('Alpha', 'word399 comes\r\n');
  play.type('abc');
  expect(play.output().at(-1)).toBe('now');
  expect(play.screen().at(-1)).toContain('abc');
  expect(worked(play)).toBeGreaterThan(2);
  expect(play.output().slice(-4)).toEqual(['word7 comes', 't7', 'word399 comes', 't399']);
  expect(play.sent('Alpha').toString()).toBe('t7\r\nt399\r\n');
});

test('what is typed has the rest of it done', () => {
  const play = player();
  play.receive('Alpha', 'now\r\n');
  play.enter('orc');
  expect(play.state.scripts?.stale).toBeUndefined();
  expect(play.sent('Alpha').toString()).toBe('an orc\r\n');
});

test('a reload loses nothing of it, wherever it comes', () => {
  for (let at = 0; ; at += 4) {
    const play = player();
    play.receive('Alpha', 'now\r\nword7 comes\r\n');
    for (let turn = 0; turn < at; turn++) play.dispatch({ type: 'tick' });
    const isDone = !isWaiting(play.state);
    play.reload();
    worked(play);
    expect(play.sent('Alpha').toString()).toBe('t7\r\n');
    if (isDone) break;
  }
});

/** What the journal would have from now on, and the state of the checkpoint before it. */
function recorded() {
  const entries: JournalEntry[] = [];
  let isNoted = false;
  const play = player({
    around(event, turn) {
      if (isNoted) entries.push({ now: play.state.now, event: structuredClone(event) });
      turn();
    },
  });
  isNoted = true;
  return { play, entries, state: throughSnapshot(play.state) };
}

test('a line has its answers between the same others when a crash has all played again', () => {
  const { play, entries, state } = recorded();
  play.receive('Alpha', 'now\r\nword7 comes\r\n');
  play.type('x');
  worked(play);
  play.enter('y');
  expect(play.sent('Alpha').toString()).toBe('t7\r\nxy\r\n');
  replay(state, { done: entries, last: null }, play.readChunk);
  const linkOf = ({ worlds: { Alpha } }: Play['state']) => Alpha?.link;
  const { inbox, outbox, sent } = linkOf(play.state) ?? {};
  expect(linkOf(state)).toMatchObject({ inbox, outbox, sent });
  expect(state.scripts?.stale).toBeUndefined();
});

test('a crash with all of it ready, and not in force, has it come in force behind that', () => {
  const { play, entries, state } = recorded();
  play.receive('Alpha', 'now\r\nword7 comes\r\n');
  worked(play);
  const last = entries.findIndex(({ event }) => event.type === 'scripts filed');
  replay(state, { done: entries.slice(0, last), last: null }, play.readChunk);
  expect(state.scripts?.stale).toBe(true);
  for (let turn = 0; turn < 100 && isWaiting(state); turn++) {
    const effects: Effect[] = [];
    handle(state, { type: 'tick' }, play.readChunk, effects);
    for (const effect of effects)
      if (effect.type === 'file scripts')
        handle(state, { type: 'scripts filed', changes: effect.changes }, play.readChunk, []);
  }
  expect(isWaiting(state)).toBe(false);
  expect(Buffer.concat(state.worlds.Alpha?.link?.outbox ?? []).toString()).toContain('t7');
});

test('a line comes however often something is registered meanwhile', () => {
  const play = player();
  play.receive('Alpha', 'now\r\nword7 comes\r\n');
  let turns = 0;
  for (; isWaiting(play.state) && turns < 200; turns++) {
    if (turns % 3 === 0) play.enter(`/js -p big clay.hook('connect', () => 1)`);
    play.dispatch({ type: 'tick' });
  }
  expect(turns).toBeGreaterThan(1);
  expect(turns).toBeLessThan(40);
  expect(play.sent('Alpha').toString()).toBe('t7\r\n');
});

test('it goes on from what there is: one more of a script has the others taken as they are', () => {
  const play = player();
  play.receive('Alpha', 'now\r\n');
  worked(play);
  const { rules } = play.state.scripts as NonNullable<Play['state']['scripts']>;
  finish(preparing(rules.block));
  const read = jest.spyOn(JSON, 'stringify');
  try {
    play.enter(`/js -p big clay.trigger('another comes', () => clay.send('it'))`);
    expect(read.mock.calls.length).toBeLessThan(50);
  } finally {
    read.mockRestore();
  }
  play.receive('Alpha', 'another comes\r\nword3 comes\r\n');
  expect(play.sent('Alpha').toString()).toBe('it\r\nt3\r\n');
});
