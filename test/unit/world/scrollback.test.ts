import { encodeSnapshot } from '../../../client/snapshot/codec.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import type { Line, Scrollback } from '../../../client/state/log.ts';
import type { Turn } from '../../../client/state/state.ts';
import type { World } from '../../../client/state/world.ts';
import {
  append,
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

test('a million lines leave the state small', () => {
  const { turn, log, read } = spilling();
  const before = sizeOf(turn);
  for (let i = 0; i < 1_000_000; i++) append(turn, log, line(`You hit the troll for ${i} points.`));
  // 16 bytes for each of 15,625 chunks, in an array that grows by doubling.
  expect(sizeOf(turn) - before).toBeLessThan(300_000);
  for (const i of [3, 500_003, 999_999]) expect(read(log.next - 1_000_000 + i)?.text).toContain(` ${i} `);
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
