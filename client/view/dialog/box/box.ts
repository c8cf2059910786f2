/**
 * A box that floats over the game: where it lies, its frame, its title with a sign of how far one is, its hints.
 *
 * Where there is room for a frame it lies over the output, and the status bar stays in sight; on a small screen it takes
 * all of it, without a frame, because the input has no keys meanwhile.
 */
import type { State } from '../../../state/state.ts';
import type { FrameRow, Key, Span } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { styles } from '../../../terminal/theme.ts';
import { textWidth } from '../../../text/width.ts';
import type { Area } from '../../layout.ts';
import { screenArea } from '../../layout.ts';
import { columnWidth } from '../../worlds/column-width.ts';
import { cutRow, shortened } from './cells.ts';

/** What a key does here; a click on it is that key. */
export interface Hint {
  /** By the names of terminal/keys.ts, or a character. */
  readonly key: string;
  /** `Enter: save` */
  readonly text: string;
}

/** The inside of a box: its first cell on the screen, and its size. */
export interface Inside extends Area {
  readonly left: number;
  readonly top: number;
}

export interface BoxPlace {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  readonly isFramed: boolean;
  readonly inside: Inside;
}

/** What stands in it; what the rows leave free is blank. */
export interface BoxContent {
  readonly title: string;
  /** At the right of the title: `3/12`. */
  readonly sign: string;
  readonly rows: readonly FrameRow[];
  /** The most important first: what finds no room is left out. */
  readonly hints: readonly Hint[];
  /** In place of the hints. */
  readonly foot?: FrameRow;
  /** In the inside; null: it has none. */
  readonly cursor: { readonly column: number; readonly row: number } | null;
  /** The part on screen of all that there is, from 0 to 1. */
  readonly part?: { readonly from: number; readonly to: number };
}

/** A box as it lies on the screen. */
export interface ShownBox {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  /** Each of exactly so many columns. */
  readonly rows: readonly FrameRow[];
  readonly cursor: { readonly column: number; readonly row: number } | null;
  readonly inside: Inside;
  /** Where the hints stand. */
  readonly hints: readonly {
    readonly row: number;
    readonly from: number;
    readonly to: number;
    readonly key: string;
  }[];
}

/** Rows of output that a box can make do with; with fewer it takes the whole screen. */
const ENOUGH_ROWS = 10;
/** The least that a frame is drawn around. */
const FRAME: Area = { columns: 30, rows: 8 };
/** Frame and blank at either side. */
const MARGIN = 2;
/** Cells from which on hints are written in full. */
const ROOMY = 44;

/** The box whose inside would like to be so large. */
export function placeBox(state: State, view: View, wanted: Area): BoxPlace {
  const output = screenArea(state, view);
  const isOverOutput = output.rows >= ENOUGH_ROWS;
  const room = isOverOutput ? output : { columns: view.columns, rows: Math.max(1, view.rows) };
  if (room.columns < FRAME.columns || room.rows < FRAME.rows) return wholeScreen(room);
  const columns = Math.min(room.columns, Math.max(wanted.columns, FRAME.columns) + 2 * MARGIN);
  const rows = Math.min(room.rows, wanted.rows + 2);
  const left = (isOverOutput ? columnWidth(state, view) : 0) + ((room.columns - columns) >> 1);
  const top = (room.rows - rows) >> 1;
  const inside = { left: left + MARGIN, top: top + 1, columns: columns - 2 * MARGIN, rows: rows - 2 };
  return { left, top, columns, rows, isFramed: true, inside };
}

/** The title goes last but for what is in it, the hints before. */
function wholeScreen({ columns, rows }: Area): BoxPlace {
  const above = rows > 2 ? 1 : 0;
  const below = rows > 3 ? 1 : 0;
  const inside = { left: 0, top: above, columns, rows: rows - above - below };
  return { left: 0, top: 0, columns, rows, isFramed: false, inside };
}

export function drawBox(place: BoxPlace, content: BoxContent): ShownBox {
  const { inside } = place;
  const { cursor } = content;
  const body = Array.from({ length: inside.rows }, (_, row) =>
    cutRow(content.rows[row] ?? [], 0, inside.columns),
  );
  const rows = place.isFramed ? framed(place, content, body) : unframed(place, content, body);
  return {
    ...{ left: place.left, top: place.top, columns: place.columns, rows, inside },
    cursor: cursor && {
      column: inside.left + Math.min(cursor.column, inside.columns - 1),
      row: inside.top + Math.min(cursor.row, inside.rows - 1),
    },
    hints: content.foot ? [] : hintPlaces(place, content.hints),
  };
}

function framed({ columns, inside }: BoxPlace, content: BoxContent, body: readonly FrameRow[]): FrameRow[] {
  const { title, sign, foot, hints } = content;
  const room = columns - 6;
  const name = ` ${shortened(title, room - textWidth(sign) - (sign === '' ? 1 : 4))} `;
  const count = sign === '' ? '' : ` ${sign} `;
  const line = '─'.repeat(Math.max(0, columns - 4 - textWidth(name) - textWidth(count)));
  const top: FrameRow = [
    { text: '┌─', style: styles.frame },
    { text: name, style: styles.strong },
    { text: `${line}${count}─┐`, style: styles.frame },
  ];
  const below = foot ?? hintRow(hints, inside.columns);
  const width = Math.min(inside.columns, textWidth(below.map(textOf).join('')));
  const bottom: FrameRow = [
    { text: '└', style: styles.frame },
    ...(width > 0 ? [space(1), ...cutRow(below, 0, width), space(1)] : [{ text: '──', style: styles.frame }]),
    { text: `${'─'.repeat(inside.columns - width)}┘`, style: styles.frame },
  ];
  const bars = scrollBar(content.part, body.length);
  const middle = body.map(
    (row, index): FrameRow => [
      { text: '│ ', style: styles.frame },
      ...row,
      { text: ` ${bars[index]}`, style: styles.frame },
    ],
  );
  return [top, ...middle, bottom];
}

/** The right side of the frame, where it shows which part of the whole is on screen. */
function scrollBar(part: BoxContent['part'], rows: number): string[] {
  const isWhole = !part || (part.from <= 0 && part.to >= 1);
  const from = isWhole ? rows : Math.min(rows - 1, Math.floor(part.from * rows));
  const to = isWhole ? rows : Math.max(from + 1, Math.ceil(part.to * rows));
  return Array.from({ length: rows }, (_, row) => (row >= from && row < to ? '┃' : '│'));
}

function unframed({ columns, rows }: BoxPlace, content: BoxContent, body: readonly FrameRow[]): FrameRow[] {
  const { title, sign, foot, hints } = content;
  const room = Math.max(0, columns - textWidth(sign) - 2);
  const top = cutRow([{ text: ` ${shortened(title, room - 1)}`, style: '' }], 0, room);
  const head: FrameRow = cutRow([...top, { text: ` ${sign} `, style: '' }], 0, columns);
  const below = foot ?? hintRow(hints, columns);
  return [
    ...(rows > 2 ? [head.map(({ text }) => ({ text, style: styles.bar }))] : []),
    ...body,
    ...(rows > 3 ? [cutRow(below, 0, columns)] : []),
  ];
}

const textOf = ({ text }: { readonly text: string }) => text;
const space = (count: number): Span => ({ text: ' '.repeat(count), style: '' });

function hintRow(hints: readonly Hint[], columns: number): FrameRow {
  const row: Span[] = [];
  let cells = 0;
  for (const { from, to, text } of hintsFitting(hints, columns)) {
    if (from > cells) row.push(space(from - cells));
    row.push({ text, style: styles.quiet });
    cells = to;
  }
  return row;
}

/** Those that fit, and where they stand; where there is little room they say the same with fewer signs. */
function hintsFitting(hints: readonly Hint[], columns: number) {
  const isTight = columns < ROOMY;
  const fitting: (Hint & { readonly from: number; readonly to: number })[] = [];
  let from = 0;
  for (const hint of hints) {
    const text = isTight ? hint.text.replace(': ', ' ') : hint.text;
    const to = from + textWidth(text);
    if (to > columns) break;
    fitting.push({ ...hint, text, from, to });
    from = to + (isTight ? 2 : 3);
  }
  return fitting;
}

function hintPlaces(place: BoxPlace, hints: readonly Hint[]): ShownBox['hints'] {
  const { top, rows, isFramed, inside } = place;
  if (!isFramed && rows <= 3) return [];
  const fitting = hintsFitting(hints, inside.columns);
  return fitting.map(({ key, from, to }) => ({
    ...{ row: top + rows - 1, key },
    ...{ from: inside.left + from, to: inside.left + to },
  }));
}

/** The key as the dialog is to take it: a click on a hint is the key of the hint. */
export function keyInBox({ hints }: ShownBox, key: Key): Key {
  if (key.type !== 'mouse' || key.action !== 'press') return key;
  const hint = hints.find(({ row, from, to }) => key.row === row && key.column >= from && key.column < to);
  if (!hint) return key;
  return hint.key.length === 1 ? { type: 'text', text: hint.key } : { type: 'key', name: hint.key };
}

/** Where in the inside a mouse event lies; null: not there. */
export function placeInside({ inside }: ShownBox, key: Key): { column: number; row: number } | null {
  if (key.type !== 'mouse') return null;
  const column = key.column - inside.left;
  const row = key.row - inside.top;
  const isIn = column >= 0 && column < inside.columns && row >= 0 && row < inside.rows;
  return isIn ? { column, row } : null;
}
