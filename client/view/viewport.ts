/**
 * What of a log is on screen. There is one cursor: the first row that was not on screen yet. More-mode lets it go on by a
 * screenful after the user last did something, and then waits; scrolling back leaves it where it is. All of it are places
 * in the numbered log, so nothing here moves or copies lines, and rows are counted when they are shown.
 */
import type { ReadChunk, Scrollback } from '../state/log.ts';
import type { LogPlace, Viewport } from '../state/view.ts';
import { hiddenBetween } from '../world/lines/hidden.ts';
import {
  above,
  below,
  endOf,
  isBefore,
  placeBehind,
  rowsBetween,
  type TextRow,
  type WrappedLog,
} from './reading/places.ts';
import type { TextArea } from './rows.ts';

/** A log, a world's or the console, with the place that a view has in it. */
export interface Pane {
  readonly scrollback: Scrollback;
  readonly viewport: Viewport;
}

/** The place of a view that comes to the log: behind what others have seen of it. */
export function emptyViewport({ seen }: Scrollback): Viewport {
  return { shown: seen, part: null, rows: 0, paused: false, bottom: null, mark: null, pastPage: -1 };
}

/** The part of the screen that shows lines. */
export interface OutputArea extends TextArea {
  /** Rows of it that have the newest lines while the rest is scrolled back; 0 = none. */
  readonly tail: number;
}

/** Lines that were not on screen yet, or not as a whole. */
export function pendingLines({ scrollback, viewport }: Pane): number {
  const { next } = scrollback;
  return next - viewport.shown - hiddenBetween(scrollback, viewport.shown, next);
}

export function isScrolled({ bottom, anchor }: Viewport): boolean {
  return bottom !== null || Boolean(anchor);
}

/** Lines wait: more-mode has paused, or the user is looking at older ones. */
export function isWaiting(pane: Pane): boolean {
  return pendingLines(pane) > 0 && (pane.viewport.paused || isScrolled(pane.viewport));
}

/** Scrolled back, with the newest lines below. */
export function isSplit({ viewport }: Pane, { tail }: OutputArea): boolean {
  return viewport.bottom !== null && tail > 0 && !viewport.whole;
}

/** Rows for what is read: all of the area, or those above the line that splits it. */
export function readingRows(pane: Pane, area: OutputArea): number {
  return isSplit(pane, area) ? area.rows - area.tail - 1 : area.rows;
}

/** The first row that was not on screen. */
export function unreadPlace({ shown, part }: Viewport): LogPlace {
  return part?.line === shown ? part : { line: shown, offset: 0 };
}

function readTo(viewport: Viewport, place: LogPlace): void {
  viewport.shown = place.line;
  viewport.part = place.offset > 0 ? place : null;
}

function wrapped({ scrollback }: Pane, area: TextArea, readChunk: ReadChunk): WrappedLog {
  return { scrollback, area, readChunk };
}

/** Lets new lines onto the screen until, in more-mode, a screenful has gone by; then pauses. None while scrolled back. */
export function follow(pane: Pane, area: OutputArea, moreMode: boolean, readChunk: ReadChunk): void {
  const { scrollback, viewport } = pane;
  takeOverAnchor(pane, area, readChunk);
  if (isScrolled(viewport)) return;
  if (!moreMode) {
    readTo(viewport, endOf(scrollback));
    viewport.paused = false;
  } else if (!viewport.paused && pendingLines(pane) > 0) {
    advance(pane, Math.max(0, area.rows - viewport.rows), area, readChunk);
  }
}

/** So many more rows come on screen; the pause is on if others wait. */
function advance(pane: Pane, most: number, area: TextArea, readChunk: ReadChunk): void {
  const { viewport } = pane;
  const { place, rows } = below(wrapped(pane, area, readChunk), unreadPlace(viewport), most);
  readTo(viewport, place);
  viewport.rows += rows;
  viewport.paused = pendingLines(pane) > 0;
}

/** The user did something: the next pause comes a screenful from now, and what was read until now is read. */
export function acted(pane: Pane): void {
  const { viewport } = pane;
  if (viewport.paused) return;
  viewport.rows = 0;
  if (!isScrolled(viewport) && pendingLines(pane) === 0) viewport.mark = null;
}

/** The user comes to the log: what is not read yet begins at a mark, which takes one of the rows. */
export function arrive(pane: Pane): void {
  const { scrollback, viewport } = pane;
  if (!viewport.paused) viewport.rows = 0;
  if (isScrolled(viewport)) return;
  viewport.mark = pendingLines(pane) > 0 ? unreadPlace(viewport) : null;
  if (viewport.mark && isBefore({ line: scrollback.first, offset: 0 }, viewport.mark) && !viewport.paused)
    viewport.rows = 1;
}

/** The user goes to another log. */
export function leave({ viewport }: Pane): void {
  if (!viewport.paused) viewport.rows = 0;
}

/** Lets so many of the rows that wait onto the screen. */
export function showNext(pane: Pane, rows: number, area: TextArea, readChunk: ReadChunk): void {
  pane.viewport.rows = 0;
  advance(pane, rows, area, readChunk);
}

/** Everything that waits, at once, and back to the end. */
export function showAll(pane: Pane): void {
  const { scrollback, viewport } = pane;
  readTo(viewport, endOf(scrollback));
  viewport.rows = 0;
  viewport.paused = false;
  stopScrolling(pane);
}

function stopScrolling({ scrollback, viewport }: Pane): void {
  viewport.bottom = null;
  delete viewport.whole;
  // Nothing came meanwhile, and what comes now is not missed.
  if (viewport.mark?.line === scrollback.next) viewport.mark = null;
}

/** Lines below the last row on screen, those that wait for more-mode aside; one of which a part is there counts. */
export function linesBelow(pane: Pane, moreMode: boolean): number {
  const { scrollback, viewport } = pane;
  const { line, offset } = moreMode ? unreadPlace(viewport) : endOf(scrollback);
  const from = viewport.bottom?.line ?? (viewport.anchor ? viewport.anchor.line + 1 : line);
  // A search may have gone further than the user has read.
  return Math.max(0, line - from - hiddenBetween(scrollback, from, line) + (offset > 0 ? 1 : 0));
}

/** Moves the view up by so many rows, to the start at most. */
export function scrollUp(pane: Pane, rows: number, area: OutputArea, readChunk: ReadChunk): void {
  const { scrollback, viewport } = pane;
  const log = wrapped(pane, area, readChunk);
  const from = viewport.bottom ?? unreadPlace(viewport);
  if (isBefore(highest(pane, log, area), from)) {
    viewport.mark ??= unreadPlace(viewport);
    viewport.bottom = above(log, from, rows);
    const top = highest(pane, log, area);
    if (isBefore(viewport.bottom, top)) viewport.bottom = top;
  } else {
    // All lines are on the screen: those before a "clear screen" are what there is to scroll to.
    viewport.pastPage = scrollback.pageStart;
  }
}

/** The end of the rows on screen when the oldest of all is the first of them. */
function highest(pane: Pane, log: WrappedLog, area: OutputArea): LogPlace {
  const { mark } = pane.viewport;
  const start = { line: pane.scrollback.first, offset: 0 };
  const room = readingRows(pane, area);
  const { place } = below(log, start, room);
  const isMarked = mark && isBefore(start, mark) && isBefore(mark, place);
  return isMarked ? below(log, start, room - 1).place : place;
}

/**
 * Moves the view down by so many rows. In more-mode it stops before the first row that was not on screen yet, and from
 * there on the rows that wait come one after the other; else at the end.
 */
export function scrollDown(
  pane: Pane,
  rows: number,
  area: OutputArea,
  moreMode: boolean,
  readChunk: ReadChunk,
): void {
  const { viewport } = pane;
  if (viewport.bottom) {
    goDownTo(pane, below(wrapped(pane, area, readChunk), viewport.bottom, rows).place, moreMode);
  } else if (isWaiting(pane)) {
    // However many are asked for, there is room for a page, and one row of the old one or the mark.
    showNext(pane, Math.min(rows, Math.max(1, area.rows - 1)), area, readChunk);
  }
}

function goDownTo(pane: Pane, place: LogPlace, moreMode: boolean): void {
  const { scrollback, viewport } = pane;
  const unread = unreadPlace(viewport);
  const stop = moreMode ? unread : endOf(scrollback);
  if (isBefore(unread, place) && !moreMode) readTo(viewport, place);
  if (isBefore(place, stop)) viewport.bottom = place;
  else stopAtEnd(pane);
}

function stopAtEnd(pane: Pane): void {
  stopScrolling(pane);
  pane.viewport.rows = 0;
  pane.viewport.paused = pendingLines(pane) > 0;
}

/** To the oldest line. */
export function scrollToTop(pane: Pane, area: OutputArea, readChunk: ReadChunk): void {
  // The first step finds out whether there is anything to scroll to, and splits the screen.
  scrollUp(pane, 1, area, readChunk);
  const top = highest(pane, wrapped(pane, area, readChunk), area);
  if (pane.viewport.bottom && isBefore(top, pane.viewport.bottom)) pane.viewport.bottom = top;
}

/** Shows what stands before a place, whatever was on screen until now; with null what is the newest. */
export function lookAt(pane: Pane, bottom: LogPlace | null): void {
  const { viewport } = pane;
  if (!bottom) return stopScrolling(pane);
  viewport.mark ??= unreadPlace(viewport);
  viewport.bottom = bottom;
}

/** The number of a row means something as long as the width is what it was; a build before split no screen. */
export function takeOverAnchor(pane: Pane, area: TextArea, readChunk: ReadChunk): void {
  const { viewport } = pane;
  if (viewport.anchor === undefined) return;
  viewport.bottom = viewport.anchor && anchored(pane, viewport.anchor, area, readChunk);
  if (viewport.bottom) viewport.whole = true;
  delete viewport.anchor;
}

function anchored(pane: Pane, anchor: { line: number; row: number }, area: TextArea, readChunk: ReadChunk) {
  return placeBehind(wrapped(pane, area, readChunk), anchor.line, anchor.row);
}

/** A row of the output: text, or the mark above what is not read. */
export type OutputRow = TextRow | 'mark';

/** The rows on screen that are read, oldest first: at most as many as there is room for. */
export function visibleRows(pane: Pane, area: OutputArea, readChunk: ReadChunk): OutputRow[] {
  const { scrollback, viewport } = pane;
  const anchor = viewport.anchor ? anchored(pane, viewport.anchor, area, readChunk) : null;
  const bottom = viewport.bottom ?? anchor ?? unreadPlace(viewport);
  const room = readingRows(pane, area);
  const from = { line: firstLine(pane), offset: 0 };
  const rows = rowsBetween(wrapped(pane, area, readChunk), from, bottom, room);
  return withMark(rows, viewport.mark, scrollback, room);
}

/** A cleared page starts when its lines are on screen, not while older ones still wait. */
function firstLine({ scrollback: { first, pageStart }, viewport }: Pane): number {
  const isWhole = isScrolled(viewport) || viewport.shown < pageStart || viewport.pastPage === pageStart;
  return isWhole ? first : pageStart;
}

function withMark(rows: TextRow[], mark: LogPlace | null, { first }: Scrollback, room: number): OutputRow[] {
  const at = mark ? rows.findIndex(row => isMarked(row, mark)) : -1;
  const { number, row } = rows[at] ?? { number: first, row: 0 };
  // Above the first row of all there is nothing that was read.
  if (number === first && row === 0) return rows;
  if (rows.length < room) return [...rows.slice(0, at), 'mark', ...rows.slice(at)];
  return at === 0 ? rows : [...rows.slice(1, at), 'mark', ...rows.slice(at)];
}

function isMarked({ number, row, start, end }: TextRow, { line, offset }: LogPlace): boolean {
  return number === line && (row === 0 || offset >= start) && (offset < end || start === end);
}

/** The newest rows below the line that splits the screen: those that are not above it. */
export function tailRows(pane: Pane, area: OutputArea, readChunk: ReadChunk): TextRow[] {
  const { scrollback, viewport } = pane;
  if (!viewport.bottom) return [];
  return rowsBetween(wrapped(pane, area, readChunk), viewport.bottom, endOf(scrollback), area.tail);
}
