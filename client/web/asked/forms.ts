/**
 * Forms of the terminal on pages: the same rows, made from the same schema, with the same reasons why a value is not
 * possible; and saved by the same hands. Secrets go in and never come out.
 */

import type { Dialog } from '../../state/view.ts';
import { setValue } from '../../view/dialog/form/focus.ts';
import type { FormDialog, FormSpec, FormRow as Row } from '../../view/dialog/form/form.ts';
import { ruleForm } from '../../view/dialog/rules/editor.ts';
import { openSetup, settingsForm } from '../../view/dialog/settings/setup.ts';
import { openWorldEditor, worldForm } from '../../view/dialog/worlds/editor.ts';
import { openRemoval, removalForm } from '../../view/dialog/worlds/removal.ts';
import { MARK } from '../../world/lines/own.ts';
import type { PageTurn } from '../hands.ts';
import type { Answer, FormRow } from '../protocol.ts';
import { openRuleNamed } from './rules.ts';

/** Buttons that pages may press; of a form that is a question, others. */
const BUTTONS: readonly string[] = ['save', 'connect'];
const ANSWERS: readonly string[] = ['remove'];
/** Beside those that are secrets on the terminal: what may have a password in it. */
const hidden: Readonly<Record<string, RegExp>> = { password_command: /^/, proxy: /@/ };

type Reply = Omit<Answer, 't' | 'q'>;

interface Opened {
  readonly dialog: FormDialog;
  readonly spec: FormSpec<FormDialog>;
  readonly buttons: readonly string[];
}

/** Opens the dialog on the view of the page; null: there is none. */
function opened(turn: PageTurn, what: string, name: string): Opened | null {
  const { view, state } = turn;
  if (what === 'settings') openSetup(turn);
  else if (what === 'new world') openWorldEditor(turn, null, name);
  else if (what === 'world' && Object.hasOwn(state.settings.worlds, name)) openWorldEditor(turn, name);
  else if (what === 'remove world' && Object.hasOwn(state.settings.worlds, name)) openRemoval(view, name);
  else if (what === 'rule' || what === 'new rule') openRuleNamed(turn, name, what === 'new rule');
  const dialog = view.dialogs.at(-1);
  if (!dialog) return null;
  if (dialog.kind === 'world') dialog.all = true;
  const spec = SPECS[dialog.kind] as FormSpec<FormDialog> | undefined;
  const buttons = dialog.kind === 'removal' ? ANSWERS : BUTTONS;
  return spec ? { dialog: dialog as FormDialog, spec, buttons } : null;
}

/** Those that pages have. */
const SPECS: Readonly<Partial<Record<Dialog['kind'], unknown>>> = {
  ...{ settings: settingsForm, world: worldForm, removal: removalForm, rule: ruleForm },
};

const NONE: Reply = { fault: 'There is no such form, or no world or rule of that name any more.' };

/** The rows of a form, and what they hold. */
export function showForm(turn: PageTurn, what: string, name: string): Reply {
  const form = opened(turn, what, name);
  if (!form) return NONE;
  const { dialog, spec } = form;
  const { title, rows, typing } = spec.describe(turn.state, turn.view, dialog);
  const shown = rows.flatMap(row =>
    row.kind === 'field' && row.id !== typing ? [rowOf(row, dialog.form.values[row.id] ?? '')] : [],
  );
  const text = rows.flatMap(row => (row.kind === 'text' ? [row.text] : []));
  return { form: { title, rows: shown, ...(text.length > 0 && { text }) } };
}

function rowOf(
  { id, label, field, note = '', about = '' }: Extract<Row, { kind: 'field' }>,
  value: string,
): FormRow {
  const isHidden = Object.hasOwn(hidden, id) && hidden[id]?.test(value) === true;
  const isKept = field.type === 'secret' ? field.hint !== undefined : isHidden && value !== '';
  return {
    ...{ key: id, label, note, about },
    type: isHidden ? 'secret' : field.type,
    ...(field.type === 'choice' && { choices: field.choices }),
    value: isHidden || field.type === 'secret' ? '' : value,
    ...(isKept && { kept: true }),
  };
}

/** Puts what was changed on the page into the form, and presses a button of it. */
export function setForm(
  turn: PageTurn,
  what: string,
  name: string,
  values: Readonly<Record<string, string>>,
  press: string,
): Reply {
  const form = opened(turn, what, name);
  if (!form?.buttons.includes(press)) return NONE;
  const { dialog, spec } = form;
  const known = dialog.form.values;
  for (const [key, value] of Object.entries(values))
    if (Object.hasOwn(known, key)) setValue(dialog.form, key, withLines(value, known[key] ?? ''));
  const { view } = turn;
  const answer: NonNullable<PageTurn['answer']> = { world: null, lines: [] };
  spec.press({ ...turn, answer }, view, dialog, press, spec.describe(turn.state, view, dialog));
  const { fault } = dialog.form;
  if (view.dialogs.includes(dialog)) return { fault: fault?.text ?? 'Not saved.', key: fault?.id ?? '' };
  return { told: answer.lines.map(({ text }) => text.slice(MARK.length)).join(' ') };
}

/** Several lines stay several where there were several: the page has a field for them. All others have one. */
function withLines(value: string, before: string): string {
  return value.replace(/\r\n?|\n/g, /[\r\n]/.test(before) ? '\n' : ' ');
}
