/** Commands about rules that are there: lists, what one would do, switching off, taking back. */
import { revealed } from '../../automation/data.ts';
import { ruleKey, rulesOf } from '../../automation/rules.ts';
import { requestAutomation, undoChange } from '../../settings/rules/change.ts';
import type { Rule } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { openLines, openRules } from '../../view/dialog/rules/list.ts';
import { tableRows } from '../../view/worlds/table.ts';
import { switchGroup } from '../../world/rules/wishes.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { undoImport } from '../imports/apply.ts';
import type { Command } from '../table.ts';
import { takeFlags } from '../table.ts';
import { tryLine } from './try.ts';
import { shownRule } from './written.ts';

export const ruleListCommands: readonly Command[] = [
  {
    names: ['rules'],
    usage: '/rules [-l]',
    summary: 'list all rules to edit them, or make one of a line that the game has said',
    details: [
      'Letters narrow the list down, Enter opens one, Delete takes one out. What a form does not show of a rule stays as it is in automation.toml.',
    ],
    options: [{ flag: '-l', help: 'the last lines on screen, to make a rule of one' }],
    examples: [
      ['/rules', 'opens the list'],
      ['/rules -l', 'a rule about a line: choose it, and say what is to be done'],
    ],
    related: ['triggers', 'action', 'alias', 'undo', 'automation'],
    takesData: true,
    late: true,
    run: rules,
  },
  {
    names: ['triggers'],
    usage: '/triggers [-s] [-g group] [word] | on name',
    summary: 'list the triggers, or how often each has acted; start one again that was stopped',
    details: ['A trigger is stopped if its pattern takes too long three times within a minute.'],
    options: [
      { flag: '-s', help: 'how often they have acted, the steps that took, and when last' },
      { flag: '-g', help: 'those of one group' },
    ],
    examples: [
      ['/triggers', 'all of them'],
      ['/triggers -s', 'with their counts'],
      ['/triggers on heal', 'starts one again'],
    ],
    related: ['action', 'gag', 'group', 'try', 'automation'],
    isText: true,
    late: true,
    takesData: true,
    run: triggers,
  },
  {
    names: ['aliases'],
    usage: '/aliases [-s] [-g group] [word]',
    summary: 'list the aliases, or how often each was used',
    options: [
      { flag: '-s', help: 'how often they were used, and when last' },
      { flag: '-g', help: 'those of one group' },
    ],
    examples: [
      ['/aliases', 'all of them'],
      ['/aliases kill', 'those with this word'],
    ],
    related: ['alias', 'triggers', 'group', 'automation'],
    isText: true,
    late: true,
    takesData: true,
    run: (turn, args) => listed(turn, args, 'alias'),
  },
  {
    names: ['try'],
    usage: '/try [-p|-s] [-c style] line | -l number',
    summary: 'show what rules would do with a line, and do nothing of it',
    details: [
      'Macros of TinyFugue whose triggers would act on a line are shown below, with what they match; their programs are not run.',
    ],
    options: [
      { flag: '-p', help: 'as a prompt' },
      { flag: '-s', help: 'as something that you type: aliases, and rules about what is sent' },
      { flag: '-c', help: 'in that style, such as "bold red" or 1;31' },
      { flag: '-l', help: 'the last lines of the game on screen, so many' },
    ],
    examples: [
      ['/try -l 20', 'the last twenty lines, as they stand'],
      ["/try Bob tells you, 'hi'", 'which rules match, in their order, and what they would send'],
      ['/try -s k orc', 'what an alias makes of it'],
    ],
    related: ['action', 'triggers', 'automation'],
    late: true,
    takesData: true,
    run: tryLine,
  },
  {
    names: ['group'],
    usage: '/group [name on|off]',
    summary: 'switch all rules of a group on or off',
    examples: [
      ['/group', 'the groups, and whether they are on'],
      ['/group combat off', 'none of its rules acts from now on'],
    ],
    related: ['action', 'auto', 'triggers', 'automation'],
    late: true,
    run: group,
  },
  {
    names: ['auto'],
    usage: '/auto [on|off|load]',
    summary: 'switch all rules on or off, or read automation.toml again',
    details: ['What is off stays so over a reload. A reload reads the file, too, if it was changed.'],
    arguments: [['on', 'off', 'load']],
    examples: [
      ['/auto off', 'nothing acts by itself any more'],
      ['/auto load', 'takes up what was edited by hand, and says what has changed'],
    ],
    related: ['triggers', 'group', 'automation'],
    late: true,
    run: auto,
  },
  {
    names: ['undo'],
    usage: '/undo',
    summary: 'take back the last change of a rule; twenty of them can be',
    examples: [['/undo', 'a rule that was removed is there again']],
    related: ['action', 'gag', 'triggers', 'automation'],
    late: true,
    run: undo,
  },
];

function rules(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, 'l');
  if (unknown || rest !== '') return complainHere(turn, 'Usage: /rules [-l].');
  // A page has boxes of its own for both; lines are in the one for rules.
  if (turn.view?.kind === 'web') return openRules(turn);
  if (!turn.view)
    return complainHere(turn, '/rules is a form, which wants a terminal; /triggers lists them as text.');
  if ('l' in flags) openLines(turn);
  else openRules(turn);
}

function triggers(turn: Turn, args: string): void {
  const [, started] = /^on\s+(.+)$/.exec(revealed(args)) ?? [];
  if (started !== undefined) startAgain(turn, started);
  else listed(turn, args, 'trigger');
}

function listed(turn: Turn, args: string, kind: 'trigger' | 'alias'): void {
  const { automation } = turn.state;
  const [one, many] = kind === 'trigger' ? ['trigger', 'triggers'] : ['alias', 'aliases'];
  const { flags, rest, unknown } = takeFlags(args, 's', 'g');
  if (unknown) return complainHere(turn, `/${many}: there is no option -${unknown}.`);
  const word = rest.toLowerCase();
  const found = rulesOf(automation).all.filter(
    rule =>
      rule.kind === kind &&
      (!('g' in flags) || rule.group === flags.g) &&
      (word === '' || shownRule(rule).toLowerCase().includes(word)),
  );
  if (found.length === 0)
    return sayHere(turn, word === '' ? `There are no ${many}.` : `No ${one} has "${rest}".`);
  if (!automation.on) sayHere(turn, 'All rules are off: /auto on.');
  if ('s' in flags) statistics(turn, dearest(turn, found).slice(0, MOST_LISTED));
  else
    for (const rule of found.slice(0, MOST_LISTED))
      sayHere(turn, `${stateOf(turn, rule)}${shownRule(rule)}${timesOf(turn, rule)}`);
  const more = found.length - MOST_LISTED;
  if (more > 0)
    sayHere(
      turn,
      `… and ${more} more: /${many} with a word lists those that have it, /rules has all of them.`,
    );
}

/** Nobody reads more at once, and each is a line. */
const MOST_LISTED = 500;

/** Where there are too many for a list, those that have cost most; else as the file has them. */
function dearest({ state }: Turn, rules: readonly Rule[]): readonly Rule[] {
  if (rules.length <= MOST_LISTED) return rules;
  const { counts } = state.automation;
  const steps = rules.map(rule => counts[ruleKey(rule)]?.steps ?? 0);
  // Of thousands most have cost nothing: those are in their order already.
  const places = [...rules.keys()];
  const [dear, others] = [places.filter(at => steps[at] !== 0), places.filter(at => steps[at] === 0)];
  dear.sort((one, other) => (steps[other] as number) - (steps[one] as number));
  return [...dear, ...others].map(at => rules[at] as Rule);
}

function stateOf({ state }: Turn, rule: Rule): string {
  const { counts, groupsOff } = state.automation;
  if (counts[ruleKey(rule)]?.stopped !== undefined) return '(stopped) ';
  if (rule.enabled === false || groupsOff.includes(rule.group ?? '')) return '(off) ';
  return '';
}

function timesOf({ state }: Turn, rule: Rule): string {
  const hits = state.automation.counts[ruleKey(rule)]?.hits ?? 0;
  return hits === 0 ? '' : ` – acted ${hits === 1 ? 'once' : `${hits} times`}`;
}

function statistics(turn: Turn, rules: readonly Rule[]): void {
  const { automation, now } = turn.state;
  const counts = rules.map(rule => automation.counts[ruleKey(rule)]);
  const columns = [
    { title: 'Name', cells: rules.map(({ name }) => name) },
    { title: 'Acted', cells: counts.map(count => String(count?.hits ?? 0)), isNumber: true as const },
    { title: 'Steps', cells: counts.map(count => String(count?.steps ?? 0)), isNumber: true as const },
    {
      title: 'Last',
      cells: counts.map(count => (count?.last ? `${Math.round((now - count.last) / 1000)} s ago` : 'never')),
    },
  ];
  for (const row of tableRows(columns, Number.POSITIVE_INFINITY)) sayHere(turn, row);
}

function startAgain(turn: Turn, name: string): void {
  const { automation, scripts } = turn.state;
  const counts = [automation, scripts?.rules].map(one => one?.counts[`trigger ${name}`]);
  const count = counts.find(one => one?.stopped !== undefined);
  if (!count) return complainHere(turn, `The trigger "${name}" was not stopped.`);
  delete count.stopped;
  count.slow = [];
  sayHere(turn, `The trigger ${name} acts again.`);
}

function group(turn: Turn, args: string): void {
  const { automation } = turn.state;
  const groups = new Set(rulesOf(automation).all.flatMap(rule => rule.group ?? []));
  const [, name = '', to] = /^(.*?)(?:\s+(on|off))?$/.exec(args) ?? [];
  if (args === '') return listGroups(turn, [...groups]);
  if (to === undefined) return complainHere(turn, 'Usage: /group name on, or off. /group lists them.');
  if (!groups.has(name)) return complainHere(turn, `No rule is in a group "${name}".`);
  switchGroup(automation, name, to === 'on');
  sayHere(turn, `The group ${name} is ${to}.`);
}

function listGroups(turn: Turn, groups: readonly string[]): void {
  if (groups.length === 0) return sayHere(turn, 'No rule is in a group. /action -g name … puts one there.');
  const off = turn.state.automation.groupsOff;
  const { all } = rulesOf(turn.state.automation);
  for (const name of groups) {
    const count = all.filter(rule => rule.group === name).length;
    sayHere(
      turn,
      `${name}: ${off.includes(name) ? 'off' : 'on'}, ${count} ${count === 1 ? 'rule' : 'rules'}`,
    );
  }
}

function auto(turn: Turn, args: string): void {
  const { automation } = turn.state;
  if (args === 'load') return requestAutomation(turn, true);
  if (args !== '' && args !== 'on' && args !== 'off')
    return complainHere(turn, `/auto knows no "${args}": on, off or load.`);
  if (args !== '') automation.on = args === 'on';
  const count = rulesOf(automation).all.length;
  sayHere(turn, `${count} ${count === 1 ? 'rule' : 'rules'}, ${automation.on ? 'on' : 'all off'}.`);
}

function undo(turn: Turn): void {
  const change = undoChange(turn);
  if (!change) return sayHere(turn, 'There is no change of a rule to take back.');
  const { before, after, name, together } = change;
  if (together) return undoImport(turn, name, together);
  if (!before) sayHere(turn, `Removed again: ${name}.`);
  else sayHere(turn, `${after ? 'As before' : 'Back again'}: ${shownRule(before)}`);
}
