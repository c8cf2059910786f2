/** A text of several lines, edited in a box. What is typed is kept whatever becomes of the box. */
import { edit as editText, insertText } from '../../editor/editor.ts';
import { layoutInput } from '../../editor/layout.ts';
import type { EditDialog } from '../../state/dialog.ts';
import type { State, Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { editNumbered, isChanged, takeEdited } from '../../world/edits/edits.ts';
import { complainHere, findWorld, sayHere } from '../../world/world.ts';
import { type BoxPlace, drawBox, type Hint, placeBox, type ShownBox } from '../dialog/box/box.ts';
import type { BoxDialogKind } from '../dialog/kind.ts';
import { closeDialog } from '../dialog/stack.ts';

const COLUMNS = 80;
const HINTS: readonly Hint[] = [
  { key: 'C-s', text: 'Ctrl+S: send' },
  { key: 'Escape', text: 'Esc: leave' },
];

export const editKind: BoxDialogKind<EditDialog> = {
  covers: 'box',
  key(turn, view, dialog, key) {
    press(turn, view, dialog, key);
    return true;
  },
  box: (state, view, dialog) => draw(state, view, dialog),
};

function placeOf(state: State, view: View): BoxPlace {
  return placeBox(state, view, { columns: COLUMNS, rows: view.rows });
}

function draw(state: State, view: View, { edit: id, editor }: EditDialog): ShownBox {
  const place = placeOf(state, view);
  const edit = editNumbered(state, id);
  const { rows, cursor } = layoutInput(editor, place.inside.columns, place.inside.rows, []);
  const lines = editor.text.split('\n').length;
  const line = editor.text.slice(0, editor.cursor).split('\n').length;
  return drawBox(place, {
    title: edit ? `${edit.name} (${edit.world})` : 'Gone',
    sign: `${editor.text !== edit?.base ? '* ' : ''}${line}/${lines}`,
    rows,
    hints: HINTS,
    cursor,
  });
}

function press(turn: Turn, view: View, dialog: EditDialog, key: Key): void {
  const { state } = turn;
  const { editor } = dialog;
  const edit = editNumbered(state, dialog.edit);
  const name = key.type === 'key' ? key.name : '';
  if (!edit) return closeDialog(view, dialog);
  if (name === 'C-s') {
    closeDialog(view, dialog);
    takeEdited({ ...turn, world: findWorld(state, edit.world) ?? null }, edit, editor.text);
  } else if (name === 'Escape' || name === 'C-c') {
    closeDialog(view, dialog);
    edit.text = editor.text;
    if (isChanged(edit))
      sayHere(turn, `${edit.name} is kept as it is, and not sent: /edits ${edit.id} goes on.`);
  } else if (name === 'Enter') insertText(editor, '\n');
  else {
    const memory = { history: [], unsavedHistory: [], kills: state.kills, settings: state.settings };
    const { inside } = placeOf(state, view);
    const steps = name === 'PageUp' || name === 'PageDown' ? Math.max(1, inside.rows - 1) : 1;
    const meant: Key = steps === 1 ? key : { type: 'key', name: name === 'PageUp' ? 'Up' : 'Down' };
    let refused = 0;
    for (let step = 0; step < steps; step++)
      refused += editText(editor, memory, meant, inside.columns).refused ?? 0;
    if (refused > 0) complainHere(turn, 'There is no room for that in the text.');
  }
  // Where it is, for the time after a crash, too.
  if (view.dialogs.includes(dialog)) edit.text = editor.text;
}
