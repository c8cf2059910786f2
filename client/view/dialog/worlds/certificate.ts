/**
 * A certificate that was refused: what is wrong with it, both fingerprints, accept or refuse. It comes up by itself, so it
 * is in nobody's way: only over its own world, only when nothing is half typed, and what is typed all the same goes into
 * the input line and puts it away. Whatever is pressed without a look refuses.
 */
import { edit } from '../../../editor/editor.ts';
import type { CertificateDialog } from '../../../state/dialog.ts';
import type { State } from '../../../state/state.ts';
import type { View } from '../../../state/view.ts';
import { isPasting, pendingEscape } from '../../../terminal/keys.ts';
import { isAway, worldOn } from '../../../world/audience.ts';
import { certificateLines, trust } from '../../../world/connection.ts';
import { findWorld, typedName } from '../../../world/world.ts';
import { type Form, formState } from '../form/form.ts';
import { formKind } from '../form/kind.ts';
import type { BoxDialogKind } from '../kind.ts';
import { closeDialog, openDialog } from '../stack.ts';

/** So wide that a fingerprint is in one row of 80 columns. */
const COLUMNS = 76;

/** Once for each time that one was refused. */
export function offerCertificate(state: State, view: View): void {
  const world = worldOn(state, view);
  if (!world?.refused || world.refused.offered || isAway(state, view) || isBusy(view)) return;
  world.refused.offered = true;
  openDialog(view, { kind: 'certificate', form: formState({}, 'refuse'), name: world.name });
}

function isBusy({ dialogs, editor, keys, kind, plain, watches }: View): boolean {
  // What is to be trusted is for those who play.
  if (watches) return true;
  // A program that writes lines has not expected a question.
  if (plain?.input === 'lines') return true;
  const isTyping = editor.text !== '' || isPasting(keys) || pendingEscape(keys);
  return kind !== 'terminal' || dialogs.length > 0 || isTyping;
}

const form = formKind<CertificateDialog>({
  describe,
  press(turn, view, dialog, id) {
    closeDialog(view, dialog);
    const world = findWorld(turn.state, dialog.name);
    if (id === 'accept' && world) trust(turn, world);
  },
});

export const certificateKind: BoxDialogKind<CertificateDialog> = {
  ...form,
  key(turn, view, dialog, key) {
    if (key.type !== 'text' && key.type !== 'paste') return form.key(turn, view, dialog, key);
    closeDialog(view, dialog);
    edit(view.editor, turn.state, key, view.columns);
    return true;
  },
};

function describe(state: State, _: View, { name }: CertificateDialog): Form {
  const refused = Object.hasOwn(state.worlds, name) ? state.worlds[name]?.refused : undefined;
  if (!refused)
    return {
      title: `Certificate of ${name}`,
      rows: [{ kind: 'text', text: 'This is decided already.' }],
      buttons: [{ id: 'refuse', label: 'Close' }],
    };
  const advice = `Somebody may be listening. Accept it if the server's people say that this is right; later by /trust ${typedName({ name })}.`;
  return {
    title: `Certificate of ${name}`,
    columns: COLUMNS,
    rows: [
      { kind: 'text', text: `${name}: ${refused.sentence}` },
      ...certificateLines(refused).map(text => ({ kind: 'text', text }) as const),
      { kind: 'text', text: advice },
    ],
    buttons: [
      { id: 'refuse', label: 'Refuse' },
      { id: 'accept', label: 'Accept and connect' },
    ],
    hints: [
      { key: 'Enter', text: 'Enter: press' },
      { key: 'Tab', text: 'Tab: the other' },
      { key: 'Escape', text: 'Esc: refuse' },
    ],
  };
}
