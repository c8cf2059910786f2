/** /import of thousands: worked off in slices beside everything else, in force in one turn, whatever comes in between. */
import { handle } from '../../../client/app/handle.ts';
import { rulesOf } from '../../../client/automation/rules.ts';
import type { JournalEntry } from '../../../client/crash/journal.ts';
import { replay } from '../../../client/crash/replay.ts';
import { importOfText } from '../../../client/host/profile/imports.ts';
import type { Effect, Event } from '../../../client/state/events.ts';
import { variable } from '../../../client/world/rules/values.ts';
import { createPlay, type Play, throughSnapshot } from '../../support/play.ts';

const COUNT = 3000;
const RULES = Array.from({ length: COUNT }, (_, n) => `#action {^Orc${n} hits} {say hit ${n}}`).join('\n');
const SCRIPT = '#alias {zap} {#if {"%1" > "3"} {say big} {#delay {1} {say small}}}';
const STUB = '#port {init} {x}';

function begun(text: string, around?: (event: Event, turn: () => void) => void): Play {
  const play = createPlay({ columns: 90, rows: 40, worlds: { Alpha: {} }, ...(around && { around }) });
  play.disk.foreign = null;
  play.enter('/import tintin x.tin');
  const found = importOfText({ format: 'tintin', group: 'import:x.tin' }, text);
  play.dispatch({ type: 'import read', id: 1, found, notes: [] });
  return play;
}

const countOf = (play: Play) => rulesOf(play.state.automation).all.length;

function finished(play: Play): void {
  for (let turn = 0; play.state.imports && turn < 1000; turn++) play.dispatch({ type: 'tick' });
  expect(play.state.imports).toBeUndefined();
}

test('none of it is in force before all of it is, in a turn that makes nothing of it any more', () => {
  const counts: number[] = [];
  const play = begun(RULES);
  for (; play.state.imports && counts.length < 1000; play.dispatch({ type: 'tick' }))
    counts.push(countOf(play));
  expect(counts.length).toBeGreaterThan(3);
  expect(new Set(counts)).toEqual(new Set([0]));
  expect(countOf(play)).toBe(COUNT);
});

test('a reload in the middle of it loses nothing, and /undo takes all of it back', () => {
  for (const turns of [0, 1, 2]) {
    const play = begun(RULES);
    for (let turn = 0; turn < turns; turn++) play.dispatch({ type: 'tick' });
    expect(countOf(play)).toBe(0);
    play.reload();
    finished(play);
    expect(countOf(play)).toBe(COUNT);
    play.type('q');
    play.enter('/undo');
    expect(countOf(play)).toBe(0);
  }
});

test('what is made meanwhile stays, also where something is made again and again', () => {
  const play = begun(RULES);
  for (let n = 0; n < 40 && play.state.imports; n++) {
    play.dispatch({
      type: 'input',
      view: 'terminal',
      bytes: Buffer.from(`/action own${n} word${n} = say yes\r`),
    });
    play.dispatch({ type: 'tick' });
  }
  expect(play.state.imports).toBeUndefined();
  const own = rulesOf(play.state.automation).all.filter(({ name }) => name.startsWith('own')).length;
  expect(own).toBeGreaterThan(0);
  expect(countOf(play)).toBe(COUNT + own);
});

test("a variable and a world that are made meanwhile are the user's: they stay, and /undo leaves them", () => {
  const kept: (string | undefined)[][] = [];
  // In each turn that it takes.
  for (let turns = 0; ; turns++) {
    const play = begun(`${RULES}\n#variable {target} {orc}\n#session {Beta} {beta.example} {4000}`);
    for (let turn = 0; turn < turns; turn++) play.dispatch({ type: 'tick' });
    if (!play.state.imports) break;
    const values = () => [
      variable(play.state.automation, '', 'target'),
      play.state.settings.worlds.Beta?.host,
    ];
    const bytes = Buffer.from('/set target=dragon\r/addworld Beta mine.example 5000\r');
    play.dispatch({ type: 'input', view: 'terminal', bytes });
    finished(play);
    expect(countOf(play)).toBe(COUNT);
    kept.push(values());
    play.type('q');
    play.enter('/undo');
    kept.push(values());
  }
  expect(kept.length).toBeGreaterThan(4);
  expect(new Set(kept.map(values => values.join()))).toEqual(new Set(['dragon,mine.example']));
});

test('a second import waits for the first', () => {
  const play = begun(RULES);
  play.disk.foreign = { 'y.tin': '#action {Orc7 falls} {cheer}' };
  play.dispatch({ type: 'input', view: 'terminal', bytes: Buffer.from('/import tintin y.tin\r') });
  expect(play.state.imports?.map(({ path }) => path)).toEqual(['x.tin', 'y.tin']);
  finished(play);
  expect(countOf(play)).toBe(COUNT + 1);
});

describe('a script that it makes', () => {
  const TEXT = `#action {Orc falls} {cheer}\n${SCRIPT}\n${STUB}`;

  test('is told when it is written, and nothing before that', () => {
    const play = createPlay({ columns: 200, rows: 40, worlds: { Alpha: {} } });
    play.disk.importsSilent = true;
    play.disk.foreign = { 'x.tin': TEXT };
    expect(play.answer('/import tintin x.tin')).toEqual([]);
    expect(countOf(play)).toBe(0);
    play.disk.importsSilent = false;
    // Another image asks again.
    play.reload();
    finished(play);
    expect(play.output().join('\n')).toContain('it is written, and is loaded now.');
    expect(countOf(play)).toBe(1);
    expect(Object.keys(play.disk.scripts)).toEqual(['import-x']);
  });

  test('is not said to run where the disk is full: that is said, and the rest is taken', () => {
    const play = createPlay({ columns: 200, rows: 40, worlds: { Alpha: {} } });
    play.disk.scriptFault = 'no space left on the device.';
    play.disk.foreign = { 'x.tin': TEXT };
    const said = play.answer('/import tintin x.tin').join('\n');
    expect(said).toContain('1 taken; 2 not taken.');
    expect(said).toContain('is not written: no space left on the device.');
    expect(said).not.toMatch(/loaded|stands in|runs/);
    expect(countOf(play)).toBe(1);
    expect(play.disk.scripts).toEqual({});
    // Once there is room it is taken by the same again.
    delete play.disk.scriptFault;
    expect(play.answer('/import tintin x.tin').join('\n')).toContain('it is written, and is loaded now.');
  });
});

test('a crash in the middle of it has it in force before what was entered behind it', () => {
  const entries: JournalEntry[] = [];
  let isNoted = false;
  const play = begun(RULES, (event, turn) => {
    if (isNoted) entries.push({ now: play.state.now, event: structuredClone(event) });
    turn();
  });
  play.dispatch({ type: 'tick' });
  play.dispatch({ type: 'tick' });
  const state = throughSnapshot(play.state);
  isNoted = true;
  finished(play);
  play.type('q');
  play.enter('/undo');
  expect(countOf(play)).toBe(0);
  replay(state, { done: entries, last: null }, play.readChunk);
  expect(state.imports).toBeUndefined();
  expect(rulesOf(state.automation).all).toHaveLength(0);
  expect(state.automation.undo).toEqual(play.state.automation.undo);
});

test('a crash while its script is written has it written again', () => {
  const entries: JournalEntry[] = [];
  let isNoted = false;
  const play = createPlay({
    around(event, turn) {
      if (isNoted) entries.push({ now: play.state.now, event: structuredClone(event) });
      turn();
    },
  });
  play.disk.importsSilent = true;
  play.disk.foreign = { 'x.tin': SCRIPT };
  const state = throughSnapshot(play.state);
  isNoted = true;
  play.enter('/import tintin x.tin');
  for (let turn = 0; turn < 20; turn++) play.dispatch({ type: 'tick' });
  replay(state, { done: entries, last: null }, play.readChunk);
  const effects: Effect[] = [];
  const tick = () => handle(state, { type: 'tick' }, play.readChunk, effects);
  handle(state, { type: 'recovered' }, play.readChunk, effects);
  for (let turn = 0; turn < 20; turn++) tick();
  expect(effects.filter(({ type }) => type === 'save import')).toMatchObject([{ name: 'import-x' }]);
});
