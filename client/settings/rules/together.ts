/** Many rules and variables changed at once, with one writing of the file and one step of /undo: what an import does. */
import type { Steps } from '../../automation/block.ts';
import { encodingRules, keyNamed, preparing, rulesOf } from '../../automation/rules.ts';
import type { Automation, Rule, RuleKind } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { syncTimers } from '../../world/rules/timers.ts';
import { setVariables } from '../../world/rules/values.ts';
import { noteVariables, saveRules } from './change.ts';
import { changingAll } from './edit.ts';

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

/**
 * The rules as they will be, encoded and filed in steps: changeTogether() takes that as long as they are what they were. `ready`:
 * bytes in which rules among them are encoded already.
 */
export function* encodingTogether(
  automation: Automation,
  rules: readonly WantedRule[],
  ready?: Uint8Array,
): Steps<Uint8Array> {
  if (rules.length === 0) return automation.block;
  const known = rulesOf(automation);
  const wanted = yield* changingAll(known.all, rules);
  const block = yield* encodingRules(wanted, known, ready && rulesOf({ block: ready }));
  // Filed as well: the next line does not wait for that.
  yield* preparing(block);
  return block;
}

/** Puts them in force and has them written. `block`: what encodingTogether() has made of them. */
export function changeTogether(
  turn: Turn,
  rules: readonly WantedRule[],
  variables: readonly WantedVariable[],
  block: Uint8Array,
): void {
  const { automation } = turn.state;
  automation.block = block;
  const touched = new Set(rules.map(({ kind, name }) => keyNamed(kind, name)));
  for (const key of Object.keys(automation.counts)) if (touched.has(key)) delete automation.counts[key];
  if (rules.some(({ kind }) => kind === 'timer')) syncTimers(turn);
  automation.unsaved = [
    ...automation.unsaved.filter(({ kind, name }) => !touched.has(keyNamed(kind, name))),
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
