/** Lines, prompts and what the user says, as scripts see them. */

import type { Match, Matcher } from '../../automation/matching/matcher.ts';
import { type Asked, actingOn, candidatesFor, type Hit } from '../../automation/run.ts';
import { groupText } from '../../automation/template.ts';
import type { Rule } from '../../state/automation.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { complain } from '../world.ts';
import type { Mark } from './answers.ts';
import { callAtOnce, callScript, NOTHING as NOTHING_COMES } from './call.ts';
import { filedScripts } from './filing.ts';
import { actsIn, isActive, listedOf, packageNamed, rollIn } from './packages.ts';
import { ownerOf } from './registry.ts';
import { type Kind, waitsFor } from './waits.ts';

/** What scripts make of a line: as rules would have it. The rest is done once the line is where it belongs. */
export interface Passed {
  readonly hits: readonly Hit[];
  finish(): void;
}

const NOTHING: Passed = { hits: [], finish() {} };

/** All of the text, once. */
const WHOLE: Matcher = {
  required: [],
  match: (text, _, from = 0) => (from === 0 ? wholeOf(text) : null),
};

function wholeOf(text: string): Match {
  return { text, slots: [0, text.length], groups: [''] };
}

/** A text on its way through scripts. */
interface Passage {
  readonly turn: Turn;
  readonly world: World;
  readonly text: string;
  readonly hits: Hit[];
  readonly finishers: (() => void)[];
}

/**
 * What is known beforehand: most lines are for no script, and to ask each of them takes longer than all else. false: none has anything
 * to do with it. `found`: which of their triggers it may be for; none: that is only to be known once hooks have been called.
 */
export function meantForScripts(
  turn: Turn,
  world: World,
  kind: Kind,
  text: string,
): false | { readonly found?: readonly number[] } {
  const { scripts, automation } = turn.state;
  if (!scripts || !automation.on) return false;
  const { lists, events, hasWaits } = rollIn(turn, scripts);
  if (lists.length === 0) return false;
  if (events.has(kind)) return {};
  const found = candidatesFor(filedScripts(scripts).rules, kind, text, world.name);
  return found.length === 0 && !hasWaits ? false : { found };
}

/** Whatever scripts do about the text; `found`: of their triggers, those that it may be for. */
export function passScripts(
  turn: Turn,
  world: World,
  kind: Kind,
  asked: Asked,
  found?: readonly number[],
): Passed {
  const { state } = turn;
  const { scripts } = state;
  if (!scripts || !state.automation.on || rollIn(turn, scripts).lists.length === 0) return NOTHING;
  const passage: Passage = { turn, world, text: asked.text, hits: [], finishers: [] };
  if (rollIn(turn, scripts).events.has(kind))
    for (const name in scripts.packages) hear(passage, scripts.packages[name] as Package, kind);
  const acting = actingOn(filedScripts(scripts).rules, kind, asked, found);
  for (const one of acting.hits) {
    const { name, id } = ownerOf(one.rule);
    const of = packageNamed(state, name);
    if (of && actsIn(state, of, world.name)) hit(passage, of, id, one);
  }
  pass(passage, acting.told);
  if (rollIn(turn, scripts).hasWaits) {
    const told: string[] = [];
    for (const { of, id, matched } of waitsFor(state, scripts, world, kind, asked, told))
      hit(passage, of, id, matched);
    pass(passage, told);
  }
  const { hits, finishers } = passage;
  if (hits.length === 0 && finishers.length === 0) return NOTHING;
  return {
    hits,
    finish() {
      for (const finish of finishers) finish();
    },
  };
}

/** The script has a hook for it. */
function hear(passage: Passage, of: Package, kind: Kind): void {
  const own = listedOf(of).events.get(kind);
  if (!own || !isActive(passage.turn.state, of)) return;
  for (const { id, worlds } of own)
    if (actsIn(passage.turn.state, of, passage.world.name, worlds)) hit(passage, of, id, null);
}

/** `matched`: null is all of the text. */
function hit(
  { turn, world, text, hits, finishers }: Passage,
  of: Package,
  id: number,
  matched: Pick<Hit, 'match' | 'matcher' | 'rule'> | null,
): void {
  // What it did about the same text may have switched it off.
  if (!isActive(turn.state, of)) return;
  const outcome = callScript(turn, of, world, argumentsFor(of, id, world.name, text, matched?.match ?? null));
  if (outcome === NOTHING_COMES) return;
  const about = matched ?? { rule: ANY_LINE, match: wholeOf(text), matcher: WHOLE };
  for (const mark of outcome.marks) hits.push(marked(mark, about));
  finishers.push(outcome.finish);
}

function pass({ turn, world, finishers }: Passage, told: readonly string[]): void {
  for (const sentence of told) finishers.push(() => complain(turn, world, sentence));
}

/** Has the first script that has an alias for what was typed do as it says. False: none has. */
export function runScriptAlias(turn: Turn, world: World | null, line: string): boolean {
  const { state } = turn;
  const { scripts, automation } = state;
  if (!scripts || !automation.on || filedScripts(scripts).aliases.block.length === 0) return false;
  const asked = {
    text: line.replace(CONTROLS, ' '),
    world: world?.name ?? '',
    now: state.now,
    lookUp: () => '',
  };
  for (const { rule, match } of actingOn(scripts.aliases, 'alias', asked).hits) {
    const { name, id } = ownerOf(rule);
    const of = packageNamed(state, name);
    if (!of || !isActive(state, of) || !actsIn(state, of, asked.world)) continue;
    callAtOnce(turn, of, world, [id, asked.world, asked.text, ...groupsOf(match)]);
    return true;
  }
  return false;
}

/** What stands between groups must not be in one. */
const CONTROLS = /[\0-\x1f]/g;

const ANY_LINE: Rule = { kind: 'trigger', name: '', patterns: [] };

function marked(mark: Mark, { match, matcher, rule }: Pick<Hit, 'match' | 'matcher' | 'rule'>): Hit {
  const { kind, name, patterns } = rule;
  const isWhole = mark.part === 'line';
  return { rule: { kind, name, patterns, ...mark }, match, matcher: isWhole ? WHOLE : matcher };
}

/** What a script is called with for a line; null: for all of it. */
function argumentsFor(
  { prelude = 1 }: Package,
  id: number,
  world: string,
  text: string,
  match: Match | null,
): (string | number)[] {
  if (prelude < TELLS_PLACES) return [id, world, text, ...(match ? groupsOf(match) : ALL)];
  if (!match || isWhole(match)) return [-id, world, text];
  const { slots, groups } = match;
  let places = '';
  for (let at = 0; at < slots.length; at++) places += String.fromCharCode((slots[at] as number) + 1);
  return groups.some(isNamed) ? [-id, world, text, places, groups.join(BETWEEN)] : [-id, world, text, places];
}

/** What a prelude knows that is told where groups stand. */
const TELLS_PLACES = 3;

/** It has no groups, and is all of the text. */
function isWhole({ slots, text }: Match): boolean {
  return slots.length === 2 && slots[0] === 0 && slots[1] === text.length;
}

function isNamed(name: string): boolean {
  return name !== '';
}

const ALL = ['', ''] as const;

/** Parts them from each other: no line has it. */
const BETWEEN = '\u0001';

/** Texts of the groups, the whole first; and their names, if any has one. '': it has none, and is all of the text. */
export function groupsOf(match: Match): readonly [texts: string, names: string] {
  const { slots, groups } = match;
  const count = slots.length / 2;
  if (isWhole(match)) return ALL;
  let texts = groupText(match, 0);
  for (let at = 1; at < count; at++) texts += BETWEEN + groupText(match, at);
  return [texts, groups.some(isNamed) ? groups.join(BETWEEN) : ''];
}
