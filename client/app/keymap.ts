/** What a key does: it is an action's (settings/bindings.ts, as bound by keys/bound.ts), the open dialog's or the editor's. */

import { choicesKey, complete, isChoosing } from '../command/completion/complete.ts';
import { runCommand } from '../command/run.ts';
import { toggleMask } from '../command/typing.ts';
import { edit, editBy, setText } from '../editor/editor.ts';
import { beginFind } from '../editor/find.ts';
import { type ActionIn, type ActionName, actions } from '../settings/bindings.ts';
import { findAction, isAction } from '../settings/keys/bound.ts';
import type { Turn } from '../state/state.ts';
import type { Key } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { armMeta, flushKeys, pasteSilent } from '../terminal/keys.ts';
import { textWidth } from '../text/width.ts';
import { clickInput, clickWorld } from '../view/click.ts';
import { startCopy } from '../view/copy/mode.ts';
import { type OpenDialog, topDialog } from '../view/dialog/kinds.ts';
import { openMenu } from '../view/dialog/menu.ts';
import { askAboutPaste } from '../view/dialog/paste.ts';
import { startSearch } from '../view/dialog/search.ts';
import { openWorlds } from '../view/dialog/worlds/list.ts';
import { beginCommand, promptOf } from '../view/input-lines.ts';
import { keepInputRows } from '../view/layout.ts';
import { openLinks } from '../view/links/list.ts';
import { clickLink } from '../view/links/place.ts';
import { stopSlowly } from '../view/paste/slowly.ts';
import { answerAsking } from '../view/plain/asking.ts';
import { plainRow } from '../view/plain/compose.ts';
import { isPlain } from '../view/plain/settle.ts';
import { notePlainEntry } from '../view/plain/tell.ts';
import { hasMore, NOTHING_SCROLLS, pageRows, readBy } from '../view/reading/moves.ts';
import { startSuggesting } from '../view/spelling/suggest.ts';
import { measureFor } from '../view/widths.ts';
import { detach } from '../web/attach/channel.ts';
import { disconnect } from '../world/connection.ts';
import { requestReload } from '../world/handover.ts';
import { pauseWalk } from '../world/walk/walk.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { pressBound } from './automation.ts';
import { passKey } from './charmode.ts';
import { findingKey } from './finding.ts';
import { meantKey } from './meant-key.ts';
import { type ActingTurn, acting, entered } from './submit.ts';
import { toggleEcho, toggleTags } from './toggles.ts';
import { watchingKey } from './watching/keys.ts';
import { lookingActs } from './watching/looking.ts';
import { worldActs } from './world-keys.ts';

/** Two Ctrl+C within this time (ms) quit: one is pressed by mistake, two are not. */
const INTERRUPT_WINDOW = 3000;
const CUT_PASTE = 'The paste broke off before its end. What came of it is kept, and keys work again.';

/** As if the key came from the view's terminal. */
export function pressKey(turn: Turn, view: View, key: Key, settle: (turn: Turn) => void): void {
  handleKey(acting(turn, view), meantKey(turn.state, view, key));
  settleTyped(turn, view, settle);
}

/** What follows from a key, and from what was entered, before the next key: another world's draft is in the input, say. */
export function settleTyped(turn: Turn, view: View, settle: (turn: Turn) => void): void {
  doActions(turn);
  settle(turn);
  measureFor(view, turn.state);
  // By what is typed: a prompt that comes in parts may need more rows for a moment.
  keepInputRows(turn.state, view);
}

/** Nothing followed an Escape in time: it stands for itself. */
export function flushEscape(turn: Turn, view: View): void {
  for (const key of flushKeys(view.keys)) handleKey(acting(turn, view), key);
}

/** A paste under way has brought nothing for a while. */
export function askPaste(turn: Turn, view: View): void {
  for (const key of pasteSilent(view.keys)) handleKey(acting(turn, view), key);
  keepInputRows(turn.state, view);
}

/** Does what commands have asked for by the names of actions. */
export function doActions(turn: Turn): void {
  for (const { view, name } of turn.actions.splice(0)) {
    const now = acting(turn, view);
    if (isAction(name)) act(now, name);
    // A line that is entered again and again by what it says would never end.
    if (turn.actions.splice(0).length > 0)
      complainHere(now, `/key ${name} has entered a line with another /key, which is not done.`);
  }
}

type ActingAction = ActionIn<'always' | 'output' | 'line'>;

/** What a key of the action would do at the input line. */
function act(turn: ActingTurn, name: ActionName): void {
  const { view, state } = turn;
  if (actions[name].scope !== 'editing') return acts[name as ActingAction](turn);
  const { editor, columns, current } = view;
  entered(
    turn,
    editBy(editor, state, name as ActionIn<'editing'>, columns, promptCells(turn), current ?? ''),
  );
}

const acts: Readonly<Record<ActingAction, (turn: ActingTurn) => void>> = {
  reload: requestReload,
  ...lookingActs,
  ...worldActs,
  help: turn => runCommand(turn, 'help', '', ''),
  worlds: openWorlds,
  'toggle-tags': toggleTags,
  'toggle-echo': toggleEcho,
  search: startSearch,
  copy: startCopy,
  links: openLinks,
  menu: openMenu,
  'command-line': ({ state, view }) => beginCommand(state, view),
  'search-history': searchHistory,
  'quoted-insert': ({ view }) => {
    view.editor.quoting = true;
  },
  'toggle-mask': toggleMask,
  spelling: startSuggesting,
  complete: tab,
  'complete-backward': turn => complete(turn, -1),
  interrupt,
};

/** What means nothing where there is no screen. */
const SCROLLING: ReadonlySet<string> = new Set<ActionName>([
  ...(['copy', 'release-all', 'top', 'row-up', 'row-down', 'scroll-up', 'scroll-down'] as const),
  ...(['page-up', 'page-down', 'half-page-up', 'half-page-down'] as const),
]);

function handleKey(turn: ActingTurn, key: Key): void {
  if (turn.view.watches) return watchingKey(turn, key);
  const { said } = turn.view;
  turn.view.said = null;
  if (key.type === 'paste' && key.cut) complainHere(turn, CUT_PASTE);
  const name = key.type === 'key' ? key.name : key.type === 'mouse' ? key.action : '';
  if (turn.view.editor.quoting && !topDialog(turn.view)) return type(turn, key);
  const { keys } = turn.state.settings;
  const open = topDialog(turn.view);
  if (!open && pressBound(turn, name)) return;
  const always = findAction(keys, name, 'always');
  if (always) return acts[always](turn);
  if (open) return (isPlain(turn.view) ? answerKey : dialogKey)(turn, open, key, name);
  if (turn.view.editor.find && findingKey(turn.state, turn.view, key, name)) return;
  if (passKey(turn, key)) return;
  const action = findAction(keys, name, 'output', 'line');
  if (action && turn.view.plain && SCROLLING.has(action)) complainHere(turn, NOTHING_SCROLLS);
  else if (action) acts[action](turn);
  else if (name === 'C-d' && turn.view.plain && turn.view.editor.text === '')
    runCommand(turn, 'quit', '-a', '');
  else if (key.type === 'mouse') click(turn, key, said !== null);
  else type(turn, key);
}

/** `covered`: an answer stood in place of the last rows of the output. */
function click(
  turn: ActingTurn,
  { action, column, row }: Extract<Key, { type: 'mouse' }>,
  covered: boolean,
): void {
  const { state, view } = turn;
  const place = { column, row };
  if (action !== 'press' || clickWorld(turn, view, place) || clickInput(state, view, place)) return;
  if (!covered && state.settings.mouse) clickLink(turn, view, place);
}

/** A command that was chosen in a dialog is shown as if it had been typed. */
function runChosen(turn: ActingTurn, command: string, args: string): void {
  runCommand(acting(turn, turn.view), command, args, `/${command} ${args}`.trim());
}

/** What the dialog has no use for acts on the output if that is on screen, and on nothing behind the dialog. */
function dialogKey(turn: ActingTurn, { dialog, kind }: OpenDialog, key: Key, name: string): void {
  // However fast it comes twice, it closes what is open.
  const given: Key = name === 'M-Escape' ? { type: 'key', name: 'Escape' } : key;
  const done = kind.key(turn, turn.view, dialog, given);
  if (typeof done === 'object') return runChosen(turn, done.command, done.args ?? '');
  if (done || kind.covers !== 'input') return;
  const action = findAction(turn.state.settings.keys, name, 'output');
  if (action) acts[action](turn);
}

/** Where there is no screen a dialog is answered by lines. */
function answerKey(turn: ActingTurn, { dialog, kind }: OpenDialog, key: Key, name: string): void {
  const { state, view } = turn;
  if (['Escape', 'M-Escape', 'C-c'].includes(name)) {
    setText(view.editor, '');
    kind.key(turn, view, dialog, { type: 'key', name: 'Escape' });
    return;
  }
  // What is answered is no input to be had again.
  const memory = { history: [], unsavedHistory: [], kills: state.kills };
  const row = plainRow(state, view);
  const { submitted } = edit(view.editor, memory, inOneLine(key), view.columns, promptCells(turn));
  if (submitted === undefined || !isPlain(view)) return;
  notePlainEntry(state, view, row, '');
  const order = answerAsking(turn, view, submitted);
  if (order) runChosen(turn, order.command, order.args ?? '');
}

/** An answer is a line: of a paste, too. */
function inOneLine(key: Key): Key {
  if (key.type !== 'paste') return key;
  return { ...key, text: key.text.replace(/[\r\n]+$/, '').replace(/[\r\n]+/g, ' ') };
}

/** A key for the input line. */
function type(turn: ActingTurn, key: Key): void {
  const { state, view } = turn;
  if (choicesKey(turn, key) || askAboutPaste(turn, view, key)) return;
  const row = view.plain?.input === 'keys' ? plainRow(state, view) : null;
  const { masked } = view.editor;
  const result = edit(view.editor, state, key, view.columns, promptCells(turn), view.current ?? '');
  if (row !== null && result.submitted !== undefined)
    notePlainEntry(state, view, row, masked ? '' : result.submitted);
  // An Escape that means nothing alone may be the first half of a slowly typed Esc j.
  if (!result.handled && key.type === 'key' && key.name === 'Escape') armMeta(view.keys);
  entered(turn, result);
}

function promptCells({ state, view }: ActingTurn): number {
  const { spans } = promptOf(state, view);
  return textWidth(spans.map(({ text }) => text).join(''));
}

function searchHistory(turn: ActingTurn): void {
  if (!beginFind(turn.view.editor)) sayHere(turn, 'What is hidden is in no history.');
}

function interrupt(turn: ActingTurn): void {
  const { state, view, world } = turn;
  if (world?.phase === 'connecting') return disconnect(turn, world);
  if (world && stopSlowly(turn, world)) return;
  if (world && pauseWalk(turn, world))
    return sayHere(turn, `${world.name}: the walk pauses. /walk resume goes on, /walk stop ends it.`);
  if (view.interruptedAt !== 0 && state.now - view.interruptedAt <= INTERRUPT_WINDOW) {
    if (view.channel === null) turn.effects.push({ type: 'quit' });
    else detach(state, view);
    return;
  }
  view.interruptedAt = state.now;
  // Whoever has attached a terminal leaves with it alone.
  sayHere(turn, `Press Ctrl+C again to ${view.channel === null ? 'quit' : 'detach'}.`);
}

function tab(turn: ActingTurn): void {
  if (hasMore(turn) && !isChoosing(turn.view)) readBy(turn, pageRows(turn));
  else complete(turn);
}
