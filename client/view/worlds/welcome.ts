/** The first page of somebody who has no world yet: three things to do. The first line that is said takes its place. */
import type { State } from '../../state/state.ts';
import type { FrameRow } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { styles } from '../../terminal/theme.ts';
import { fitted } from '../../text/width.ts';
import { padded } from '../dialog/box/cells.ts';
import { screenArea } from '../layout.ts';

const HEAD = 'Three ways to begin:';
const SHORT_HEAD = 'Clay plays text games (MUDs). Three ways to begin:';
const MOTTO = 'plays text games (MUDs), and never hangs up';
const JAR = ['  ________', ' (________)', '  \\      /', '   )    (', '  /______\\'];
const JAR_COLUMNS = 17;
/** What to press or to type, and what it does: in full, and where there is little room. */
const WAYS: readonly (readonly [key: string, full: string, short: string])[] = [
  ['Enter', 'go to a game: four questions, and you are playing', 'go to a game: four questions'],
  ['/demo', 'look around in a small game on this machine', 'try a small game here'],
  ['/help', 'commands, keys and topics; F1 does the same', 'commands and keys; also F1'],
];
const KEY_COLUMNS = 7;
/** Columns from which on it is told in full; about what that takes. */
const WIDE = 62;

/** Nothing was said yet but the greeting. */
export function isWelcome({ welcome, console, settings }: State, { current }: View): boolean {
  if (!welcome || current !== null || console.next > 1) return false;
  return Object.keys(settings.worlds).length === 0;
}

/** The page as lines to read. */
export function welcomeLines(state: State): string[] {
  return [HEAD, ...WAYS.map(([key, full]) => `${key}: ${full}.`), ...foreignLines(state)];
}

/** What other clients have left here can be taken over: the command that does it, never done by itself. */
export function foreignLines({ foreign = [] }: State): string[] {
  return foreign.map(({ format, path }) => `/import ${format} ${path}: take over what is there`);
}

/** So many rows, those of the page in their middle; what finds no room is left out. */
export function welcomeRows(state: State, view: View, room: number): FrameRow[] {
  const rows = isWelcome(state, view) ? pageFor(state, screenArea(state, view).columns, room) : [];
  const above = Math.max(0, room - rows.length) >> 1;
  return Array.from({ length: room }, (_, row) => rows[row - above] ?? []);
}

/** A block in the middle where there is room, with the jar above it if it is high enough; at the edge where there is not. */
function pageFor(state: State, columns: number, room: number): FrameRow[] {
  const isWide = columns >= WIDE;
  const indent = ' '.repeat(isWide ? (columns - WIDE + 4) >> 1 : 2);
  const ways = WAYS.map(([key, full, short]): FrameRow => {
    const left = columns - indent.length - KEY_COLUMNS;
    return [
      { text: indent, style: '' },
      { text: padded(key, KEY_COLUMNS), style: styles.strong },
      { text: fitted(isWide ? full : short, Math.max(0, left)), style: '' },
    ];
  });
  if (room < ways.length) return [];
  if (room < ways.length + 3) return ways;
  const head: FrameRow = [
    { text: fitted(`${indent}${isWide ? HEAD : SHORT_HEAD}`, columns), style: styles.quiet },
  ];
  const foreign = foreignLines(state).map(
    (line): FrameRow => [{ text: fitted(`${indent}${line}`, columns), style: '' }],
  );
  const found = foreign.length > 0 && room >= ways.length + foreign.length + 4 ? [[], ...foreign] : [];
  const page = [head, [], ...ways, ...found];
  return isWide && room >= page.length + JAR.length + 3 ? [...jarRows(indent), [], [], ...page] : page;
}

function jarRows(indent: string): FrameRow[] {
  const beside = [[], [{ text: 'C L A Y', style: styles.strong }], [{ text: MOTTO, style: '' }]];
  return JAR.map(
    (row, index): FrameRow => [
      { text: `${indent}${padded(row, JAR_COLUMNS)}`, style: styles.jar },
      ...(beside[index] ?? []),
    ],
  );
}
