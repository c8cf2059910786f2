import { handle } from '../../../client/app/handle.ts';
import { encodeSnapshot } from '../../../client/snapshot/codec.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import type { Effect } from '../../../client/state/events.ts';
import type { Line, Scrollback } from '../../../client/state/log.ts';
import type { Turn } from '../../../client/state/state.ts';
import type { World } from '../../../client/state/world.ts';
import {
  append,
  CHUNK_LINES,
  decodeChunk,
  emptyScrollback,
  encodeChunk,
  lineAt,
} from '../../../client/world/scrollback.ts';
import { fault } from '../../../shared/fault.ts';
import { createPlay, NOON, type Play, playAlpha } from '../../support/play.ts';

/** A log that spills into `file`, as the host does it. */
function spilling(): { turn: Turn; log: Scrollback; read: (number: number) => Line | undefined } {
  const file = new Map<number, Uint8Array>();
  const readChunk = (offset: number) => decodeChunk(file.get(offset) as Uint8Array);
  const effects = {
    push(effect: { type: string; offset: number; bytes: Uint8Array }) {
      file.set(effect.offset, effect.bytes);
      delete log.unspilled[effect.offset];
    },
  };
  const { state } = createPlay();
  const log = state.console;
  const turn = {
    state,
    effects: effects as unknown as Turn['effects'],
    readChunk,
    touched: new Set<World>(),
    deeds: [],
    actions: [],
    view: null,
    world: null,
  };
  return { turn, log, read: number => lineAt(log, number, readChunk) };
}

function line(text: string): Line {
  return { text, runs: [], time: NOON, kind: 'game' };
}

function lines(play: Play): string[] {
  const { scrollback } = play.world('Alpha');
  return Array.from(
    { length: scrollback.next - scrollback.first },
    (_, i) => lineAt(scrollback, scrollback.first + i, play.readChunk)?.text ?? '?',
  );
}

test('what a screen shows is not read back as long as it was sealed last, and only of the log that it is of', () => {
  const { turn } = spilling();
  const read: number[] = [];
  const readChunk = (offset: number) => {
    read.push(offset);
    return Array.from({ length: CHUNK_LINES }, (_, n) => line(`read ${n}`));
  };
  function filled(name: string, count: number): Scrollback {
    const log = emptyScrollback();
    for (let n = 0; n < count; n++) append(turn, log, line(`${name} ${n}`));
    // All of it is in the file.
    log.unspilled = {};
    return log;
  }
  const text = (of: Scrollback, number: number) => lineAt(of, number, readChunk)?.text;
  turn.state.spillEnd = 0;
  const log = filled('line', 2 * CHUNK_LINES + 1);
  const shown = [CHUNK_LINES, 2 * CHUNK_LINES - 1, 2 * CHUNK_LINES];
  expect(shown.map(number => text(log, number))).toEqual(shown.map(number => `line ${number}`));
  expect(read).toEqual([]);
  expect(text(log, CHUNK_LINES - 1)).toBe(`read ${CHUNK_LINES - 1}`);
  // In another client of the same process all offsets come again.
  turn.state.spillEnd = 0;
  const other = filled('other', CHUNK_LINES);
  expect([text(other, 1), text(log, 1)]).toEqual(['other 1', 'read 1']);
  expect(read).toEqual([0, 0]);
});

test('a chunk keeps text, styles, links, times and kinds', () => {
  const all: Line[] = [
    { text: '', runs: [], time: 1, kind: 'game' },
    {
      text: 'red link',
      runs: [
        { at: 0, style: '31' },
        { at: 4, style: '', link: 'http://x/' },
      ],
      time: NOON,
      kind: 'clay',
    },
    { text: '世界 👍🏽', runs: [{ at: 0, style: '' }], time: NOON + 0.5, kind: 'game' },
  ];
  expect(decodeChunk(encodeChunk(all))).toEqual(all);
});

test('every line is found again, in whichever chunk it is', () => {
  const { turn, log, read } = spilling();
  const first = log.next;
  for (let i = 0; i < 1000; i++) append(turn, log, line(`line ${i}`));
  expect(log.chunks).toBeGreaterThan(10);
  for (const i of [0, 1, 62, 63, 64, 65, 127, 128, 511, 998, 999])
    expect(read(first + i)?.text).toBe(`line ${i}`);
  expect([read(-1), read(first + 1000)]).toEqual([undefined, undefined]);
});

test('long lines are sealed by size, so that they do not pile up in memory', () => {
  const { turn, log, read } = spilling();
  const long = 'x'.repeat(30_000);
  for (let i = 0; i < 9; i++) append(turn, log, line(`${i}${long}`));
  expect(log.open.length).toBeLessThan(3);
  expect(read(log.next - 9)?.text).toBe(`0${long}`);
});

test('lines of many colours are sealed by their weight too, so that one is read back at once', () => {
  const play = playAlpha();
  const colours = Array.from({ length: 4000 }, (_, n) => `\x1b[3${n % 7}mx`).join('');
  for (let n = 0; n < 10; n++) play.receive('Alpha', `${colours}\r\n`);
  expect(play.world('Alpha').scrollback.chunks).toBeGreaterThanOrEqual(9);
});

/** A link that goes on through so many colours. */
function linkThrough(count: number, length = 4000): string {
  const colours = Array.from({ length: count }, (_, n) => `\x1b[3${n % 7}mx`).join('');
  return `\x1b]8;;http://x/${'y'.repeat(length)}\x1b\\${colours}\x1b]8;;\x1b\\`;
}

test('a link that goes on through many colours is kept once in a chunk, and found again in each', () => {
  const play = playAlpha({ settings: { more_mode: false } });
  for (let n = 0; n < 200; n++) play.receive('Alpha', `${linkThrough(100)}\r\n`);
  expect(play.state.spillEnd).toBeLessThan(2_000_000);
  const { scrollback } = play.world('Alpha');
  const { runs } = lineAt(scrollback, scrollback.first + 5, play.readChunk)!;
  expect(runs).toHaveLength(100);
  expect(new Set(runs.map(({ link }) => link?.length))).toEqual(new Set([4009]));
});

test('what is open of links that go on is never much for a reload', () => {
  const play = playAlpha({ settings: { more_mode: false } });
  for (let n = 0; n < 60; n++) play.receive('Alpha', `${linkThrough(250)}\r\n`);
  play.receive('Alpha', linkThrough(4000));
  const { state } = play;
  const facts = emptyFacts();
  const snapshot = { facts, state, descriptors: {}, spillPath: null, journal: 0 };
  expect(encodeSnapshot(snapshot).length).toBeLessThan(6_000_000);
});

test('two hundred thousand lines leave the state small', () => {
  const { turn, log, read } = spilling();
  const before = sizeOf(turn);
  for (let i = 0; i < 200_000; i++) append(turn, log, line(`You hit the troll for ${i} points.`));
  // 16 bytes for each of 3,125 chunks, in an array that grows by doubling.
  expect(sizeOf(turn) - before).toBeLessThan(80_000);
  for (const i of [3, 100_003, 199_999]) expect(read(log.next - 200_000 + i)?.text).toContain(` ${i} `);
});

function sizeOf({ state }: Turn): number {
  const facts = emptyFacts();
  return encodeSnapshot({ facts, state, descriptors: {}, spillPath: null, journal: 0 }).length;
}

describe('when the spill file cannot be written', () => {
  const full = fault('SPILL_FAILED', 'The scrollback file cannot be written: the disk is full.');

  function fill(play: Play, from: number, to: number): void {
    for (let i = from; i < to; i++) play.receive('Alpha', `line ${i}\r\n`);
  }

  test('chunks stay in memory, travel through a reload, and are written when there is room', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    play.disk.spillFault = full;
    fill(play, 0, 200);
    expect(Object.keys(play.world('Alpha').scrollback.unspilled)).toHaveLength(3);

    play.reload();
    play.disk.spillFault = null;
    fill(play, 200, 300);
    play.advance(10_000);
    expect(play.world('Alpha').scrollback.unspilled).toEqual({});
    const game = lines(play).filter(text => !text.startsWith('%'));
    expect(game).toEqual(Array.from({ length: 300 }, (_, i) => `line ${i}`));
  });

  test('the user is told once, not at every try', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    play.disk.spillFault = full;
    fill(play, 0, 70);
    for (let i = 0; i < 10; i++) play.advance(10_000);
    const told =
      '% The scrollback file cannot be written: the disk is full. Old lines stay in memory until there is room.';
    expect(lines(play).filter(text => text.startsWith('% The scroll'))).toEqual([told]);
  });

  test('a disk that is full once more is told once more', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    play.disk.spillFault = full;
    fill(play, 0, 70);
    play.disk.spillFault = null;
    play.advance(30_000);
    play.disk.spillFault = full;
    fill(play, 70, 140);
    expect(lines(play).filter(text => text.startsWith('% The scroll'))).toHaveLength(2);
  });
});

describe('a spill file that stays full', () => {
  const full = fault('SPILL_FAILED', 'The scrollback file cannot be written: the disk is full.');
  const fullPlay = () => {
    const play = playAlpha({ settings: { more_mode: false }, columns: 200 });
    play.disk.spillFault = full;
    return play;
  };
  /** About `count` bytes of text, in long lines that differ. */
  const flood = (play: Play, count: number, from = 0) => {
    const text = 'x'.repeat(49_990);
    for (let i = 0; i < count / 50_000; i++) play.receive('Alpha', `${from + i} ${text}\r\n`);
  };
  const waiting = (play: Play) =>
    Object.values(play.world('Alpha').scrollback.unspilled).reduce((sum, { length }) => sum + length, 0);
  const said = (play: Play, words: string) => lines(play).filter(text => text.includes(words)).length;

  test('the oldest that wait are given up, which is said once, and the newest stay', () => {
    const play = fullPlay();
    const told = () => [said(play, 'Old lines stay in memory'), said(play, 'the oldest of them go')];
    flood(play, 1_000_000);
    expect(told()).toEqual([1, 0]);
    flood(play, 8_000_000, 20);
    expect(told()).toEqual([0, 1]);
    flood(play, 11_000_000, 180);
    // It has gone the same way by now, and is not said again.
    expect(told()).toEqual([0, 0]);
    expect(waiting(play)).toBeLessThan(8.5 * 1024 * 1024);
    const texts = lines(play);
    expect(texts.at(-1)).toMatch(/^399 x/);
    expect(texts.filter(text => text.startsWith('(the lines of this place are gone')).length).toBeGreaterThan(
      100,
    );
    // One entry for all that was given up.
    expect(play.world('Alpha').scrollback.chunks).toBeLessThan(100);
  });

  test('one chunk is tried at a time; with room all of them are written, some in each turn', () => {
    const play = fullPlay();
    flood(play, 4_000_000);
    const tries: number[] = [];
    const next = () => {
      const effects: Effect[] = [];
      play.state.now += 10_000;
      handle(play.state, { type: 'tick' }, play.readChunk, effects);
      const tried = effects.flatMap(effect => (effect.type === 'spill' ? [effect] : []));
      tries.push(tried.length);
      return tried;
    };
    for (const { offset: _ } of next()) play.dispatch({ type: 'spill failed', fault: full });
    expect(tries).toEqual([1]);
    play.disk.spillFault = null;
    play.advance(10_000);
    expect(waiting(play)).toBe(0);
    expect(lines(play).filter(text => /^\d+ x/.test(text))).toHaveLength(80);
    expect(play.state.spilling).toEqual({ phase: 'well', told: false, lost: false });
  });

  test('a reload in the middle changes nothing of it', () => {
    const play = fullPlay();
    flood(play, 10_000_000);
    play.reload();
    flood(play, 10_000_000, 200);
    expect(waiting(play)).toBeLessThan(8.5 * 1024 * 1024);
    expect(said(play, 'the oldest of them go')).toBe(0);
    play.disk.spillFault = null;
    play.advance(10_000);
    expect(waiting(play)).toBe(0);
    expect(lines(play).at(-1)).toMatch(/^399 x/);
  });

  test('a log that was emptied meanwhile has nothing to write', () => {
    const play = fullPlay();
    flood(play, 2_000_000);
    play.enter('/flush');
    play.disk.spillFault = null;
    flood(play, 2_000_000, 40);
    play.advance(20_000);
    expect(waiting(play)).toBe(0);
    expect(lines(play).at(-1)).toMatch(/^79 x/);
  });
});

describe('one line again and again', () => {
  test('costs next to nothing in the file', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    play.receive('Alpha', '\r\n'.repeat(5000));
    play.advance(1000);
    expect(play.state.spillEnd).toBeLessThan(500);
    expect(lines(play).filter(text => text === '')).toHaveLength(5000);
  });

  test('and what is not the same comes in its place', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    const wanted: string[] = [];
    for (const [text, count] of [
      ['', 70],
      ['a', 1],
      ['', 63],
      ['b', 64],
      ['', 1500],
      ['c', 2],
    ] as const)
      for (let i = 0; i < count; i++) wanted.push(text);
    play.receive('Alpha', wanted.map(text => `${text}\r\n`).join(''));
    play.advance(1000);
    expect(lines(play).filter(text => !text.startsWith('%'))).toEqual(wanted);
    play.reload();
    expect(lines(play).filter(text => !text.startsWith('%'))).toEqual(wanted);
  });

  test('keeps the time of each', () => {
    const all = [1, 1, 2, 5, 5, 5].map(time => ({ text: '', runs: [], time, kind: 'game' as const }));
    expect(decodeChunk(encodeChunk(all))).toEqual(all);
  });
});

test('an empty log has no lines', () => {
  expect(lineAt(emptyScrollback(), 0, () => [])).toBeUndefined();
});

test('a chunk that was on its way when the client was reloaded is let go once the file has it', () => {
  const play = playAlpha();
  play.disk.spillFault = fault('ENOSPC', 'The disk is full.');
  play.receive('Alpha', 'line\n'.repeat(64));
  const [offset] = Object.keys(play.world('Alpha').scrollback.unspilled);
  play.reload();
  play.dispatch({ type: 'spilled', offset: Number(offset) });
  expect(play.world('Alpha').scrollback.unspilled).toEqual({});
});
