/** Many rules and variables changed at once, with one writing of the file and one step of /undo: what an import does. */
import { encodeRules, ruleKey, rulesOf } from '../../automation/rules.ts';
import type { Rule, RuleKind } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { syncTimers } from '../../world/rules/timers.ts';
import { setVariables } from '../../world/rules/values.ts';
import { noteVariables, saveRules } from './change.ts';

/** A rule that is put in place of the one of its name; null: it goes. */
export interface WantedRule {
  readonly kind: RuleKind;
  readonly name: string;
  readonly rule: Rule | null;
}

/** A variable of all worlds that is kept; null: it goes. */
export interface WantedVariable {
  readonly name: string;
  readonly value: string | null;
}

/** Puts them in force and has them written. `ready`: bytes in which rules among them are encoded already. */
export function changeTogether(
  turn: Turn,
  rules: readonly WantedRule[],
  variables: readonly WantedVariable[],
  ready?: Uint8Array,
): void {
  const { automation } = turn.state;
  const known = rulesOf(automation);
  const more = ready && rulesOf({ block: ready });
  if (rules.length > 0) automation.block = encodeRules(allChanged(known.all, rules), known, more);
  for (const { kind, name } of rules) delete automation.counts[ruleKey({ kind, name })];
  if (rules.some(({ kind }) => kind === 'timer')) syncTimers(turn);
  const touched = new Set(rules.map(ruleKey));
  automation.unsaved = [
    ...automation.unsaved.filter(one => !touched.has(ruleKey(one))),
    ...rules.map(({ kind, name, rule }) => ({ id: ++automation.edits, kind, name, rule })),
  ];
  setVariables(
    automation,
    '',
    variables.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }])),
  );
  for (const { name, value } of variables) if (value === null) delete automation.variables?.['']?.[name];
  noteVariables(
    automation,
    variables.map(({ name, value }) =>
      value === null ? { world: '', name, value: '', gone: true } : { world: '', name, value },
    ),
  );
  if (rules.length + variables.length > 0) saveRules(turn);
}

/** The rules with the changes made, in the order of the file: what is new stands behind the last one of its kind. */
export function allChanged(before: readonly Rule[], changes: readonly WantedRule[]): Rule[] {
  const wanted = new Map(changes.map(change => [ruleKey(change), change.rule]));
  const done: Rule[] = [];
  for (const rule of before) {
    const change = wanted.get(ruleKey(rule));
    wanted.delete(ruleKey(rule));
    if (change === undefined) done.push(rule);
    else if (change) done.push(change);
  }
  const added = [...wanted.values()].filter(rule => rule !== null);
  const rows = new Map<RuleKind, Rule[]>();
  for (const list of [done, added])
    for (const rule of list) {
      const row = rows.get(rule.kind);
      if (row) row.push(rule);
      else rows.set(rule.kind, [rule]);
    }
  return [...rows.values()].flat();
}
