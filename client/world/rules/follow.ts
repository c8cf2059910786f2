/** What follows when rules have acted: all that they want done, in order. */
import { type Acted, type Wish, wishesOf } from '../../automation/act.ts';
import { ruleKey } from '../../automation/rules.ts';
import { countOf } from '../../automation/run.ts';
import type { Author, Rule } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { complain } from '../world.ts';
import { callExported } from './calls.ts';
import { grant } from './wishes.ts';

/** What the rule wants done. `lookUp`: values of names that no group has. */
export function follow(
  turn: Turn,
  world: World | null,
  acted: Acted,
  lookUp: (name: string) => string,
  by: Author = 'rule',
): void {
  followAll(turn, world, wishesOf(acted, lookUp), by);
}

export function followAll(turn: Turn, world: World | null, wishes: readonly Wish[], by: Author): void {
  for (const wish of wishes) {
    if (wish.type !== 'call') grant(turn, world, wish, by);
    else {
      const fault = callExported(turn, world, wish.called, wish.match, wish.text);
      if (fault !== null) tellMissing(turn, world, wish.rule, fault);
    }
  }
}

/** ms: not with each line. */
const TOLD_WITHIN = 60_000;

function tellMissing(turn: Turn, world: World | null, rule: Rule, fault: string): void {
  const { automation, now } = turn.state;
  const done = countOf(automation, rule);
  if (done.missed !== undefined && now - done.missed < TOLD_WITHIN) return;
  done.missed = now;
  complain(turn, world, `The ${ruleKey(rule)} calls ${rule.call}, and ${fault}.`);
}
