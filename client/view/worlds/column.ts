/** The worlds in a column at the left of the output: their numbers, whether they are connected, what is unread in them. */
import type { State } from '../../state/state.ts';
import type { FrameRow } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { styles } from '../../terminal/theme.ts';
import { fitted, textWidth } from '../../text/width.ts';
import { unread } from '../../world/scrollback.ts';
import { padded } from '../dialog/box/cells.ts';
import { type Importance, importanceOf } from '../importance.ts';
import { screenArea } from '../layout.ts';
import { columnWidth } from './column-width.ts';
import { worldOrder } from './order.ts';

const EDGE = '│';
/** More is not told apart at a glance. */
const MOST_COUNTED = 999;

const NEWS: Readonly<Record<Importance, string>> = {
  highlight: styles.alert,
  text: styles.notice,
  own: styles.quiet,
};

/** What is before each row of the output; empty = there is no column. */
export function columnRows(state: State, view: View): readonly FrameRow[] {
  const width = columnWidth(state, view);
  if (width === 0) return [];
  const { rows } = screenArea(state, view);
  const { names, first, shown } = partShown(state, view, rows);
  const digits = String(names.length).length;
  const drawn = shown.map((name, row) =>
    worldRow(state, view, name, String(first + row + 1).padStart(digits), width - EDGE.length),
  );
  if (shown.length < names.length) drawn.push(moreRow(state, names, shown, width - EDGE.length));
  while (drawn.length < rows) drawn.push([{ text: ' '.repeat(width - EDGE.length), style: '' }]);
  return drawn.map(row => [...row, { text: EDGE, style: styles.quiet }]);
}

/** The world whose row this cell is in; null: none. */
export function worldAt(
  state: State,
  view: View,
  { column, row }: { column: number; row: number },
): string | null {
  if (column >= columnWidth(state, view)) return null;
  return partShown(state, view, screenArea(state, view).rows).shown[row] ?? null;
}

interface Part {
  readonly names: readonly string[];
  readonly first: number;
  readonly shown: readonly string[];
}

/** If there are more than rows, those around the one on screen; a row says how many others there are. */
function partShown(state: State, view: View, rows: number): Part {
  const names = worldOrder(state);
  if (names.length <= rows) return { names, first: 0, shown: names };
  const room = Math.max(0, rows - 1);
  const at = Math.max(0, names.indexOf(view.current ?? ''));
  const first = Math.max(0, Math.min(at - (room >> 1), names.length - room));
  return { names, first, shown: names.slice(first, first + room) };
}

function worldOf({ worlds }: State, name: string): World | null {
  return Object.hasOwn(worlds, name) ? (worlds[name] as World) : null;
}

/** `12 ● Discworld  7` */
function worldRow(state: State, view: View, name: string, number: string, width: number): FrameRow {
  const world = worldOf(state, name);
  const count = world && name !== view.current ? unread(world.scrollback) : 0;
  const news = count > MOST_COUNTED ? ` ${MOST_COUNTED}+` : count > 0 ? ` ${count}` : '';
  const head = `${number} ${world?.phase === 'connected' ? '●' : '○'} `;
  const room = Math.max(1, width - textWidth(head) - textWidth(news) - 1);
  const label = textWidth(name) > room ? `${fitted(name, room - 1)}…` : name;
  const style = styleOf(world, name === view.current, count > 0);
  return [
    { text: padded(head + padded(label, room), width - textWidth(news) - 1) + news, style },
    { text: ' ', style },
  ];
}

function styleOf(world: World | null, isCurrent: boolean, hasNews: boolean): string {
  if (isCurrent) return styles.barStrong;
  if (world && hasNews) return NEWS[importanceOf(world)];
  return world?.phase === 'connected' ? '' : styles.quiet;
}

function moreRow(state: State, names: readonly string[], shown: readonly string[], width: number): FrameRow {
  const hidden = new Set(shown);
  const others = Object.values(state.worlds).filter(
    ({ name, scrollback }) => !hidden.has(name) && unread(scrollback) > 0,
  );
  const news = others.length > 0 ? ` (${others.length} new)` : '';
  const text = `… ${names.length - shown.length} more${news}`;
  return [{ text: padded(text, width), style: others.length > 0 ? styles.notice : styles.quiet }];
}
