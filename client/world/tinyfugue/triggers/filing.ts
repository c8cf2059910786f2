/** Triggers and hooks of macros, filed as rules are: the same index finds them. */
import { finish, type Steps } from '../../../automation/block.ts';
import { encodingRules, preparing, rulesOf } from '../../../automation/rules.ts';
import type { Automation, Rule } from '../../../state/automation.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { Macro, TinyFugue } from '../../../state/tinyfugue/tinyfugue.ts';
import { attributesOf } from '../../../tinyfugue/attributes.ts';
import { rulePattern } from '../../../tinyfugue/patterns.ts';
import { countOf, eachMacro, macroNumbered } from '../store.ts';

/** As far as they have changed since; at once, for something asks. */
export function fileMacros(state: State): TinyFugue | null {
  const { tinyfugue } = state;
  if (!tinyfugue?.stale) return tinyfugue ?? null;
  putInForce(state, tinyfugue);
  return tinyfugue;
}

/** What is done of it already is not done again. */
function putInForce(state: State, tinyfugue: TinyFugue): void {
  const at = stepsOf(state, tinyfugue);
  const { block, events } = at.ready ?? finish(at.steps);
  underWay.delete(tinyfugue);
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
function* filing(state: State, tinyfugue: TinyFugue): Steps<Ready> {
  // Behind a reload neither rules nor macros are decoded yet.
  yield* preparing(tinyfugue.rules.block);
  const macros: Macro[] = [];
  let count = 0;
  for (const macro of eachMacro(state)) {
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
  const { rules } = state.tinyfugue as TinyFugue;
  const meant: Macro[] = [];
  for (const macro of eachMacro(state)) if (macro.hook?.events.includes(event)) meant.push(macro);
  sortToBeAsked(meant);
  const own = meant.flatMap(macro => rulesFor(macro).filter(one => one.event === `tf ${event}`));
  return { ...rules, block: own.length === 0 ? new Uint8Array(0) : finish(encodingRules(own)) };
}

/** What a macro is filed as: derived, for reading its pattern anew is the dearest of it. */
const filed = new WeakMap<Macro, readonly Rule[]>();
/** Macros between two rests. */
const AT_ONCE = 20;

function sameOr(before: Rule | undefined, rule: Rule): Rule {
  if (before === rule) return rule;
  return before && JSON.stringify(before) === JSON.stringify(rule) ? before : rule;
}

interface UnderWay {
  readonly changes: number;
  readonly steps: Steps<Ready>;
  /** It is done, and not in force yet. */
  ready?: Ready;
}

/** Filing under way: derived, so that a reload begins it anew. */
const underWay = new WeakMap<TinyFugue, UnderWay>();
/** Steps of one turn: some 5 ms. */
const OF_TURN = 15;

/** Those that are under way for the macros as they are, or new ones. */
function stepsOf(state: State, tinyfugue: TinyFugue): UnderWay {
  const { changes = 0 } = tinyfugue;
  const known = underWay.get(tinyfugue);
  const at: UnderWay = known?.changes === changes ? known : { changes, steps: filing(state, tinyfugue) };
  underWay.set(tinyfugue, at);
  return at;
}

/**
 * Some of it, before anything asks: so many steps. What is ready comes in force by an event: the journal tells where that was,
 * however many turns it takes when a crash has all played again. False: there is more.
 */
export function fileSome({ state, effects }: Pick<Turn, 'state' | 'effects'>, most = OF_TURN): boolean {
  const { tinyfugue } = state;
  if (!tinyfugue?.stale && !tinyfugue?.leftover) return true;
  const at = stepsOf(state, tinyfugue);
  for (let left = most; left > 0 && !at.ready; left--) {
    const { done, value } = at.steps.next();
    if (done) at.ready = value;
  }
  if (at.ready) effects.push({ type: 'file macros', changes: at.changes });
  return at.ready !== undefined;
}

/** They are in force from now on, if none has changed since. */
export function onMacrosFiled({ state }: Turn, changes: number): void {
  const { tinyfugue } = state;
  if (!tinyfugue || (tinyfugue.changes ?? 0) !== changes) return;
  if (tinyfugue.stale ?? tinyfugue.leftover) putInForce(state, tinyfugue);
}

/** Of so few macros what is not filed yet is filed at once: some milliseconds. */
const FEW = 1500;

/** Whether there is so much to be filed that lines of the game wait for it. */
export function isLongToFile(state: State): boolean {
  const { tinyfugue, automation } = state;
  return tinyfugue?.stale === true && automation.on && countOf(tinyfugue) > FEW;
}

/** For which changes lines wait, and how often others have come since: derived. */
const awaited = new WeakMap<TinyFugue, { readonly changes: number; readonly times: number }>();

/**
 * Before a line of the game: much is filed in turns of their own. False: the line waits. Each change that comes meanwhile has all
 * of it begin anew, and a turn do twice as much: however often something is defined, the line comes.
 */
export function fileBeforeLine(turn: Turn): boolean {
  const { tinyfugue } = turn.state;
  if (!tinyfugue) return true;
  if (!isLongToFile(turn.state)) {
    awaited.delete(tinyfugue);
    return true;
  }
  const { changes = 0 } = tinyfugue;
  const known = awaited.get(tinyfugue);
  const times = known ? known.times + Number(known.changes !== changes) : 0;
  awaited.set(tinyfugue, { changes, times });
  fileSome(turn, OF_TURN * 2 ** times);
  return false;
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
