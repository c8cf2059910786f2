/** A view without a screen, for tests: what it prints, and what a terminal makes of that which knows no sequences. */
import { emptyPlain } from '../../client/app/initial-state.ts';
import { TERMINAL } from '../../client/state/view.ts';
import { compose, type Paper } from '../../client/view/plain/compose.ts';
import type { Play } from './play.ts';

export interface Printing {
  /** Prints what there is to print; returns it. */
  print(more?: Partial<Paper>): string;
  /** Everything that was printed. */
  text(): string;
  /** As rows on a terminal that wraps nothing; the last one is the one with the cursor. */
  rows(): string[];
}

/** Makes the view of the client one that has no screen. */
export function printing(play: Play, input: 'keys' | 'lines' = 'keys'): Printing {
  play.terminal.plain = emptyPlain(input);
  let all = '';

  function print(more: Partial<Paper> = {}): string {
    let now = '';
    for (;;) {
      const composed = compose(play.state, play.terminal, play.readChunk, { style: () => '', ...more });
      if (!composed) break;
      const { items, printed } = composed;
      now += composed.text;
      play.dispatch({ type: 'printed', view: TERMINAL, items, printed });
    }
    all += now;
    return now;
  }

  return { print, text: () => all, rows: () => teletype(all) };
}

/** Characters, Backspace and line feed: all that every terminal has. */
export function teletype(text: string): string[] {
  const rows: string[][] = [[]];
  let column = 0;
  for (const character of text) {
    const row = rows.at(-1) as string[];
    if (character === '\n') {
      rows.push([]);
      column = 0;
    } else if (character === '\b') column = Math.max(0, column - 1);
    else row[column++] = character;
  }
  return rows.map(row => row.join('').trimEnd());
}
