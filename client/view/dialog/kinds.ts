/** The kinds of dialogs, and the one that has the keys and the cursor. */
import type { State } from '../../state/state.ts';
import type { Dialog, View } from '../../state/view.ts';
import type { DialogKind } from './kind.ts';
import { pagerKind } from './pager/pager.ts';
import { searchKind } from './search.ts';
import { settingsKind } from './settings/setup.ts';

const kinds: { readonly [K in Dialog['kind']]: DialogKind<Extract<Dialog, { kind: K }>> } = {
  pager: pagerKind,
  search: searchKind,
  settings: settingsKind,
};

export interface OpenDialog {
  readonly dialog: Dialog;
  readonly kind: DialogKind<Dialog>;
}

/** Returns the dialog on top of the view; one that only another build knows is kept, and has no keys here. */
export function topDialog({ dialogs }: View): OpenDialog | null {
  const dialog = dialogs.findLast(one => kindOf(one));
  const kind = dialog && kindOf(dialog);
  return kind ? { dialog, kind } : null;
}

/** The dialogs of the view that this build knows, from the bottom to the top. */
export function shownDialogs({ dialogs }: View): OpenDialog[] {
  return dialogs.flatMap(dialog => {
    const kind = kindOf(dialog);
    return kind ? [{ dialog, kind }] : [];
  });
}

/** Lets every dialog of the view follow what has changed. */
export function settleDialogs(state: State, { dialogs }: View): void {
  for (const dialog of dialogs) kindOf(dialog)?.settle?.(state, dialog);
}

function kindOf({ kind }: Dialog): DialogKind<Dialog> | undefined {
  return Object.hasOwn(kinds, kind) ? (kinds[kind] as DialogKind<Dialog>) : undefined;
}

/** Returns the pattern that is marked in the output of the view; '' = none. */
export function markedPattern({ dialogs }: View): string {
  const patterns = dialogs.map(dialog => kindOf(dialog)?.marks?.(dialog));
  return patterns.findLast(pattern => pattern !== undefined) ?? '';
}

/** Whether clicks and the wheel are Clay's: by the setting, and in a box, which takes no text that one could select. */
export function wantsMouse({ settings, views }: State, id: string): boolean {
  const view = views[id];
  return settings.mouse || (view !== undefined && topDialog(view)?.kind.covers === 'box');
}
