/** /edits: the texts that games have handed over; one that is chosen is opened. */
import type { EditsDialog } from '../../state/dialog.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { editNumbered, editsOf, isChanged } from '../../world/edits/edits.ts';
import { type Form, type FormRow, formState } from '../dialog/form/form.ts';
import { formKind } from '../dialog/form/kind.ts';
import { closeDialog, openDialog } from '../dialog/stack.ts';
import { openEdit } from './open.ts';

export function openEdits(view: View): void {
  openDialog(view, { kind: 'edits', form: formState() });
}

export const editsKind = formKind<EditsDialog>({
  describe: state => describe(state),
  press(turn: Turn, view: View, dialog: EditsDialog, id: string) {
    closeDialog(view, dialog);
    const [, number] = /^edit (\d+)$/.exec(id) ?? [];
    const edit = number === undefined ? undefined : editNumbered(turn.state, Number(number));
    if (edit) openEdit(turn, view, edit);
    return undefined;
  },
});

function describe(state: State): Form {
  const all = editsOf(state);
  const none: FormRow = { kind: 'text', text: 'No game has handed over a text to be edited.' };
  return {
    title: 'Texts to edit',
    sign: `${all.length}`,
    rows:
      all.length === 0
        ? [none]
        : [...all].reverse().map(edit => ({
            kind: 'item',
            id: `edit ${edit.id}`,
            label: `${edit.id}  ${edit.name}`,
            note: `${edit.world}, ${edit.kind}${isChanged(edit) ? ', changed and not sent' : ''}`,
          })),
    buttons: [{ id: 'close', label: 'Close', letter: 'c' }],
  };
}
