/** Commands that move through the output: each does what a key does, for keyboards and readers that have no such keys. */

import { changeSetting } from '../settings/change.ts';
import type { Turn } from '../state/state.ts';
import { startCopy } from '../view/copy/mode.ts';
import { copyLast } from '../view/copy/selection.ts';
import { paneOn } from '../view/panes.ts';
import {
  halfPageRows,
  hasMore,
  NOTHING_SCROLLS,
  pageRows,
  type ReadingTurn,
  readAll,
  readBy,
  readFromTop,
} from '../view/reading/moves.ts';
import { complainHere } from '../world/world.ts';
import type { Command } from './table.ts';

/** Rows of one command at most: counting them is work. */
const MOST_ROWS = 2000;

export const readingCommands: readonly Command[] = [
  {
    names: ['scroll'],
    usage: '/scroll up|down|page|half|top|end [n]',
    summary: 'move through the output by n rows, pages or half pages, to the oldest line or the end',
    details: [
      'up and down go by rows (Esc PageUp, Esc PageDown). page (PageDown) and half (Esc h) go down; with "up" behind them (PageUp, Esc H) or a number below 0 they go up. top is Esc <, end is Esc j.',
      'Sending a line leaves the view where it is. While you look back, the newest lines stand below: split_view in /setup.',
    ],
    arguments: [['up', 'down', 'page', 'half', 'top', 'end']],
    examples: [
      ['/scroll up 5', 'five rows up'],
      ['/scroll page up', 'a page up, as PageUp does'],
      ['/scroll half -2', 'half a page up, twice'],
      ['/scroll end', 'back to the end'],
    ],
    related: ['more', 'scrollback', 'split_view'],
    run: (turn, args) => byReader(turn, reader => scroll(reader, args)),
  },
  {
    names: ['more'],
    usage: '/more [all|on|off]',
    summary: 'show the next screenful (Tab), everything (Esc j), or switch the pause on or off',
    details: [
      'When a screenful has gone by since you last did something, the output pauses, and the bar says More and how many lines wait. What you type is sent all the same.',
      'Tab and PageDown go on by a page, of which one row was there before; Esc h by half of it, Esc PageDown by a row. Esc j shows everything.',
    ],
    arguments: [['all', 'on', 'off']],
    examples: [
      ['/more', 'the next screenful'],
      ['/more all', 'everything that waits'],
      ['/more off', 'never pause'],
    ],
    related: ['scroll', 'scrollback', 'more_mode'],
    run: (turn, args) => byReader(turn, reader => more(reader, args)),
  },
  {
    names: ['copy'],
    usage: '/copy [n]',
    summary: 'copy the last n lines, or go into copy mode to select a part of the output (F9)',
    details: [
      "What is copied goes into the kill ring, so that Ctrl+Y puts it into the input, and to the clipboard of terminals that take it (OSC 52; in tmux: set -s set-clipboard on). Lines are as the game sent them, without the line ends of wrapping; of the last n lines Clay's own are left out.",
      'In copy mode arrows, h j k l, w b e, 0 $, g G, PageUp and PageDown move; v or Space selects characters, V lines, o goes to the other end; y or Enter copies; / and ? find, n and N go on; Esc leaves. The output stays where it is meanwhile.',
    ],
    examples: [
      ['/copy', 'copy mode'],
      ['/copy 20', 'the last 20 lines'],
    ],
    related: ['recall', 'scrollback', 'mouse'],
    run: (turn, args) => byReader(turn, reader => copy(reader, args)),
  },
];

function copy(reader: ReadingTurn, args: string): void {
  if (args === '') return startCopy(reader);
  if (!/^[1-9]\d{0,5}$/.test(args))
    return complainHere(reader, 'Usage: /copy [n]: so many of the last lines.');
  copyLast(reader, reader.view, paneOn(reader.state, reader.view).scrollback, Number(args));
}

function byReader(turn: Turn, act: (reader: ReadingTurn) => void): void {
  if (turn.view?.plain) complainHere(turn, NOTHING_SCROLLS);
  else if (turn.view) act({ ...turn, view: turn.view });
}

type Unit = 'row' | 'page' | 'half';

interface Movement {
  readonly unit: Unit;
  /** Negative: up. */
  readonly count: number;
}

const UNITS: Readonly<Record<Unit, (reader: ReadingTurn) => number>> = {
  row: () => 1,
  page: pageRows,
  half: halfPageRows,
};

function scroll(reader: ReadingTurn, args: string): void {
  if (args === 'top') return readFromTop(reader);
  if (args === 'end') return readAll(reader);
  const movement = movementOf(args);
  if (!movement)
    return complainHere(reader, 'Usage: /scroll up|down|page|half|top|end [n]. /help scroll tells more.');
  const rows = movement.count * UNITS[movement.unit](reader);
  if (Math.abs(rows) > MOST_ROWS)
    return complainHere(reader, `/scroll goes by ${MOST_ROWS} rows at most; top and end go all the way.`);
  readBy(reader, rows);
}

/** `up 5`, `page`, `page up 2`, `half -1`. */
function movementOf(args: string): Movement | null {
  const match = /^(?:(up|down)|(page|half)(?: (up|down))?)(?: (-?[1-9]\d{0,3}))?$/.exec(
    args.replace(/\s+/g, ' '),
  );
  if (!match) return null;
  const [, direction = match[3] ?? 'down', unit = 'row', , number = '1'] = match;
  return { unit: unit as Unit, count: Number(number) * (direction === 'up' ? -1 : 1) };
}

function more(reader: ReadingTurn, args: string): void {
  if (args === 'on' || args === 'off') return changeSetting(reader, ['more_mode'], args === 'on');
  if (args === 'all') return readAll(reader);
  if (args !== '') return complainHere(reader, 'Usage: /more [all|on|off].');
  if (hasMore(reader)) readBy(reader, pageRows(reader));
}
