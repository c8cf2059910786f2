import fc from 'fast-check';
import type { Frame, FrameRow, Span } from '../../client/state/terminal.ts';
import { cellsOf, isDisputed } from '../../client/terminal/cells.ts';
import { RICH } from '../../client/terminal/profile.ts';
import { draw } from '../../client/terminal/screen.ts';
import { cellWidth, graphemeEnd } from '../../client/text/width.ts';
import { oneOf } from '../support/arbitrary.ts';
import { newTerminal, paintPlainly, type Shown, screenOf, write } from './terminal-emulator.ts';

const plainWords = [
  'You',
  'are',
  'standing',
  'here.',
  '         ',
  '            ',
  'a',
  '世界',
  '日',
  'Ünï',
  'e\u0301a',
  '│──┤',
];
const disputedWords = ['👍', '👨‍👩‍👧', '❤️', '🇩🇪', '1️⃣', '☝🏽', 'नमस्ते', '\u{1f5a5}'];
const styles = ['', '', '', '1;31', '7', '48;5;17', '38;2;10;200;30', '3;4', '44'];

function spanOf(words: readonly string[]): fc.Arbitrary<Span> {
  const text = fc.array(oneOf(words), { maxLength: 5 }).map(some => some.join(' '));
  return fc.record({ text, style: oneOf(styles) });
}

function frames(words: readonly string[]): fc.Arbitrary<Frame[]> {
  const row = fc.array(spanOf(words), { maxLength: 3 });
  const size = fc.tuple(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 9 }));
  return size.chain(([columns, height]) => {
    const change = fc.oneof(
      { weight: 3, arbitrary: fc.tuple(fc.nat(height - 1), row).map(replaceRow) },
      { weight: 3, arbitrary: fc.tuple(fc.nat(height), fc.array(row, { maxLength: 3 })).map(scrollUp) },
      { weight: 2, arbitrary: fc.tuple(fc.nat(height), fc.array(row, { maxLength: 3 })).map(scrollDown) },
      { weight: 2, arbitrary: fc.tuple(fc.nat(height - 1), oneOf(words)).map(type) },
      {
        weight: 1,
        arbitrary: fc.array(row, { minLength: height, maxLength: height }).map(rows => () => rows),
      },
    );
    const cursor = fc.option(fc.record({ column: fc.nat(columns), row: fc.nat(height - 1) }));
    return fc.array(fc.tuple(change, cursor), { minLength: 1, maxLength: 8 }).map(steps => {
      let rows: FrameRow[] = Array.from({ length: height }, () => []);
      return steps.map(([step, place]) => {
        rows = step(rows);
        return { columns, rows, cursor: place };
      });
    });
  });
}

type Step = (rows: readonly FrameRow[]) => FrameRow[];

function replaceRow([y, row]: [number, FrameRow]): Step {
  return rows => rows.map((old, i) => (i === y ? row : old));
}

function scrollUp([bottom, added]: [number, FrameRow[]]): Step {
  return rows =>
    [...[...rows.slice(0, bottom), ...added].slice(-bottom || rows.length), ...rows.slice(bottom)].slice(
      0,
      rows.length,
    );
}

function scrollDown([top, added]: [number, FrameRow[]]): Step {
  return rows => [...rows.slice(0, top), ...added, ...rows.slice(top)].slice(0, rows.length);
}

function type([y, word]: [number, string]): Step {
  return rows => rows.map((old, i) => (i === y ? [...old, { text: word, style: '' }] : old));
}

/** CLAY_RUNS=20 runs the properties twenty times as long. */
function runs(usual: number): number {
  return usual * Number(process.env.CLAY_RUNS ?? 1);
}

interface Expectation {
  clusters: boolean;
  /** What the plain painter paints, and which cells are compared. */
  plain: (frame: Frame) => Frame;
  compared: (shown: Shown[][], frame: Frame) => (Shown | null)[][];
}

/** Draws the frames one after the other and compares each with what a plain painter makes of it. */
async function drawsRight(sequence: Frame[], { clusters, plain, compared }: Expectation): Promise<void> {
  const { columns, rows } = sequence[0]!;
  const terminal = newTerminal(columns, rows.length, clusters);
  const oracle = newTerminal(columns, rows.length, clusters);
  await write(terminal, '\x1b[41mleft over\x1b[2;3r\x1b[?6h\x1b]0;half a tit');
  let last: Frame | null = null;
  for (const frame of sequence) {
    await write(terminal, draw(last, frame));
    await write(oracle, paintPlainly(plain(frame)));
    expect(lines(compared(screenOf(terminal), frame))).toEqual(lines(compared(screenOf(oracle), frame)));
    if (frame.cursor !== null) {
      const { cursorX, cursorY } = terminal.buffer.active;
      expect([cursorX, cursorY]).toEqual([Math.min(columns - 1, frame.cursor.column), frame.cursor.row]);
    }
    expect(draw(frame, structuredClone(frame))).toBe('');
    last = frame;
  }
}

/** One string a row, which is quick to compare. */
function lines(shown: (Shown | null)[][]): string[] {
  return shown.map(row => row.map(cell => (cell === null ? '?' : `${cell.text}[${cell.pen}]`)).join(' '));
}

/** Disputed graphemes as blanks. */
function withoutDisputed(frame: Frame): Frame {
  const rows = frame.rows.map(row => row.map(span => ({ ...span, text: blankDisputed(span.text) })));
  return { ...frame, rows };
}

function blankDisputed(text: string): string {
  let blanked = '';
  for (let at = 0; at < text.length; at = graphemeEnd(text, at)) {
    const grapheme = text.slice(at, graphemeEnd(text, at));
    blanked += isDisputed(grapheme) ? ' '.repeat(cellWidth(grapheme)) : grapheme;
  }
  return blanked;
}

function undisputed(shown: Shown[][], { rows, columns }: Frame): (Shown | null)[][] {
  return rows.map((row, y) => {
    const { text } = cellsOf(row, columns, RICH);
    return text.map((grapheme, x) =>
      isDisputed(grapheme === '' ? text[x - 1]! : grapheme) ? null : shown[y]![x]!,
    );
  });
}

test(
  'an emulator shows each frame after draw(last, next), cell by cell',
  async () => {
    const exact: Expectation = { clusters: true, plain: frame => frame, compared: shown => shown };
    const all = fc.asyncProperty(frames([...plainWords, ...disputedWords]), some => drawsRight(some, exact));
    await fc.assert(all, { numRuns: runs(100) });
  },
  30_000 * runs(1),
);

test(
  'a terminal with other ideas of emoji still has everything else in its place',
  async () => {
    const rest: Expectation = { clusters: false, plain: withoutDisputed, compared: undisputed };
    const all = fc.asyncProperty(frames([...plainWords, ...disputedWords]), some => drawsRight(some, rest));
    await fc.assert(all, { numRuns: runs(60) });
  },
  30_000 * runs(1),
);
