/**
 * Bytes from a view's terminal, cut anywhere. What is more than a turn has time for waits in the state, in the order in which
 * it was typed, and goes on in the next turn: behind a reload, too.
 */
import { type ActionName, actions } from '../../settings/bindings.ts';
import { actionOf } from '../../settings/keys/bound.ts';
import { isAwaited, isStarting, waitAtStart } from '../../state/start/starting.ts';
import type { Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';
import { cancel, schedule } from '../../state/timers.ts';
import type { Typed, View } from '../../state/view.ts';
import { followCharset } from '../../terminal/charset/locale.ts';
import { isPasting, readKeys } from '../../terminal/keys.ts';
import { topDialog } from '../../view/dialog/kinds.ts';
import { worldOn } from '../../world/audience.ts';
import { fireHook } from '../../world/rules/hooks.ts';
import { pressKey, settleTyped } from '../keymap.ts';
import { acting, enterWaiting } from '../submit.ts';
import { hasEffort, isCommand, spendOnKey } from './effort.ts';

/** Bytes that are read at a time: as many keys at most. Of a paste, which is one key in the end, more. */
const PART = 256;
const PASTE_PART = 64 * 1024;
/** Bytes of an attached terminal that wait: beyond it nothing more of it is read. What it has drawn it says on the same way. */
const MOST_WAITING = 256 * 1024;

type Settle = (turn: Turn) => void;

/** `settle` follows each key, so that keys mean the same in one read as in many. */
export function handleInput(turn: Turn, view: View, bytes: Uint8Array, settle: Settle): void {
  if (!view.watches) turn.state.attended = view.id;
  followCharset(view.keys, view.device);
  view.keys.wheelIsApart = view.device?.wheelIsApart === true;
  // What follows a key may tell what it was: what waits is to follow.
  cancel(turn.state, 'escape', view);
  cancel(turn.state, 'paste', view);
  view.typed ??= { keys: [], bytes: [] };
  // The host may lend its buffer.
  view.typed.bytes.push(new Uint8Array(bytes));
  workOff(turn, view, settle);
}

/** Another turn: lines that were entered first, then what was typed behind them. */
export function continueTyped(turn: Turn, view: View, settle: Settle): void {
  workOff(turn, view, settle);
}

/** Whether something waits, and how many bytes of it there are. */
export function waitingSize({ typed }: View): number {
  return typed ? typed.bytes.reduce((sum, { length }) => sum + length, 0) + typed.keys.length : 0;
}

function workOff(turn: Turn, view: View, settle: Settle): void {
  try {
    const { entering } = view;
    enterWaiting(acting(turn, view));
    if (entering) settleTyped(turn, view, settle);
    if (view.typed) pressAll(turn, view, view.typed, settle);
  } finally {
    const { typed } = view;
    if (typed?.keys.length === 0 && typed.bytes.length === 0) delete view.typed;
    // What one key has failed on keeps no others from their turn.
    if (view.typed || view.entering) schedule(turn.state, 'keys', view, waitAtStart(turn.state));
    holdIfFull(turn, view);
  }
}

function pressAll(turn: Turn, view: View, typed: Typed, settle: Settle): void {
  while (!keysWait(turn, view) && hasEffort(turn)) {
    const key = nextKey(turn, view, typed);
    if (!key) return;
    if (mayBeBound(turn, view, key)) return void typed.keys.unshift(key);
    spendOnKey(turn, key, topDialog(view)?.kind.covers === 'box');
    pressKey(turn, view, key, settle);
  }
}

/**
 * Whether keys wait for lines that were entered, which may change what they mean. At a start, which may take its time, they are
 * echoed behind words for a game.
 */
function keysWait({ state }: Turn, { entering = [] }: View): boolean {
  if (!isStarting(state)) return entering.length > 0;
  return entering.some(({ lines, how }) => how === 'command' || lines.some(isCommand));
}

/** These act at a start as ever: what is typed is seen, and one can leave. */
const AT_ONCE: ReadonlySet<string> = new Set<ActionName>([
  ...(['accept-line', 'backward-delete-char', 'interrupt'] as const),
]);

/**
 * A key that what a start waits for may bind. Scripts and macros may take their time: by then keys that edit the line do what they
 * always do.
 */
function mayBeBound({ state }: Turn, view: View, key: Key): boolean {
  if (!isStarting(state) || key.type !== 'key' || key.name === 'Escape') return false;
  if (topDialog(view) || view.watches || view.editor.quoting) return false;
  const action = actionOf(state.settings.keys, key.name);
  if (action === null) return true;
  const { scope } = actions[action];
  if (scope === 'always' || AT_ONCE.has(action)) return false;
  return scope !== 'editing' || isAwaited(state, 'rules');
}

/** null: there is none; half a sequence may be. */
function nextKey(turn: Turn, view: View, typed: Typed): Key | null {
  while (typed.keys.length === 0) {
    const part = nextPart(view, typed);
    if (!part) return null;
    typed.keys = readKeys(view.keys, part);
    noteFocus(turn, view);
  }
  const key = typed.keys.shift() as Key;
  const first = firstOf(view, key);
  if (first !== null && key.type === 'text' && first.length < key.text.length) {
    typed.keys.unshift({ type: 'text', text: key.text.slice(first.length) });
    return { type: 'text', text: first };
  }
  return key;
}

function nextPart({ keys }: View, { bytes }: Typed): Uint8Array | null {
  const whole = bytes.shift();
  if (!whole) return null;
  const size = isPasting(keys) ? PASTE_PART : PART;
  if (whole.length <= size) return whole;
  bytes.unshift(whole.subarray(size));
  return whole.subarray(0, size);
}

/** In a box, and in copy mode, each character may change what the next one is for. */
function firstOf(view: View, key: Key): string | null {
  if (key.type !== 'text' || view.plain) return null;
  const isInParts = topDialog(view)?.kind.covers === 'box' || view.dialogs.at(-1)?.kind === 'copy';
  return isInParts ? String.fromCodePoint(key.text.codePointAt(0) as number) : null;
}

/** The terminal has told that it has the keyboard now, or no longer. */
function noteFocus(turn: Turn, view: View): void {
  const { state } = turn;
  const { focus } = view.keys;
  if (focus === undefined || focus === view.focus?.on) return;
  view.focus = { on: focus, since: state.now };
  if (!view.watches) fireHook(turn, worldOn(state, view), focus ? 'FOCUS' : 'BLUR');
}

function holdIfFull({ effects }: Turn, view: View): void {
  const { channel, typed } = view;
  if (channel === null || (!typed && !view.held)) return;
  const isFull = waitingSize(view) > MOST_WAITING;
  if (isFull === (view.held ?? false)) return;
  if (isFull) view.held = true;
  else delete view.held;
  effects.push({ type: 'web hold', id: channel, on: isFull });
}
