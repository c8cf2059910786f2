/** /recall: which lines are meant, and how they are shown. */
import type { Turn } from '../../state/state.ts';
import type { RecallWishes } from '../../state/view.ts';
import { MOST_AROUND, startRecall } from '../../view/search/recall.ts';
import { findWorld, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { noWorld } from '../worlds.ts';
import { kindIn, kindOptions } from './kind.ts';
import { takeOptions } from './options.ts';
import { takeRange } from './range.ts';

export const recallCommand: Command = {
  names: ['recall'],
  isText: true,
  usage: '/recall [options] [range] [pattern]',
  summary: 'show lines of this world again: the last ones, those of a range, those that match',
  details: [
    'Ranges: 5 the last five; /5 the last five that match; -5 the fifth last; 100-120, 100- by their numbers; 10:00-11:30, 10:00-, -11:30 by their times; 1:30 the last hour and a half; 2026-11-27 a day.',
    'Without a range or a pattern the last 20 lines come again, with a pattern the last 500 that match. -- before a pattern that looks like a range or an option.',
  ],
  options: [
    { flag: '-w', help: 'of that world; a name with blanks in quotes', value: 'world' },
    { flag: '-t', help: 'with the time of each line' },
    { flag: '-n', help: 'with the number of each line, as # does' },
    { flag: '-A', help: 'with so many lines behind each that matches' },
    { flag: '-B', help: 'with so many lines before it' },
    { flag: '-C', help: 'with so many on both sides' },
    { flag: '-v', help: 'the lines that do not match' },
    { flag: '-i', help: 'what you have sent, instead of what the game has said' },
    { flag: '-l', help: 'what Clay has said, instead of what the game has' },
    { flag: '-q', help: 'without a line before and behind' },
    ...kindOptions,
  ],
  examples: [
    ['/recall', 'the last lines'],
    ['/recall 5', 'the last five'],
    ['/recall tells you', 'those with these words in them'],
    ['/recall * tells *dragon', 'with anything in the place of *'],
    ['/recall -t 10:00-11:30', 'what was said in that time, with the time of each line'],
    ['/recall -C2 /3 dragon', 'the last three about a dragon, with two lines on each side'],
    ['/recall -w Beta -r ^\\w+ says', 'of another world, by a regular expression'],
  ],
  related: ['find', 'scrollback', 'search', 'log'],
  takesData: true,
  run: recall,
};

function recall(turn: Turn, args: string): void {
  const given = takeOptions(args, 'tnvqilergc', 'wABCm');
  const kind = kindIn(given.flags);
  const around = aroundIn(given.flags);
  const fault = given.fault ?? faultIn(kind) ?? faultIn(around);
  if (fault !== null) return sayHere(turn, `/recall: ${fault}. /help recall tells more.`);
  const { flags } = given;
  const world = 'w' in flags ? findWorld(turn.state, flags.w as string) : turn.world;
  if (!world) {
    const isNamed = 'w' in flags;
    const why = isNamed
      ? noWorld(turn.state, flags.w as string, ' /worlds lists them.')
      : 'No world is on screen. /worlds name switches to one.';
    return sayHere(turn, why);
  }
  const isNumbered = /^#(?!\S)/.test(given.rest);
  const rest = isNumbered ? given.rest.slice(1).trimStart() : given.rest;
  // What stands behind -- is a pattern, whatever it looks like.
  const range = given.isEnded ? { wishes: {}, rest } : takeRange(rest, turn.state.now);
  const wishes: RecallWishes = {
    ...range.wishes,
    ...(around as object),
    ...('v' in flags && { invert: true }),
    ...('q' in flags && { quiet: true }),
    ...('t' in flags && { withTime: true }),
    ...(('n' in flags || isNumbered) && { withNumber: true }),
    ...('i' in flags ? { of: 'sent' } : 'l' in flags && { of: 'clay' }),
  };
  const pattern = { text: range.rest, kind: kind as Exclude<typeof kind, object>, exact: 'c' in flags };
  startRecall(turn, world, pattern, wishes);
}

function faultIn(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'fault' in value ? String(value.fault) : null;
}

/** -A, -B and -C: lines around those that match. */
function aroundIn(
  flags: Readonly<Record<string, string>>,
): Pick<RecallWishes, 'before' | 'after'> | { readonly fault: string } {
  for (const flag of ['A', 'B', 'C'])
    if (flag in flags && !/^\d{1,6}$/.test(flags[flag] as string))
      return { fault: `-${flag} wants a number, not "${flags[flag]}"` };
  const number = (flag: string) => Math.min(MOST_AROUND, Number(flags[flag] ?? flags.C ?? 0));
  return { after: number('A'), before: number('B') };
}
