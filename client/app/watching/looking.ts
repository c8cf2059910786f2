/** What keys do that look at the output and change nothing but the view. */
import type { ActionName } from '../../settings/bindings.ts';
import { halfPageRows, pageRows, readAll, readBy, readFromTop } from '../../view/reading/moves.ts';
import { suspendTerminal } from '../../web/attach/channel.ts';
import type { ActingTurn } from '../submit.ts';

export type Act = (turn: ActingTurn) => void;

/** Rows a notch of the wheel scrolls, as in most terminals. */
const WHEEL_ROWS = 3;

export const lookingActs = {
  redraw: turn => turn.effects.push({ type: 'redraw', view: turn.view.id }),
  suspend,
  'release-all': readAll,
  'page-up': turn => readBy(turn, -pageRows(turn)),
  'page-down': turn => readBy(turn, pageRows(turn)),
  'half-page-up': turn => readBy(turn, -halfPageRows(turn)),
  'half-page-down': turn => readBy(turn, halfPageRows(turn)),
  'row-up': turn => readBy(turn, -1),
  'row-down': turn => readBy(turn, 1),
  'scroll-up': turn => readBy(turn, -wheelRows(turn)),
  'scroll-down': turn => readBy(turn, wheelRows(turn)),
  top: readFromTop,
} satisfies Partial<Record<ActionName, Act>>;

function suspend({ state, view, effects }: ActingTurn): void {
  if (view.channel === null) effects.push({ type: 'suspend', view: view.id });
  else suspendTerminal(state, view);
}

/** On a screen of a few rows none is passed over. */
function wheelRows(turn: ActingTurn): number {
  return Math.min(WHEEL_ROWS, pageRows(turn));
}
