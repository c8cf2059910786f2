/** Which rules match a text, in the order in which they act, and what that costs. Nothing here goes by a clock. */
import type { Automation, Rule, RuleCount } from '../state/automation.ts';
import type { Match, Matcher } from './matcher.ts';
import { matchersAt, type RuleSet, ruleKey, ruleSet, rulesOf, type SetName } from './rules.ts';

export interface Hit {
  readonly rule: Rule;
  readonly match: Match;
  readonly matcher: Matcher;
}

/** What has no pattern matches anything. */
const ANYTHING: Matcher = {
  required: [],
  match: text => ({ text, slots: [0, text.length], groups: [''] }),
};

export interface Outcome {
  readonly hits: readonly Hit[];
  /** What the user is to be told: a rule was stopped. */
  readonly told: readonly string[];
}

const NOTHING: Outcome = { hits: [], told: [] };

/**
 * Steps of the pattern machine, of some 10 ns: for one rule on one text, and for all of them. What is over the first is slow;
 * what is slow so often within a minute is stopped.
 */
const SLOW = 100_000;
const MOST_STEPS = 1_000_000;
const STRIKES = 3;
const STRIKES_WITHIN = 60_000;

/** The rules that act on the text, counted as having done so. `now`: Unix ms. */
export function actingOn(
  automation: Automation,
  name: SetName,
  text: string,
  world: string,
  now: number,
  isMeant: (rule: Rule) => boolean = () => true,
): Outcome {
  if (!automation.on || automation.block.length === 0) return NOTHING;
  const set = ruleSet(rulesOf(automation), name);
  const found = set.candidates.find(text);
  if (found.length === 0) return NOTHING;
  const hits: Hit[] = [];
  const told: string[] = [];
  let left = MOST_STEPS;
  // The list is used again by whoever asks next.
  for (const id of [...found]) {
    const rule = set.rules[id] as Rule;
    if (left <= 0 || !isMeant(rule) || !isArmed(automation, rule, world, now)) continue;
    const { hit, steps } = tryRule(set, id, text);
    left -= steps;
    const sentence = steps > SLOW ? strike(automation, rule, now) : null;
    if (sentence !== null) told.push(sentence);
    if (!hit || !isLucky(automation, rule)) continue;
    count(automation, rule, now, steps);
    hits.push(hit);
    if (rule.fall === false) break;
  }
  return { hits, told };
}

/** Whether the rule may act here and now, whatever the text. */
export function isArmed({ counts, groupsOff }: Automation, rule: Rule, world: string, now: number): boolean {
  if (rule.enabled === false) return false;
  if (rule.group !== undefined && groupsOff.includes(rule.group)) return false;
  if (rule.worlds && !rule.worlds.some(one => one.toLowerCase() === world.toLowerCase())) return false;
  const done = counts[ruleKey(rule)];
  if (!done) return true;
  if (done.stopped !== undefined) return false;
  if (rule.shots !== undefined && done.hits >= rule.shots) return false;
  return rule.cooldown === undefined || now - done.last >= rule.cooldown * 1000;
}

/** The first of its patterns that matches, and the steps that took. */
export function tryRule(set: RuleSet, id: number, text: string): { hit: Hit | null; steps: number } {
  let steps = 0;
  const meter = {
    hasTime: () => steps <= SLOW,
    spend(work: number) {
      steps += work;
    },
  };
  const rule = set.rules[id] as Rule;
  for (const matcher of rule.patterns.length === 0 ? [ANYTHING] : matchersAt(set, id)) {
    const match = matcher.match(text, meter);
    if (match) return { hit: { rule, match, matcher }, steps };
  }
  return { hit: null, steps };
}

/** The numbers go on from one reload to the next, and are the same when a crash plays them again. */
function isLucky(automation: Automation, { chance }: Rule): boolean {
  if (chance === undefined) return true;
  automation.seed = (Math.imul(automation.seed, 1664525) + 1013904223) >>> 0;
  return automation.seed / 2 ** 32 < chance;
}

/** What has become of the rule so far. */
export function countOf(automation: Automation, rule: Rule): RuleCount {
  return (automation.counts[ruleKey(rule)] ??= { hits: 0, last: 0, steps: 0, slow: [] });
}

/** The rule has acted. */
export function count(automation: Automation, rule: Rule, now: number, steps: number): void {
  const done = countOf(automation, rule);
  done.hits++;
  done.last = now;
  done.steps += steps;
}

/** It took too long; the third time within a minute it is stopped. Returns what there is to say. */
function strike(automation: Automation, rule: Rule, now: number): string | null {
  const done = countOf(automation, rule);
  done.slow = [...done.slow.filter(at => now - at < STRIKES_WITHIN), now].slice(-STRIKES);
  if (done.slow.length < STRIKES) return null;
  done.stopped = 'its pattern takes too long';
  return `The ${rule.kind} ${rule.name} is stopped: its pattern took too long on ${STRIKES} lines within a minute. /triggers on ${rule.name} starts it again.`;
}
