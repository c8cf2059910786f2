/** F4: a search through the log on screen. The pattern is typed in the input area; matches are scrolled to and marked. */

import { edit, emptyEditor, layoutInput } from '../../editor/editor.ts';
import { findAction } from '../../settings/bindings.ts';
import type { InputMemory, State, Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';
import { cancel, schedule } from '../../state/timers.ts';
import type { Search, View } from '../../state/view.ts';
import { parsePattern } from '../../text/glob.ts';
import { lineAt } from '../../world/scrollback.ts';
import { inputRows } from '../layout.ts';
import { paneOn } from '../panes.ts';
import { signedLabel } from '../sign.ts';
import { newSlice } from '../slices.ts';
import { lookAt } from '../viewport.ts';
import type { DialogKind } from './kind.ts';
import { closeDialog, openDialog, searchOf } from './stack.ts';

export function startSearch({ view }: Turn): void {
  if (!view) return;
  openDialog(view, {
    kind: 'search',
    editor: emptyEditor(),
    scanning: null,
    step: -1,
    match: null,
    status: '',
  });
}

/** It takes the place of the input line; the output stays on screen, and what moves it goes on doing so. */
export const searchKind: DialogKind<Search> = {
  covers: 'input',
  key: searchKey,
  rows: (state, view, search) => layout(state, view, search).rows,
  cursor: (state, view, search) => layout(state, view, search).cursor,
  marks: ({ editor }) => editor.text,
};

function layout(state: State, view: View, { editor, status }: Search) {
  const label = status === '' ? 'Search: ' : `Search (${status}): `;
  return layoutInput(editor, view.columns, inputRows(state, view), signedLabel(label));
}

function searchKey(turn: Turn, view: View, search: Search, key: Key): boolean {
  const { state } = turn;
  const name = key.type === 'key' ? key.name : '';
  if (name === 'Escape' || name === 'C-c') {
    closeDialog(view, search);
    cancel(state, 'search', view);
  } else if (name === 'Enter' || name === 'Up' || findAction(name, 'output') === 'search') {
    find(turn, view, search, -1);
  } else if (name === 'Down') {
    find(turn, view, search, 1);
  } else {
    const before = search.editor.text;
    const { handled } = edit(search.editor, memoryOf(state), key, view.columns);
    if (search.editor.text !== before) {
      search.status = '';
      delete search.within;
    }
    return handled;
  }
  return true;
}

/** Patterns are no inputs: they have no history. */
function memoryOf({ kills }: State): InputMemory {
  return { history: [], unsavedHistory: [], kills };
}

function find(turn: Turn, view: View, search: Search, step: 1 | -1): void {
  if (search.editor.text === '') return;
  const { viewport } = paneOn(turn.state, view);
  const from = search.match ?? viewport.bottom?.line ?? viewport.shown;
  search.step = step;
  search.scanning = from + step;
  delete search.within;
  search.status = 'searching';
  continueSearch(turn, view);
}

/** The next slice of a search under way. */
export function continueSearch({ state, readChunk }: Turn, view: View): void {
  const search = searchOf(view);
  if (!search || search.scanning === null) return;
  const pane = paneOn(state, view);
  const pattern = parsePattern(search.editor.text);
  let number = search.scanning;
  for (const slice = newSlice(); slice.hasTime(); number += search.step) {
    const line = number < pane.viewport.shown ? lineAt(pane.scrollback, number, readChunk) : undefined;
    if (!line) {
      search.scanning = null;
      search.status = search.step < 0 ? 'nothing further up' : 'nothing further down';
      return;
    }
    const found = slice.look(search, pattern, line.text);
    if (found === null) break;
    if (found) {
      search.scanning = null;
      search.match = number;
      search.status = '';
      lookAt(pane, number);
      return;
    }
  }
  search.scanning = number;
  schedule(state, 'search', view, 0);
}
