/** Where things stand on the screen: output above, one status row, input below. */
import type { State } from '../state/state.ts';
import type { View } from '../state/view.ts';
import type { Area } from './viewport.ts';

/** `HH:MM:SS` and two blanks, before each line while tags are shown. */
export const TAG_WIDTH = 10;

/** Rows of the input area: as set, but a small screen keeps a row of output and the status bar. */
export function inputRows({ settings }: State, { rows }: View): number {
  return Math.max(1, Math.min(settings.input_height, rows - 2));
}

/** The output area in cells: what the servers are told. */
export function screenArea(state: State, view: View): Area {
  return { columns: view.columns, rows: Math.max(1, view.rows - inputRows(state, view) - 1) };
}

/** The part of it that lines have: tags take some columns. */
export function outputArea(state: State, view: View): Area {
  const { columns, rows } = screenArea(state, view);
  return { columns: Math.max(1, columns - (state.settings.show_tags ? TAG_WIDTH : 0)), rows };
}
