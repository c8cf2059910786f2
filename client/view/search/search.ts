/**
 * A search through the log on screen. One walk through its lines, in slices, from where the view stands up and down,
 * writes down which of them match: matches are gone to, counted and filtered by that.
 */
import { isFault } from '../../../shared/fault.ts';
import type { Line, Scrollback } from '../../state/log.ts';
import type { State, Turn } from '../../state/state.ts';
import { cancel, isScheduled, schedule } from '../../state/timers.ts';
import type { Looked, Pattern, Search, View } from '../../state/view.ts';
import { type Finder, finderOf, isEmpty, spansOf } from '../../text/pattern.ts';
import { worldOn } from '../../world/audience.ts';
import { lineAt } from '../../world/scrollback.ts';
import { say } from '../../world/world.ts';
import { searchOf } from '../dialog/stack.ts';
import { outputArea } from '../layout.ts';
import { paneOn } from '../panes.ts';
import type { Pane } from '../viewport.ts';
import { addLooked, countHits, hitAfter, hitBefore, nothingLooked } from './hits.ts';
import { placeNow, putOnScreen } from './place.ts';
import { newSlice, type Slice } from './slices.ts';

/** New lines are looked at so long after the first of them (ms), many at once. */
const NEW_LINES = 30;

/** What the search looks for. */
export function patternOf({ editor, how = 'wild', exact = false }: Search): Pattern {
  return { text: editor.text, kind: how, exact };
}

/** What finds it; null: nothing is looked for, or there is a fault in the pattern. */
function finderFor(search: Search): Finder | null {
  const pattern = patternOf(search);
  const finder = isEmpty(pattern) ? null : finderOf(pattern);
  return finder && !isFault(finder) ? finder : null;
}

/** How lines begin that tell of a search: they have its pattern, and are not what it is for. */
const ANSWERS = /^% (Recalled |No lines? |\/(find|recall|grep)\b)/;

/** What is looked through: all but what is shown again, what tells of a search, and what a rule hides. */
export function isSearched({ kind, text, sent, hidden }: Line): boolean {
  if (hidden) return false;
  return kind === 'clay' ? !ANSWERS.test(text) : kind === 'game' || sent !== undefined;
}

/** The pattern is another one: the nearest match above the place where the search began is wanted. */
export function beginSearch(turn: Turn, view: View, search: Search): void {
  const pane = paneOn(turn.state, view);
  forget(search);
  search.origin ??= placeNow(pane);
  search.match = null;
  delete search.time;
  search.wrapped = false;
  search.wanted = finderFor(search) ? -1 : 0;
  search.looked = nothingLooked(nameOf(view), pane.scrollback, beginningIn(pane, search));
  // At once, as far as a slice leads: what is near is there with the key.
  cancel(turn.state, 'search', view);
  continueSearch(turn, view);
}

/** Of the log on screen. */
function nameOf({ current }: View): string {
  return current ?? '';
}

function forget(search: Search): void {
  delete search.within;
  delete search.looked;
  search.bottom = null;
  search.scanning = null;
  search.status = '';
}

function beginningIn({ scrollback }: Pane, { origin }: Search): number {
  const line = origin ? origin.line + 1 : scrollback.next;
  return Math.max(scrollback.first, Math.min(scrollback.next, line));
}

/** The next match above (-1) or below; from the end on, those of the other end. */
export function wantMatch(turn: Turn, view: View, search: Search, step: 1 | -1): void {
  if (!finderFor(search)) return;
  search.wanted = step;
  search.wrapped = false;
  if (!reachMatch(turn, view, search)) continueSearch(turn, view);
}

/** The next slice of a search under way. */
export function continueSearch(turn: Turn, view: View): void {
  const search = searchOf(view);
  const finder = search && finderFor(search);
  if (!search || !finder) return;
  const { scrollback } = paneOn(turn.state, view);
  const looked = search.looked;
  if (!looked) return;
  const slice = newSlice();
  while (slice.hasTime()) {
    const number = nextLine(scrollback, search, looked);
    if (number === null) break;
    const line = lineAt(scrollback, number, turn.readChunk) as Line;
    const found = isSearched(line) ? lookAt(slice, search, finder, number, line) : passed(slice);
    if (found === null) break;
    addLooked(looked, number, found);
    if (found && search.wanted) reachMatch(turn, view, search);
  }
  reachMatch(turn, view, search);
  if (nextLine(scrollback, search, looked) !== null) schedule(turn.state, 'search', view, 0);
}

function passed(slice: Slice): false {
  slice.pass();
  return false;
}

function lookAt(slice: Slice, search: Search, finder: Finder, number: number, line: Line): boolean | null {
  // The other end may have come first since.
  if (search.within && search.within.line !== number) delete search.within;
  const found = slice.look(search, finder, line.text);
  if (found === null && search.within) search.within = { ...search.within, line: number };
  return found;
}

/** The line to look at next: where a match is wanted, then the new ones, then the old ones; null: all were looked at. */
function nextLine({ first, next }: Scrollback, { wanted }: Search, looked: Looked): number | null {
  const above = looked.from > first ? looked.from - 1 : null;
  const below = looked.to < next ? looked.to : null;
  return wanted === -1 ? (above ?? below) : (below ?? above);
}

/** Goes to the match that is wanted, if it is known by now. Returns whether nothing is wanted any more. */
function reachMatch(turn: Turn, view: View, search: Search): boolean {
  const { looked, wanted } = search;
  if (!looked || !wanted) return true;
  const pane = paneOn(turn.state, view);
  const { first, next } = pane.scrollback;
  const isUp = wanted < 0;
  const from = search.match ?? (isUp ? beginningIn(pane, search) : beginningIn(pane, search) - 1);
  const found = isUp ? hitBefore(looked, from) : hitAfter(looked, from);
  if (found !== null) return goTo(turn, view, search, found);
  if (isUp ? looked.from > first : looked.to < next) return false;
  // From the other end, once all that is there is known.
  if (looked.from > first || looked.to < next) return false;
  const other = isUp ? hitBefore(looked, next) : hitAfter(looked, first - 1);
  search.wrapped = other !== null;
  if (other !== null) return goTo(turn, view, search, other);
  search.wanted = 0;
  return true;
}

function goTo(turn: Turn, view: View, search: Search, number: number): true {
  search.match = number;
  search.wanted = 0;
  search.bottom = null;
  showMatch(turn, view, search);
  return true;
}

/** Puts the match on screen. */
export function showMatch({ state, readChunk }: Turn, view: View, search: Search): void {
  const pane = paneOn(state, view);
  const line = search.match === null ? undefined : lineAt(pane.scrollback, search.match, readChunk);
  if (!line || search.match === null) return;
  search.time = line.time;
  const offset = spansOf(patternOf(search), line.text)[0]?.[0] ?? 0;
  putOnScreen(pane, search.match, offset, outputArea(state, view), readChunk);
}

/** New lines are looked at as well; another log, or one that was emptied, is begun with anew. */
export function settleSearch(turn: Turn, view: View): void {
  const search = searchOf(view);
  if (!search || !finderFor(search)) return;
  const { state } = turn;
  const pane = paneOn(state, view);
  const { scrollback } = pane;
  if (!isOf(search.looked, view, scrollback)) beginElsewhere(turn, view, search);
  const isDone = nextLine(scrollback, search, search.looked as Looked) === null;
  if (isDone) tellNone(turn, view, search);
  else if (!isScheduled(state, 'search', view)) schedule(state, 'search', view, NEW_LINES);
}

/** What /find does not find is said where one looks; what it finds is on screen. */
function tellNone(turn: Turn, view: View, search: Search): void {
  if (!search.untold) return;
  search.untold = false;
  if (search.match !== null) return;
  say(turn, worldOn(turn.state, view), `No line here matches "${search.editor.text}".`);
}

function isOf(looked: Looked | undefined, view: View, { epoch, first }: Scrollback): boolean {
  return looked?.world === nameOf(view) && looked.epoch === epoch && looked.base >= first;
}

/** In a log that has just come on screen nothing is gone to until that is asked for. */
function beginElsewhere({ state }: Turn, view: View, search: Search): void {
  const pane = paneOn(state, view);
  // A build before was on its way to a match.
  const wanted = search.looked || search.scanning === null ? 0 : search.step;
  const match = search.looked ? null : search.match;
  forget(search);
  Object.assign(search, { wanted, match, wrapped: false, origin: placeNow(pane) });
  delete search.time;
  search.looked = nothingLooked(nameOf(view), pane.scrollback, beginningIn(pane, search));
  cancel(state, 'search', view);
}

/** How far a search has come. */
export interface Found {
  /** 1 is the newest match; 0: no match is on screen, or it is not known yet which one it is. */
  readonly rank: number;
  readonly count: number;
  /** All lines were looked through. */
  readonly isWhole: boolean;
}

/** Which match it is, of how many. */
export function foundBy(state: State, view: View, { looked, match }: Search): Found {
  const { first, next } = paneOn(state, view).scrollback;
  if (!looked) return { rank: 0, count: 0, isWhole: false };
  const rank = match === null || looked.to < next ? 0 : countHits(looked, match);
  return { rank, count: countHits(looked), isWhole: looked.from <= first && looked.to >= next };
}
