/** The stack of dialogs of a view: which one has the keys and the cursor, kinds.ts says. */
import type { PasteDialog } from '../../state/dialog.ts';
import type { Copy, Dialog, Search, View } from '../../state/view.ts';

/** To a rule, a timer or a file that wants one: nobody is there who has asked for it. */
export const NOWHERE = 'It opens a dialog, which only you can: type it yourself.';

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

/** The paste that is asked about, on top or not. */
export function pasteOf({ dialogs }: View): PasteDialog | null {
  return dialogs.find(dialog => dialog.kind === 'paste') ?? null;
}

/** Copy mode, if it is on top of the view. */
export function copyOf({ dialogs }: View): Copy | null {
  const top = dialogs.at(-1);
  return top?.kind === 'copy' ? top : null;
}
