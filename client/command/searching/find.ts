/** /find: what F4 does, as a command. */
import { isFault } from '../../../shared/fault.ts';
import { setText } from '../../editor/editor.ts';
import type { Turn } from '../../state/state.ts';
import type { Search, View } from '../../state/view.ts';
import { finderOf } from '../../text/pattern.ts';
import { newSearch, remember } from '../../view/dialog/search.ts';
import { closeDialog, openDialog, searchOf } from '../../view/dialog/stack.ts';
import { beginSearch, patternOf, wantMatch } from '../../view/search/search.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { kindIn, kindOptions } from './kind.ts';
import { type Given, takeOptions } from './options.ts';
import { recallCommand } from './recall.ts';

export const findCommand: Command = {
  names: ['find'],
  usage: '/find [options] [pattern]',
  summary: 'go to the newest line that matches; without a pattern to the next older one (F4)',
  options: [
    { flag: '-n', help: 'to the next newer one' },
    { flag: '-f', help: 'show only the lines that match; once more: all' },
    { flag: '-q', help: 'end it: no more marks' },
    ...kindOptions,
  ],
  examples: [
    ['/find dragon', 'the newest line with a dragon; the status bar says which of how many it is'],
    ['/find', 'the next older one'],
    ['/find -n', 'the next newer one'],
    ['/find -r ^You (hit|miss)', 'a regular expression'],
    ['/find -f dragon', 'nothing but dragons'],
  ],
  related: ['recall'],
  takesData: true,
  run: find,
};

function find(turn: Turn, args: string): void {
  const { view } = turn;
  if (!view) return;
  const given = takeOptions(args, 'nfqergc', 'm');
  const kind = kindIn(given.flags);
  if (given.fault !== null || typeof kind === 'object') {
    return complainHere(
      turn,
      `/find: ${given.fault ?? (kind as { fault: string }).fault}. /help find tells more.`,
    );
  }
  // Where nothing can be gone to, the lines are told.
  if (view.plain) return recallCommand.run(turn, args);
  const open = searchOf(view);
  if ('q' in given.flags) {
    if (open) closeDialog(view, open);
    return;
  }
  if (given.rest !== '') begin(turn, view, given, kind);
  else if (open) goOn(turn, view, open, given);
  else again(turn, view, given);
}

/** What was looked for last, once more. */
function again(turn: Turn, view: View, given: Given): void {
  const last = view.searches?.at(-1);
  if (last === undefined) sayHere(turn, 'Nothing was searched for yet: /find pattern.');
  else begin(turn, view, { ...given, rest: last }, view.searchedAs?.kind ?? 'wild');
}

function begin(turn: Turn, view: View, { flags, rest }: Given, how: NonNullable<Search['how']>): void {
  const exact = 'c' in flags;
  const search: Search = {
    ...newSearch(view),
    ...{ how, exact, quiet: true, untold: true, filter: 'f' in flags },
  };
  setText(search.editor, rest);
  const finder = finderOf(patternOf(search));
  if (isFault(finder)) return complainHere(turn, `/find: ${finder.sentence}.`);
  openDialog(view, search);
  remember(view, search);
  beginSearch(turn, view, search);
}

function goOn(turn: Turn, view: View, search: Search, { flags }: Given): void {
  search.untold = true;
  if ('f' in flags) search.filter = !search.filter;
  else wantMatch(turn, view, search, 'n' in flags ? 1 : -1);
}
