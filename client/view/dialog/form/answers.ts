/** Answers to the questions of a form (questions.ts): a value, a number or a name of a row, a button. */
import type { Turn } from '../../../state/state.ts';
import type { View } from '../../../state/view.ts';
import type { Answered, Order } from '../kind.ts';
import { closeDialog } from '../stack.ts';
import { faultOf, giveFocus, isTyped, type Stop, setValue, valueIn } from './focus.ts';
import type { FieldRow, Form, FormDialog, FormSpec } from './form.ts';
import {
  aboutField,
  BUTTONS,
  described,
  firstStep,
  isInterview,
  LIST,
  nameOf,
  numbered,
  shownValue,
} from './questions.ts';

/** Leaves the form, tells it again. */
const LEAVE = '.';
const HELP = '?';
/** Empties a field, where nothing keeps what it holds. */
const NOTHING = '""';

/** A form that was answered. */
interface Answering<D extends FormDialog> {
  readonly turn: Turn;
  readonly view: View;
  readonly dialog: D;
  readonly spec: FormSpec<D>;
  readonly form: Form;
  readonly step: string;
}

export function formAnswer<D extends FormDialog>(
  turn: Turn,
  view: View,
  dialog: D,
  spec: FormSpec<D>,
  step: string,
  text: string,
): Answered {
  const form = spec.describe(turn.state, view, dialog);
  const open: Answering<D> = { turn, view, dialog, spec, form, step };
  const given = text.trim();
  dialog.form.fault = null;
  if (given === LEAVE) return left(open);
  const field = numbered(form).find(({ id }) => id === step);
  if (field?.kind === 'field') return fieldAnswer(open, field, text);
  if (given === HELP) return next([], firstStep(form), true);
  return step === BUTTONS ? buttonAnswer(open, given) : listAnswer(open, given);
}

function next(says: readonly string[], step: string, again = false): Answered {
  return { says, step, again };
}

/** From a field of a list back to the list; else out of the form. */
function left<D extends FormDialog>(open: Answering<D>): Answered {
  const { turn, view, dialog, spec, form, step } = open;
  if (step !== LIST && step !== BUTTONS && !isInterview(form)) return next([], LIST);
  if (spec.leave) spec.leave(turn, view, dialog);
  else closeDialog(view, dialog);
  return next([], LIST);
}

// ---------------------------------------------------------------- a field

function fieldAnswer<D extends FormDialog>(open: Answering<D>, field: FieldRow, text: string): Answered {
  const { form, dialog, step } = open;
  const given = text.trim();
  if (given === HELP) return next([described(field, dialog.form), ...aboutField(field)], step);
  const before = valueIn(dialog.form, field.id);
  const fault = given === '' ? null : put(open, field, isTyped(field) ? text : given);
  if (fault !== null) return next([fault], step);
  const wrong = faultOf(field, dialog.form);
  if (wrong) {
    setValue(dialog.form, field.id, before);
    return next([wrong.text], step);
  }
  // As Enter in a field does: an address may have its port with it.
  if (isTyped(field)) open.spec.key?.(open.turn, open.view, dialog, { type: 'key', name: 'Enter' }, field.id);
  if (!isInterview(form)) return next(given === '' ? [] : [valueWords(field, open)], LIST);
  const all = numbered(form);
  const following = all[all.findIndex(({ id }) => id === step) + 1];
  return next([], following?.id ?? BUTTONS, true);
}

function valueWords<D extends FormDialog>(field: FieldRow, { dialog }: Answering<D>): string {
  return `${field.label}: ${shownValue(field, dialog.form) || 'empty'}.`;
}

/** Says what is wrong with the text, or null. */
function put<D extends FormDialog>(open: Answering<D>, field: FieldRow, text: string): string | null {
  const { turn, view, dialog, spec } = open;
  const value = valueMeant(field, text);
  if (value === null) return `${field.label} is ${choicesOf(field).join(' or ')}, not ${text}.`;
  setValue(dialog.form, field.id, value);
  spec.changed?.(turn, view, dialog, field.id);
  return null;
}

function valueMeant({ field }: FieldRow, text: string): string | null {
  const given = text.toLowerCase();
  if (field.type === 'toggle') {
    if (/^(y|yes|on|true|1)$/.test(given)) return 'true';
    return /^(n|no|off|false|0)$/.test(given) ? 'false' : null;
  }
  if (field.type !== 'choice') return text === NOTHING ? '' : text;
  const names = (field.names ?? field.choices).map(name => name.toLowerCase());
  const exact = names.indexOf(given);
  const close = names.filter(name => name.startsWith(given));
  const at = exact >= 0 ? exact : close.length === 1 ? names.indexOf(close[0] as string) : -1;
  return field.choices[at] ?? field.choices.find(choice => choice === text) ?? null;
}

function choicesOf({ field }: FieldRow): readonly string[] {
  return field.type === 'choice' ? (field.names ?? field.choices) : ['yes', 'no'];
}

// ---------------------------------------------------------------- buttons

function buttonAnswer<D extends FormDialog>(open: Answering<D>, text: string): Answered {
  const [first] = open.form.buttons;
  if (text === '' && first) return press(open, first.id);
  const found = buttonCalled(open.form, text);
  if (found) return press(open, found.id);
  const field = stopCalled(open.form, text);
  if (field) return next([], field.id, true);
  return next([notHere(text)], BUTTONS);
}

function press<D extends FormDialog>(open: Answering<D>, id: string): Answered {
  const { turn, view, dialog, spec, form, step } = open;
  const order: Order | undefined = spec.press(turn, view, dialog, id, form);
  const after = view.dialogs.includes(dialog) ? spec.describe(turn.state, view, dialog) : null;
  const fault = dialog.form.fault?.id;
  const isField = after !== null && numbered(after).some(stop => stop.id === fault);
  const isChanged = after !== null && isInterview(after) !== isInterview(form);
  const step2 = isField ? (fault as string) : isChanged ? firstStep(after) : step;
  return { says: [], step: step2, again: isChanged, order };
}

function buttonCalled({ buttons }: Form, text: string): Stop | null {
  const given = text.toLowerCase();
  if (given === '') return null;
  const all = buttons.map((button): Stop => ({ kind: 'button', ...button }));
  const exact = all.find(one => nameOf(one).toLowerCase() === given);
  const byLetter = all.find(one => 'letter' in one && one.letter?.toLowerCase() === given);
  const close = all.filter(one => nameOf(one).toLowerCase().startsWith(given));
  return exact ?? byLetter ?? (close.length === 1 ? (close[0] ?? null) : null);
}

// ---------------------------------------------------------------- a list

function listAnswer<D extends FormDialog>(open: Answering<D>, text: string): Answered {
  const { form } = open;
  if (text === '') return isFiltered(open) ? filtered(open, '') : next([WAY], LIST);
  const [first, rest] = inTwo(form, text);
  if (first === HELP) return explained(open, rest);
  const whole = stopCalled(form, text);
  if (whole) return use(open, whole, '');
  const button = buttonCalled(form, text);
  if (button) return press(open, button.id);
  const stop = rest === '' ? null : stopCalled(form, first);
  if (stop?.kind === 'field') return use(open, stop, rest);
  const about = rest === '' ? null : buttonCalled(form, first);
  const item = about && stopCalled(form, rest);
  if (about && item) return pressFor(open, about, item);
  return form.typing === undefined ? next([notHere(text)], LIST) : filtered(open, text);
}

/** A name, which may have blanks in it, and what stands behind it. */
function inTwo(form: Form, text: string): readonly [string, string] {
  const given = text.toLowerCase();
  const names = numbered(form).flatMap(namesOf);
  const name = names.find(one =>
    /^(\s*=\s*|\s+)\S/.test(given.startsWith(one) ? given.slice(one.length) : ''),
  );
  const length = name?.length ?? /^\S+?(?=\s*=|\s)/.exec(text)?.[0].length ?? text.length;
  return [text.slice(0, length), text.slice(length).replace(/^(\s*=\s*|\s+)/, '')];
}

/** A command that is entered where a dialog asks is taken by the input line, behind it. */
function notHere(text: string): string {
  const none = `There is no “${text}” here`;
  return text.startsWith('/') ? `${none}: a full stop leaves, then commands are taken again.` : `${none}.`;
}

const WAY = 'A number or a name chooses, a question mark tells all again, a full stop leaves.';

/** A button about a row: `edit Alpha`. */
function pressFor<D extends FormDialog>(open: Answering<D>, button: Stop, item: Stop): Answered {
  giveFocus(open.form, open.dialog.form, item.id);
  return press(open, button.id);
}

function use<D extends FormDialog>(open: Answering<D>, stop: Stop, text: string): Answered {
  const { dialog } = open;
  if (stop.kind !== 'field') return press(open, stop.id);
  if (text !== '') return fieldAnswer({ ...open, step: stop.id }, stop, text);
  if (stop.field.type !== 'toggle') return next([], stop.id, true);
  put(open, stop, valueIn(dialog.form, stop.id) === 'true' ? 'no' : 'yes');
  return next([valueWords(stop, open)], LIST);
}

function explained<D extends FormDialog>(open: Answering<D>, text: string): Answered {
  const stop = stopCalled(open.form, text) ?? buttonCalled(open.form, text);
  if (!stop) return next([notHere(text)], LIST);
  const about = stop.kind === 'field' ? aboutField(stop) : [stop.about ?? ''];
  return next(
    [described(stop, open.dialog.form), ...about].filter(line => line !== ''),
    LIST,
  );
}

/** By its number; by its name, or what no other name begins with or has in it. */
function stopCalled(form: Form, text: string): Stop | null {
  const all = numbered(form);
  const given = text.toLowerCase();
  if (given === '') return null;
  if (/^\d+$/.test(given)) return all[Number(given) - 1] ?? null;
  const names = all.map(stop => namesOf(stop));
  const by = (test: (name: string) => boolean) => all.filter((_, at) => names[at]?.some(test));
  const exact = by(name => name === given);
  if (exact.length > 0) return exact[0] ?? null;
  const starts = by(name => name.startsWith(given));
  const found = starts.length > 0 ? starts : by(name => name.includes(given));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The label, of a table its first column without signs before it; and what the row is of, such as a setting or a world. */
function namesOf(stop: Stop): string[] {
  const [first = ''] = nameOf(stop).split(', ');
  const of = stop.kind === 'item' ? stop.id.replace(/^world /, '') : stop.id;
  return [first.replace(/^[^\p{L}\p{N}]+/u, ''), of].map(name => name.toLowerCase());
}

function isFiltered<D extends FormDialog>({ form, dialog }: Answering<D>): boolean {
  return form.typing !== undefined && (dialog.form.values[form.typing] ?? '') !== '';
}

/** Only the rows that have this in them. */
function filtered<D extends FormDialog>(open: Answering<D>, text: string): Answered {
  const { turn, view, dialog, spec, form } = open;
  const before = dialog.form.values[form.typing ?? ''] ?? '';
  setValue(dialog.form, form.typing ?? '', text);
  spec.changed?.(turn, view, dialog, form.typing ?? '');
  if (numbered(spec.describe(turn.state, view, dialog)).length > 0) return next([], LIST, true);
  setValue(dialog.form, form.typing ?? '', before);
  return next([notHere(text)], LIST);
}
