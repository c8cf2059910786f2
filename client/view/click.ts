/** Clicks outside of boxes. */
import { moveCursor } from '../editor/editor.ts';
import { offsetAt } from '../editor/layout.ts';
import type { State, Turn } from '../state/state.ts';
import type { View } from '../state/view.ts';
import { promptOf } from './input-lines.ts';
import { inputRows, screenArea } from './layout.ts';
import { switchToName } from './switching.ts';
import { worldAt } from './worlds/column.ts';

/** A click in the column of worlds: the world that is there. */
export function clickWorld(turn: Turn, view: View, place: { column: number; row: number }): boolean {
  const name = worldAt(turn.state, view, place);
  return name !== null && switchToName(turn, name);
}

/** A click in the input area: the cursor goes there. False: it is elsewhere. */
export function clickInput(
  state: State,
  view: View,
  { column, row }: { column: number; row: number },
): boolean {
  const top = screenArea(state, view).rows + 1;
  if (row < top || row >= view.rows) return false;
  const { spans } = promptOf(state, view);
  const cell = { column, row: row - top };
  moveCursor(view.editor, offsetAt(view.editor, view.columns, inputRows(state, view), spans, cell));
  return true;
}
