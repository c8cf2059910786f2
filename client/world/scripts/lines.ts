/** Lines, prompts and what the user says, as scripts see them. */

import type { Match, Matcher } from '../../automation/matching/matcher.ts';
import { type Asked, actingOn, type Hit } from '../../automation/run.ts';
import { groupText } from '../../automation/template.ts';
import type { Rule } from '../../state/automation.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { complain } from '../world.ts';
import type { Mark } from './answers.ts';
import { callAtOnce, callScript } from './call.ts';
import { actsIn, isActive, listeners, packageNamed } from './packages.ts';
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
    // What it did about the same text may have switched it off.
    if (!isActive(state, of)) return;
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
    if (of && actsIn(state, of, world.name)) hit(of, id, one);
  }
  const told = [...found.told];
  for (const { of, id, matched } of waitsFor(state, scripts, world, kind, asked, told)) hit(of, id, matched);
  for (const sentence of told) finishers.push(() => complain(turn, world, sentence));
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
