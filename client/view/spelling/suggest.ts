/** Ctrl+Q: what could have been meant by a word of the input. */
import { moveCursor, replaceBefore } from '../../editor/editor.ts';
import type { SpellingDialog } from '../../state/dialog.ts';
import type { Event } from '../../state/events.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { type Form, type FormRow, formState } from '../dialog/form/form.ts';
import { formKind } from '../dialog/form/kind.ts';
import { closeDialog, openDialog } from '../dialog/stack.ts';
import { know, wordsIn } from './check.ts';

const OFF =
  'Spelling is not checked: /setup spell en_US turns it on, with a dictionary of hunspell that is installed.';

/** Asks about the word at the cursor, or the one before it. */
export function startSuggesting(turn: Turn): void {
  const { state, view, effects } = turn;
  if (!view) return;
  const languages = state.settings.spell;
  if (languages === '') return sayHere(turn, OFF);
  const { editor } = view;
  const place = wordsIn(editor).findLast(([start]) => start <= editor.cursor);
  if (!place) return sayHere(turn, 'There is no word before the cursor.');
  const [start, end] = place;
  const word = editor.text.slice(start, end);
  openDialog(view, { kind: 'spelling', form: formState(), word, start, suggestions: null });
  effects.push({ type: 'suggest', view: view.id, languages, word });
}

export function onSuggested(
  turn: Turn,
  { view: id, word, suggestions, fault }: Extract<Event, { type: 'suggested' }>,
): void {
  const view = turn.state.views[id];
  const dialog = view?.dialogs.find((one): one is SpellingDialog => one.kind === 'spelling');
  if (!view || dialog?.word !== word) return;
  if (fault === null) {
    dialog.suggestions = suggestions;
    dialog.form.focus = '';
    return;
  }
  closeDialog(view, dialog);
  complainHere({ ...turn, view }, `No suggestions: ${fault}.`);
}

/** What another image has asked for is asked for again. */
export function resumeSuggesting({ state, effects }: Turn): void {
  for (const view of Object.values(state.views))
    for (const dialog of view.dialogs)
      if (dialog.kind === 'spelling' && dialog.suggestions === null)
        effects.push({ type: 'suggest', view: view.id, languages: state.settings.spell, word: dialog.word });
}

export const spellingKind = formKind<SpellingDialog>({
  describe,
  press(turn, view, dialog, id) {
    closeDialog(view, dialog);
    if (id === 'learn') return void learn(turn, dialog);
    const chosen = dialog.suggestions?.[Number(id.slice(1))];
    if (id.startsWith('s') && chosen !== undefined) replace(turn, view, dialog, chosen);
  },
});

function describe(_: State, __: View, { word, suggestions }: SpellingDialog): Form {
  const items = (suggestions ?? []).map(
    (label, at): FormRow => ({ kind: 'item', id: `s${at}`, label, letter: String(at + 1), note: '' }),
  );
  const none = suggestions === null ? 'Looking for words ...' : 'Nothing is like it.';
  return {
    title: 'Spelling',
    columns: 40,
    rows: [
      { kind: 'text', text: word, style: '1' },
      ...(items.length > 0 ? items : [{ kind: 'text', text: none } as const]),
    ],
    buttons: [
      { id: 'learn', label: 'Add to my words', letter: 'a' },
      { id: 'leave', label: 'Leave it', letter: 'l' },
    ],
  };
}

function replace(turn: Turn, { editor }: View, { word, start }: SpellingDialog, chosen: string): void {
  const end = start + word.length;
  if (editor.text.slice(start, end) !== word)
    return complainHere(turn, `"${word}" does not stand there any more: nothing was changed.`);
  const { cursor } = editor;
  moveCursor(editor, end);
  replaceBefore(editor, start, chosen);
  if (cursor > end) moveCursor(editor, cursor + chosen.length - word.length);
}

function learn({ state, effects }: Turn, { word }: SpellingDialog): void {
  effects.push({ type: 'learn word', word });
  if (state.spelling) know(state.spelling, word, false);
}
