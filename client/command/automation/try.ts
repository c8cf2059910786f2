/** `/try`: what rules would do with a line. Nothing is done of it, and nothing counted. */
import { shownBy, type Wish, wishesOf } from '../../automation/act.ts';
import { expandAlias } from '../../automation/alias.ts';
import { revealed } from '../../automation/data.ts';
import { type RuleSet, ruleKey, ruleSet, rulesOf, type SetName } from '../../automation/rules.ts';
import { type Asked, type Hit, holdsFor, isArmed, isSpent, tryRule } from '../../automation/run.ts';
import type { Automation, Rule } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { valueIn } from '../../world/rules/values.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { takeFlags } from '../table.ts';
import { shownRule } from './written.ts';

/** Shows which rules match the line, in their order, with what they would do or why they would not. */
export function tryLine(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, 'ps');
  if (unknown || rest === '' || ('p' in flags && 's' in flags))
    return complainHere(
      turn,
      'Usage: /try [-p|-s] line. -p tries it as a prompt, -s as something that you type.',
    );
  const { automation, now } = turn.state;
  const name: SetName = 'p' in flags ? 'prompt' : 's' in flags ? 'sent' : 'line';
  if (name === 'sent' && tryAlias(turn, rest)) return;
  const set = ruleSet(rulesOf(automation), name);
  const world = turn.world?.name ?? '';
  const asked = { text: rest, world, now, lookUp: (one: string) => valueIn(turn.state, turn.world, one) };
  const hits: Hit[] = [];
  for (const id of [...set.candidates.find(rest)]) {
    const hit = tryOne(turn, set, id, asked);
    if (hit) hits.push(hit);
    if (hit?.rule.fall === false) break;
  }
  if (hits.length === 0) return sayHere(turn, 'No rule would act on it.');
  if (name === 'line') sayShown(turn, hits, rest);
}

/** What it would do is said; null: it would not act. */
function tryOne(turn: Turn, set: RuleSet, id: number, asked: Asked): Hit | null {
  const rule = set.rules[id] as Rule;
  const { hit } = tryRule(set, id, asked.text);
  if (!hit) return null;
  const why = whyNot(turn.state.automation, hit, asked);
  sayHere(turn, `${why === '' ? '' : `(would not act: ${why}) `}${shownRule(rule)}`);
  for (const sentence of wouldDo(turn, hit)) sayHere(turn, `  ${sentence}`);
  return why === '' ? hit : null;
}

function whyNot(automation: Automation, hit: Hit, asked: Asked): string {
  const { rule } = hit;
  const done = automation.counts[ruleKey(rule)];
  if (!automation.on) return 'all rules are off';
  if (rule.enabled === false) return 'it is off';
  if (automation.groupsOff.includes(rule.group ?? '')) return `the group ${rule.group} is off`;
  if (done?.stopped !== undefined) return `it was stopped, ${done.stopped}`;
  if (done && isSpent(rule, done)) return 'it has acted as often as it may';
  if (!isArmed(automation, { ...rule, cooldown: 0 }, asked.world, asked.now)) return 'it is for other worlds';
  if (!isArmed(automation, rule, asked.world, asked.now)) return 'it has acted a moment ago';
  if (rule.all) return 'it takes several lines';
  if (rule.until !== undefined) return `a block begins here, and it acts at its end, ${rule.until}`;
  return holdsFor(hit, asked) ? '' : 'its condition does not hold, or the style is another';
}

/** What an alias makes of it; false: it is none. */
function tryAlias(turn: Turn, text: string): boolean {
  const { state, world } = turn;
  // Counting is of no matter to a copy.
  const copy = { ...state.automation, counts: structuredClone(state.automation.counts) };
  const made = expandAlias(copy, text, world?.name ?? '', state.now, one => valueIn(state, world, one));
  if (!made) return false;
  if ('fault' in made) complainHere(turn, made.fault);
  else for (const wish of made.wishes) sayHere(turn, inWords(wish));
  return true;
}

function sayShown(turn: Turn, hits: readonly Hit[], text: string): void {
  const { line, hidden } = shownBy(hits, { text, runs: [] });
  if (hidden) sayHere(turn, 'The line would be hidden.');
  else if (line.text !== text) sayHere(turn, `It would read: ${line.text}`);
  if (hits.some(({ rule }) => rule.blank))
    sayHere(turn, 'Blank lines behind it would be hidden, three at most.');
}

function wouldDo({ state, world }: Turn, hit: Hit): string[] {
  const { slots, groups, text } = hit.match;
  const captured = groups.flatMap((group, at) => {
    const start = slots[2 * at] ?? -1;
    return at > 0 && start >= 0
      ? [`$${at}${group && ` (${group})`} = ${text.slice(start, slots[2 * at + 1])}`]
      : [];
  });
  const does = wishesOf(hit, name => valueIn(state, world, name)).map(inWords);
  const { hilite, chance } = hit.rule;
  const paints = hilite === undefined ? [] : [`paints: ${hilite}`];
  const luck = chance === undefined ? [] : [`with a chance of ${chance}`];
  return [...captured, ...luck, ...paints, ...does];
}

function inWords(wish: Wish): string {
  if (wish.type === 'bell') return 'rings the bell';
  if (wish.type === 'set') return `sets: ${wish.name} = ${wish.text}`;
  if (wish.type === 'switch') return `switches the group ${wish.group} ${wish.on ? 'on' : 'off'}`;
  return (
    { send: 'sends: ', echo: 'says: ', run: 'runs: ', notify: 'notifies: ' }[wish.type] + revealed(wish.text)
  );
}
