/** The status bar: one row between output and input. */

import type { State } from '../state/state.ts';
import type { FrameRow } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { styles } from '../terminal/theme.ts';
import { previousGrapheme, textWidth } from '../text/width.ts';
import { worldOn } from '../world/audience.ts';
import { isMasked } from '../world/login/masking.ts';
import { waitingWords } from '../world/reconnect.ts';
import { clock } from './clock.ts';
import { searchOf } from './dialog/stack.ts';
import { outputArea } from './layout.ts';
import { paneOn } from './panes.ts';
import { grepWords } from './search/grep.ts';
import { foundWords } from './search/words.ts';
import { unreadWorlds } from './switching.ts';
import {
  isScrolled,
  isSplit,
  isWaiting,
  linesBelow,
  type OutputArea,
  type Pane,
  pendingLines,
} from './viewport.ts';

/** `More NNNN` and `Hist NNNN`, the world and its state, `SCROLL (N new)`, `(Activity: N)`, the time at the right. */
export function statusBar(state: State, view: View): FrameRow {
  const pane = paneOn(state, view);
  const area = outputArea(state, view);
  const { more_mode } = state.settings;
  const more = more_mode && isWaiting(pane) ? `More ${count(pendingLines(pane))}` : '';
  const hist = isScrolled(pane.viewport) ? `Hist ${count(linesBelow(pane, more_mode))}` : '';
  const scroll = isSplit(pane, area) ? `SCROLL (${pendingLines(pane)} new)` : '';
  const alert = joined(more, hist);
  const left = (alert === '' ? ' ' : ` ${alert}  `).slice(0, view.columns);
  const { world, time } = bothEnds(state, view, view.columns - textWidth(left));
  const parts = joined(
    world,
    findPart(state, view),
    grepWords(view),
    scroll,
    activityPart(state, view),
    view.said ? '' : waitingWord(pane, area),
  );
  const room = view.columns - textWidth(left) - textWidth(time);
  const middle = filled(parts, Math.max(0, room));
  return [
    { text: left, style: alert === '' ? styles.bar : styles.barAlert },
    { text: middle, style: styles.bar },
    { text: time, style: styles.bar },
  ];
}

function joined(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join('  ');
}

/** The clock gives way to the world and its state; then the name is cut, lest the state be. */
function bothEnds(state: State, view: View, room: number): { world: string; time: string } {
  const name = worldOn(state, view)?.name ?? 'Clay';
  const sign = signOf(state, view);
  const now = ` ${clock(state.now, false)} `;
  const free = room - textWidth(sign);
  if (textWidth(name) <= free - now.length) return { world: name + sign, time: now };
  const time = sign === '' && room >= now.length ? now : '';
  return { world: cut(name, free - time.length) + sign, time };
}

/** What is out of the ordinary with the world on screen. */
function signOf(state: State, view: View): string {
  const world = worldOn(state, view);
  if (!world) return '';
  if (world.phase === 'connected') return isMasked(state, world) ? ' (echo off)' : '';
  return ` (${waitingWords(world) || (world.phase === 'idle' ? 'not connected' : world.phase)})`;
}

/** At most so many cells, but something of it. */
function cut(name: string, room: number): string {
  if (textWidth(name) <= room) return name;
  let end = name.length;
  while (end > 1 && textWidth(name.slice(0, end)) > room - 1) end = previousGrapheme(name, end);
  return `${name.slice(0, end)}…`;
}

/** What /find has found: it has no place of its own on the screen. */
function findPart(state: State, view: View): string {
  const search = searchOf(view);
  return search?.quiet ? `Find: ${foundWords(state, view, search)}` : '';
}

function activityPart(state: State, view: View): string {
  const active = unreadWorlds(state, view).length;
  return active > 0 ? `(Activity: ${active})` : '';
}

/** What Clay has said waits behind the pause like all else; once it is not shown above the bar any more, the bar has it. */
function waitingWord(pane: Pane, area: OutputArea): string {
  const last = pane.scrollback.open.at(-1);
  return isWaiting(pane) && !isSplit(pane, area) && last?.kind === 'clay' ? last.text : '';
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
