/** Where things stand on the screen: output above, one status row, input below. */
import { rowsWanted } from '../editor/editor.ts';
import type { State } from '../state/state.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { worldOn } from '../world/audience.ts';
import { worldSettings } from '../world/world.ts';
import { copyOf, searchOf } from './dialog/stack.ts';
import { promptOf } from './input-lines.ts';
import { tagWidth } from './line/tag.ts';
import { mapWidth } from './map/width.ts';
import { editorShown } from './paste/preview.ts';
import type { OutputArea } from './viewport.ts';
import { columnWidth } from './worlds/column-width.ts';

/** A part of the screen, in cells. */
export interface Area {
  readonly columns: number;
  readonly rows: number;
}

/** However much is typed, so many rows of output stay in sight, if the screen has them. */
const LEAST_OUTPUT = 3;
/** The search has what it found and its keys below the pattern. */
const SEARCH_ROWS = 3;

/**
 * Rows of the input area: what is typed takes as many as it needs, up to the setting, and no more than it leaves to others.
 * What it has taken it keeps for a while.
 */
export function inputRows(state: State, view: View): number {
  const most = Math.max(1, Math.min(state.settings.input_height, view.rows - 1 - LEAST_OUTPUT));
  if (copyOf(view)) return 1;
  if (isSearching(view)) return Math.min(SEARCH_ROWS, most);
  const wanted = rowsWanted(editorShown(view), view.columns, most, promptOf(state, view).spans);
  return Math.min(most, Math.max(wanted, view.inputKept ?? 1));
}

function isSearching(view: View): boolean {
  const search = searchOf(view);
  return search !== null && !search.quiet;
}

/** From now on the input keeps the rows that it has, so that the text above does not jump while one edits. */
export function keepInputRows(state: State, view: View): void {
  // What stands in its place for a while needs others.
  if (view.plain || copyOf(view) || isSearching(view)) return;
  const rows = inputRows(state, view);
  if (rows > (view.inputKept ?? 1)) view.inputKept = rows;
}

/** A line is entered, or the screen is another one: the input has as many rows as it needs. */
export function giveInputRowsBack(view: View): void {
  delete view.inputKept;
}

/** The output area in cells. */
export function screenArea(state: State, view: View): Area {
  if (view.plain) return { columns: view.columns, rows: view.rows };
  const columns = view.columns - columnWidth(state, view) - mapWidth(state, view);
  return { columns, rows: Math.max(1, view.rows - inputRows(state, view) - 1) };
}

/** The output area while nothing is typed: what the servers are told, whatever the input takes of it for a while. */
export function restingArea(state: State, view: View): Area {
  const columns = view.columns - columnWidth(state, view) - mapWidth(state, view);
  return { columns, rows: restingRows(view) };
}

function restingRows({ rows, plain }: View): number {
  return plain ? rows : Math.max(1, rows - 2);
}

/** A smaller screen is not split: what is left would be no page. Rows of output while nothing is typed. */
const LEAST_TO_SPLIT = 14;
/** Of a split screen, so many rows have the newest lines; no fewer than these, and no more. */
const TAIL = { part: 1 / 4, least: 3, most: 10 };

/** The part of it that the lines of a world have, of that on screen if none is named: tags take some columns. */
export function outputArea(state: State, view: View, world: World | null = worldOn(state, view)): OutputArea {
  const { show_tags, wrap_indent, split_view } = state.settings;
  const area = screenArea(state, view);
  const columns = Math.max(1, area.columns - (show_tags ? tagWidth(area.columns) : 0));
  // Half of a narrow screen is for the text at least.
  const indent = Math.min(wrap_indent, columns >> 1);
  const hidesTags = !show_tags && world !== null && worldSettings(state, world).hide_tags;
  const tail = split_view ? tailOf(view, area) : 0;
  return { columns, rows: area.rows, indent, hidesTags, showsHidden: show_tags, tail };
}

/** It is the same whatever is typed, as long as the part above it is no smaller. */
function tailOf(view: View, { rows: now }: Area): number {
  const rows = restingRows(view);
  if (rows < LEAST_TO_SPLIT) return 0;
  const tail = Math.min(TAIL.most, Math.max(TAIL.least, Math.floor(rows * TAIL.part)));
  return now > 2 * tail ? tail : 0;
}
