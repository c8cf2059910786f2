/**
 * A map as rows of characters: a room is three cells, `[@]` the one that one is in; four columns and two rows are from one to the
 * next, with lines for the ways between them.
 */
import { CELL, DIRECTIONS, type Sight, type SightCell } from '../../state/map/rooms.ts';
import type { FrameRow } from '../../state/terminal.ts';
import { styles } from '../../terminal/theme.ts';

const PITCH = { x: 4, y: 2 };

/** Where the line of each way is, from the left cell of its room; and how it is drawn, in box characters and in ASCII. */
const LINES: Readonly<Record<(typeof DIRECTIONS)[number], Line>> = {
  n: { x: 1, y: -1, line: '│|', single: '↑^', far: '┆:' },
  ne: { x: 3, y: -1, line: '╱/', single: '╱/', far: '╱/' },
  e: { x: 3, y: 0, line: '─-', single: '→>', far: '┄~' },
  se: { x: 3, y: 1, line: '╲\\', single: '╲\\', far: '╲\\' },
  s: { x: 1, y: 1, line: '│|', single: '↓v', far: '┆:' },
  sw: { x: -1, y: 1, line: '╱/', single: '╱/', far: '╱/' },
  w: { x: -1, y: 0, line: '─-', single: '←<', far: '┄~' },
  nw: { x: -1, y: -1, line: '╲\\', single: '╲\\', far: '╲\\' },
};

interface Line {
  readonly x: number;
  readonly y: number;
  /** Box character and ASCII. */
  readonly line: string;
  readonly single: string;
  readonly far: string;
}

/** What stands in a room; behind it, in ASCII. */
const UP_DOWN = ['  ', '^^', 'vv', '↕x'] as const;

/** Rows of exactly so many cells; the room that one is in is in the middle. */
export function mapRows(sight: Sight, width: number, height: number, isAscii: boolean): FrameRow[] {
  const texts = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  const looks = Array.from({ length: height }, () => Array.from({ length: width }, () => ''));
  const put = (x: number, y: number, sign: string, style: string) => {
    const [row, look] = [texts[y], looks[y]];
    if (!row || !look || x < 0 || x >= width) return;
    const isCrossing = (row[x] === '╱' && sign === '╲') || (row[x] === '╲' && sign === '╱');
    row[x] = isCrossing
      ? '╳'
      : (row[x] === '/' && sign === '\\') || (row[x] === '\\' && sign === '/')
        ? 'X'
        : sign;
    look[x] = style;
  };
  const middle = { x: (width - 3) >> 1, y: (height - 1) >> 1 };
  const place = ([x, y]: SightCell) => ({ x: middle.x + x * PITCH.x, y: middle.y + y * PITCH.y });
  const pick = (signs: string) => [...signs][isAscii ? 1 : 0] as string;
  for (const cell of sight.cells) drawWays(cell, place(cell), put, pick);
  for (const cell of sight.cells) drawRoom(cell, place(cell), put, pick);
  return texts.map((row, y) => spansOf(row, looks[y] as string[]));
}

type Put = (x: number, y: number, sign: string, style: string) => void;
type Pick = (signs: string) => string;

function drawWays(
  [, , , near, single, far, open]: SightCell,
  { x, y }: { x: number; y: number },
  put: Put,
  pick: Pick,
): void {
  DIRECTIONS.forEach((way, at) => {
    const bit = 1 << at;
    const { x: dx, y: dy, line, single: arrow, far: dotted } = LINES[way];
    if (near & bit) put(x + dx, y + dy, pick(single & bit ? arrow : line), styles.quiet);
    else if (far & bit) put(x + dx, y + dy, pick(dotted), styles.quiet);
    else if (open & bit) put(x + dx, y + dy, '?', styles.notice);
  });
}

function drawRoom(
  [, , what, , , , , other]: SightCell,
  { x, y }: { x: number; y: number },
  put: Put,
  pick: Pick,
): void {
  const inside =
    what === CELL.here
      ? '@'
      : what === CELL.unvisited
        ? '?'
        : what === CELL.marked
          ? '*'
          : other & 3
            ? pick(UP_DOWN[other & 3] as string)
            : other & 4
              ? '+'
              : ' ';
  const style =
    what === CELL.here
      ? styles.strong
      : what === CELL.elsewhere || what === CELL.unvisited
        ? styles.quiet
        : '';
  put(x, y, '[', style);
  put(x + 1, y, inside, what === CELL.here || what === CELL.marked ? styles.strong : style);
  put(x + 2, y, ']', style);
}

function spansOf(row: readonly string[], looks: readonly string[]): FrameRow {
  const spans: { text: string; style: string }[] = [];
  row.forEach((sign, x) => {
    const style = looks[x] as string;
    const last = spans.at(-1);
    if (last && (last.style === style || sign === ' ')) last.text += sign;
    else spans.push({ text: sign, style });
  });
  return spans;
}
