/** A rule in a form: what most rules say. What it has beside that in automation.toml stays. */
import { keyLabel, parseKey } from '../../../settings/keys/names.ts';
import { changeRule, findRule, sayUnknownWorlds } from '../../../settings/rules/change.ts';
import type { Rule, RuleKind } from '../../../state/automation.ts';
import type { RuleEditor } from '../../../state/dialog.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { View } from '../../../state/view.ts';
import { sayHere } from '../../../world/world.ts';
import { refuse } from '../form/focus.ts';
import { type Form, type FormSpec, formState } from '../form/form.ts';
import { formKind } from '../form/kind.ts';
import { closeDialog, openDialog } from '../stack.ts';
import { rowsOf, ruleFrom, valuesOf } from './fields.ts';

/** Opens the rule, or without a name the form of a new one; `pattern`: what it may look for. */
export function openRule({ state, view }: Turn, of: RuleKind, name: string | null, pattern = ''): void {
  if (!view) return;
  const rule = name === null ? null : (findRule(state.automation, of, name) ?? null);
  const values = valuesOf(of, rule);
  const fresh = rule ? {} : { name: freeName(state, of), ...(pattern !== '' && { pattern }) };
  openDialog(view, {
    kind: 'rule',
    form: formState({ ...values, ...fresh }, 'name'),
    of,
    name: rule && name,
  });
}

function freeName({ automation }: State, of: RuleKind): string {
  for (let number = 1; ; number++) if (!findRule(automation, of, `${of}${number}`)) return `${of}${number}`;
}

const titles: Readonly<Record<RuleKind, string>> = {
  trigger: 'trigger',
  alias: 'alias',
  bind: 'key',
  hook: 'hook',
  timer: 'timer',
};

function ruleOf({ automation }: State, { of, name }: RuleEditor): Rule | null {
  return name === null ? null : (findRule(automation, of, name) ?? null);
}

/** The form as it is on the terminal, and as pages show it. */
export const ruleForm: FormSpec<RuleEditor> = {
  describe(state, _view, dialog): Form {
    return {
      title: dialog.name === null ? `A new ${titles[dialog.of]}` : `The ${titles[dialog.of]} ${dialog.name}`,
      rows: rowsOf(dialog.of, ruleOf(state, dialog)),
      buttons: [
        { id: 'save', label: 'Save', letter: 's', about: 'Is in force at once, and in automation.toml.' },
        { id: 'cancel', label: 'Cancel', letter: 'c', about: 'Leaves all as it was.' },
      ],
    };
  },
  press(turn, view, dialog, id, form) {
    if (id === 'cancel') closeDialog(view, dialog);
    else save(turn, view, dialog, form);
    return undefined;
  },
};

export const ruleKind = formKind(ruleForm);

function save(turn: Turn, view: View, dialog: RuleEditor, form: Form): void {
  const { of, name: before } = dialog;
  const { automation } = turn.state;
  const made = ruleFrom(of, ruleOf(turn.state, dialog), dialog.form.values);
  if ('fault' in made) return refuseAt(form, dialog, made.key, made.fault);
  const rule = of === 'bind' ? { ...made.rule, ...keyNamed(made.rule) } : made.rule;
  if (of === 'bind' && parseKey(rule.key ?? '') === null)
    return refuseAt(form, dialog, 'key', 'that is no key');
  if (rule.name !== before && findRule(automation, of, rule.name))
    return refuseAt(form, dialog, 'name', `there is a ${titles[of]} of this name`);
  closeDialog(view, dialog);
  changeRule(turn, of, rule.name, rule, before ?? rule.name);
  sayHere(turn, `Saved: the ${titles[of]} ${rule.name}. /undo takes it back.`);
  sayUnknownWorlds(turn, rule);
}

/** As `/bind` writes it. */
function keyNamed({ key = '' }: Rule): { key?: string } {
  const parsed = parseKey(key);
  return parsed === null ? {} : { key: keyLabel(parsed) };
}

function refuseAt(form: Form, dialog: RuleEditor, key: string, fault: string): void {
  const at = form.rows.some(row => row.kind === 'field' && row.id === key) ? key : 'name';
  refuse(form, dialog.form, at, `${fault[0]?.toUpperCase() ?? ''}${fault.slice(1)}.`);
}
