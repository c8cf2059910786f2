/** What scripts keep: nothing of it is lost, however much it is, and whatever becomes of the script. */
import type { JournalEntry } from '../../../../client/crash/journal.ts';
import { replay } from '../../../../client/crash/replay.ts';
import type { Opening } from '../../../../client/state/script/scripts.ts';
import { allPieces } from '../../../../client/world/scripts/loading/kept.ts';
import { type Play, playAlpha, throughSnapshot } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');
const KIB = 1024;

function playing(source: string): Play {
  return playAlpha({ columns: 200, rows: 40, scripts: { combat: source } });
}

/** A second goes by, and then what it takes to write what scripts keep, part by part. */
function write(play: Play): void {
  play.advance(1000);
  const isUnderWay = () => Object.values(play.state.scripts?.packages ?? {}).some(({ saving }) => saving);
  for (let i = 0; i < 1000 && isUnderWay(); i++) play.advance(10);
}

/** As long as something is being loaded. */
function load(play: Play): void {
  for (let i = 0; i < 1000 && play.state.scripts?.opening; i++) play.advance(1);
}

function stored(play: Play): unknown {
  return JSON.parse(play.disk.stores.combat ?? 'null');
}

/** Records as scripts keep them: so many characters of JSON as it is in the file. */
function records(length: number): string {
  const all: unknown[] = [];
  for (let size = 20; size < length - 200; size += 76)
    all.push({ name: `orc ${all.length}`, hp: 7, seen: [] });
  return JSON.stringify({ all }, null, 2);
}

test('a large store is there when the script is loaded, and goes on growing', () => {
  const play = playing(
    `clay.trigger('add', () => { clay.store.more = 1; clay.send('has ' + clay.store.all.length); });`,
  );
  const before = records(1000 * KIB);
  play.disk.stores.combat = before;
  play.enter('/load combat');
  load(play);
  play.receive('Alpha', 'add\r\n');
  const { all } = JSON.parse(before) as { all: unknown[] };
  expect(play.sent('Alpha').toString()).toBe(`has ${all.length}\r\n`);
  write(play);
  expect(stored(play)).toEqual({ all, more: 1 });
});

test('a store that is too large is not loaded, and its file stays', () => {
  const play = playing(`clay.trigger('add', () => { clay.store.more = 1; });`);
  const before = JSON.stringify({ all: 'x'.repeat(1100 * KIB) });
  play.disk.stores.combat = before;
  play.enter('/load combat');
  expect(text(play)).toContain('combat.json is longer than 1024 KiB: combat.js is not loaded.');
  play.receive('Alpha', 'add\r\n');
  play.advance(1000);
  expect(stored(play)).toEqual({ more: 1 });
});

test('a store that cannot be read is not loaded, either', () => {
  const play = playing('clay.store.n = 1;');
  play.advance(1000);
  // No memory is large enough for what nests so deep.
  play.disk.stores.combat = `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
  const before = play.disk.stores.combat;
  play.enter('/load combat');
  load(play);
  expect(text(play)).toContain('It stays as it was.');
  play.advance(5000);
  expect(play.disk.stores.combat).toBe(before);
});

test('a store grows to its limit; past that the file stays, which is said once, and the script goes on', () => {
  const play = playing(`
    let calls = 0;
    clay.store.all = [];
    clay.trigger(/^grow (\\d+)/, m => { calls++; clay.store.all.push('x'.repeat(Number(m[1]))); clay.send('calls ' + calls); });
    clay.trigger('shrink', () => { clay.store.all = []; });`);
  play.receive('Alpha', `grow ${150 * KIB}\r\n`);
  for (let i = 0; i < 5; i++) play.receive('Alpha', `grow ${150 * KIB}\r\n`);
  write(play);
  const all = Array<string>(6).fill('x'.repeat(150 * KIB));
  expect(stored(play)).toEqual({ all });
  const told =
    'combat.js keeps more in clay.store than fits into combat.json (1024 KiB): the file stays as it was.';
  for (const length of [160, 100, 1, 1]) {
    play.receive('Alpha', `grow ${length * KIB}\r\n`);
    write(play);
  }
  expect(text(play).split(told)).toHaveLength(2);
  expect(stored(play)).toEqual({ all });
  expect(play.sent('Alpha').toString()).toContain('calls 10');
  play.receive('Alpha', 'shrink\r\n');
  play.advance(1000);
  expect(stored(play)).toEqual({ all: [] });
  expect(text(play)).not.toContain('undone');
});

test('large stores of several scripts are all written, with what time one of them would have', () => {
  const source = `clay.store.all = 'x'.repeat(${100 * KIB});`;
  const play = playAlpha({ columns: 200, rows: 40, scripts: { a: source, b: source, c: source } });
  write(play);
  expect(Object.values(play.disk.stores).map(one => one.length)).toEqual(Array(3).fill(100 * KIB + 15));
  expect(text(play)).toBe('');
});

test('what was kept within the last second is in the file before it is loaded again, or taken out', () => {
  const play = playing(
    `clay.store.list ??= []; clay.trigger(/add (.*)/, m => { clay.store.list.push(m[1]); });`,
  );
  play.receive('Alpha', 'add one\r\n');
  play.enter('/load combat');
  play.receive('Alpha', 'add two\r\n');
  play.enter('/scripts unload combat');
  expect(stored(play)).toEqual({ list: ['one', 'two'] });
  expect(text(play)).not.toContain('is not in its file');
});

test('after a crash it is written once more; who keeps nothing gets no file', () => {
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: { combat: 'clay.store.n = 1;', other: `clay.trigger('a', () => clay.send('a'));` },
  });
  play.advance(1000);
  play.disk.stores = {};
  play.dispatch({ type: 'crashed', links: [] });
  write(play);
  expect(play.disk.stores).toEqual({ combat: '{\n  "n": 1\n}' });
});

test('what is written is what there was when that began, in whatever part of it the script changes it, or Clay is replaced', () => {
  const play = playing(`
    clay.trigger('again', () => { clay.store.names = clay.store.names; });
    clay.trigger('change', () => {
      const { rooms } = clay.store;
      rooms[2998].exits.n = 'gone';
      rooms.pop();
      rooms.push({ name: 'new' });
      delete clay.store.names.k400;
      clay.store.names.k450.push('more');
      clay.store.late = true;
    });`);
  const rooms = Array.from({ length: 3000 }, (_, n) => ({
    name: `room ${n}`,
    exits: { n: n + 1, s: n - 1 },
  }));
  const names: Record<string, unknown> = {};
  for (let n = 0; n < 500; n++) names[`k${n}`] = ['a'.repeat(50), n];
  play.disk.stores.combat = JSON.stringify({ rooms, names });
  play.enter('/load combat');
  load(play);
  play.receive('Alpha', 'again\r\n');
  play.advance(1000);
  play.advance(10);
  expect(play.state.scripts?.packages.combat?.saving).toBeDefined();
  play.receive('Alpha', 'change\r\n');
  play.reload();
  write(play);
  expect(text(play)).not.toContain('combat.js:');
  expect(play.disk.stores.combat === JSON.stringify({ rooms, names }, null, 2)).toBe(true);
  write(play);
  const after = stored(play) as { rooms: { exits: object }[]; names: Record<string, unknown>; late: boolean };
  expect(after.rooms.at(-2)?.exits).toEqual({ n: 'gone', s: 2997 });
  expect(after.rooms.at(-1)).toEqual({ name: 'new' });
  expect(after.names.k450).toEqual(['a'.repeat(50), 450, 'more']);
  expect(after.late).toBe(true);
});

test('a script that is loaded while a reload comes is loaded once, with all that it has kept', () => {
  const play = playing(`clay.trigger('add', () => clay.send('has ' + clay.store.all.length));`);
  const before = records(300 * KIB);
  play.disk.stores.combat = before;
  play.enter('/load combat');
  for (let i = 0; i < 5; i++) play.dispatch({ type: 'tick' });
  play.reload();
  play.receive('Alpha', 'add\r\n');
  load(play);
  play.receive('Alpha', 'add\r\n');
  const { all } = JSON.parse(before) as { all: unknown[] };
  // The one before, which keeps nothing, has failed.
  expect(play.sent('Alpha').toString()).toBe(`has ${all.length}\r\n`);
});

test('no turn has more of a large store to do than to read it, or one piece of it, and a reload is none of its business', () => {
  const play = playing(`clay.trigger('say', () => clay.send('has ' + clay.store.all.length));`);
  const before = records(1000 * KIB);
  play.disk.stores.combat = before;
  const [parsed, made] = [jest.spyOn(JSON, 'parse'), jest.spyOn(JSON, 'stringify')];
  try {
    play.enter('/load combat');
    for (let turn = 0; turn < 1000 && play.state.scripts?.opening; turn++) {
      // What is written of the state is not what is looked at.
      if (turn % 20 === 7) play.reload();
      parsed.mockClear();
      made.mockClear();
      play.dispatch({ type: 'tick' });
      const read = parsed.mock.calls.filter(([text]) => String(text).length > 20 * KIB).length;
      const pieces = made.mock.results.filter(({ value }) => String(value).length > 2 * KIB).length;
      // Behind a reload those that are in already are gone over, some of them in a turn.
      expect(read).toBeLessThanOrEqual(1);
      expect(pieces).toBeLessThanOrEqual(read > 0 ? 0 : 34);
      if (turn % 20 > 10) expect(pieces).toBeLessThanOrEqual(1);
    }
  } finally {
    parsed.mockRestore();
    made.mockRestore();
  }
  play.receive('Alpha', 'say\r\n');
  const { all } = JSON.parse(before) as { all: unknown[] };
  expect(play.sent('Alpha').toString()).toBe(`has ${all.length}\r\n`);
});

test('one that an image of before has in pieces goes on', () => {
  const play = playing(`clay.trigger('say', () => clay.send('has ' + clay.store.all.length));`);
  const before = records(100 * KIB);
  play.disk.stores.combat = before;
  play.enter('/load combat');
  const opening = play.state.scripts!.opening!.combat!;
  const pieces = allPieces(before) as Opening['pieces'];
  delete opening.kept;
  opening.pieces = pieces;
  play.dispatch({ type: 'tick' });
  expect(opening.at).toBe(1);
  play.reload();
  load(play);
  play.receive('Alpha', 'say\r\n');
  expect(play.sent('Alpha').toString()).toBe(
    `has ${(JSON.parse(before) as { all: unknown[] }).all.length}\r\n`,
  );
});

test.each([0, 1, 2, 8])(
  'a crash has it in place where it was, from a checkpoint %d turns after its begin',
  turns => {
    const entries: JournalEntry[] = [];
    let isNoted = false;
    const play = playAlpha({
      scripts: { combat: `clay.trigger('add', () => clay.send('has ' + clay.store.all.length));` },
      around(event, turn) {
        if (isNoted) entries.push({ now: play.state.now, event: structuredClone(event) });
        turn();
      },
    });
    play.disk.stores.combat = records(300 * KIB);
    play.enter('/load combat');
    for (let turn = 0; turn < turns; turn++) play.dispatch({ type: 'tick' });
    const state = throughSnapshot(play.state);
    isNoted = true;
    load(play);
    play.receive('Alpha', 'add\r\n');
    play.enter('north');
    expect(play.sent('Alpha').toString()).toMatch(/^has \d+\r\nnorth\r\n$/);
    replay(state, { done: entries, last: null }, play.readChunk);
    expect(state.scripts?.opening).toBeUndefined();
    expect(Object.keys(state.scripts?.packages ?? {})).toEqual(['combat']);
  },
);

test('a crash has what is nested too deep told where it was, too', () => {
  const entries: JournalEntry[] = [];
  let isNoted = false;
  const play = playAlpha({
    scripts: { combat: '' },
    around(event, turn) {
      if (isNoted) entries.push({ now: play.state.now, event: structuredClone(event) });
      turn();
    },
  });
  play.disk.stores.combat = `${'{"a":'.repeat(600)}"${'x'.repeat(20 * KIB)}"${'}'.repeat(600)}`;
  play.enter('/load combat');
  play.dispatch({ type: 'tick' });
  const state = throughSnapshot(play.state);
  expect(state.scripts?.opening).toBeDefined();
  isNoted = true;
  load(play);
  play.receive('Alpha', 'add\r\n');
  expect(text(play)).toContain('combat.json is more than combat.js can read.');
  replay(state, { done: entries, last: null }, play.readChunk);
  expect(state.scripts?.opening).toBeUndefined();
  expect(state.worlds.Alpha?.scrollback.next).toBe(play.world('Alpha').scrollback.next);
});
