/**
 * Copy mode: a cursor in the output, a selection of characters or whole lines, and a copy of it without the line ends of
 * wrapping. The output stays where it is, whatever arrives; all of it goes through a reload.
 */
import { emptyEditor, layoutInput } from '../../editor/editor.ts';
import type { Turn } from '../../state/state.ts';
import type { FrameRow, Key } from '../../state/terminal.ts';
import type { Copy, View } from '../../state/view.ts';
import { styles } from '../../terminal/theme.ts';
import { textWidth } from '../../text/width.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { InputDialogKind } from '../dialog/kind.ts';
import { editLine } from '../dialog/one-line.ts';
import { closeDialog, openDialog, searchOf } from '../dialog/stack.ts';
import { above, endOf } from '../reading/places.ts';
import { signedLabel } from '../sign.ts';
import { lookAt, readingRows, unreadPlace } from '../viewport.ts';
import { find, patternOf } from './find.ts';
import {
  byRows,
  endOfWord,
  left,
  type Move,
  nextWord,
  previousWord,
  right,
  toBottom,
  toEnd,
  toStart,
  toText,
  toTop,
} from './moves.ts';
import { isThere, reveal, type Sight, sightOf, within } from './place.ts';
import { copySelection, sizeOf } from './selection.ts';

/** The most useful ones first: a narrow screen has the first of them. */
const HINTS: readonly string[] = [
  'v select',
  'V lines',
  'y copy',
  'Esc leave',
  '/ ? find',
  'hjkl w b 0 $ g G move',
];

const NO_SCREEN = 'Copy mode needs a screen. /copy 20 copies the last 20 lines, for Ctrl+Y.';

/** Begins it, with the cursor at the last row on screen. */
export function startCopy(turn: Turn): void {
  const { state, view } = turn;
  if (!view) return;
  if (view.plain) return complainHere(turn, NO_SCREEN);
  const search = searchOf(view);
  if (search) search.filter = false;
  const { pane, log } = sightOf(state, view, turn.readChunk);
  const { scrollback, viewport } = pane;
  if (scrollback.next === scrollback.first) return sayHere(turn, 'There is nothing to copy.');
  const origin = { bottom: viewport.bottom, whole: viewport.whole === true };
  const bottom = viewport.bottom ?? unreadPlace(viewport);
  const last = above(
    log,
    bottom.line === scrollback.first && bottom.offset === 0 ? endOf(scrollback) : bottom,
    1,
  );
  openDialog(view, {
    ...{
      kind: 'copy',
      world: view.current ?? '',
      epoch: scrollback.epoch,
      at: last,
      from: null,
      whole: false,
    },
    ...{ aim: null, origin, typing: null, by: -1, pattern: '', next: null, told: '' },
  });
  lookAt(pane, bottom);
  // What arrives below is not shown meanwhile: the text would move.
  viewport.whole = true;
  reveal(sightOf(state, view, turn.readChunk), last);
}

export const copyKind: InputDialogKind<Copy> = {
  covers: 'input',
  key: copyKey,
  rows: (_, view, copy) => [copy.typing ? findRow(copy, view).row : hintRow(copy, view.columns)],
  cursor: (_, view, copy) => ({ row: 0, column: copy.typing ? findRow(copy, view).column : 0 }),
  marks: copy => (patternOf(copy).text === '' ? undefined : patternOf(copy)),
};

function findRow(copy: Copy, { columns }: View): { row: FrameRow; column: number } {
  const label = signedLabel(copy.by > 0 ? 'Find below: ' : 'Find above: ');
  const { rows, cursor } = layoutInput(copy.typing ?? emptyEditor(), columns, 1, label);
  return { row: rows[0] ?? [], column: cursor.column };
}

function hintRow(copy: Copy, columns: number): FrameRow {
  const words = [copy.told, sizeOf(copy)].filter(text => text !== '').join(', ');
  const label = signedLabel(words === '' ? 'Copy: ' : `Copy (${words}): `);
  let shown = '';
  const taken = textWidth(label.map(({ text }) => text).join(''));
  for (const hint of HINTS) {
    const longer = shown === '' ? hint : `${shown}  ${hint}`;
    if (taken + longer.length < columns) shown = longer;
  }
  return [...label, { text: shown, style: styles.quiet }];
}

// ---------------------------------------------------------------- keys

type Act = (turn: Turn, view: View, copy: Copy, sight: Sight) => void;

const moving =
  (move: Move): Act =>
  (_, __, copy, sight) => {
    copy.aim = null;
    copy.at = move(sight, copy);
  };
const rows =
  (count: (sight: Sight) => number): Act =>
  (_, __, copy, sight) => {
    copy.at = byRows(count)(sight, copy);
  };
const page = ({ pane, area }: Sight) => Math.max(1, readingRows(pane, area) - 1);
const half = (sight: Sight) => Math.max(1, page(sight) >> 1);

/** Begins a selection, changes its kind, or gives it up. */
const selecting =
  (whole: boolean): Act =>
  (_, __, copy) => {
    if (copy.from && copy.whole === whole) copy.from = null;
    else copy.from ??= copy.at;
    copy.whole = whole;
  };

const swap: Act = (_, __, copy) => {
  if (copy.from) [copy.at, copy.from] = [copy.from, copy.at];
};

const leave: Act = (_, view, copy, { pane }) => {
  closeDialog(view, copy);
  lookAt(pane, copy.origin.bottom);
  if (copy.origin.bottom && copy.origin.whole) pane.viewport.whole = true;
  else delete pane.viewport.whole;
};

/** Gives up the selection, then the mode. */
const back: Act = (turn, view, copy, sight) => {
  if (copy.from) copy.from = null;
  else leave(turn, view, copy, sight);
};

const take: Act = (turn, view, copy, sight) => {
  leave(turn, view, copy, sight);
  copySelection(turn, view, copy, sight.pane.scrollback);
};

const asking =
  (by: 1 | -1): Act =>
  (_, __, copy) => {
    Object.assign(copy, { typing: emptyEditor(), by, next: null });
  };
const finding =
  (turned: 1 | -1): Act =>
  (_, __, copy, sight) => {
    find(sight, copy, copy.by === turned ? 1 : -1);
    copy.aim = null;
  };

/** Those of vi, of tmux's copy mode, and the keys that say what they do. */
const acts: Readonly<Record<string, Act>> = {
  ...{ h: moving(left), Left: moving(left), 'C-b': moving(left), Backspace: moving(left) },
  ...{ l: moving(right), Right: moving(right), 'C-f': moving(right) },
  ...{ k: rows(() => -1), Up: rows(() => -1), 'C-p': rows(() => -1), 'wheel-row-up': rows(() => -1) },
  ...{ j: rows(() => 1), Down: rows(() => 1), 'C-n': rows(() => 1), 'wheel-row-down': rows(() => 1) },
  ...{ 'wheel-up': rows(() => -3), 'wheel-down': rows(() => 3) },
  ...{ PageUp: rows(sight => -page(sight)), 'M-v': rows(sight => -page(sight)), PageDown: rows(page) },
  ...{ 'C-u': rows(sight => -half(sight)), 'C-d': rows(half) },
  ...{ 0: moving(toStart), Home: moving(toStart), 'C-a': moving(toStart), '^': moving(toText) },
  ...{ $: moving(toEnd), End: moving(toEnd), 'C-e': moving(toEnd) },
  ...{ w: moving(nextWord), 'C-Right': moving(nextWord), 'M-f': moving(nextWord), e: moving(endOfWord) },
  ...{ b: moving(previousWord), 'C-Left': moving(previousWord), 'M-b': moving(previousWord) },
  ...{ g: moving(toTop), 'M-<': moving(toTop), G: moving(toBottom), 'M->': moving(toBottom) },
  ...{ v: selecting(false), ' ': selecting(false), 'C-Space': selecting(false), V: selecting(true), o: swap },
  ...{ y: take, Enter: take, 'M-w': take, q: leave, Escape: back, 'C-c': leave, F9: leave },
  ...{ '/': asking(1), '?': asking(-1), n: finding(1), N: finding(-1) },
};

function copyKey(turn: Turn, view: View, copy: Copy, key: Key): boolean {
  const sight = sightOf(turn.state, view, turn.readChunk);
  if (!isThere(view, sight, copy)) {
    closeDialog(view, copy);
    return true;
  }
  Object.assign(copy, { at: within(sight, copy.at), from: copy.from && within(sight, copy.from) });
  const names =
    key.type === 'text'
      ? [...key.text]
      : key.type === 'key'
        ? [key.name]
        : key.type === 'mouse'
          ? [key.action]
          : [];
  if (copy.typing) typePattern(turn, view, copy, key);
  // What is typed at once is so many keys; the last of them may end the mode.
  else for (const name of names) if (view.dialogs.includes(copy)) press(turn, view, copy, name);
  return true;
}

function press(turn: Turn, view: View, copy: Copy, name: string): void {
  if (copy.typing) return typePattern(turn, view, copy, { type: 'text', text: name });
  const sight = sightOf(turn.state, view, turn.readChunk);
  copy.told = '';
  if (Object.hasOwn(acts, name)) acts[name]?.(turn, view, copy, sight);
  if (view.dialogs.includes(copy)) reveal(sight, copy.at);
}

function typePattern(turn: Turn, view: View, copy: Copy, key: Key): void {
  const editor = copy.typing;
  if (!editor) return;
  const name = key.type === 'key' ? key.name : '';
  if (name === 'Escape' || name === 'C-c') copy.typing = null;
  else if (name !== 'Enter') return void editLine(turn.state, editor, key);
  else {
    Object.assign(copy, { pattern: editor.text === '' ? copy.pattern : editor.text, typing: null, told: '' });
    const sight = sightOf(turn.state, view, turn.readChunk);
    find(sight, copy, copy.by);
    reveal(sight, copy.at);
  }
}
