/** The queue of what is printed beside the lines of logs. */
import type { State } from '../../state/state.ts';
import type { Print } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { logOn } from '../../world/audience.ts';
import { MARK } from '../../world/lines/own.ts';

/** Clay says something that belongs into no log. Nothing where there is a screen. */
export function tellPlain(state: State, view: View, lines: readonly string[]): void {
  for (const text of lines) add(state, view, { text: `${MARK}${text}`.trimEnd() });
}

/** The user has entered a line: `row` stands there with its prompt. */
export function notePlainEntry(state: State, view: View, row: string, typed: string): void {
  add(state, view, { text: row, typed });
}

function add(state: State, view: View, print: Omit<Print, 'log' | 'at'>): void {
  view.plain?.queue.push({ log: view.current ?? '', at: logOn(state, view).next, ...print });
}
