/**
 * A form in a box: rows of text, fields and items, buttons below them, what the selected row is about, and hints. A kind of
 * dialog describes its form as a function of the state, and says what its buttons and items do; everything else is here:
 *
 *     export const greetKind = formKind<Greet>({
 *       describe: (state, view, dialog) => ({
 *         title: 'Greet',
 *         rows: [
 *           { kind: 'text', text: 'Whoever is greeted greets you back.' },
 *           { kind: 'field', id: 'name', label: 'Name', field: { type: 'text', check: nameFault }, note: 'who it is' },
 *           { kind: 'field', id: 'loud', label: 'Loudly', field: { type: 'toggle' }, about: 'Everybody in the room hears it.' },
 *         ],
 *         buttons: [{ id: 'greet', label: 'Greet', letter: 'g' }, { id: 'cancel', label: 'Cancel', letter: 'c' }],
 *       }),
 *       press(turn, view, dialog, id, form) {
 *         if (id === 'greet' && refused(form, dialog.form)) return;
 *         if (id === 'greet') greet(turn, dialog.form.values.name);
 *         closeDialog(view, dialog);
 *       },
 *     });
 *
 * formKind() is in kind.ts, refused() in focus.ts. The dialog is plain data in client/state/dialog.ts with a `form`, made by `formState(values, focus)`; it stands in the union
 * `Dialog` (state/view.ts) and in the table of kinds.ts, and openDialog() puts it on the screen. `dialog.form.values` is what
 * the fields hold. Of focus.ts, `setValue` writes into it, `giveFocus` selects a row, `refused` looks at all fields by their
 * `check` and goes to the first that is wrong, `refuse` does so with a reason of the kind's own.
 *
 * Keys: Tab, Shift+Tab, Up, Down go from row to row and to the buttons; Space and Left, Right change a toggle or a choice;
 * a field takes the keys of the input line; Enter in a field goes on to the next row, on a button or an item presses it,
 * elsewhere presses the first button; a letter (with Alt also in a field) presses the button or item that has it; Esc leaves;
 * F1 shows all that is known of the row. Clicks and the wheel do the same.
 */
import { emptyEditor } from '../../../editor/editor.ts';
import type { FormState } from '../../../state/dialog.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { FrameRow, Key } from '../../../state/terminal.ts';
import type { Dialog, View } from '../../../state/view.ts';
import type { Hint } from '../box/box.ts';
import type { Order } from '../kind.ts';

export type Field =
  /** `check` says what is wrong with the text in a sentence, or null; `hint` stands there while there is none. */
  | {
      readonly type: 'text' | 'secret' | 'number';
      readonly check?: (text: string) => string | null;
      readonly hint?: string;
    }
  /** The values; `names` are what is shown in their place. */
  | { readonly type: 'choice'; readonly choices: readonly string[]; readonly names?: readonly string[] }
  | { readonly type: 'toggle' };

interface Explained {
  /** A few words: beside the row, or below it, or with what it is about, wherever there is room. */
  readonly note?: string;
  /** Sentences about the row while it has the keys. */
  readonly about?: string;
}

/** A paragraph, wrapped; it has no keys. */
export interface TextRow {
  readonly kind: 'text';
  readonly text: string;
  readonly style?: string;
}

export interface FieldRow extends Explained {
  readonly kind: 'field';
  readonly id: string;
  readonly label: string;
  readonly field: Field;
}

/** A row to choose: of a menu or a list. */
export interface ItemRow extends Explained {
  readonly kind: 'item';
  readonly id: string;
  /** A text, or spans of a table row; cut where the box ends. */
  readonly label: string | FrameRow;
  readonly letter?: string;
}

export type FormRow = TextRow | FieldRow | ItemRow;

export interface FormButton extends Explained {
  readonly id: string;
  readonly label: string;
  /** Presses it; underlined in its label if it stands there. */
  readonly letter?: string;
}

export interface Form {
  readonly title: string;
  /** At the right of the title. */
  readonly sign?: string;
  readonly rows: readonly FormRow[];
  /** The first one is what Enter presses. */
  readonly buttons: readonly FormButton[];
  /** In place of the usual ones, the most important first. */
  readonly hints?: readonly Hint[];
  /** Id of the field that takes what is typed where no field is, such as a filter; letters press nothing then. */
  readonly typing?: string;
  /** A click on an item gives it the keys; one more presses it. */
  readonly selects?: true;
  /** Rows that it keeps room for, so that a list which is narrowed down does not jump about. */
  readonly least?: number;
  /** Notes stand below their rows in any box that is high enough, even if not all rows are seen at once then. */
  readonly noted?: true;
  /** Cells that the inside would like to have; a sensible number by default. */
  readonly columns?: number;
}

export type FormDialog = Dialog & { readonly form: FormState };

/** What a kind of dialog says of its form. */
export interface FormSpec<D extends FormDialog> {
  describe(state: State, view: View, dialog: D): Form;
  /** A button or an item was pressed. A command that is returned is run. */
  press(turn: Turn, view: View, dialog: D, id: string, form: Form): Order | undefined;
  /** Another value of a field. */
  changed?(turn: Turn, view: View, dialog: D, id: string): void;
  /** Before the form takes the key, or what the mouse does; true: it has had it. `focus` is the row or button that has the keys. */
  key?(turn: Turn, view: View, dialog: D, key: Key, focus: string): boolean;
  /** Esc or Ctrl+C; it is closed if nothing is said here. */
  leave?(turn: Turn, view: View, dialog: D): void;
  /** Follows what has changed meanwhile. */
  settle?(state: State, dialog: D): void;
}

/** The state of a form that is just opened: what its fields hold, and which row or button has the keys ('' = the first). */
export function formState(values: Readonly<Record<string, string>> = {}, focus = ''): FormState {
  return {
    ...{ focus, values: { ...values }, editor: editorOf(values[focus] ?? '') },
    ...{ selected: true, top: 0, loose: false, fault: null },
  };
}

function editorOf(text: string) {
  return { ...emptyEditor(), text, cursor: text.length };
}
