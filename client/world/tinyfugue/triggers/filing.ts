/** Triggers and hooks of macros, filed as rules are: the same index finds them. */
import { finish, type Steps } from '../../../automation/block.ts';
import { encodingRules, preparing, rulesOf } from '../../../automation/rules.ts';
import type { Automation, Rule } from '../../../state/automation.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { Macro, TinyFugue } from '../../../state/tinyfugue/tinyfugue.ts';
import { attributesOf } from '../../../tinyfugue/attributes.ts';
import { rulePattern } from '../../../tinyfugue/patterns.ts';
import { createFiling } from '../../rules/filing.ts';
import { countOf, eachMacro, macroNumbered } from '../store.ts';

/** As far as they have changed since; at once, for something asks. */
export function fileMacros(state: State): TinyFugue | null {
  const { tinyfugue } = state;
  if (!tinyfugue?.stale) return tinyfugue ?? null;
  putInForce(tinyfugue);
  return tinyfugue;
}

/** What is done of it already is not done again. */
function putInForce(tinyfugue: TinyFugue): void {
  const { block, events } = inTurns.restOf(tinyfugue);
  delete tinyfugue.stale;
  delete tinyfugue.leftover;
  tinyfugue.rules.block = block;
  tinyfugue.events = [...events];
}

/** Rules of macros, and what hooks among them are about. */
interface Ready {
  readonly block: Uint8Array;
  readonly events: readonly string[];
}

/** Files what is new in steps, and makes it ready for the next line. */
function* filing(tinyfugue: TinyFugue): Steps<Ready> {
  // Behind a reload neither rules nor macros are decoded yet.
  yield* preparing(tinyfugue.rules.block);
  const macros: Macro[] = [];
  let count = 0;
  for (const macro of eachMacro(tinyfugue)) {
    if (macro.trigger ?? macro.hook) macros.push(macro);
    if (++count % AT_ONCE === 0) yield;
  }
  sortToBeAsked(macros);
  const known = rulesOf(tinyfugue.rules);
  const before = new Map(known.all.map(rule => [keyOf(rule), rule]));
  const rules: Rule[] = [];
  for (const [at, macro] of macros.entries()) {
    const own = (filed.get(macro) ?? rulesFor(macro)).map(rule => sameOr(before.get(keyOf(rule)), rule));
    filed.set(macro, own);
    for (const rule of own) rules.push(rule);
    if (at % AT_ONCE === 0) yield;
  }
  const block = rules.length === 0 ? new Uint8Array(0) : yield* encodingRules(rules, known);
  yield* preparing(block);
  return { block, events: [...new Set(macros.flatMap(({ hook }) => hook?.events ?? []))] };
}

/** Of those in the order in which they were made: the newest first; where priorities are the same, those that others may follow come before those that end the search. */
function sortToBeAsked(macros: Macro[]): void {
  macros.reverse().sort((one, other) => Number(other.fall ?? false) - Number(one.fall ?? false));
}

/**
 * The rules that hooks of the event stand among: all of them. Where there is much to be filed what has happened does not wait for it,
 * as a line does, and the few macros that it is for are asked without.
 */
export function rulesForHook(state: State, event: string): Automation | null {
  if (!isLongToFile(state)) return fileMacros(state)?.rules ?? null;
  const tinyfugue = state.tinyfugue as TinyFugue;
  const meant: Macro[] = [];
  for (const macro of eachMacro(tinyfugue)) if (macro.hook?.events.includes(event)) meant.push(macro);
  sortToBeAsked(meant);
  const own = meant.flatMap(macro => rulesFor(macro).filter(one => one.event === `tf ${event}`));
  return { ...tinyfugue.rules, block: own.length === 0 ? new Uint8Array(0) : finish(encodingRules(own)) };
}

/** What a macro is filed as: derived, for reading its pattern anew is the dearest of it. */
const filed = new WeakMap<Macro, readonly Rule[]>();
/** Macros between two rests. */
const AT_ONCE = 20;

function sameOr(before: Rule | undefined, rule: Rule): Rule {
  if (before === rule) return rule;
  return before && JSON.stringify(before) === JSON.stringify(rule) ? before : rule;
}

const inTurns = createFiling(filing, 15);

/** Some of it, before anything asks. False: there is more. */
export function fileSome(turn: Pick<Turn, 'state' | 'effects'>): boolean {
  const { tinyfugue } = turn.state;
  if (!tinyfugue?.stale && !tinyfugue?.leftover) return true;
  return told(turn, tinyfugue, inTurns.someOf(tinyfugue));
}

function told({ effects }: Pick<Turn, 'effects'>, { changes = 0 }: TinyFugue, isDone: boolean): boolean {
  if (isDone) effects.push({ type: 'file macros', changes });
  return isDone;
}

/** They are in force from now on, if none has changed since. */
export function onMacrosFiled({ state }: Turn, changes: number): void {
  const { tinyfugue } = state;
  if (!tinyfugue || (tinyfugue.changes ?? 0) !== changes) return;
  if (tinyfugue.stale ?? tinyfugue.leftover) putInForce(tinyfugue);
}

/** Of so few macros what is not filed yet is filed at once: some milliseconds. */
const FEW = 1500;

/** Whether there is so much to be filed that lines of the game wait for it. */
export function isLongToFile(state: State): boolean {
  const { tinyfugue, automation } = state;
  return tinyfugue?.stale === true && automation.on && countOf(tinyfugue) > FEW;
}

/** Before a line of the game: much is filed in turns of their own. False: the line waits. */
export function fileBeforeLine(turn: Turn): boolean {
  const { tinyfugue } = turn.state;
  if (!tinyfugue) return true;
  const isLong = isLongToFile(turn.state);
  if (isLong) told(turn, tinyfugue, inTurns.someForLine(tinyfugue));
  else inTurns.awaitedNoMore(tinyfugue);
  return !isLong;
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

/** What `-a` says beside colours, which are for who paints the line. */
function looks({ attributes }: Macro): Partial<Rule> {
  if (attributes === undefined) return {};
  const { gag, bell } = attributesOf(attributes);
  return { ...(gag && { gag }), ...(bell && { bell }) };
}
