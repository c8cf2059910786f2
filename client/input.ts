/** What a key does. Keys that mean something to Clay are a table; all others go to the editor. */
import { complete } from './command/complete.ts';
import { namesCommand, runCommand, runLine } from './command/run.ts';
import { requestReload } from './reload/restore.ts';
import type { Key } from './state/terminal.ts';
import type { Turn } from './state.ts';
import { edit } from './terminal/editor.ts';
import { armMeta, flushKeys, pasteSilent, readKeys } from './terminal/keys.ts';
import { outputArea } from './terminal/layout.ts';
import { currentPane } from './terminal/panes.ts';
import { acted, pendingLines, releaseAll, releaseScreen, scroll } from './terminal/reading.ts';
import { searchKey, startSearch } from './terminal/search.ts';
import { setupKey } from './terminal/setup.ts';
import { textWidth } from './terminal/width.ts';
import { disconnect } from './world/connection.ts';
import { switchBy, switchToActivity } from './world/switching.ts';
import { cancel } from './world/timers.ts';
import { currentWorld, saveSetting, sayHere } from './world/world.ts';

/** Two Ctrl+C within this time (ms) quit: one is pressed by mistake, two are not. */
const INTERRUPT_WINDOW = 3000;
const CUT_PASTE = 'The paste broke off before its end. What came of it is kept, and keys work again.';
const PASTED_COMMAND = 'What is pasted is text and never a command: type the / yourself to run it.';
/** Rows a notch of the wheel scrolls, as in most terminals. */
const WHEEL_ROWS = 3;

/** Bytes from the terminal, cut anywhere. `settle` follows each key, so that keys mean the same in one read as in many. */
export function handleInput(turn: Turn, bytes: Uint8Array, settle: (turn: Turn) => void): void {
  cancel(turn.state, 'escape', null);
  cancel(turn.state, 'paste', null);
  for (const key of readKeys(turn.state.keys, bytes)) {
    handleKey(turn, key);
    settle(turn);
  }
}

/** Nothing followed an Escape in time: it stands for itself. */
export function flushEscape(turn: Turn): void {
  for (const key of flushKeys(turn.state.keys)) handleKey(turn, key);
}

/** A paste under way has brought nothing for a while. */
export function askPaste(turn: Turn): void {
  for (const key of pasteSilent(turn.state.keys)) handleKey(turn, key);
}

const bindings: Record<string, (turn: Turn) => void> = {
  'C-r': requestReload,
  'C-c': interrupt,
  'C-l': turn => turn.effects.push({ type: 'redraw' }),
  'C-z': turn => turn.effects.push({ type: 'suspend' }),
  'C-Up': turn => switchBy(turn, -1),
  'C-Down': turn => switchBy(turn, 1),
  'M-w': turn => {
    if (!switchToActivity(turn)) sayHere(turn, 'No world has unseen lines.');
  },
  'M-j': turn => releaseAll(currentPane(turn.state)),
  PageUp: turn => scrollBy(turn, -page(turn)),
  PageDown: pageDown,
  Tab: tab,
  F1: turn => runCommand(turn, 'help', ''),
  F2: toggleTags,
  F4: startSearch,
};

function handleKey(turn: Turn, key: Key): void {
  const { state } = turn;
  if (key.type === 'mouse') {
    if (key.action === 'wheel-up') scrollBy(turn, -WHEEL_ROWS);
    if (key.action === 'wheel-down') scrollBy(turn, WHEEL_ROWS);
    return;
  }
  if (key.type === 'paste' && key.cut) sayHere(turn, CUT_PASTE);
  if (state.setup && setupKey(turn, state.setup, key)) return;
  if (state.search && searchKey(turn, state.search, key)) return;
  const bound = key.type === 'key' ? bindings[key.name] : undefined;
  if (bound) return bound(turn);
  const prompt = currentWorld(state)?.prompt?.text ?? '';
  const { handled, submitted, quoted, refused } = edit(state.editor, key, state.columns, textWidth(prompt));
  // An Escape that means nothing alone may be the first half of a slowly typed Esc j.
  if (!handled && key.type === 'key' && key.name === 'Escape') armMeta(state.keys);
  if (refused) sayHere(turn, `The input line is full: ${refused} characters were not taken.`);
  if (submitted !== undefined) submit(turn, submitted);
  if (quoted) explainQuoted(turn, submitted ?? '');
}

/** Settings that are secrets: the history is a file. */
const SECRET = /^\/{1,2}setup\s+\S*password(_command)?\s/m;

function submit(turn: Turn, text: string): void {
  const { history } = turn.state.editor;
  if (SECRET.test(text) && history.at(-1) === text) history.pop();
  acted(currentPane(turn.state));
  currentPane(turn.state).reading.anchor = null;
  // A paste that ends with a line end is so many lines, not one more.
  for (const line of text.replace(/\n$/, '').split('\n')) runLine(turn, line);
}

/** Whoever pastes a command out of a manual wonders why nothing happens. */
function explainQuoted(turn: Turn, typed: string): void {
  if (!typed.includes('\n') && namesCommand(typed.slice(1))) sayHere(turn, PASTED_COMMAND);
}

function interrupt(turn: Turn): void {
  const { state } = turn;
  const world = currentWorld(state);
  if (world?.phase === 'connecting') return disconnect(turn, world);
  if (state.interruptedAt !== 0 && state.now - state.interruptedAt <= INTERRUPT_WINDOW) {
    turn.effects.push({ type: 'quit' });
    return;
  }
  state.interruptedAt = state.now;
  sayHere(turn, 'Press Ctrl+C again to quit.');
}

function page(turn: Turn): number {
  // One row of the old page stays, so that the eye finds its place.
  return Math.max(1, outputArea(turn.state).rows - 1);
}

function scrollBy(turn: Turn, rows: number): void {
  scroll(currentPane(turn.state), rows, outputArea(turn.state), turn.readChunk);
}

function pageDown(turn: Turn): void {
  const pane = currentPane(turn.state);
  if (pane.reading.anchor === null && pane.reading.paused) nextScreen(turn);
  else scrollBy(turn, page(turn));
}

function tab(turn: Turn): void {
  const pane = currentPane(turn.state);
  if (pane.reading.paused && pendingLines(pane) > 0) nextScreen(turn);
  else complete(turn);
}

function nextScreen(turn: Turn): void {
  const { state } = turn;
  releaseScreen(currentPane(state), outputArea(state), state.settings.more_mode, turn.readChunk);
}

function toggleTags(turn: Turn): void {
  const { settings } = turn.state;
  settings.show_tags = !settings.show_tags;
  saveSetting(turn, ['show_tags'], settings.show_tags);
}
