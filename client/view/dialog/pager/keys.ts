/** Keys and mouse in a pager. */
import { emptyEditor } from '../../../editor/editor.ts';
import type { Pager, PagerFind } from '../../../state/dialog.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { Key } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { matches, parsePattern } from '../../../text/glob.ts';
import type { Area } from '../../layout.ts';
import { keyInBox } from '../box/box.ts';
import { editLine } from '../one-line.ts';
import { closeDialog } from '../stack.ts';
import { pagerBox, pagerPlace } from './draw.ts';
import { scrollPager, scrollToEnd, scrollToLine } from './place.ts';

const WHEEL_ROWS = 3;

export function pagerKey({ state }: Turn, view: View, pager: Pager, given: Key): boolean {
  // One by one: a slash in it begins what the rest is typed into.
  if (given.type === 'text') for (const text of given.text) press(state, view, pager, { type: 'text', text });
  else press(state, view, pager, keyInBox(pagerBox(state, view, pager), given));
  return true;
}

function press(state: State, view: View, pager: Pager, key: Key): void {
  const { inside } = pagerPlace(state, view, pager);
  const name = key.type === 'text' ? key.text : nameOf(key);
  if (pager.find?.typing) typeIn(state, view, pager, pager.find, key);
  else act(view, pager, inside, name);
}

function nameOf(key: Key): string {
  return key.type === 'key' ? key.name : key.type === 'mouse' ? key.action : '';
}

type Act = (pager: Pager, area: Area, view: View) => void;

const by =
  (rows: (area: Area) => number): Act =>
  (pager, area) =>
    scrollPager(pager, area, rows(area));
const up = by(() => -1);
const down = by(() => 1);
// One row of the old page stays, so that the eye finds its place.
const pageUp = by(({ rows }) => -Math.max(1, rows - 1));
const pageDown = by(({ rows }) => Math.max(1, rows - 1));
const halfUp = by(({ rows }) => -Math.max(1, rows >> 1));
const halfDown = by(({ rows }) => Math.max(1, rows >> 1));
const top: Act = pager => Object.assign(pager, { line: 0, offset: 0 });
const close: Act = (pager, _, view) => closeDialog(view, pager);
/** The marks of a search first, then the pager. */
const leave: Act = (pager, area, view) => {
  if (pager.find) pager.find = null;
  else close(pager, area, view);
};
const find: Act = pager => {
  pager.find = { editor: emptyEditor(), typing: true, found: [], at: 0 };
};

/** Those of less, of browsers and of the output. */
const acts: Readonly<Record<string, Act>> = {
  ...{ Up: up, k: up, 'C-p': up, Down: down, j: down, 'C-n': down, Enter: down },
  ...{
    PageUp: pageUp,
    b: pageUp,
    'M-v': pageUp,
    PageDown: pageDown,
    f: pageDown,
    ' ': pageDown,
    Tab: pageDown,
  },
  ...{ 'S-Tab': pageUp, 'C-u': halfUp, u: halfUp, 'C-d': halfDown, d: halfDown },
  ...{ Home: top, g: top, End: scrollToEnd, G: scrollToEnd },
  ...{ 'wheel-up': by(() => -WHEEL_ROWS), 'wheel-down': by(() => WHEEL_ROWS) },
  ...{
    '/': find,
    F4: find,
    n: (pager, area) => step(pager, area, 1),
    N: (pager, area) => step(pager, area, -1),
  },
  ...{ Escape: leave, q: close, Q: close, 'C-c': close },
};

function act(view: View, pager: Pager, area: Area, name: string): void {
  if (Object.hasOwn(acts, name)) acts[name]!(pager, area, view);
}

/** The next match, round and round. */
function step(pager: Pager, area: Area, by: 1 | -1): void {
  const { find } = pager;
  if (!find || find.found.length === 0) return;
  find.at = (find.at + by + find.found.length) % find.found.length;
  scrollToLine(pager, area, find.found[find.at] as number);
}

function typeIn(state: State, view: View, pager: Pager, find: PagerFind, key: Key): void {
  const area = pagerPlace(state, view, pager).inside;
  const name = nameOf(key);
  if (name === 'Escape' || name === 'C-c') pager.find = null;
  else if (name === 'Enter') pager.find = find.editor.text === '' ? null : { ...find, typing: false };
  else if (name === 'Down' || name === 'F4') step(pager, area, 1);
  else if (name === 'Up') step(pager, area, -1);
  else if (['PageUp', 'PageDown', 'wheel-up', 'wheel-down'].includes(name)) act(view, pager, area, name);
  else {
    const before = find.editor.text;
    editLine(state, find.editor, key);
    if (find.editor.text !== before) look(pager, find, area);
  }
}

/** Where the pattern stands, from what is on screen on. */
function look(pager: Pager, find: PagerFind, area: Area): void {
  const pattern = parsePattern(find.editor.text);
  const found = pager.lines.flatMap(({ text }, line) =>
    pattern.length > 0 && matches(pattern, text) ? [line] : [],
  );
  find.found = found;
  find.at = Math.max(
    0,
    found.findIndex(line => line >= pager.line),
  );
  if (found.length > 0) scrollToLine(pager, area, found[find.at] as number);
}
