/**
 * Answers of commands. What a command says is gathered while it runs: a short answer goes to the log, below the command;
 * a long one is read in a box, and leaves nothing there. What the log keeps waiting is shown above the bar until the next
 * key.
 */
import type { Line, ReadChunk } from '../state/log.ts';
import type { Answer, State, Turn } from '../state/state.ts';
import type { StyledText } from '../state/stream.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { worldOn } from '../world/audience.ts';
import { commandLine, MARK } from '../world/lines/own.ts';
import { lineAt } from '../world/scrollback.ts';
import { tell } from '../world/world.ts';
import { openPager } from './dialog/pager/pager.ts';
import { outputArea } from './layout.ts';
import { paneOf } from './panes.ts';
import { rowsOfLine, type TextRow } from './reading/places.ts';
import { rowsOf, type TextArea } from './rows.ts';
import { isScrolled, isSplit } from './viewport.ts';

/** A sentence or two are no text to be read in a box, however narrow the screen is. */
const FEW = 3;

/** A command as it is shown with its answer; '' = nobody has typed it. */
export interface Asked {
  readonly title: string;
  readonly typed: string;
  /** It is to be read: higher than half of the output it stands in a box; other answers do if there is no room for them. */
  readonly isText?: boolean;
  /** It comes later than it was asked for: no box takes the keys of somebody who types by now. */
  readonly isLate?: boolean;
}

/** Runs what may answer for the view, in the log that is on it now; of several, one in another, the outer one presents. */
export function answering(turn: Turn, view: View, asked: Asked, run: (turn: Turn) => void): void {
  if (turn.answer) return run(turn);
  const world = worldOn(turn.state, view);
  const answer: Answer = { world, lines: [] };
  try {
    run({ ...turn, answer });
  } finally {
    present(turn, view, world, asked, answer.lines);
  }
}

function present(turn: Turn, view: View, world: World | null, asked: Asked, lines: readonly Line[]): void {
  if (lines.length === 0) return;
  const { state } = turn;
  const isBusy = asked.isLate === true && view.editor.text !== '' && !view.editor.selected;
  const isThere = worldOn(state, view) === world;
  const area = outputArea(state, view);
  const most = asked.isText || isHidden(state, view) ? area.rows >> 1 : area.rows - 1;
  if (isThere && !isBusy && isLong(lines, area, most)) return openPager(view, asked.title, lines.map(bare));
  const { echo } = state.settings;
  if (echo && asked.typed !== '') tell(turn, world, commandLine(asked.typed, state.now));
  for (const line of lines) tell(turn, world, line);
}

function isLong(lines: readonly Line[], area: TextArea, most: number): boolean {
  if (lines.length <= FEW) return false;
  let rows = 0;
  return lines.some(line => (rows += rowsOf(line, area)) > most);
}

/** What goes to the log is not on screen for now. */
function isHidden(state: State, view: View): boolean {
  const pane = paneOf(state, view, worldOn(state, view));
  const isLeft = pane.viewport.paused || isScrolled(pane.viewport);
  return isLeft && !isSplit(pane, outputArea(state, view));
}

/** In a box all is Clay's: no sign is needed, and no colour for it. */
function bare({ kind, text, runs }: Line): StyledText {
  return kind === 'clay' && text.startsWith(MARK)
    ? { text: text.slice(MARK.length), runs: [] }
    : { text, runs };
}

/** What Clay has said since the last key and the output keeps waiting, or has scrolled away: the newest of it. */
export function answerRows(state: State, view: View, readChunk: ReadChunk): TextRow[] {
  const { said } = view;
  if (!said || said.log !== (view.current ?? '')) return [];
  const pane = paneOf(state, view, worldOn(state, view));
  const area = outputArea(state, view);
  if (isSplit(pane, area)) return [];
  const from = isScrolled(pane.viewport) ? said.from : Math.max(said.from, pane.viewport.shown);
  const most = Math.max(1, area.rows >> 1);
  let rows: TextRow[] = [];
  for (let number = said.to - 1; number >= from && rows.length < most; number--) {
    const line = lineAt(pane.scrollback, number, readChunk);
    if (line && isOurs(line)) rows = [...rowsOfLine(line, number, area), ...rows];
  }
  return rows.slice(-most);
}

function isOurs({ kind, sent }: Line): boolean {
  return kind !== 'game' && sent === undefined;
}
