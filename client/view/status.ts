/** The status bar: one row between output and input. */

import type { State } from '../state/state.ts';
import type { FrameRow } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { textWidth } from '../text/width.ts';
import { worldOn } from '../world/audience.ts';
import { isMasked } from '../world/login/masking.ts';
import { waitingWords } from '../world/reconnect.ts';
import { clock } from './clock.ts';
import { paneOn } from './panes.ts';
import { unreadWorlds } from './switching.ts';
import { linesBelow, type Pane, pendingLines } from './viewport.ts';

const BAR = '7';
/** What wants the user's eye stands out of the bar. */
const ALERT = '1;7';

/** `More NNNN` or `Hist NNNN`, the world and its state, `(Activity: N)`, the time at the right. */
export function statusBar(state: State, view: View): FrameRow {
  const pane = paneOn(state, view);
  const below = linesBelow(pane);
  const pending = pendingLines(pane);
  const alert =
    pending > 0 && pane.viewport.paused
      ? `More ${count(pending)}`
      : pane.viewport.anchor
        ? `Hist ${count(below)}`
        : '';
  const parts = [worldPart(state, view), activityPart(state, view), waitingWord(pane)]
    .filter(part => part !== '')
    .join('  ');
  const left = alert === '' ? ' ' : ` ${alert}  `;
  const time = ` ${clock(state.now, false)} `;
  const room = view.columns - textWidth(left) - textWidth(time);
  const middle = filled(parts, Math.max(0, room));
  return [
    { text: left, style: ALERT },
    { text: middle, style: BAR },
    { text: time, style: BAR },
  ];
}

function worldPart(state: State, view: View): string {
  const world = worldOn(state, view);
  if (!world) return 'Clay';
  if (world.phase === 'connected') return isMasked(state, world) ? `${world.name} (echo off)` : world.name;
  const phase = waitingWords(world) || (world.phase === 'idle' ? 'not connected' : world.phase);
  return `${world.name} (${phase})`;
}

function activityPart(state: State, view: View): string {
  const active = unreadWorlds(state, view).length;
  return active > 0 ? `(Activity: ${active})` : '';
}

/** What Clay has just said waits behind the pause like all else; the bar shows it, or it would seem deaf. */
function waitingWord({ scrollback, viewport }: Pane): string {
  const last = scrollback.open.at(-1);
  return viewport.paused && last?.kind === 'clay' ? last.text : '';
}

function count(lines: number): string {
  return lines > 9999 ? `${Math.floor(lines / 1000)}k` : String(lines).padStart(4, '0');
}

/** Exactly `columns` cells: cut or filled up. */
function filled(text: string, columns: number): string {
  let cut = text;
  while (textWidth(cut) > columns) cut = cut.slice(0, -1);
  return cut + ' '.repeat(columns - textWidth(cut));
}
