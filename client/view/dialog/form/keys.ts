/** Keys and mouse in a form. */
import { emptyEditor } from '../../../editor/editor.ts';
import type { FormState } from '../../../state/dialog.ts';
import type { Turn } from '../../../state/state.ts';
import type { Key } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { keyInBox, placeInside } from '../box/box.ts';
import type { Order } from '../kind.ts';
import { editLine } from '../one-line.ts';
import { openPager } from '../pager/pager.ts';
import { closeDialog } from '../stack.ts';
import { formBox } from './draw.ts';
import {
  editorOf,
  focusOf,
  giveFocus,
  isTyped,
  moveFocus,
  type Stop,
  setValue,
  stopsOf,
  valueIn,
} from './focus.ts';
import type { FieldRow, Form, FormDialog, FormSpec } from './form.ts';
import { layoutForm } from './layout.ts';
import { offsetAt, stopAt } from './mouse.ts';

const WHEEL_ROWS = 3;

/** A form that has the keys. */
interface Open<D extends FormDialog> {
  readonly turn: Turn;
  readonly view: View;
  readonly dialog: D;
  readonly spec: FormSpec<D>;
  readonly form: Form;
  /** A command that is to be run. */
  order: Order | undefined;
}

/** Returns a command that is to be run. */
export function formKey<D extends FormDialog>(
  turn: Turn,
  view: View,
  dialog: D,
  spec: FormSpec<D>,
  given: Key,
): Order | undefined {
  const { state } = turn;
  const form = spec.describe(state, view, dialog);
  const open: Open<D> = { turn, view, dialog, spec, form, order: undefined };
  const key = keyInBox(formBox(state, view, form, dialog.form), given);
  const focus = focusOf(form, dialog.form);
  const isHad = spec.key?.(turn, view, dialog, key, focus?.id ?? '') ?? false;
  if (!isHad) pressKey(open, focus, key);
  dialog.form.secret = holdsSecret(form, dialog.form);
  if (!dialog.form.loose)
    dialog.form.top = layoutForm(state, view, spec.describe(state, view, dialog), dialog.form).top;
  return open.order;
}

function pressKey<D extends FormDialog>(open: Open<D>, focus: Stop | undefined, key: Key): void {
  if (key.type === 'mouse') mouse(open, key);
  else if (key.type === 'text') typed(open, focus, key);
  else if (key.type === 'key') named(open, focus, key);
  else typeInto(open, focus, key);
}

function holdsSecret({ rows }: Form, at: FormState): boolean {
  return rows.some(row => row.kind === 'field' && row.field.type === 'secret' && valueIn(at, row.id) !== '');
}

function typed<D extends FormDialog>(
  open: Open<D>,
  focus: Stop | undefined,
  key: Key & { type: 'text' },
): void {
  const { dialog, form } = open;
  const { text } = key;
  if (isTyped(focus) && (focus.field.type !== 'number' || /[0-9]/.test(text)))
    return edited(open, focus, key);
  if (focus && text === ' ') return used(open, focus);
  const pressed = form.typing === undefined ? withLetter(form, text) : undefined;
  if (pressed) return press(open, pressed);
  if (focus && isTyped(focus) && (text === '+' || text === '-'))
    return stepped(open, focus, text === '+' ? 1 : -1);
  if (form.typing !== undefined && focus?.id !== form.typing && text !== '+') {
    giveFocus(form, dialog.form, form.typing);
    // What it is filtered by so far stays.
    dialog.form.selected = false;
    if (text !== '/') typeInto(open, focusOf(form, dialog.form), key);
  }
}

function typeInto<D extends FormDialog>(open: Open<D>, focus: Stop | undefined, key: Key): void {
  if (isTyped(focus)) edited(open, focus, key);
}

function withLetter(form: Form, text: string): Stop | undefined {
  return stopsOf(form).find(stop => 'letter' in stop && stop.letter?.toLowerCase() === text.toLowerCase());
}

type Act = <D extends FormDialog>(open: Open<D>, focus: Stop | undefined) => void;

const next: Act = ({ form, dialog }) => moveFocus(form, dialog.form, 1);
const previous: Act = ({ form, dialog }) => moveFocus(form, dialog.form, -1);
const leave: Act = ({ turn, view, dialog, spec }) =>
  spec.leave ? spec.leave(turn, view, dialog) : closeDialog(view, dialog);

const acts: Readonly<Record<string, Act>> = {
  ...{ Escape: leave, 'C-c': leave },
  ...{ Tab: next, Down: next, 'C-n': next, 'S-Tab': previous, Up: previous, 'C-p': previous },
  PageDown: open => paged(open, 1),
  PageUp: open => paged(open, -1),
  Enter: entered,
  F1: explain,
};

/** Where no text is. */
const beside: Readonly<Record<string, Act>> = {
  Left: (open, focus) => sideways(open, focus, -1),
  Right: (open, focus) => sideways(open, focus, 1),
  Home: ({ form, dialog }) => goToEnd(form, dialog, 0),
  End: ({ form, dialog }) => goToEnd(form, dialog, -1),
};

function named<D extends FormDialog>(
  open: Open<D>,
  focus: Stop | undefined,
  key: Key & { type: 'key' },
): void {
  const { name } = key;
  const act = acts[name] ?? (isTyped(focus) ? undefined : beside[name]);
  const pressed = /^M-.$/u.test(name) ? withLetter(open.form, name.slice(2)) : undefined;
  if (act) act(open, focus);
  else if (pressed) press(open, pressed);
  else if (isTyped(focus)) edited(open, focus, key);
  else if (name === 'Backspace' && open.form.typing !== undefined) {
    giveFocus(open.form, open.dialog.form, open.form.typing);
    open.dialog.form.selected = false;
    typeInto(open, focusOf(open.form, open.dialog.form), key);
  }
}

/** In a field it goes on, if nothing is wrong with what was typed. */
function entered<D extends FormDialog>(open: Open<D>, focus: Stop | undefined): void {
  const { form, dialog } = open;
  const [first] = form.buttons;
  if (isTyped(focus)) {
    const fault = focus.field.check?.(valueIn(dialog.form, focus.id)) ?? null;
    if (fault !== null) dialog.form.fault = { id: focus.id, text: fault };
    else moveFocus(form, dialog.form, 1);
  } else if (focus && focus.kind !== 'field') press(open, focus);
  else if (first) press(open, { kind: 'button', ...first });
}

function press<D extends FormDialog>(open: Open<D>, { id }: Stop): void {
  const { turn, view, dialog, spec, form } = open;
  dialog.form.focus = id;
  open.order = spec.press(turn, view, dialog, id, form);
}

/** Space, or a click: presses a button or an item, changes a toggle or a choice. */
function used<D extends FormDialog>(open: Open<D>, focus: Stop): void {
  if (focus.kind === 'field') changed(open, focus, 1);
  else press(open, focus);
}

function sideways<D extends FormDialog>(open: Open<D>, focus: Stop | undefined, step: 1 | -1): void {
  const { form, dialog } = open;
  if (focus?.kind === 'field') return changed(open, focus, step);
  if (focus?.kind === 'button') moveFocus(form, dialog.form, step);
}

/** The next or previous of the values of a toggle or a choice. */
function changed<D extends FormDialog>(open: Open<D>, { id, field }: FieldRow, step: 1 | -1): void {
  const choices =
    field.type === 'choice' ? field.choices : field.type === 'toggle' ? ['false', 'true'] : undefined;
  if (!choices) return;
  const at = choices.indexOf(valueIn(open.dialog.form, id));
  write(open, id, choices[(at + step + choices.length) % choices.length] as string);
}

function stepped<D extends FormDialog>(open: Open<D>, focus: FieldRow, step: 1 | -1): void {
  const value = Number(valueIn(open.dialog.form, focus.id));
  if (!Number.isSafeInteger(value + step)) return;
  write(open, focus.id, String(value + step));
  open.dialog.form.editor = editorOf({ ...open.dialog.form, focus: '' }, focus);
}

function write<D extends FormDialog>({ turn, view, dialog, spec }: Open<D>, id: string, value: string): void {
  setValue(dialog.form, id, value);
  dialog.form.loose = false;
  spec.changed?.(turn, view, dialog, id);
}

/** Keys that delete or move end a selection; one that deletes takes all of it. */
const DELETING = ['Backspace', 'Delete', 'C-h', 'C-d', 'C-w', 'C-k', 'C-u'];

function edited<D extends FormDialog>(open: Open<D>, focus: FieldRow, key: Key): void {
  const { dialog, turn } = open;
  const { form: at } = dialog;
  const { masked } = editorOf(at, focus);
  const isReplaced = at.selected && (key.type !== 'key' || DELETING.includes(key.name));
  const editor = isReplaced ? { ...emptyEditor(), masked } : editorOf(at, focus);
  Object.assign(at, { focus: focus.id, editor, selected: false, loose: false });
  const before = valueIn(at, focus.id);
  if (!isReplaced || key.type !== 'key') editLine(turn.state, editor, key);
  if (editor.text !== before) write(open, focus.id, editor.text);
}

/** The first or the last row; where there are none but buttons, of those. */
function goToEnd(form: Form, { form: at }: FormDialog, index: 0 | -1): void {
  const stops = stopsOf(form);
  const rows = stops.filter(({ kind }) => kind !== 'button');
  const stop = (rows.length > 0 ? rows : stops).at(index);
  if (stop) giveFocus(form, at, stop.id);
}

/** A page of rows on; where nothing has the keys but buttons, the text scrolls. */
function paged<D extends FormDialog>(open: Open<D>, step: 1 | -1): void {
  const { turn, view, form, dialog } = open;
  const stops = stopsOf(form).filter(({ kind }) => kind !== 'button');
  const { room } = layoutForm(turn.state, view, form, dialog.form);
  if (stops.length < 2) return scrolled(open, step * Math.max(1, room - 1));
  const at = stops.findIndex(({ id }) => id === focusOf(form, dialog.form)?.id);
  const by = Math.max(1, room - 1) * step;
  const to = stops[Math.max(0, Math.min((at < 0 ? stops.length : at) + by, stops.length - 1))];
  if (to) giveFocus(form, dialog.form, to.id);
}

function scrolled<D extends FormDialog>({ turn, view, form, dialog }: Open<D>, rows: number): void {
  const { top, body, room } = layoutForm(turn.state, view, form, dialog.form);
  dialog.form.loose = true;
  dialog.form.top = Math.max(0, Math.min(top + rows, body.length - room));
}

function mouse<D extends FormDialog>(open: Open<D>, key: Key & { type: 'mouse' }): void {
  const { turn, view, form, dialog } = open;
  if (key.action === 'wheel-up') return scrolled(open, -WHEEL_ROWS);
  if (key.action === 'wheel-down') return scrolled(open, WHEEL_ROWS);
  const place = placeInside(formBox(turn.state, view, form, dialog.form), key);
  if (key.action !== 'press' || !place) return;
  const layout = layoutForm(turn.state, view, form, dialog.form);
  const stop = stopAt(form, layout, place);
  if (!stop) return;
  const isNew = focusOf(form, dialog.form)?.id !== stop.id;
  const offset = isTyped(stop) ? offsetAt(form, dialog.form, layout, stop, place.column) : 0;
  giveFocus(form, dialog.form, stop.id);
  // What is clicked on stays where it is.
  dialog.form.top = layout.top;
  if (isTyped(stop))
    Object.assign(dialog.form, { selected: false, editor: { ...dialog.form.editor, cursor: offset } });
  else if (stop.kind !== 'item' || !form.selects || !isNew) used(open, stop);
}

/** All that is known of the row, to read at leisure. */
function explain<D extends FormDialog>({ view, form }: Open<D>, focus: Stop | undefined): void {
  if (!focus) return;
  const { label, note, about } = focus;
  const name =
    typeof label === 'string'
      ? label
      : label
          .map(({ text }) => text)
          .join('')
          .trim();
  const texts = [note, about].filter(text => text !== undefined && text !== '') as string[];
  openPager(
    view,
    `${form.title}: ${name}`,
    texts.length > 0 ? texts.flatMap(text => [text, '']).slice(0, -1) : [''],
  );
}
