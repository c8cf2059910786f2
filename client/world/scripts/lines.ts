/** Lines, prompts and what the user says, as scripts see them. */

import { isFault } from '../../../shared/fault.ts';
import type { Match } from '../../automation/matching/matcher.ts';
import { type Matcher, matcherOf } from '../../automation/matching/matcher.ts';
import { type Asked, actingOn, countingMeter, type Hit } from '../../automation/run.ts';
import { groupText } from '../../automation/template.ts';
import type { Rule } from '../../state/automation.ts';
import type { Package, Registration } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { complain } from '../world.ts';
import type { Mark } from './answers.ts';
import { callAtOnce, callScript } from './call.ts';
import { actsIn, isActive, listedOf, listeners, packageNamed, packagesOf } from './packages.ts';
import { ownerOf } from './registry.ts';

/** What scripts make of a line: as rules would have it. The rest is done once the line is where it belongs. */
export interface Passed {
  readonly hits: readonly Hit[];
  finish(): void;
}

const NOTHING: Passed = { hits: [], finish() {} };

type Kind = 'line' | 'prompt' | 'sent';

/** All of the text, once. */
const WHOLE: Matcher = {
  required: [],
  match: (text, _, from = 0) => (from === 0 ? wholeOf(text) : null),
};

function wholeOf(text: string): Match {
  return { text, slots: [0, text.length], groups: [''] };
}

/** Whether scripts may have something to do with it. */
export function hasScripts({ scripts }: State): boolean {
  return scripts !== undefined && Object.keys(scripts.packages).length > 0;
}

/** Whatever scripts do about the text. */
export function passScripts(turn: Turn, world: World, kind: Kind, asked: Asked): Passed {
  const { state } = turn;
  const { scripts } = state;
  if (!scripts || !hasScripts(state) || !state.automation.on) return NOTHING;
  const hits: Hit[] = [];
  const finishers: (() => void)[] = [];

  function hit(
    of: Package,
    id: number,
    { match, matcher, rule }: Pick<Hit, 'match' | 'matcher' | 'rule'>,
  ): void {
    const { marks, finish } = callScript(turn, of, world, [id, world.name, asked.text, ...groupsOf(match)]);
    for (const mark of marks) hits.push(marked(mark, { match, matcher, rule }));
    finishers.push(finish);
  }

  for (const [of, { id }] of listeners(state, kind, world.name))
    hit(of, id, { rule: ANY_LINE, match: wholeOf(asked.text), matcher: WHOLE });
  const found = actingOn(scripts.rules, kind, asked);
  for (const one of found.hits) {
    const { name, id } = ownerOf(one.rule);
    const of = packageNamed(state, name);
    if (of && isActive(state, of) && actsIn(state, of, world.name)) hit(of, id, one);
  }
  for (const of of packagesOf(state))
    for (const one of waitsIn(state, of, world, kind)) {
      const matched = tried(one, asked.text);
      if (matched) hit(of, one.id, matched);
    }
  for (const sentence of found.told) finishers.push(() => complain(turn, world, sentence));
  if (hits.length === 0 && finishers.length === 0) return NOTHING;
  return {
    hits,
    finish() {
      for (const finish of finishers) finish();
    },
  };
}

/** Has the first script that has an alias for what was typed do as it says. False: none has. */
export function runScriptAlias(turn: Turn, world: World | null, line: string): boolean {
  const { state } = turn;
  const { scripts, automation } = state;
  if (!scripts || scripts.aliases.block.length === 0 || !automation.on) return false;
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

function waitsIn(state: State, of: Package, { name }: World, kind: Kind): readonly Registration[] {
  const { waits } = listedOf(of);
  if (waits.length === 0 || !isActive(state, of)) return [];
  return waits.filter(({ rule, worlds }) => {
    const { on = 'line' } = rule as Rule;
    return (on === kind || (on === 'both' && kind !== 'sent')) && actsIn(state, of, name, worlds);
  });
}

const matchers = new WeakMap<Rule, readonly Matcher[]>();

function tried({ rule }: Registration, text: string): Pick<Hit, 'match' | 'matcher' | 'rule'> | null {
  if (!rule) return null;
  const { patterns, mode = 'text', case: exact = false } = rule;
  const own =
    matchers.get(rule) ??
    patterns.flatMap(one => {
      const matcher = matcherOf(one, mode, exact);
      return isFault(matcher) ? [] : [matcher];
    });
  matchers.set(rule, own);
  const meter = countingMeter();
  for (const matcher of own) {
    const match = matcher.match(text, meter);
    if (match) return { rule, match, matcher };
  }
  return null;
}

/** Parts them from each other: no line has it. */
const BETWEEN = '\u0001';

/** Texts of the groups, the whole first; and their names, if any has one. '': it has none, and is all of the text. */
export function groupsOf(match: Match): readonly [texts: string, names: string] {
  const { slots, groups, text } = match;
  const count = slots.length / 2;
  if (count === 1 && slots[0] === 0 && slots[1] === text.length) return ['', ''];
  let texts = groupText(match, 0);
  for (let at = 1; at < count; at++) texts += BETWEEN + groupText(match, at);
  return [texts, groups.some(name => name !== '') ? groups.join(BETWEEN) : ''];
}
