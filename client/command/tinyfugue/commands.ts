/** Commands of TinyFugue, as they are typed: each by its whole name. Those that Clay has by the same name are Clay's. */
import type { Turn } from '../../state/state.ts';
import { markedData } from '../../world/tinyfugue/job.ts';
import { runTyped } from '../../world/tinyfugue/typed.ts';
import { ruleListCommands } from '../automation/lists.ts';
import type { Command } from '../table.ts';

type Row = readonly [
  name: string,
  usage: string,
  summary: string,
  example: readonly [line: string, what: string],
  ...related: string[],
];

const rows: readonly Row[] = [
  [
    ...([
      'def',
      '[options] name = body',
      'make a macro: a command, a trigger, a hook, a key, or all of these',
    ] as const),
    ['/def -t"{*} waves." wb = wave %1', 'waves back'],
    ...['undef', 'list', 'edit', 'action', 'tinyfugue'],
  ],
  ['undef', 'name ...', 'remove macros', ['/undef wb', 'it is gone'], 'def', 'purge', 'tinyfugue'],
  [
    'undefn',
    'number ...',
    'remove macros by their numbers',
    ['/undefn 3', 'the third'],
    'undef',
    'list',
    'tinyfugue',
  ],
  [
    'edit',
    '[options] name [= body]',
    'change parts of a macro',
    ['/edit -p5 wb', 'it is asked earlier'],
    'def',
    'tinyfugue',
  ],
  [
    'list',
    '[options] [name]',
    'list the macros',
    ['/list -t w*', 'triggers whose names begin with w'],
    'def',
    'tinyfugue',
  ],
  [
    'purge',
    '[options] [name]',
    'remove all macros that are so',
    ['/purge -t"" w*', 'triggers whose names begin with w'],
    'undef',
    'tinyfugue',
  ],
  ['test', 'expression', 'evaluate an expression', ['/test hp := 5', 'hp is 5'], 'expr', 'tinyfugue'],
  ['expr', 'expression', 'show the value of an expression', ['/expr 7/2', 'says 3'], 'test', 'tinyfugue'],
  [
    'eval',
    'body',
    'run something as the body of a macro',
    ['/eval /echo %{hp}', 'shows hp'],
    'test',
    'tinyfugue',
  ],
  ['echo', '[-a attributes] [-p] text', 'show a text', ['/echo -aCred Help!', 'in red'], 'eval', 'tinyfugue'],
  [
    'if',
    '(expression) commands%; /else commands%; /endif',
    'do something if a condition holds',
    ['/if (hp < 9) flee%; /endif', 'flees, or not'],
    'while',
    'tinyfugue',
  ],
  [
    'while',
    '(expression) commands%; /done',
    'do something as long as a condition holds',
    ['/while (++n < 4) look%; /done', 'three times'],
    'if',
    'for',
    'tinyfugue',
  ],
  [
    'for',
    'variable first last commands',
    'do something for each number',
    ['/for i 1 3 say %i', 'counts'],
    'while',
    'tinyfugue',
  ],
  [
    'let',
    'name=value',
    'set a variable of the macro that runs',
    ['/let x=1', 'in a macro'],
    'set',
    'tinyfugue',
  ],
  ['setenv', 'name=value', 'set a variable', ['/setenv x=1', 'as /set does'], 'set', 'tinyfugue'],
  [
    'not',
    'commands',
    'run commands, and turn what comes of them round',
    ['/not /test 0', 'is 1'],
    'eval',
    'tinyfugue',
  ],
  [
    'quote',
    "[-S] [-d how] words 'file",
    'do something with each line of a file or of a command',
    ["/quote -S /echo 'notes.txt", 'shows the file'],
    'load',
    'tinyfugue',
  ],
  [
    'ps',
    '',
    'list the processes of /repeat and /quote',
    ['/ps', 'all of them'],
    'kill',
    'timers',
    'tinyfugue',
  ],
  ['kill', 'number', 'end a process', ['/kill 2', 'the second'], 'ps', 'tinyfugue'],
  [
    'trigger',
    '[-n] [-h event] text',
    'have triggers act as if the game had said it',
    ['/trigger Bob waves.', 'whoever waits for it acts'],
    'try',
    'triggers',
    'tinyfugue',
  ],
  [
    'require',
    'file',
    'load a file of macros, unless that was done',
    ['/require lisp.tf', 'once'],
    'load',
    'tinyfugue',
  ],
  ['dokey', 'name', 'do what a key does', ['/dokey pgup', 'goes back'], 'keys', 'tinyfugue'],
  ['listvar', '[pattern]', 'list variables', ['/listvar h*', 'those with h'], 'vars', 'tinyfugue'],
  [
    'trig',
    'pattern = body',
    'make a trigger without a name',
    ['/trig {*} waves. = wave %1', 'waves back'],
    'def',
    'tinyfugue',
  ],
  ['partial', 'regexp', 'show what matches in bold', ['/partial gold', 'the word'], 'hilite', 'tinyfugue'],
];

export const tinyFugueCommands: readonly Command[] = rows.map(
  ([name, usage, summary, example, ...related]) => ({
    names: [name],
    usage: `/${name} ${usage}`.trim(),
    summary,
    examples: [example],
    related,
    late: true,
    exact: true,
    takesData: true,
    ...((name === 'list' || name === 'listvar') && { isText: true as const }),
    run: (turn, args) => runAs(turn, name, args),
  }),
);

/** As TinyFugue would; /trigger alone is what it was short for. */
function runAs(turn: Turn, name: string, args: string): void {
  if (name === 'trigger' && args === '')
    return ruleListCommands.find(({ names }) => names[0] === 'triggers')?.run(turn, args);
  runTyped(turn, `/${name} ${markedData(args)}`.trimEnd());
}
