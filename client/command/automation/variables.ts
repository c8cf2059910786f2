/** Commands about variables: what rules know by a name. */
import { hasData, revealed } from '../../automation/data.ts';
import { isName } from '../../automation/define.ts';
import { keepVariable } from '../../settings/rules/change.ts';
import { clientSchema } from '../../settings/schema.ts';
import type { Turn } from '../../state/state.ts';
import { setVariable, variable } from '../../world/rules/values.ts';
import { markedData } from '../../world/tinyfugue/job.ts';
import { runTyped } from '../../world/tinyfugue/typed.ts';
import { noteTyped } from '../../world/tinyfugue/variables.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { type Command, takeDataFlags, takeFlags } from '../table.ts';
import { sayUnknownWorld, worldMeant } from './keep.ts';

const WORLD = { flag: '-w', help: 'of that world alone', value: 'world' as const };

export const variableCommands: readonly Command[] = [
  {
    names: ['set'],
    usage: '/set [-s] [-w world] name value',
    summary: 'set a variable, which rules know by its name',
    details: [
      'Variables go on over reloads and crashes; one that is set with -s is in automation.toml as well.',
    ],
    options: [{ flag: '-s', help: 'keep it in automation.toml' }, WORLD],
    examples: [
      ['/set target orc', 'and "kill $target" in a rule kills it'],
      ['/set -s -w Alpha home temple', 'of Alpha, for good'],
      ['/set target', 'says what it is'],
    ],
    related: ['unset', 'vars', 'action', 'automation'],
    late: true,
    takesData: true,
    run: set,
  },
  {
    names: ['unset'],
    usage: '/unset [-w world] name',
    summary: 'forget a variable',
    options: [WORLD],
    examples: [['/unset target', 'forgets it']],
    related: ['set', 'vars', 'automation'],
    late: true,
    takesData: true,
    run: unset,
  },
  {
    names: ['vars'],
    usage: '/vars [word]',
    summary: 'list the variables',
    details: ['500 are listed at most; with a word those that have it in their name.'],
    examples: [
      ['/vars', 'all of them, with their values'],
      ['/vars hp', 'those whose names have this word'],
    ],
    related: ['set', 'unset', 'automation'],
    isText: true,
    late: true,
    takesData: true,
    run: list,
  },
];

/** Worlds that have variables: nobody has so many, but what a game says may become a name. */
const MOST_WORLDS = 1000;

function set(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeDataFlags(args, 's', 'w');
  if (unknown) return complainHere(turn, `/set: there is no option -${unknown}.`);
  const world = worldMeant(turn, flags);
  if (world === null) return;
  if (rest === '') return list(turn);
  // As TinyFugue has it.
  const [, given = '', to = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(rest) ?? [];
  if (given !== '' && Object.keys(flags).length === 0) {
    runTyped(turn, `/set ${markedData(args)}`);
    return tellSetting(turn, given, to);
  }
  const words = /^(\S+)(?:\s+(?:=\s+)?(.*))?$/s.exec(rest) ?? [];
  const [, name = '', value] = words.map(word => word && revealed(word));
  if (!isName(name))
    return complainHere(turn, `"${name}" cannot be the name of a variable: letters, digits and _ can.`);
  const { automation } = turn.state;
  if (value === undefined) {
    const own = variable(automation, world, name);
    if (own === undefined) complainHere(turn, `There is no variable ${name}. /set ${name} value makes one.`);
    else sayHere(turn, `${name} = ${own}`);
    return;
  }
  const { variables = {} } = automation;
  const isFull = !Object.hasOwn(variables, world) && Object.keys(variables).length >= MOST_WORLDS;
  if (isFull || !setVariable(automation, world, name, value))
    return complainHere(turn, 'There are too many variables.');
  // What one has typed is a program's to evaluate, what a rule has filled in is not.
  if (!hasData(rest)) noteTyped(turn, name, value);
  if ('s' in flags) keepVariable(turn, { world, name, value });
  sayUnknownWorld(turn, world);
  tellSetting(turn, name, value);
}

/** Other clients change their settings by /set; who types that means the setting. */
function tellSetting(turn: Turn, name: string, value: string): void {
  if (turn.author || !clientSchema.some(({ key }) => key === name)) return;
  sayHere(
    turn,
    `${name} is a variable now, for rules and macros. The setting: /setup ${name} ${revealed(value)}`,
  );
}

function unset(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, '', 'w');
  if (unknown) return complainHere(turn, `/unset: there is no option -${unknown}.`);
  const world = worldMeant(turn, flags);
  if (world === null) return;
  if (rest === '') return complainHere(turn, 'Usage: /unset name. /vars lists the variables.');
  const { automation } = turn.state;
  const own = automation.variables?.[world];
  if (!own || !Object.hasOwn(own, rest))
    return complainHere(turn, `There is no variable ${rest}. /vars lists them.`);
  delete own[rest];
  if (automation.kept?.includes(`${world} ${rest}`))
    keepVariable(turn, { world, name: rest, value: '' }, true);
}

/** Lines at once, and characters of a value in one of them: there may be ten thousand. */
const MOST_LISTED = 500;
const LONGEST_SHOWN = 1000;

function list(turn: Turn, args = ''): void {
  const { variables = {}, kept = [] } = turn.state.automation;
  const word = revealed(args.trim());
  const all = Object.entries(variables).flatMap(([world, own]) =>
    Object.keys(own)
      .filter(name => name.includes(word))
      .map(name => ({ world, name, value: own[name] as string })),
  );
  if (all.length === 0 && word !== '') return sayHere(turn, `No variable has "${word}" in its name.`);
  if (all.length === 0) return sayHere(turn, 'There are no variables. /set name value makes one.');
  const inFile = new Set(kept);
  for (const { world, name, value } of all.slice(0, MOST_LISTED)) {
    const where = [world, inFile.has(`${world} ${name}`) ? 'kept' : ''].filter(Boolean).join(', ');
    const shown =
      value.length > LONGEST_SHOWN
        ? `${value.slice(0, LONGEST_SHOWN)} … (/set ${name} has all of it)`
        : value;
    sayHere(turn, `${name} = ${shown}${where && ` (${where})`}`);
  }
  const more = all.length - MOST_LISTED;
  if (more > 0)
    sayHere(turn, `… and ${more} more: /vars with a word lists those that have it in their names.`);
}
