/** Opening a text to be edited: in the user's editor, if this is the terminal that Clay was started in, or in a box. */

import { emptyEditor } from '../../editor/editor.ts';
import type { Edit } from '../../state/editing/edits.ts';
import type { State, Turn } from '../../state/state.ts';
import { TERMINAL, type View } from '../../state/view.ts';
import { editNumbered } from '../../world/edits/edits.ts';
import { complainHere } from '../../world/world.ts';
import { openDialog } from '../dialog/stack.ts';

/** The setting that stands for the box. */
export const BOX = 'box';
/** Longer texts (UTF-16 units) would be laid out for too long at each key. */
const MOST_IN_BOX = 64 * 1024;

export function openEdit(turn: Turn, view: View, edit: Edit): void {
  const { state, effects } = turn;
  const { editor } = state.settings;
  if (state.edits?.lent) return complainHere(turn, 'The editor is open already.');
  if (isOpenElsewhere(turn, view, edit)) return;
  if (view.id !== TERMINAL || view.kind !== 'terminal' || editor === BOX) return openBox(turn, view, edit);
  const { id, kind, text } = edit;
  effects.push({ type: 'edit', edit: id, kind, text, command: editor });
}

/** In a box of Clay's own. */
export function openBox(turn: Turn, view: View, edit: Edit): void {
  const { id, name, text } = edit;
  if (isOpenElsewhere(turn, view, edit)) return;
  const where = '/setup editor, or VISUAL or EDITOR in the environment, names one.';
  if (view.plain || view.kind !== 'terminal')
    return complainHere(
      turn,
      `${name} is edited on a terminal with a screen, or in an editor there: ${where}`,
    );
  if (text.length > MOST_IN_BOX)
    return complainHere(turn, `${name} is too long for a box; an editor takes it: ${where}`);
  if (view.dialogs.some(dialog => dialog.kind === 'edit' && dialog.edit === id)) return;
  openDialog(view, { kind: 'edit', edit: id, editor: { ...emptyEditor(), text, cursor: 0 } });
}

/** One place for each text: of two, the one that is left last would undo what the other has made of it. Says so. */
function isOpenElsewhere(turn: Turn, view: View, { id, name }: Edit): boolean {
  const isOpen = Object.values(turn.state.views).some(
    other => other !== view && other.dialogs.some(dialog => dialog.kind === 'edit' && dialog.edit === id),
  );
  if (isOpen) complainHere(turn, `${name} is open in a box of another terminal; Esc there leaves it.`);
  return isOpen;
}

/** One that has just come is opened where somebody looks at its world, has nothing typed and nothing else open. */
export function offerFresh(turn: Turn): void {
  const { state } = turn;
  const { edits } = state;
  const edit = edits?.fresh === undefined ? undefined : editNumbered(state, edits.fresh);
  if (!edits || edits.fresh === undefined) return;
  delete edits.fresh;
  const world = edit && Object.hasOwn(state.worlds, edit.world) ? state.worlds[edit.world] : undefined;
  // One for each line that the user has said: a game cannot take the terminal again and again.
  if (!edit || !world?.asksEdit || edits.lent) return;
  const view = viewFor(state, edit.world);
  if (!view) return;
  delete world.asksEdit;
  openEdit({ ...turn, view, world }, view, edit);
}

function viewFor(state: State, name: string): View | undefined {
  const attended = state.views[state.attended];
  const fits = (view: View) =>
    view.kind === 'terminal' &&
    !view.plain &&
    !view.watches &&
    view.current === name &&
    view.editor.text === '' &&
    view.dialogs.length === 0;
  return attended && fits(attended) ? attended : undefined;
}
