/** F4: a search through the log on screen. The pattern is typed in the input area; matches are scrolled to and marked. */

import { edit, emptyEditor } from '../../editor/editor.ts';
import type { Search, Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';
import { cancel, schedule } from '../../state/timers.ts';
import { matches, parsePattern } from '../../text/glob.ts';
import { lineAt } from '../../world/scrollback.ts';
import { currentPane } from '../panes.ts';

/** Lines looked at per slice: about 5 ms from the spill file. */
const SLICE = 2000;

export function startSearch({ state }: Turn): void {
  state.search = { editor: emptyEditor(), scanning: null, step: -1, match: null, status: '' };
}

/** A key while the search is open. Returns false for keys that keep their meaning (scrolling, worlds, reload …). */
export function searchKey(turn: Turn, search: Search, key: Key): boolean {
  const { state } = turn;
  const name = key.type === 'key' ? key.name : '';
  if (name === 'Escape' || name === 'C-c') {
    state.search = null;
    cancel(state, 'search', null);
  } else if (name === 'Enter' || name === 'F4' || name === 'Up') {
    find(turn, search, -1);
  } else if (name === 'Down') {
    find(turn, search, 1);
  } else if (/^(Page|C-(Up|Down|r|l|z)|M-[wj]|F\d)/.test(name)) {
    return false;
  } else {
    const before = search.editor.text;
    edit(search.editor, key, state.columns);
    if (search.editor.text !== before) search.status = '';
  }
  return true;
}

function find(turn: Turn, search: Search, step: 1 | -1): void {
  if (search.editor.text === '') return;
  const { reading } = currentPane(turn.state);
  const from = search.match ?? (reading.anchor?.line ?? reading.shown - 1) + 1;
  search.step = step;
  search.scanning = from + step;
  search.status = 'searching';
  continueSearch(turn);
}

/** The next slice of a search under way. */
export function continueSearch(turn: Turn): void {
  const { state, readChunk } = turn;
  const { search } = state;
  if (!search || search.scanning === null) return;
  const pane = currentPane(state);
  const pattern = parsePattern(search.editor.text);
  let number = search.scanning;
  for (let looked = 0; looked < SLICE; looked++, number += search.step) {
    const line = number < pane.reading.shown ? lineAt(pane.scrollback, number, readChunk) : undefined;
    if (!line) {
      search.scanning = null;
      search.status = search.step < 0 ? 'nothing further up' : 'nothing further down';
      return;
    }
    if (matches(pattern, line.text)) {
      search.scanning = null;
      search.match = number;
      search.status = '';
      pane.reading.anchor =
        number < pane.reading.shown - 1 ? { line: number, row: Number.MAX_SAFE_INTEGER } : null;
      return;
    }
  }
  search.scanning = number;
  schedule(state, 'search', null, 0);
}
