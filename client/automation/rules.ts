/**
 * All rules as one piece of bytes, which a reload carries without a look at it, and what is derived from it: the rules in the
 * order in which they are asked, and the index.
 */
import { Packr } from 'msgpackr/pack';
import { isFault } from '../../shared/fault.ts';
import type { Automation, Rule, RuleKind } from '../state/automation.ts';
import { type Candidates, createCandidates, type Filing } from './candidates.ts';
import { type Matcher, matcherOf } from './matcher.ts';

const packr = new Packr({ useRecords: false });

/** Rules in the order of the file, and for each of their patterns what it is filed under: it need not be parsed for that again. */
type Block = readonly [rules: readonly Rule[], filings: readonly (readonly Filing[])[]];

const NOTHING: Block = [[], []];

/** Rules of one kind, as they are asked. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly candidates: Candidates;
  /** By rule; made when a line first needs them. */
  readonly matchers: (readonly Matcher[] | undefined)[];
}

export interface Rules {
  /** In the order of the file. */
  readonly all: readonly Rule[];
  readonly filings: readonly (readonly Filing[])[];
  readonly sets: Partial<Record<SetName, RuleSet>>;
  readonly named: Partial<Record<RuleKind, ReadonlyMap<string, Rule>>>;
}

export type SetName = 'line' | 'prompt' | 'alias' | 'hook';

const belongs: Record<SetName, (rule: Rule) => boolean> = {
  line: ({ kind, on = 'line' }) => kind === 'trigger' && on !== 'prompt',
  prompt: ({ kind, on = 'line' }) => kind === 'trigger' && on !== 'line',
  alias: ({ kind, patterns }) => kind === 'alias' && patterns.length > 0,
  hook: ({ kind }) => kind === 'hook',
};

/** The rules encoded; `known`: rules of before, whose filings are used again. */
export function encodeRules(rules: readonly Rule[], known?: Rules): Uint8Array {
  if (rules.length === 0) return new Uint8Array(0);
  const before = new Map(known?.all.map((rule, at) => [rule, known.filings[at]]));
  const index = createCandidates();
  const filings = rules.map(rule => {
    const filed = before.get(rule) ?? matchersOf(rule).map(({ required }) => required);
    return filed.map(one => index.add(0, one));
  });
  return Uint8Array.from(packr.pack([rules, filings]));
}

const decoded = new WeakMap<Uint8Array, Rules>();

/** The rules of the block: derived, and decoded once. */
export function rulesOf({ block }: Pick<Automation, 'block'>): Rules {
  const known = decoded.get(block);
  if (known) return known;
  const [all, filings] = block.length === 0 ? NOTHING : (packr.unpack(block) as Block);
  const rules = { all, filings, sets: {}, named: {} };
  decoded.set(block, rules);
  return rules;
}

/** Those that lines, prompts or typed lines are asked of. */
export function ruleSet(rules: Rules, name: SetName): RuleSet {
  return (rules.sets[name] ??= newSet(rules, name));
}

function newSet({ all, filings }: Rules, name: SetName): RuleSet {
  const own = all.flatMap((rule, at) => (belongs[name](rule) ? [{ rule, filing: filings[at] ?? [] }] : []));
  // A stable sort: the order of the file among equals.
  own.sort((one, other) => (other.rule.priority ?? 0) - (one.rule.priority ?? 0));
  const candidates = createCandidates();
  for (const [id, { rule, filing }] of own.entries())
    for (const one of rule.patterns.length === 0 ? [[]] : filing) candidates.add(id, one);
  return { rules: own.map(({ rule }) => rule), candidates, matchers: [] };
}

export function matchersAt(set: RuleSet, id: number): readonly Matcher[] {
  return (set.matchers[id] ??= matchersOf(set.rules[id] as Rule));
}

/** They were checked when the rule was defined; a build that takes less than another one leaves some out. */
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
export function ruleKey({ kind, name }: Pick<Rule, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
