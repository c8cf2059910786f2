/** Commands that make rules: each is a row of automation.toml, written with the smallest edit. */
import { keptBody, revealed } from '../../automation/data.ts';
import { findRule } from '../../settings/rules/change.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere } from '../../world/world.ts';
import type { Command, Option } from '../table.ts';
import { takesBraces } from './braces.ts';
import { keepRule, listRules, removeRule, showRule } from './keep.ts';
import { modeOf, patternOf, takeOptions, takeSides, takeWord } from './written.ts';

const OPTIONS: readonly Option[] = [
  { flag: '-d', help: 'remove the one that is named' },
  { flag: '-r', help: 'the pattern is a regular expression' },
  { flag: '-x', help: 'it is all of the line' },
  { flag: '-b', help: 'the line begins with it' },
  { flag: '-g', help: 'the group that it belongs to' },
  { flag: '-p', help: 'its priority: higher ones are asked first' },
  { flag: '-n', help: 'how often it may act' },
  { flag: '-c', help: 'how likely it is to act, from 0 to 1' },
  { flag: '-w', help: 'the world that it is for, or several: Alpha,Beta', value: 'world' },
];
const DETAILS = [
  'A pattern is a text that stands anywhere in the line, capitals or not; with a * it is all of the line, and each * is remembered as $1, $2 and so on. /help automation has more.',
];

export const ruleCommands: readonly Command[] = [
  {
    names: ['action'],
    usage: '/action [options] name pattern = body',
    summary: 'do something when a line of the game matches a pattern',
    details: [
      ...DETAILS,
      'The body is what you would type: words for the game, and commands; ; stands between several, and $1 for what the first group has matched. What is filled in is never a command.',
      'Any key of automation.toml is an option with two dashes: --cooldown 3, --on prompt, --fall false.',
      'A name alone shows it; nothing at all lists all of them.',
    ],
    options: OPTIONS,
    examples: [
      ['/action greet * arrives. = wave $1', 'waves to whoever arrives'],
      ['/action -r --on prompt heal ^(\\d+)/\\d+hp = cast heal', 'looks at the prompt'],
      ['/action -d greet', 'removes it'],
      ['/action {%0 tells you} {say hi %0}', 'as TinTin++ writes it'],
    ],
    related: ['gag', 'hilite', 'substitute', 'triggers', 'try', 'undo', 'automation'],
    late: true,
    takesData: true,
    run: action,
  },
  {
    names: ['gag'],
    usage: '/gag [options] pattern',
    summary: 'hide lines that match a pattern',
    details: [...DETAILS, 'They stay in the scrollback and in the log file: F2 shows them, with an x.'],
    options: OPTIONS,
    examples: [
      ['/gag is not here', 'hides lines that have these words'],
      ['/gag -d is not here', 'shows them again'],
      ['/gag', 'lists what is hidden'],
    ],
    related: ['action', 'hilite', 'triggers', 'undo', 'automation'],
    late: true,
    takesData: true,
    run: (turn, args) => shorthand(turn, args, 'gag', {}),
  },
  {
    names: ['hilite'],
    usage: '/hilite [-s style] [options] pattern',
    summary: 'show what matches a pattern in another style',
    details: [
      ...DETAILS,
      'A style is one or more words, in quotes: "bold red on black". /hilite:red is short for -s red. --part line paints the whole line.',
    ],
    options: [{ flag: '-s', help: 'the style, such as "bold red"' }, ...OPTIONS],
    examples: [
      ['/hilite Bob', 'paints his name yellow'],
      ['/hilite -s red --part line you are hungry', 'paints the whole line'],
    ],
    related: ['action', 'gag', 'substitute', 'triggers', 'automation'],
    late: true,
    takesData: true,
    run: (turn, args) => shorthand(turn, args, 'hilite', { hilite: 'bold yellow' }),
  },
  {
    names: ['substitute'],
    usage: '/substitute [options] pattern = words',
    summary: 'show other words in place of what matches a pattern',
    details: DETAILS,
    options: OPTIONS,
    examples: [['/substitute the Ancient One = Bob', 'says Bob instead']],
    related: ['action', 'gag', 'hilite', 'triggers', 'automation'],
    late: true,
    takesData: true,
    run: (turn, args) => shorthand(turn, args, 'substitute', {}),
  },
];

function action(turn: Turn, args: string): void {
  if (takesBraces(turn, 'action', args)) return;
  const written = takeOptions('trigger', args);
  if (typeof written === 'string') return complainHere(turn, `/action: ${written}.`);
  const { table, removes, rest } = written;
  const word = takeWord(rest);
  if (!word) return removes ? complainHere(turn, '/action -d wants a name.') : listRules(turn, 'trigger');
  if (removes) return removeRule(turn, '/action', 'trigger', revealed(rest.trim()));
  if (word.rest === '') return showRule(turn, 'trigger', revealed(word.text));
  const { left, right } = takeSides(word.rest);
  if (left === '')
    return complainHere(turn, 'Usage: /action name pattern = body. /help action has examples.');
  if (right === null && !DEEDS.some(key => Object.hasOwn(table, key)))
    return complainHere(
      turn,
      '/action: it would do nothing. What it is to do stands behind a = with a blank on either side, as in /action greet * arrives. = wave $1.',
    );
  const name = revealed(word.text);
  if (
    PATTERN_SIGN.test(word.text) &&
    !rest.startsWith('"') &&
    !findRule(turn.state.automation, 'trigger', name)
  )
    return complainHere(
      turn,
      `/action: its name comes first, and ${name} looks like a pattern: /action name ${name} ${revealed(left)} = ... A name in quotes may look like anything.`,
    );
  const mode = modeOf(left, table.mode);
  keepRule(turn, '/action', 'trigger', {
    ...table,
    name,
    pattern: patternOf(left, mode),
    mode,
    ...(right !== null && { body: keptBody(right) }),
  });
}

/** What patterns have and names seldom: who begins with the pattern has left the name out. */
const PATTERN_SIGN = /[*^\\(]/;

/** Keys by which a trigger does something, be it that others are not asked; without one of them or a body it is a mistake. */
const DEEDS = [
  ...['send', 'echo', 'body', 'set', 'speak', 'call', 'notify', 'switch', 'bell', 'log'],
  ...['gag', 'blank', 'hilite', 'substitute', 'fall'],
];

/** `/gag`, `/hilite`, `/substitute`: a rule that is named by its pattern. */
function shorthand(
  turn: Turn,
  args: string,
  what: 'gag' | 'hilite' | 'substitute',
  usual: Record<string, unknown>,
): void {
  if (takesBraces(turn, what, args)) return;
  const written = takeOptions('trigger', args);
  if (typeof written === 'string') return complainHere(turn, `/${what}: ${written}.`);
  const { table, removes, rest } = written;
  if (rest === '')
    return removes
      ? complainHere(turn, `/${what} -d wants a pattern.`)
      : listRules(turn, 'trigger', rule => rule[what] !== undefined, `There is no /${what} yet.`);
  const { left, right } = what === 'substitute' ? takeSides(rest) : { left: unquoted(rest), right: null };
  const name = revealed(left).slice(0, 80);
  if (removes) return removeRule(turn, `/${what}`, 'trigger', name);
  if (what === 'substitute' && right === null)
    return complainHere(
      turn,
      'Usage: /substitute pattern = words. Nothing behind the = takes the words out.',
    );
  const does =
    what === 'gag' ? { gag: true } : what === 'substitute' ? { substitute: keptBody(right ?? '') } : {};
  const mode = modeOf(left, table.mode);
  keepRule(turn, `/${what}`, 'trigger', {
    ...usual,
    ...table,
    name,
    pattern: patternOf(left, mode),
    mode,
    ...does,
  });
}

function unquoted(text: string): string {
  const word = takeWord(text);
  return word && text.startsWith('"') && word.rest === '' ? word.text : text;
}
