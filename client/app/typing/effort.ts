/**
 * How much of what was typed, pasted and entered is done in one turn: what is more waits in the state, so that the event loop
 * is never kept for long. It is counted, not timed: the journal played again has to stop in the same places.
 */

import type { Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';

/** Of a turn: some 10 ms. One is a key that moves the cursor, or a line for a game. */
export const EFFORT = 100;
/** A command may do anything; a key in a box has its form laid out. */
const COMMAND = 8;
const IN_BOX = 8;
/** Enter and Tab do more than others. */
const ENTER = 3;

export function hasEffort({ effort }: Turn): boolean {
  return !effort || effort.left > 0;
}

export function spendOnKey({ effort }: Turn, key: Key, isInBox: boolean): void {
  if (effort)
    effort.left -= isInBox ? IN_BOX : key.type === 'key' && /^(Enter|Tab)$/.test(key.name) ? ENTER : 1;
}

export function spendOnLine({ effort }: Turn, line: string): void {
  if (effort) effort.left -= isCommand(line) ? COMMAND : 1;
}

/** Whether the line is one, where nothing is hidden. */
export function isCommand(line: string): boolean {
  return /^\/(?!\/)/.test(line);
}
