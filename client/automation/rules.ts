/**
 * All rules as one piece of bytes, which a reload carries without a look at it, and what is derived from it: the rules in the
 * order in which they are asked, and the index.
 */
import { isFault } from '../../shared/fault.ts';
import type { Automation, Rule, RuleKind } from '../state/automation.ts';
import { type Decoded, decoded, encoded, finish, type Steps } from './block.ts';
import { type Filed, file, filedStill, inPlaces, newFiled, placesOf } from './filed.ts';
import { type Candidates, NO_CANDIDATES } from './matching/candidates.ts';
import { type Matcher, matcherOf } from './matching/matcher.ts';
import { type Condition, parseCondition } from './when.ts';

/** Rules of one kind, as they are asked. */
export interface RuleSet {
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
}

export interface Rules extends Decoded {
  readonly sets: Partial<Record<SetName, RuleSet>>;
  readonly named: Partial<Record<RuleKind, ReadonlyMap<string, Rule>>>;
  /** Sets of the rules before these, of which what is filed goes on to be used. */
  readonly before?: Rules['sets'];
}

export type SetName = 'line' | 'prompt' | 'sent' | 'told' | 'alias' | 'hook';

const belongs: Record<SetName, (rule: Rule) => boolean> = {
  line: ({ kind, on = 'line' }) => kind === 'trigger' && (on === 'line' || on === 'both'),
  prompt: ({ kind, on = 'line' }) => kind === 'trigger' && (on === 'prompt' || on === 'both'),
  sent: ({ kind, on }) => kind === 'trigger' && on === 'sent',
  told: ({ kind, on = 'line' }) => kind === 'trigger' && /^(?:gmcp|msdp)/.test(on),
  alias: ({ kind, patterns }) => kind === 'alias' && patterns.length > 0,
  hook: ({ kind }) => kind === 'hook',
};

/** The rules encoded; `known`: rules of before, of which those that stay are taken as they are. */
export function encodeRules(rules: readonly Rule[], known?: Rules, more?: Rules): Uint8Array {
  return finish(encodingRules(rules, known, more));
}

/** As encodeRules(), in steps. */
export function* encodingRules(rules: readonly Rule[], known?: Rules, more?: Rules): Steps<Uint8Array> {
  const done = yield* encoded(rules, known, more);
  const block = done.places?.block ?? new Uint8Array(0);
  derived.set(block, { ...done, sets: {}, named: {}, before: setsBefore(known, more) });
  return block;
}

/** Of two by the same name the one that has more in it: what comes with it is filed already. */
function setsBefore(known?: Rules, more?: Rules): Rules['sets'] {
  const sets = { ...known?.before, ...known?.sets };
  for (const [name, set] of Object.entries(more?.sets ?? {}))
    if (set.rules.length > (sets[name as SetName]?.rules.length ?? 0)) sets[name as SetName] = set;
  return sets;
}

const derived = new WeakMap<Uint8Array, Rules>();

/** The rules of the block: derived, and decoded once. */
export function rulesOf({ block }: Pick<Automation, 'block'>): Rules {
  const known = derived.get(block);
  if (known) return known;
  const rules = { ...finish(decoded(block)), sets: {}, named: {} };
  derived.set(block, rules);
  return rules;
}

/** Whether a rule may hold this text: by its bytes, as long as nobody has decoded them, for a reload asks about its own hook. */
export function mayMention({ block }: Pick<Automation, 'block'>, text: string): boolean {
  if (derived.has(block)) return true;
  return Buffer.from(block.buffer, block.byteOffset, block.byteLength).includes(text);
}

/** Rules that a line may be asked of are made ready in steps; whoever is faster does it at once, and finds the same. */
export function* preparing(block: Uint8Array): Steps<undefined> {
  if (!derived.has(block)) {
    const done = yield* decoded(block);
    if (!derived.has(block)) derived.set(block, { ...done, sets: {}, named: {} });
  }
  const rules = rulesOf({ block });
  for (const name of ['line', 'prompt'] as const) {
    const set = rules.sets[name] ?? (yield* newSet(rules, name));
    rules.sets[name] ??= set;
  }
  return undefined;
}

/** Those that lines, prompts or typed lines are asked of. */
export function ruleSet(rules: Rules, name: SetName): RuleSet {
  return (rules.sets[name] ??= finish(newSet(rules, name)));
}

/** Rules that are filed between two rests. */
const AT_ONCE = 100;

function* newSet({ all, filings, before }: Rules, name: SetName): Steps<RuleSet> {
  const own = all.flatMap((rule, at) => (belongs[name](rule) ? [{ rule, filing: filings[at] ?? [] }] : []));
  // A stable sort: the order of the file among equals.
  own.sort((one, other) => (other.rule.priority ?? 0) - (one.rule.priority ?? 0));
  // Most players have none, and an index costs half a mebibyte.
  if (own.length === 0) return { rules: [], candidates: NO_CANDIDATES, ready: [], places: {}, filed: null };
  const old = before?.[name];
  const filed = old ? filedStill(old.filed, own.length) : newFiled();
  let added = 0;
  for (const { rule, filing } of own) if (file(filed, rule, filing) && ++added % AT_ONCE === 0) yield;
  const rules = own.map(({ rule }) => rule);
  const places = placesOf(filed, rules);
  const ready: (Ready | undefined)[] = [];
  if (old?.filed === filed)
    old.ready.forEach((made, at) => {
      const place = places[filed.numbers.get(old.rules[at] as Rule) as number] as number;
      if (place >= 0) ready[place] = made;
    });
  return { rules, candidates: inPlaces(filed, places), ready, places: {}, filed };
}

export function readyAt(set: RuleSet, id: number): Ready {
  return (set.ready[id] ??= newReady(set.rules[id] as Rule));
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
    rules.all.filter(rule => rule.kind === kind).map(rule => [keyOf(rule), rule]),
  ));
  return known;
}

/** How a rule is known in counts and lists. */
export function ruleKey(rule: Pick<Rule, 'kind' | 'name'>): string {
  const known = keys.get(rule);
  if (known !== undefined) return known;
  const key = `${rule.kind} ${rule.name}`;
  keys.set(rule, key);
  return key;
}

/** Each line asks for some. */
const keys = new WeakMap<object, string>();
