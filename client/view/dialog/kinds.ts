/** The kinds of dialogs, and the one that has the keys and the cursor. */
import type { Dialog, View } from '../../state/view.ts';
import type { DialogKind } from './kind.ts';
import { searchKind } from './search.ts';
import { setupKind } from './setup.ts';

const kinds: { readonly [K in Dialog['kind']]: DialogKind<Extract<Dialog, { kind: K }>> } = {
  search: searchKind,
  setup: setupKind,
};

export interface OpenDialog {
  readonly dialog: Dialog;
  readonly kind: DialogKind<Dialog>;
}

/** Returns the dialog on top of the view; one that only another build knows is kept, and has no keys here. */
export function topDialog({ dialogs }: View): OpenDialog | null {
  const dialog = dialogs.findLast(({ kind }) => Object.hasOwn(kinds, kind));
  return dialog ? { dialog, kind: kinds[dialog.kind] as DialogKind<Dialog> } : null;
}

/** Returns the pattern that is marked in the output of the view; '' = none. */
export function markedPattern({ dialogs }: View): string {
  const patterns = dialogs.map(dialog =>
    (kinds[dialog.kind] as DialogKind<Dialog> | undefined)?.marks?.(dialog),
  );
  return patterns.findLast(pattern => pattern !== undefined) ?? '';
}
