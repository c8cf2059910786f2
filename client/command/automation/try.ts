/** `/try`: what rules, and triggers of macros, would do with a line. Nothing is done of it, and nothing counted. */
import { shownBy, wishesOf } from '../../automation/act.ts';
import { expandAlias } from '../../automation/alias.ts';
import { ruleKey, ruleSet, rulesOf, type SetName } from '../../automation/rules.ts';
import {
  ASKED,
  type Asked,
  type Hit,
  holdsFor,
  isArmed,
  isSpent,
  MOST_STEPS,
  tryRule,
} from '../../automation/run.ts';
import { styleOf, styleWords } from '../../automation/style.ts';
import type { Automation, Rule } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import type { StyledText } from '../../state/stream.ts';
import { inWords } from '../../world/rules/in-words.ts';
import { valueIn } from '../../world/rules/values.ts';
import { heard, lineAt } from '../../world/scrollback.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { takeFlags } from '../table.ts';
import { tryMacros } from './try-macros.ts';
import { shownRule } from './written.ts';

/** Shows which rules match the line, in their order, with what they would do or why they would not. */
export function tryLine(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, 'ps', 'cl');
  if (!unknown && 'l' in flags) return tryLast(turn, flags.l as string, rest);
  const style = 'c' in flags ? styleOf(flags.c as string) : '';
  if (unknown || rest === '' || ('p' in flags && 's' in flags))
    return complainHere(
      turn,
      'Usage: /try [-p|-s] [-c style] line, or /try -l number. -p tries it as a prompt, -s as something that you type.',
    );
  if (style === null)
    return complainHere(turn, `/try: "${flags.c}" is no style, such as "bold red" or 1;31.`);
  const name: SetName = 'p' in flags ? 'prompt' : 's' in flags ? 'sent' : 'line';
  if (name === 'sent' && tryAlias(turn, rest)) return;
  const runs = style === '' ? [] : [{ at: 0, style }];
  const budget = { left: MOST_STEPS };
  const hits = tryText(turn, name, { text: rest, runs }, '', budget);
  if (budget.left <= 0) complainHere(turn, 'That took so long that not all rules could be tried.');
  const macros = name === 'line' ? tryMacros(turn, rest) : NO_MACROS;
  if (hits.length + macros.count === 0)
    return sayHere(turn, `No rule would act on it.${elsewhere(turn, name, rest, budget)}`);
  if (name === 'line') sayShown(turn, hits, rest, macros.hidden);
}

/** Of what is no line of the game. */
const NO_MACROS = { count: 0, hidden: false } as const;

/** Whoever tries a prompt as a line wonders why nothing would come of it. */
function elsewhere({ state }: Turn, tried: SetName, text: string, budget: { left: number }): string {
  if (tried !== 'line') return '';
  const set = ruleSet(rulesOf(state.automation), 'prompt');
  for (const id of set.candidates.find(text)) {
    if (budget.left <= 0) return '';
    const { hit, steps } = tryRule(set, id, text);
    budget.left -= steps + ASKED;
    if (hit) return ' One for prompts matches: /try -p tries it as a prompt.';
  }
  return '';
}

/** Those that would act on the text; what each would do is said. */
function tryText(
  turn: Turn,
  name: SetName,
  { text, runs }: StyledText,
  before = '',
  budget = { left: MOST_STEPS },
): Hit[] {
  const { automation, now } = turn.state;
  const set = ruleSet(rulesOf(automation), name);
  const lookUp = (one: string) => valueIn(turn.state, turn.world, one);
  const asked = { text, runs, world: turn.world?.name ?? '', now, lookUp };
  const hits: Hit[] = [];
  let heading = before;
  for (const id of [...set.candidates.find(text)]) {
    const rule = set.ruleAt(id);
    if (budget.left <= 0) return hits;
    const { hit, steps } = tryRule(set, id, text);
    budget.left -= steps + ASKED;
    if (!hit) continue;
    budget.left -= SAID;
    if (heading !== '') sayHere(turn, heading);
    heading = '';
    if (sayOne(turn, rule, hit, asked)) hits.push(hit);
    if (hits.at(-1)?.rule.fall === false) break;
  }
  return hits;
}

/** What it costs to tell of a rule that matches, as steps. */
const SAID = 1000;
/** Lines that are looked at again at most. */
const MOST_LAST = 500;

/** The last lines of the game on screen, once more. */
function tryLast(turn: Turn, number: string, rest: string): void {
  const { world } = turn;
  const count = Number(number);
  if (rest !== '' || !Number.isInteger(count) || count < 1 || count > MOST_LAST)
    return complainHere(turn, `Usage: /try -l number, of up to ${MOST_LAST} lines.`);
  if (!world) return complainHere(turn, 'No world is on screen.');
  const lines: StyledText[] = [];
  for (let at = world.scrollback.next - 1; at >= 0 && lines.length < count; at--) {
    const line = lineAt(world.scrollback, at, turn.readChunk);
    if (!line) break;
    if (line.kind === 'game') lines.unshift(heard(line));
  }
  // All of it is one answer, and keys wait meanwhile.
  const budget = { left: MOST_STEPS };
  let tried = 0;
  let acted = 0;
  for (const line of lines) {
    if (budget.left <= 0) break;
    tried++;
    if (tryText(turn, 'line', line, `> ${line.text}`, budget).length > 0) acted++;
  }
  sayHere(turn, `Rules would act on ${acted} of ${tried} lines.`);
  if (budget.left > 0) return;
  const untried = lines.length - tried;
  const what = untried === 0 ? 'not all rules' : `the last ${untried} lines`;
  complainHere(
    turn,
    `That took so long that ${what} could not be tried; /try -l ${Math.max(1, untried)} does.`,
  );
}

/** What it would do is said. False: it would not act. */
function sayOne(turn: Turn, rule: Rule, hit: Hit, asked: Asked): boolean {
  const why = whyNot(turn.state.automation, hit, asked);
  sayHere(turn, `${why === '' ? '' : `(would not act: ${why}) `}${shownRule(rule)}`);
  for (const sentence of wouldDo(turn, hit)) sayHere(turn, `  ${sentence}`);
  return why === '';
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

function sayShown(turn: Turn, hits: readonly Hit[], text: string, isHidden: boolean): void {
  const { line, hidden } = shownBy(hits, { text, runs: [] });
  if (hidden || isHidden) sayHere(turn, 'The line would be hidden.');
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
  const paints = hilite === undefined ? [] : [`paints: ${styleWords(hilite)}`];
  const luck = chance === undefined ? [] : [`with a chance of ${chance}`];
  return [...captured, ...luck, ...paints, ...does];
}
