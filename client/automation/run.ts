/** Which rules match a text, in the order in which they act, and what that costs. Nothing here goes by a clock. */

import type { Automation, OpenMatch, Rule, RuleCount } from '../state/automation.ts';
import type { Run } from '../state/stream.ts';
import type { Meter } from '../text/meter.ts';
import type { Match, Matcher } from './matching/matcher.ts';
import {
  ANYTHING,
  conditionOf,
  placeOfBlock,
  type Ready,
  type RuleSet,
  readyAt,
  rearmOf,
  ruleKey,
  ruleSet,
  rulesOf,
  type SetName,
} from './rules.ts';
import {
  age,
  beginBlock,
  type Gathered,
  gatheredValue,
  isInBlock,
  nextCondition,
  nextInBlock,
} from './several.ts';
import { groupText } from './template.ts';

export interface Hit {
  readonly rule: Rule;
  readonly match: Match;
  readonly matcher: Matcher;
  /** What other lines have brought. */
  readonly gathered?: Gathered;
}

export interface Outcome {
  readonly hits: readonly Hit[];
  /** What the user is to be told: a rule was stopped. */
  readonly told: readonly string[];
}

const NOTHING: Outcome = { hits: [], told: [] };

/**
 * Steps of the pattern machine, of some 30 ns: for one rule on one text, and for all of them (12 ms). What is over the first
 * is slow; what is slow so often within a minute is stopped.
 */
const SLOW = 100_000;
export const MOST_STEPS = 400_000;
/** What it costs besides to ask a rule, and to have it act, as steps. */
export const ASKED = 10;
const ACTED = 200;
const STRIKES = 3;
const STRIKES_WITHIN = 60_000;

/** What rules are asked about. */
export interface Asked {
  readonly text: string;
  /** Of the text, for conditions about its style. */
  readonly runs?: readonly Run[];
  readonly world: string;
  /** Unix ms. */
  readonly now: number;
  /** Values of variables, for conditions. */
  lookUp(name: string): string;
  /** Which rules are asked at all. */
  isMeant?(rule: Rule): boolean;
  /** Told the steps that were taken. */
  spend?(steps: number): void;
}

/** Numbers of the rules that the text may be for, in their order; what is half done in the world is a line older. */
export function candidatesFor(
  automation: Automation,
  name: SetName,
  text: string,
  world: string,
): readonly number[] {
  if (!automation.on || automation.block.length === 0) return NOBODY;
  const set = ruleSet(rulesOf(automation), name);
  if (name === 'line') age(automation, world);
  return withBlocks(automation, set, set.candidates.find(text), world);
}

const NOBODY: readonly number[] = [];

/** The rules that act on the text, counted as having done so; `found`: those that it may be for. */
export function actingOn(
  automation: Automation,
  name: SetName,
  asked: Asked,
  found = candidatesFor(automation, name, asked.text, asked.world),
): Outcome {
  if (found.length === 0) return NOTHING;
  const { text, world, now } = asked;
  const set = ruleSet(rulesOf(automation), name);
  const hits: Hit[] = [];
  const told: string[] = [];
  const meter = METER;
  meter.taken();
  let left = MOST_STEPS;
  let spent = 0;
  let passedOver = 0;
  for (const id of found) {
    const ready = readyAt(set, id);
    const { rule } = ready;
    if (asked.isMeant?.(rule) === false) continue;
    if (left <= 0) {
      passedOver++;
      continue;
    }
    const done = automation.counts[ready.key];
    const isAsked = ready.isFree
      ? done?.stopped === undefined
      : isOn(automation, rule, world) && !rearmed(done, rule, text, meter) && isReady(automation, rule, now);
    const hit = isAsked ? tryHere(automation, ready, asked, meter) : null;
    const steps = meter.taken();
    if (!isAsked && steps === 0) continue;
    left -= steps;
    spent += steps + ASKED + (done ? 0 : noteFirst(automation, ready));
    const sentence = judge(automation, rule, steps, now);
    if (sentence !== null) told.push(sentence);
    if (!hit || (ready.hasTerms && !(holdsFor(hit, asked) && isLucky(automation, rule)))) continue;
    noteHit(done ?? countOf(automation, rule), now, steps);
    hits.push(hit);
    spent += ACTED;
    if (ready.isLast) break;
  }
  asked.spend?.(spent);
  const late = passedOver > 0 ? overrun(automation, passedOver, now) : null;
  if (late !== null) told.push(late);
  return { hits, told };
}

/** What is told of rules that no time was left for; null if that was told within the last minute. */
export function overrun(automation: Automation, passedOver: number, now: number): string | null {
  if (automation.overrun !== undefined && now - automation.overrun < STRIKES_WITHIN) return null;
  automation.overrun = now;
  const rules = passedOver === 1 ? '1 rule' : `${passedOver} rules`;
  return `The rules that were asked about one text took so long that ${rules} could not be asked; /triggers -s tells what each costs.`;
}

/** With those that are in the middle of a block: any line is of theirs. */
function withBlocks(
  { open }: Automation,
  set: RuleSet,
  found: readonly number[],
  world: string,
): readonly number[] {
  if (!open?.some(isBlock)) return found;
  const inside = open.flatMap(one => {
    const id = one.lines && one.world === world ? placeOfBlock(set, one.key) : undefined;
    return id === undefined ? [] : [id];
  });
  if (inside.length === 0) return found;
  return [...new Set([...found, ...inside])].sort((one, other) => one - other);
}

function isBlock({ lines }: OpenMatch): boolean {
  return lines !== undefined;
}

/** Whether the text arms a rule again that has acted as often as it may. */
function rearmed(done: RuleCount | undefined, rule: Rule, text: string, meter: Meter): boolean {
  if (!done || rule.rearm === undefined || done.stopped !== undefined || !isSpent(rule, done)) return false;
  if (!rearmOf(rule)?.match(text, meter)) return false;
  done.spent = done.hits;
  return true;
}

/** Whether it has acted as often as it may. */
export function isSpent({ shots }: Rule, done: RuleCount): boolean {
  return shots !== undefined && done.hits - (done.spent ?? 0) >= shots;
}

/** As tryRule(), with what other lines have brought. */
function tryHere(
  automation: Automation,
  ready: Ready,
  { text, world }: Asked,
  meter: CountingMeter,
): Hit | null {
  if (ready.isSingle) return firstMatch(ready, text, meter);
  const { rule, matchers } = ready;
  const inBlock = isInBlock(automation, rule, world);
  if (!rule.all && !inBlock) {
    const hit = firstMatch(ready, text, meter);
    if (hit) beginBlock(automation, rule, hit.match, world);
    return null;
  }
  const gathered = inBlock
    ? nextInBlock(automation, rule, text, world, meter)
    : nextCondition(automation, rule, matchers, text, world, meter);
  const matcher = matchers.at(-1) ?? ANYTHING;
  return gathered && { rule, match: gathered.match, matcher, gathered };
}

/** Whether its condition holds, and what matched has the style that it asks for. */
export function holdsFor({ rule, match, gathered }: Hit, { runs = [], lookUp }: Asked): boolean {
  if (rule.style !== undefined && !hasStyle(runs, match, rule.style)) return false;
  if (rule.when === undefined) return true;
  const condition = conditionOf(rule);
  return condition?.(name => valueFor(match, name, gathered, lookUp)) ?? false;
}

/** Of a group, or else of whoever knows. */
export function valueFor(
  match: Match,
  name: string,
  gathered: Gathered | undefined,
  lookUp: (name: string) => string,
): string {
  const group = /^\d{1,2}$/.test(name) ? Number(name) : match.groups.indexOf(name);
  if (name !== '' && group > 0) return groupText(match, group);
  return (gathered && gatheredValue(gathered, name)) ?? lookUp(name);
}

/** Whether a part of what matched has all of the style. */
function hasStyle(runs: readonly Run[], { slots }: Match, style: string): boolean {
  const [start = 0, end = 0] = slots;
  const wanted = codesOf(style);
  const stop = Math.max(end, start + 1);
  for (let at = 0; at < runs.length; at++) {
    const run = runs[at] as Run;
    if (run.at >= stop) return false;
    if ((runs[at + 1]?.at ?? Number.POSITIVE_INFINITY) <= start) continue;
    const has = codesOf(run.style);
    if (wanted.every(one => has.includes(one))) return true;
  }
  return false;
}

/** By style, its codes: games have few. */
const knownCodes = new Map<string, readonly string[]>();
const MOST_CODES = 1000;

function codesOf(style: string): readonly string[] {
  const known = knownCodes.get(style);
  if (known) return known;
  const codes = style.split(';');
  if (knownCodes.size >= MOST_CODES) knownCodes.clear();
  knownCodes.set(style, codes);
  return codes;
}

/** Whether the rule may act here and now, whatever the text. */
export function isArmed(automation: Automation, rule: Rule, world: string, now: number): boolean {
  return isOn(automation, rule, world) && isReady(automation, rule, now);
}

/** Whether nothing that it has done so far keeps it from acting. */
function isReady({ counts }: Automation, rule: Rule, now: number): boolean {
  const done = counts[ruleKey(rule)];
  if (!done) return true;
  if (done.stopped !== undefined) return false;
  if (isSpent(rule, done)) return false;
  return rule.cooldown === undefined || now - done.last >= rule.cooldown * 1000;
}

/** Whether the rule is of this world, and neither it nor its group is switched off: else it hears no line. */
function isOn({ groupsOff }: Automation, rule: Rule, world: string): boolean {
  if (rule.enabled === false) return false;
  if (rule.group !== undefined && groupsOff.includes(rule.group)) return false;
  return !rule.worlds?.every(one => one.toLowerCase() !== world.toLowerCase());
}

/** The first of its patterns that matches, and the steps that took. */
export function tryRule(set: RuleSet, id: number, text: string): { hit: Hit | null; steps: number } {
  const meter = countingMeter();
  return { hit: firstMatch(readyAt(set, id), text, meter), steps: meter.taken() };
}

function firstMatch({ rule, matchers }: Ready, text: string, meter: Meter): Hit | null {
  for (const matcher of matchers) {
    const match = matcher.match(text, meter);
    if (match) return { rule, match, matcher };
  }
  return null;
}

/**
 * A rule is asked for the first time: what it costs to make it ready, as steps. That it was is in the tree, for turns are cut by
 * such steps, and a crash has them cut at the same places.
 */
function noteFirst(automation: Automation, { rule, making }: Ready): number {
  if (making > 0) countOf(automation, rule);
  return making;
}

/** A meter that counts, for one rule after the other. */
export interface CountingMeter extends Meter {
  /** Steps that were taken since it was asked last. */
  taken(): number;
}

/** Has time as long as the steps of one rule are not slow. */
export function countingMeter(): CountingMeter {
  let steps = 0;
  return {
    hasTime: () => steps <= SLOW,
    spend(work: number) {
      steps += work;
    },
    taken() {
      const before = steps;
      steps = 0;
      return before;
    },
  };
}

/** One for all texts: one is done before the next begins. */
const METER = countingMeter();

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
  noteHit(countOf(automation, rule), now, steps);
}

function noteHit(done: RuleCount, now: number, steps: number): void {
  done.hits++;
  done.last = now;
  done.steps += steps;
}

/** A rule was asked about a text. Returns what there is to say if it was stopped for that. */
export function judge(automation: Automation, rule: Rule, steps: number, now: number): string | null {
  return steps > SLOW ? strike(automation, rule, now) : null;
}

/** It took too long; the third time within a minute it is stopped. Returns what there is to say. */
function strike(automation: Automation, rule: Rule, now: number): string | null {
  const done = countOf(automation, rule);
  done.slow = [...done.slow.filter(at => now - at < STRIKES_WITHIN), now].slice(-STRIKES);
  if (done.slow.length < STRIKES) return null;
  done.stopped = 'its pattern takes too long';
  return `The ${rule.kind} ${rule.name} is stopped: its pattern took too long on ${STRIKES} lines within a minute. /triggers on ${rule.name} starts it again.`;
}
