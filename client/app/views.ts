/** Views that come and go while the client runs. */
import type { State, Turn } from '../state/state.ts';
import { cancel, isScheduled, VIEW_TIMERS } from '../state/timers.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { keyboardOf } from '../terminal/keyboard/protocol.ts';
import { deviceOf } from '../terminal/profile.ts';
import { giveInputRowsBack } from '../view/layout.ts';
import { switchTo } from '../view/switching.ts';
import { measureFor } from '../view/widths.ts';
import { channelOf } from '../web/attach/channel.ts';
import type { Hands, TerminalWish } from '../web/hands.ts';
import { attendedView, worldOn } from '../world/audience.ts';
import { emptyPlain, emptyView } from './initial-state.ts';
import { pageHands } from './pages/hands.ts';
import { handleInput } from './typing/input.ts';

/** Less than a cell is no size; and of more than anybody has each frame would be long. */
const LEAST = { columns: 1, rows: 1 };
const MOST = { columns: 1000, rows: 500 };

/** What pages and programs have done; `settle` follows each key. */
export function handsFor(settle: (turn: Turn) => void): Hands {
  return { ...pageHands, terminal: (turn, wish) => doWish(turn, wish, settle) };
}

/** Does what a terminal wants; `settle` follows each key. */
export function doWish(turn: Turn, wish: TerminalWish, settle: (turn: Turn) => void): void {
  if (wish.type === 'open') openView(turn, wish);
  const view = turn.state.views[wish.view];
  if (!view) return;
  measureFor(view, turn.state);
  if (wish.type === 'input') view.received = (view.received ?? 0) + wish.bytes.length;
  if (wish.type === 'input') handleInput(turn, view, wish.bytes, settle);
  if (wish.type === 'resize') resizeView(view, wish);
  turn.effects.push({ type: 'paint', view: view.id });
}

export function resizeView(view: View, { columns, rows }: Pick<View, 'columns' | 'rows'>): void {
  const size = { columns: within('columns', columns), rows: within('rows', rows) };
  if (view.columns !== size.columns || view.rows !== size.rows) giveInputRowsBack(view);
  Object.assign(view, size);
}

function within(which: keyof typeof LEAST, count: number): number {
  return Math.min(Math.max(count, LEAST[which]), MOST[which]);
}

/** A terminal is there: a new one, which shows what somebody looks at, or one that has come back to its view. */
function openView(turn: Turn, wish: Extract<TerminalWish, { type: 'open' }>): void {
  const { state } = turn;
  const { view: id, channel, env } = wish;
  const known = Object.hasOwn(state.views, id) ? state.views[id] : undefined;
  const { login, watches } = wish;
  const by = { ...(login !== undefined && { login }), ...(watches && { watches }) };
  const view: View = { ...(known ?? emptyView(id, wish)), channel, device: deviceOf(env), ...by };
  state.views[id] = view;
  cancel(state, 'gone', view);
  resizeView(view, wish);
  // How it speaks is asked anew.
  view.keys.keyboard = keyboardOf(env);
  if (view.device?.dumb) view.plain ??= emptyPlain('keys');
  else delete view.plain;
  const world = known ? null : worldToShow(state);
  if (world) switchTo({ ...turn, view }, world);
  if (!watches) state.attended = id;
  turn.effects.push({ type: 'redraw', view: id });
}

/** That on the view that is attended, or else one that is connected, or is to be: at a start that waits none is yet. */
function worldToShow(state: State) {
  const attended = attendedView(state);
  const shown = attended && worldOn(state, attended);
  return shown ?? firstThatIs(state, 'connected') ?? firstThatIs(state, 'connecting') ?? null;
}

function firstThatIs(state: State, wanted: World['phase']): World | undefined {
  return Object.values(state.worlds).find(({ phase }) => phase === wanted);
}

/** Views whose terminals are gone are closed, but for those that may come back. */
export function settleViews(state: State): void {
  for (const view of Object.values(state.views)) {
    if (view.channel === null || channelOf(state, view)) continue;
    if (!isScheduled(state, 'gone', view)) closeView(state, view.id);
  }
}

/** Nobody looks through the view any more: worlds, logs and all other views go on. */
export function closeView(state: State, id: string): void {
  const view = state.views[id];
  if (!view) return;
  for (const what of VIEW_TIMERS) cancel(state, what, view);
  delete state.views[id];
  delete state.announced[id];
}
