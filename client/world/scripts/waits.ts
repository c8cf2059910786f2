/** Scripts that wait for a line: asked as rules are, and at the same price. */
import { isFault } from '../../../shared/fault.ts';
import { type Matcher, matcherOf } from '../../automation/matching/matcher.ts';
import { ruleKey } from '../../automation/rules.ts';
import {
  ASKED,
  type Asked,
  countingMeter,
  type Hit,
  judge,
  MOST_STEPS,
  overrun,
} from '../../automation/run.ts';
import type { Rule } from '../../state/automation.ts';
import type { Package, Registration, Scripts } from '../../state/script/scripts.ts';
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { actsIn, isActive, listedOf, packagesOf } from './packages.ts';

/** What a text can be. */
export type Kind = 'line' | 'prompt' | 'sent';

type Matched = Pick<Hit, 'match' | 'matcher' | 'rule'>;

/** Those that the text is for, each found when the one before has been called; `told`: what there is to say at the end. */
export function* waitsFor(
  state: State,
  scripts: Scripts,
  world: World,
  kind: Kind,
  asked: Asked,
  told: string[],
): Generator<{ readonly of: Package; readonly id: number; readonly matched: Matched }> {
  const { rules } = scripts;
  let spent = 0;
  let passedOver = 0;
  for (const of of packagesOf(state))
    for (const { id, rule } of waitsIn(state, of, world, kind)) {
      if (!rule || rules.counts[ruleKey(rule)]?.stopped !== undefined) continue;
      if (spent > MOST_STEPS) {
        passedOver++;
        continue;
      }
      const { matched, steps } = tried(rule, asked.text);
      spent += steps + ASKED;
      const sentence = judge(rules, rule, steps, state.now);
      if (sentence !== null) told.push(sentence);
      if (matched) yield { of, id, matched };
    }
  if (spent > 0) asked.spend?.(spent);
  const late = passedOver > 0 ? overrun(rules, passedOver, state.now) : null;
  if (late !== null) told.push(late);
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

function tried(rule: Rule, text: string): { matched: Matched | null; steps: number } {
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
    if (match) return { matched: { rule, match, matcher }, steps: meter.taken() };
  }
  return { matched: null, steps: meter.taken() };
}
