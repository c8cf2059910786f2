/**
 * Tab, and the menu that a `/` opens. Tab goes as far as there is no choice, then shows what there is, then goes from one to
 * the next; what stands in the input is what Enter takes, so nothing is ever chosen that one does not see there.
 */
import { replaceBefore } from '../../editor/editor.ts';
import { marksWithin } from '../../editor/pasted.ts';
import type { State, Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';
import type { Choices, View } from '../../state/view.ts';
import type { Candidates } from './candidates.ts';
import { candidatesAt, commandNames } from './place.ts';

type ViewTurn = Turn & { readonly view: View };

/** Tab, or with -1 Shift+Tab: completes what is before the cursor, shows what may stand there, or goes to the next of it. */
export function complete(turn: ViewTurn, step: 1 | -1 = 1): void {
  const { view } = turn;
  const { editor } = view;
  if (editor.masked) return;
  if (isChoosing(view)) return chooseNext(view, step);
  const found = candidatesAt(turn);
  if (!found) return;
  const typed = editor.text.slice(found.start, editor.cursor);
  const isOnly = found.total === 1;
  const goesOn = found.common.length > typed.length || (isOnly && found.common !== typed);
  if (goesOn) replaceBefore(editor, found.start, found.common);
  const wasShown = view.choices !== null && view.choices.items.length > 1 && !goesOn;
  view.choices = isOnly ? null : choicesOf(view, 'tab', found);
  if (wasShown && !isOnly) chooseNext(view, step);
}

/** One of them stands in the input: keys go from one to the next. */
export function isChoosing({ choices }: View): boolean {
  return choices !== null && choices.chosen !== null;
}

/** Keys that the menu or the list has a use for. False: the key goes on, and what was shown is over. */
export function choicesKey(turn: ViewTurn, key: Key): boolean {
  const { view } = turn;
  if (!view.choices || key.type === 'mouse') return false;
  const name = key.type === 'key' ? key.name : '';
  if (name === 'Escape') closeChoices(view);
  else if (isChoosing(view) && (name === 'Up' || name === 'Down')) complete(turn, name === 'Up' ? -1 : 1);
  else {
    view.choices = null;
    return false;
  }
  return true;
}

/** What was typed is back. */
function closeChoices(view: View): void {
  const { choices, editor } = view;
  if (choices && choices.chosen !== null) replaceBefore(editor, choices.start, choices.typed);
  view.choices = null;
  view.menuClosed = true;
}

function chooseNext(view: View, step: 1 | -1): void {
  const { choices, editor } = view;
  const count = choices?.items.length ?? 0;
  if (!choices || count === 0) return;
  const before = choices.chosen ?? (step === 1 ? -1 : 0);
  const next = (before + step + count) % count;
  const item = choices.items[next];
  if (!item) return;
  replaceBefore(editor, choices.start, item.text);
  view.choices = { ...choices, ...placeOf(view), by: 'tab', chosen: next };
}

function choicesOf(view: View, by: Choices['by'], found: Candidates): Choices | null {
  const { items, total, start, note } = found;
  if (items.length === 0 && !note) return null;
  const typed = view.editor.text.slice(start, view.editor.cursor);
  return { by, ...placeOf(view), start, typed, items, total, chosen: null, ...(note && { note }) };
}

function placeOf({ line, editor }: View): Pick<Choices, 'line' | 'length' | 'cursor'> {
  return { line, length: editor.text.length, cursor: editor.cursor };
}

/** What is shown follows the input: a `/` at its start opens the menu, another line or another cursor ends a list. */
export function settleChoices(state: State, view: View): void {
  const { choices, editor } = view;
  if (choices && !isFor(choices, view)) view.choices = null;
  if (!editor.text.startsWith('/')) view.menuClosed = false;
  else if (view.choices === null && !view.plain && wantsMenu(state, view))
    view.choices = choicesOf(view, 'typing', commandNames(editor.text.slice(1), 0));
}

function isFor({ line, length, cursor }: Choices, { line: current, editor }: View): boolean {
  return line === current && length === editor.text.length && cursor === editor.cursor;
}

/** No name of a command is longer. */
const LONGEST_NAME = 32;

function wantsMenu({ settings, history }: State, { editor, menuClosed }: View): boolean {
  const { text, cursor, pasted, masked, position } = editor;
  // What Up has brought is no command that is being typed.
  const isRecalled = position !== null && history[position] === text;
  if (!settings.command_menu || menuClosed || masked || isRecalled || editor.find) return false;
  if (cursor !== text.length || text.length > LONGEST_NAME || !/^\/[^\s/]*$/.test(text)) return false;
  return marksWithin(pasted, 0, 1).length === 0;
}
