/** The stack of dialogs of a view: the last one has the keys and the cursor. */
import type { Dialog, Search, View } from '../../state/view.ts';

export function topDialog({ dialogs }: View): Dialog | null {
  return dialogs.at(-1) ?? null;
}

/** Puts the dialog on top; one of the same kind gives its place up. */
export function openDialog(view: View, dialog: Dialog): void {
  view.dialogs = [...view.dialogs.filter(({ kind }) => kind !== dialog.kind), dialog];
}

export function closeDialog(view: View, dialog: Dialog): void {
  view.dialogs = view.dialogs.filter(other => other !== dialog);
}

/** The search that is open on the view, on top or not. */
export function searchOf({ dialogs }: View): Search | null {
  return dialogs.find(dialog => dialog.kind === 'search') ?? null;
}
