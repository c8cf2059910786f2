/** /grep: through all worlds and their log files. */
import type { Turn } from '../../state/state.ts';
import { endGrep, showGrep, startGrep } from '../../view/search/grep.ts';
import { findWorld, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { noWorld } from '../worlds.ts';
import { kindIn, kindOptions } from './kind.ts';
import { takeOptions } from './options.ts';

export const grepCommand: Command = {
  names: ['grep'],
  usage: '/grep [options] [pattern]',
  summary:
    'look in the scrollback of all worlds and in the log files; without a pattern, show what was found last',
  details: [
    'What is found is shown in a box, oldest first. If you are typing then, it waits until you enter /grep. Of each world the newest 500 lines are shown.',
  ],
  options: [
    { flag: '-w', help: 'in that world only; a name with blanks in quotes', value: 'world' },
    { flag: '-s', help: 'in the scrollback only' },
    { flag: '-l', help: 'in the log files only' },
    { flag: '-q', help: 'give it up' },
    ...kindOptions,
  ],
  examples: [
    ['/grep dragon', 'whatever anybody has said of a dragon, in any world'],
    ['/grep -w Alpha -r ^\\w+ tells you', 'what you were told in Alpha'],
    ['/grep -l sword', 'in the log files'],
    ['/grep', 'what was found last'],
  ],
  related: ['find', 'recall', 'log', 'search'],
  takesData: true,
  run: grep,
};

function grep(turn: Turn, args: string): void {
  const { view } = turn;
  if (!view) return;
  const { flags, rest, fault } = takeOptions(args, 'slqergc', 'wm');
  const kind = kindIn(flags);
  if (fault !== null || typeof kind === 'object') {
    const why = fault ?? (kind as { fault: string }).fault;
    return sayHere(turn, `/grep: ${why}. /help grep tells more.`);
  }
  if ('q' in flags) return endGrep(turn, view);
  if (rest === '') return again(turn);
  const world = 'w' in flags ? findWorld(turn.state, flags.w as string) : null;
  if (world === undefined)
    return sayHere(turn, noWorld(turn.state, flags.w as string, ' /worlds lists them.'));
  const isOne = 's' in flags || 'l' in flags;
  startGrep(
    turn,
    { text: rest, kind, exact: 'c' in flags },
    { only: world?.name ?? '', scrollback: !isOne || 's' in flags, logs: !isOne || 'l' in flags },
  );
}

function again(turn: Turn): void {
  const found = turn.view?.grep;
  if (!turn.view || !found) return sayHere(turn, 'Nothing was looked for yet: /grep pattern.');
  if (found.phase === 'found') showGrep(turn.view, found);
  else sayHere(turn, `It is still looking: ${found.found.length} lines so far. /grep -q gives it up.`);
}
