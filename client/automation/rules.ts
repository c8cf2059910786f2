/**
 * All rules as one piece of bytes, which a reload carries without a look at it, and what is derived from it: the rules in the
 * order in which they are asked, and the index.
 */
import { isFault } from '../../shared/fault.ts';
import type { Automation, Rule, RuleKind } from '../state/automation.ts';
import { meterOf } from '../text/meter.ts';
import { type Decoded, decoded, encoded, finish, type Steps } from './block.ts';
import { type Filed, file, filedStill, inPlaces, newFiled, placesOf } from './filed.ts';
import { type Candidates, NO_CANDIDATES } from './matching/candidates.ts';
import { type Matcher, matcherOf } from './matching/matcher.ts';
import { filingsOf, inSet, ofKind, type SetName } from './rows/entries.ts';
import { type Condition, parseCondition } from './when.ts';

/** Rules of one kind, as they are asked. */
export interface RuleSet {
  readonly count: number;
  /** Read when it is first asked for. */
  ruleAt(place: number): Rule;
  readonly rules: readonly Rule[];
  readonly candidates: Pick<Candidates, 'find'>;
  /** By rule; made when a line first needs it. */
  readonly ready: (Ready | undefined)[];
  /** Of those that take several lines: where each is, by its key. */
  readonly places: { byKey?: ReadonlyMap<string, number> };
  readonly filed: Filed | null;
}

/**
 * A rule with what each line that it may be for asks of it: rules have few of all their fields each, so that to look for one on
 * rule after rule takes longer than what most of them do.
 */
export interface Ready {
  readonly rule: Rule;
  /** As in `counts`. */
  readonly key: string;
  readonly matchers: readonly Matcher[];
  /** Nothing that it says itself keeps it from being asked. */
  readonly isFree: boolean;
  /** It is about one line. */
  readonly isSingle: boolean;
  /** There is more to it than that it matches: a condition, a style, or luck. */
  readonly hasTerms: boolean;
  /** No other rule is asked once it has matched. */
  readonly isLast: boolean;
  /** What it costs to make its patterns ready, as steps. */
  readonly making: number;
}

/** Of a pattern: some 60 µs the first time, in code that has hardly run. Letters that are looked for as they are cost nothing. */
const MAKING = 1500;

export interface Rules extends Decoded {
  readonly sets: Partial<Record<SetName, RuleSet>>;
  readonly named: Partial<Record<RuleKind, ReadonlyMap<string, Rule>>>;
  /** Sets of the rules before these, of which what is filed goes on to be used. */
  readonly before?: Rules['sets'];
}

export type { SetName };

/** The rules encoded; `known`: rules of before, of which those that stay are taken as they are. */
export function encodeRules(rules: readonly Rule[], known?: Rules, more?: Rules): Uint8Array {
  return finish(encodingRules(rules, known, more));
}

/** As encodeRules(), in steps. */
export function* encodingRules(rules: readonly Rule[], known?: Rules, more?: Rules): Steps<Uint8Array> {
  const done = yield* encoded(rules, known, more);
  const block = done.places?.block ?? new Uint8Array(0);
  derived.set(block, newRules(done, setsBefore(known, more)));
  return block;
}

function newRules(done: Decoded, before?: Rules['sets']): Rules {
  // Not spread: to ask for all of them is to have them read.
  const { count, at, reading, entries, places } = done;
  const common = { count, at, reading, entries, places, sets: {}, named: {} };
  return {
    ...common,
    get all() {
      return done.all;
    },
    ...(before && { before }),
  };
}

/** Of two by the same name the one that has more in it: what comes with it is filed already. */
function setsBefore(known?: Rules, more?: Rules): Rules['sets'] {
  const sets = { ...known?.before, ...known?.sets };
  for (const [name, set] of Object.entries(more?.sets ?? {}))
    if (set.count > (sets[name as SetName]?.count ?? 0)) sets[name as SetName] = set;
  return sets;
}

const derived = new WeakMap<Uint8Array, Rules>();

/** The rules of the block: derived, and decoded once. */
export function rulesOf({ block }: Pick<Automation, 'block'>): Rules {
  const known = derived.get(block);
  if (known) return known;
  const rules = newRules(finish(decoded(block)));
  derived.set(block, rules);
  return rules;
}

/** Whether a rule may hold this text: by its bytes, as long as nobody has asked for the rules, for a reload asks about its own hook. */
export function mayMention({ block }: Pick<Automation, 'block'>, text: string): boolean {
  if (derived.has(block)) return true;
  return Buffer.from(block.buffer, block.byteOffset, block.byteLength).includes(text);
}

/**
 * Rules that a line may be asked of are made ready in steps; whoever is faster does it at once, and finds the same. `met`: keys of
 * those that lines have met in another image.
 */
export function* preparing(block: Uint8Array, met: readonly string[] = []): Steps<undefined> {
  if (!derived.has(block)) {
    const done = yield* decoded(block);
    if (!derived.has(block)) derived.set(block, newRules(done));
  }
  const rules = rulesOf({ block });
  if (rules.reading) yield* rules.reading();
  for (const name of ['line', 'prompt'] as const) {
    const set = rules.sets[name] ?? (yield* newSet(rules, name));
    rules.sets[name] ??= set;
    yield* makingReady(set, new Set(met));
  }
  return undefined;
}

/** Patterns that are made ready between two rests. */
const READY_AT_ONCE = 8;

/** Those that were met before, and those that any line is for, whose first one would have all of them made ready. */
function* makingReady(set: RuleSet, met: ReadonlySet<string>): Steps<undefined> {
  let count = 0;
  for (const id of set.candidates.find('')) if (makeReady(set, id) && ++count % READY_AT_ONCE === 0) yield;
  for (let id = 0; met.size > 0 && id < set.count; id++) {
    const { kind, name } = set.ruleAt(id);
    const isMade = met.has(keyNamed(kind, name)) && makeReady(set, id);
    if ((isMade && ++count % READY_AT_ONCE === 0) || id % AT_ONCE === AT_ONCE - 1) yield;
  }
  return undefined;
}

/** False: there is nothing to it. */
function makeReady(set: RuleSet, id: number): boolean {
  const { matchers, making } = readyAt(set, id);
  if (making === 0) return false;
  for (const matcher of matchers) matcher.match('', meterOf(1));
  return true;
}

/** Those that lines, prompts or typed lines are asked of. */
export function ruleSet(rules: Rules, name: SetName): RuleSet {
  return (rules.sets[name] ??= finish(newSet(rules, name)));
}

/** Rules that are filed between two rests. */
const AT_ONCE = 100;

function* newSet(rules: Rules, name: SetName): Steps<RuleSet> {
  const { entries, at } = rules;
  const own = inSet(entries, name);
  const count = own.length;
  const ruleAt = (place: number) => at(own[place] as number);
  // Most players have none, and an index costs half a mebibyte.
  if (count === 0) return newRuleSet(0, ruleAt, NO_CANDIDATES, null);
  const old = rules.before?.[name];
  const still = old?.filed && filedStill(old.filed, count);
  const filed = still ?? newFiled(entries, count, ruleAt);
  let added = 0;
  if (still) {
    for (const n of own) if (file(still, at(n), entries, n) && ++added % AT_ONCE === 0) yield;
  } else
    for (let from = 0; from < count; from += AT_ONCE) {
      filed.index.fileMany(
        entries.units,
        filingsOf(entries, own, from, Math.min(count, from + AT_ONCE), from),
      );
      yield;
    }
  const places = still ? placesOf(still, own.map(at)) : null;
  const set = newRuleSet(count, ruleAt, inPlaces(filed, places, count), filed);
  if (old && places)
    old.ready.forEach((made, id) => {
      const place = places[filed.numbers().get(old.ruleAt(id)) as number] as number;
      if (place >= 0) set.ready[place] = made;
    });
  return set;
}

function newRuleSet(
  count: number,
  ruleAt: (place: number) => Rule,
  candidates: RuleSet['candidates'],
  filed: Filed | null,
): RuleSet {
  let all: readonly Rule[] | null = null;
  return {
    ...{ count, ruleAt, candidates, ready: [], places: {}, filed },
    get rules() {
      all ??= Array.from({ length: count }, (_, place) => ruleAt(place));
      return all;
    },
  };
}

export function readyAt(set: RuleSet, id: number): Ready {
  return (set.ready[id] ??= newReady(set.ruleAt(id)));
}

function newReady(rule: Rule): Ready {
  const { enabled, group, worlds, shots, cooldown, rearm, all, until, when, style, chance, fall } = rule;
  const bounds = [group, worlds, shots, cooldown, rearm];
  return {
    rule,
    key: ruleKey(rule),
    matchers: rule.patterns.length === 0 && !all ? [ANYTHING] : matchersOf(rule),
    isFree: enabled !== false && bounds.every(one => one === undefined),
    isSingle: !all && until === undefined,
    hasTerms: [when, style, chance].some(one => one !== undefined),
    isLast: fall === false,
    making: (rule.mode ?? 'text') === 'text' ? 0 : MAKING * rule.patterns.length,
  };
}

/** What has no pattern matches anything. */
export const ANYTHING: Matcher = {
  required: [],
  match: text => ({ text, slots: [0, text.length], groups: [''] }),
};

/** Where the rule of this key is in the set; undefined: it is in none, or takes no block. */
export function placeOfBlock(set: RuleSet, key: string): number | undefined {
  set.places.byKey ??= new Map(
    set.rules.flatMap((rule, id) => (rule.until === undefined ? [] : [[ruleKey(rule), id] as const])),
  );
  return set.places.byKey.get(key);
}

const ends = new WeakMap<Rule, Matcher | null>();
const rearms = new WeakMap<Rule, Matcher | null>();

/** What ends a block of the rule; null: nothing but its length. Made when a line first needs it. */
export function endOf(rule: Rule): Matcher | null {
  return keptMatcher(ends, rule, rule.until ?? '');
}

/** What arms the rule again; null: nothing does. Made when a line first needs it. */
export function rearmOf(rule: Rule): Matcher | null {
  return rule.rearm === undefined ? null : keptMatcher(rearms, rule, rule.rearm);
}

function keptMatcher(kept: WeakMap<Rule, Matcher | null>, rule: Rule, pattern: string): Matcher | null {
  const known = kept.get(rule);
  if (known !== undefined) return known;
  const made = matcherOf(pattern, rule.mode ?? 'text', rule.case ?? false);
  const matcher = isFault(made) ? null : made;
  kept.set(rule, matcher);
  return matcher;
}

const conditions = new WeakMap<Rule, Condition | null>();

/** The condition of a rule that has one, read once; null: this build cannot read it. */
export function conditionOf(rule: Rule): Condition | null {
  const known = conditions.get(rule);
  if (known !== undefined) return known;
  const parsed = parseCondition(rule.when ?? '');
  const condition = isFault(parsed) ? null : parsed;
  conditions.set(rule, condition);
  return condition;
}

/** They were checked when the rule was defined; a build that takes less than another one leaves some out, here and where they are filed. */
function matchersOf({ patterns, mode = 'text', case: exact = false }: Rule): Matcher[] {
  return patterns.flatMap(pattern => {
    const matcher = matcherOf(pattern, mode, exact);
    return isFault(matcher) ? [] : [matcher];
  });
}

/** Rules of a kind by their names, or by what else they are found: made once. */
export function rulesBy(
  rules: Rules,
  kind: RuleKind,
  keyOf: (rule: Rule) => string,
): ReadonlyMap<string, Rule> {
  const known = (rules.named[kind] ??= new Map(
    ofKind(rules.entries, kind)
      .map(rules.at)
      .map(rule => [keyOf(rule), rule]),
  ));
  return known;
}

/** How a rule is known in counts and lists. */
export function ruleKey(rule: Pick<Rule, 'kind' | 'name'>): string {
  const known = keys.get(rule);
  if (known !== undefined) return known;
  const key = keyNamed(rule.kind, rule.name);
  keys.set(rule, key);
  return key;
}

/** The same of what is asked for once: to keep thousands in mind takes longer than to make them. */
export function keyNamed(kind: RuleKind, name: string): string {
  return `${kind} ${name}`;
}

/** Each line asks for some. */
const keys = new WeakMap<object, string>();
