/**
 * Input that comes in whole lines, from a program or a file: `printf 'look\\n/quit\\n' | clay --plain host port`. A line is
 * entered when what was sent before it is answered; when there are no more, Clay quits.
 */
import { isStarting } from '../state/start/starting.ts';
import type { State, Turn } from '../state/state.ts';
import { cancel, schedule } from '../state/timers.ts';
import type { View } from '../state/view.ts';
import { followCharset } from '../terminal/charset/locale.ts';
import { decode } from '../terminal/utf8.ts';
import type { PlainView } from '../view/plain/asking.ts';
import { isPlain } from '../view/plain/settle.ts';
import { worldOn } from '../world/audience.ts';
import { pressKey } from './keymap.ts';

/** An answer is whole when the server has been quiet for so long (ms). */
const QUIET = 300;
/** A server that says nothing, or never stops, is waited for so long (ms). */
const MOST_WAIT = 3000;

/** Bytes that may end anywhere. */
export function takeLines({ state }: Turn, view: PlainView, bytes: Uint8Array): void {
  state.attended = view.id;
  followCharset(view.keys, view.device);
  view.plain.pending += decode(view.keys, bytes, 0, bytes.length);
}

/** Sets the time for the next line. */
export function scheduleLines(state: State, view: PlainView): void {
  const wait = waitFor(state, view);
  if (wait === null) cancel(state, 'script', view);
  else schedule(state, 'script', view, wait);
}

/** ms until the next line is entered, or the end; null: something else has to happen first. */
function waitFor(state: State, view: PlainView): number | null {
  const { plain } = view;
  const world = worldOn(state, view);
  if (world?.phase === 'connecting') plain.enteredAt = state.now;
  if (plain.input !== 'lines' || !(plain.ended || plain.pending.includes('\n'))) return null;
  if (world?.phase === 'connecting' || isStarting(state)) return null;
  if (!world && plain.awaits !== undefined) return Math.max(0, plain.awaits - state.now);
  if (world?.phase !== 'connected') return 0;
  const { enteredAt } = plain;
  const latest = enteredAt + MOST_WAIT;
  const due = world.lastReceived >= enteredAt ? Math.min(world.lastReceived + QUIET, latest) : latest;
  return Math.max(0, due - state.now);
}

/** Enters the next line if its time has come; after the last one, quits. */
export function continueLines(turn: Turn, view: View, settle: (turn: Turn) => void): void {
  const { state } = turn;
  if (!isPlain(view) || waitFor(state, view) !== 0) return;
  const { plain } = view;
  const end = plain.pending.indexOf('\n');
  if (end < 0 && plain.pending === '') {
    // Once.
    plain.ended = false;
    turn.effects.push({ type: 'quit' });
    return;
  }
  const line = (end < 0 ? plain.pending : plain.pending.slice(0, end)).replace(/\r$/, '');
  plain.pending = end < 0 ? '' : plain.pending.slice(end + 1);
  const isCommand = /^\/(?!\/)/.test(line);
  if (!isCommand) plain.enteredAt = state.now;
  if (line !== '') pressKey(turn, view, { type: 'text', text: line }, settle);
  pressKey(turn, view, { type: 'key', name: 'Enter' }, settle);
}
