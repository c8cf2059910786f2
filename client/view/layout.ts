/** Where things stand on the screen: output above, one status row, input below. */
import type { State } from '../state/state.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { worldOn } from '../world/audience.ts';
import { worldSettings } from '../world/world.ts';
import { tagWidth } from './line/tag.ts';
import type { OutputArea } from './viewport.ts';

/** A part of the screen, in cells. */
export interface Area {
  readonly columns: number;
  readonly rows: number;
}

/** Rows of the input area: as set, but a small screen keeps a row of output and the status bar. */
export function inputRows({ settings }: State, { rows }: View): number {
  return Math.max(1, Math.min(settings.input_height, rows - 2));
}

/** The output area in cells: what the servers are told. */
export function screenArea(state: State, view: View): Area {
  return { columns: view.columns, rows: Math.max(1, view.rows - inputRows(state, view) - 1) };
}

/** A smaller screen is not split: what is left would be no page. */
const LEAST_TO_SPLIT = 12;
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
  return { columns, rows: area.rows, indent, hidesTags, tail: split_view ? tailOf(area.rows) : 0 };
}

function tailOf(rows: number): number {
  if (rows < LEAST_TO_SPLIT) return 0;
  return Math.min(TAIL.most, Math.max(TAIL.least, Math.floor(rows * TAIL.part)));
}
