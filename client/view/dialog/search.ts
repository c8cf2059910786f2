/** F4: the pattern is typed in the input area and found while it is typed; how far it has come stands below, and the keys. */

import { isFault } from '../../../shared/fault.ts';
import { type EditMemory, edit, emptyEditor, layoutInput, setText } from '../../editor/editor.ts';
import { findAction } from '../../settings/keys/bound.ts';
import type { State, Turn } from '../../state/state.ts';
import type { FrameRow, Key } from '../../state/terminal.ts';
import { cancel } from '../../state/timers.ts';
import type { PatternKind, Search, View } from '../../state/view.ts';
import { styles } from '../../terminal/theme.ts';
import { finderOf, isEmpty } from '../../text/pattern.ts';
import { fitted } from '../../text/width.ts';
import { inputRows } from '../layout.ts';
import { paneOn } from '../panes.ts';
import { startGrep } from '../search/grep.ts';
import { goBack } from '../search/place.ts';
import { beginSearch, patternOf, showMatch, wantMatch } from '../search/search.ts';
import { foundWords } from '../search/words.ts';
import { signedLabel } from '../sign.ts';
import type { Answered, InputDialogKind } from './kind.ts';
import { closeDialog, openDialog } from './stack.ts';

/** Patterns kept, for Ctrl+P and for Enter on nothing. */
const MOST_PATTERNS = 50;
/** The most useful ones first: a narrow screen has the first of them. */
const KEYS: readonly string[] = [
  'Up older',
  'Down newer',
  'Esc leave',
  'Ctrl+F only matches',
  'Tab kind',
  'Esc c case',
  'Esc a all worlds',
  'Ctrl+C back',
];
const KIND_AFTER: Readonly<Record<PatternKind, PatternKind>> = {
  wild: 'text',
  text: 'regexp',
  regexp: 'wild',
};
const KIND_WORDS: Readonly<Record<PatternKind, string>> = {
  wild: '',
  text: 'exact text',
  regexp: 'regular expression',
};

/** Where what is typed would hardly have room beside the others. */
const SHORT_WORDS: Readonly<Record<PatternKind, string>> = { wild: '', text: 'exact', regexp: 'regexp' };
const ROOMY = 60;

export function startSearch({ view }: Turn): void {
  if (!view) return;
  openDialog(view, newSearch(view));
}

/** As the last one was meant. */
export function newSearch({ searchedAs }: View): Search {
  return {
    ...{ kind: 'search', editor: emptyEditor(), match: null, scanning: null, step: -1, status: '' },
    ...(searchedAs && { how: searchedAs.kind, exact: searchedAs.exact }),
  };
}

/** It takes the place of the input line; the output stays on screen, and what moves it goes on doing so. */
export const searchKind: InputDialogKind<Search> = {
  covers: 'input',
  key: searchKey,
  rows: (state, view, search) => layout(state, view, search).rows,
  cursor: (state, view, search) => layout(state, view, search).cursor,
  marks: patternOf,
  isShown: ({ quiet }) => !quiet,
  asks: {
    question: () => ({ lines: [], prompt: 'Search for: ' }),
    answer: recallInstead,
  },
};

/** Where there is no screen to mark it on, what matches is told in lines. */
function recallInstead(turn: Turn, view: View, search: Search, _: string, text: string): Answered {
  leave(turn, view, search);
  const order = text.trim() === '' || text === '.' ? undefined : { command: 'recall', args: text };
  return { says: [], step: '', again: false, order };
}

/** What was found has a row of its own if there are two, and the keys if there are three. */
function layout(state: State, view: View, search: Search) {
  const height = inputRows(state, view);
  const words = [wordsOf(state, view, search)].filter(text => text !== '');
  const below = [words, hints(view.columns)].slice(0, height - 1);
  const kinds = view.columns < ROOMY ? SHORT_WORDS : KIND_WORDS;
  const meant = [kinds[search.how ?? 'wild'], search.exact ? 'case' : ''].filter(text => text !== '');
  const told = height === 1 ? [...meant, ...words] : meant;
  const label = told.length === 0 ? 'Search: ' : `Search (${told.join(', ')}): `;
  const room = height - below.length;
  const input = layoutInput(search.editor, view.columns, room, signedLabel(label));
  const rows = below.map(
    (texts): FrameRow => [{ text: fitted(texts.join(' '), view.columns), style: styles.quiet }],
  );
  return { rows: [...input.rows, ...rows], cursor: input.cursor };
}

/** As many of the keys as there is room for. */
function hints(columns: number): string[] {
  const shown: string[] = [];
  for (const key of KEYS) {
    if ([...shown, key].join('  ').length >= columns) break;
    shown.push(key);
  }
  return [shown.join('  ')];
}

function wordsOf(state: State, view: View, search: Search): string {
  const pattern = patternOf(search);
  const last = view.searches?.at(-1);
  if (isEmpty(pattern)) return last === undefined ? '' : `Enter: ${last}`;
  const finder = finderOf(pattern);
  return isFault(finder) ? finder.sentence : foundWords(state, view, search);
}

function searchKey(turn: Turn, view: View, search: Search, key: Key): boolean {
  const name = key.type === 'key' ? key.name : key.type === 'mouse' ? key.action : '';
  if (Object.hasOwn(acts, name)) acts[name]?.(turn, view, search);
  else if (findAction(turn.state.settings.keys, name, 'output') === 'search') step(turn, view, search, -1);
  else return type(turn, view, search, key);
  return true;
}

type Act = (turn: Turn, view: View, search: Search) => void;

const leave: Act = ({ state }, view, search) => {
  remember(view, search);
  closeDialog(view, search);
  cancel(state, 'search', view);
};
const leaveAndGoBack: Act = (turn, view, search) => {
  if (search.origin) goBack(paneOn(turn.state, view), search.origin);
  leave(turn, view, search);
};
const older: Act = (turn, view, search) => step(turn, view, search, -1);
/** Another kind of pattern: what was typed is looked for anew. */
const changing =
  (change: (search: Search) => void): Act =>
  (turn, view, search) => {
    change(search);
    view.searchedAs = { kind: search.how ?? 'wild', exact: search.exact ?? false };
    beginSearch(turn, view, search);
  };

const acts: Readonly<Record<string, Act>> = {
  Escape: leave,
  'C-c': leaveAndGoBack,
  Enter: older,
  Up: older,
  Down: (turn, view, search) => step(turn, view, search, 1),
  Tab: changing(search => {
    search.how = KIND_AFTER[search.how ?? 'wild'];
  }),
  'M-c': changing(search => {
    search.exact = !search.exact;
  }),
  /** The same in all worlds and their log files. */
  'M-a': (turn, view, search) => {
    const pattern = patternOf(search);
    if (isEmpty(pattern)) return;
    leave(turn, view, search);
    startGrep(turn, pattern, { only: '', scrollback: true, logs: true });
  },
  'C-f': (turn, view, search) => {
    search.filter = !search.filter;
    search.bottom = null;
    if (!search.filter) showMatch(turn, view, search);
  },
};

/** Enter on nothing looks for what was looked for last. */
function step(turn: Turn, view: View, search: Search, by: 1 | -1): void {
  const last = view.searches?.at(-1);
  if (search.editor.text !== '') {
    remember(view, search);
    wantMatch(turn, view, search, by);
  } else if (last !== undefined) {
    setText(search.editor, last);
    beginSearch(turn, view, search);
  }
}

/** The pattern is the last one that was searched for. */
export function remember(view: View, search: Search): void {
  const { text, kind, exact } = patternOf(search);
  if (text === '') return;
  view.searches = [...(view.searches ?? []).filter(other => other !== text), text].slice(-MOST_PATTERNS);
  view.searchedAs = { kind, exact };
}

function type(turn: Turn, view: View, search: Search, key: Key): boolean {
  const before = search.editor.text;
  const { handled } = edit(search.editor, memoryOf(turn.state, view), key, view.columns);
  if (search.editor.text !== before) {
    if (search.origin) goBack(paneOn(turn.state, view), search.origin);
    beginSearch(turn, view, search);
  }
  return handled;
}

/** Patterns are no inputs: they have a history of their own. */
function memoryOf({ kills, settings }: State, { searches = [] }: View): EditMemory {
  return { history: searches, unsavedHistory: [], kills, settings };
}
