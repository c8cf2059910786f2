/** Triggers and hooks of macros, filed as rules are: the same index finds them. */
import { encodeRules, rulesOf } from '../../../automation/rules.ts';
import type { Rule } from '../../../state/automation.ts';
import type { State } from '../../../state/state.ts';
import type { Macro, TinyFugue } from '../../../state/tinyfugue/tinyfugue.ts';
import { attributesOf } from '../../../tinyfugue/attributes.ts';
import { rulePattern } from '../../../tinyfugue/patterns.ts';
import { allMacros, macroNumbered } from '../store.ts';

/** As far as they have changed since. */
export function fileMacros(state: State): TinyFugue | null {
  const { tinyfugue } = state;
  if (!tinyfugue?.stale) return tinyfugue ?? null;
  delete tinyfugue.stale;
  const macros = allMacros(state).filter(({ trigger, hook }) => trigger ?? hook);
  // The newest first; where priorities are the same, those that others may follow come before those that end the search.
  macros.reverse().sort((one, other) => Number(other.fall ?? false) - Number(one.fall ?? false));
  const known = rulesOf(tinyfugue.rules);
  const before = new Map(known.all.map(rule => [keyOf(rule), rule]));
  const rules = macros.flatMap(rulesFor).map(rule => {
    const same = before.get(keyOf(rule));
    return same && JSON.stringify(same) === JSON.stringify(rule) ? same : rule;
  });
  tinyfugue.rules.block = rules.length === 0 ? new Uint8Array(0) : encodeRules(rules, known);
  tinyfugue.events = [...new Set(macros.flatMap(({ hook }) => hook?.events ?? []))];
  return tinyfugue;
}

const keyOf = ({ kind, name }: Rule) => `${kind} ${name}`;

/** The macro of a rule. */
export function macroOfRule(tinyfugue: TinyFugue, { name }: Rule): Macro | null {
  return macroNumbered(tinyfugue, name.split(' ', 1)[0] as string);
}

function rulesFor(macro: Macro): Rule[] {
  const { number, trigger, hook, priority = 1, fall, world } = macro;
  const common = {
    priority,
    ...(fall === undefined && { fall: false }),
    ...(world !== undefined && { worlds: [world] }),
  };
  const rules: Rule[] = [];
  if (trigger) {
    const { text, mode, case: exact } = rulePattern(trigger);
    rules.push({
      kind: 'trigger',
      name: String(number),
      patterns: [text],
      mode,
      case: exact,
      ...common,
      ...looks(macro),
    });
  }
  for (const event of hook?.events ?? []) {
    const pattern = hook?.pattern && rulePattern(hook.pattern);
    const asked = pattern
      ? { patterns: [pattern.text], mode: pattern.mode, case: pattern.case }
      : { patterns: [] };
    rules.push({ kind: 'hook', name: `${number} ${event}`, event: `tf ${event}`, ...asked, ...common });
  }
  return rules;
}

/** What `-a` makes of the whole line. */
function looks({ attributes }: Macro): Partial<Rule> {
  if (attributes === undefined) return {};
  const { style, gag, bell } = attributesOf(attributes);
  return {
    ...(style !== '' && { hilite: style, part: 'line' as const }),
    ...(gag && { gag }),
    ...(bell && { bell }),
  };
}
