/** The kinds of dialogs, and the one that has the keys and the cursor. */
import type { State } from '../../state/state.ts';
import type { Dialog, Pattern, View } from '../../state/view.ts';
import { copyKind } from '../copy/mode.ts';
import { editKind } from '../edits/box.ts';
import { editsKind } from '../edits/list.ts';
import { linksKind } from '../links/list.ts';
import { spellingKind } from '../spelling/suggest.ts';
import { keysKind } from './keys.ts';
import type { DialogKind } from './kind.ts';
import { menuKind } from './menu.ts';
import { pagerKind } from './pager/pager.ts';
import { pasteKind } from './paste.ts';
import { quitKind } from './quit.ts';
import { ruleKind } from './rules/editor.ts';
import { rulesKind } from './rules/list.ts';
import { searchKind } from './search.ts';
import { settingsKind } from './settings/setup.ts';
import { webPasswordKind } from './web-password.ts';
import { certificateKind } from './worlds/certificate.ts';
import { worldKind } from './worlds/editor.ts';
import { worldsKind } from './worlds/list.ts';
import { removalKind } from './worlds/removal.ts';

const kinds: { readonly [K in Dialog['kind']]: DialogKind<Extract<Dialog, { kind: K }>> } = {
  copy: copyKind,
  edit: editKind,
  edits: editsKind,
  keys: keysKind,
  links: linksKind,
  menu: menuKind,
  pager: pagerKind,
  paste: pasteKind,
  quit: quitKind,
  search: searchKind,
  settings: settingsKind,
  spelling: spellingKind,
  worlds: worldsKind,
  world: worldKind,
  removal: removalKind,
  rules: rulesKind,
  rule: ruleKind,
  certificate: certificateKind,
  'web password': webPasswordKind,
};

export interface OpenDialog {
  readonly dialog: Dialog;
  readonly kind: DialogKind<Dialog>;
}

/** Returns the dialog on top of the view; one that only another build knows is kept, and has no keys here. */
export function topDialog(view: View): OpenDialog | null {
  return shownDialogs(view).at(-1) ?? null;
}

/** The dialogs of the view that are to be seen, from the bottom to the top: of those that this build knows. */
export function shownDialogs({ dialogs }: View): OpenDialog[] {
  return dialogs.flatMap(dialog => {
    const kind = kindNamed(dialog.kind);
    return kind && (kind.isShown?.(dialog) ?? true) ? [{ dialog, kind }] : [];
  });
}

/** Lets every dialog of the view follow what has changed. */
export function settleDialogs(state: State, { dialogs }: View): void {
  for (const dialog of dialogs) kindNamed(dialog.kind)?.settle?.(state, dialog);
}

/** What the kind of this name says of itself; nothing, if another build alone knows it. */
export function kindNamed(kind: string): DialogKind<Dialog> | undefined {
  return Object.hasOwn(kinds, kind) ? (kinds[kind as Dialog['kind']] as DialogKind<Dialog>) : undefined;
}

/** Returns the pattern that is marked in the output of the view, if there is one. */
export function markedPattern({ dialogs }: View): Pattern | null {
  const patterns = dialogs.map(dialog => kindNamed(dialog.kind)?.marks?.(dialog));
  return patterns.findLast(pattern => pattern !== undefined) ?? null;
}

/** Whether clicks and the wheel are Clay's: by the setting, and in a box, which takes no text that one could select. */
export function wantsMouse({ settings, views }: State, id: string): boolean {
  const view = views[id];
  return settings.mouse || (view !== undefined && topDialog(view)?.kind.covers === 'box');
}
