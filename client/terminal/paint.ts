/**
 * Rows to escape sequences. The painter knows where the terminal's cursor and pen are, so that it sends only
 * what changes them; -1 = not known.
 */
import { type Cells, isDisputed, isSimple, type Run } from './cells.ts';
import { type Profile, RICH } from './profile.ts';

export interface Painter {
  out: string;
  row: number;
  column: number;
  pen: string;
  /** Something was written that could wrap into the next row or scroll: autowrap must be off meanwhile. */
  nearEdge: boolean;
  /** As in Device. */
  readonly exact: boolean;
}

/** Unchanged cells up to this many are written again: moving over them takes as many bytes. */
const BRIDGE = 4;

/** Blanks from this many on are erased rather than written: ECH and the move behind it take about ten bytes. */
const MIN_ERASED = 12;

export function newPainter({ exact }: Profile = RICH): Painter {
  return { out: '', row: -1, column: -1, pen: '', nearEdge: false, exact };
}

/** Makes row `y` show `after`, where it shows `before`; null = anything. */
export function paintRow(painter: Painter, y: number, before: Cells | null, after: Cells): void {
  const columns = after.text.length;
  // A terminal that takes a disputed character for wider has drawn over what follows it: all of that is sent.
  let all = before === null;
  for (let at = 0; at < columns; ) {
    if (!all && before!.text[at] === after.text[at] && before!.pen[at] === after.pen[at]) {
      at++;
      continue;
    }
    if (at >= after.ink) {
      eraseToEnd(painter, y, at);
      return;
    }
    const blanks = painter.exact ? blanksAt(after, at) : 0;
    if (blanks >= MIN_ERASED) {
      erase(painter, y, at, blanks, after);
      at += blanks;
    } else {
      all ||= isDisputed(after.text[at]!);
      at += write(painter, y, at, after);
    }
  }
}

/** Paints a row over anything from its runs, without a look at each cell; false if its text is not that simple. */
export function paintRuns(painter: Painter, y: number, runs: readonly Run[], columns: number): boolean {
  const length = runs.reduce((sum, run) => sum + run.text.length, 0);
  if (length > columns || !runs.every(run => isSimple(run.text))) return false;
  const ink = inkOf(runs, length);
  moveTo(painter, y, 0);
  let left = ink;
  for (const { text, pen } of runs) {
    if (left <= 0) break;
    setPen(painter, pen);
    painter.out += text.slice(0, left);
    left -= text.length;
  }
  painter.column = ink < columns ? ink : -1;
  if (ink < columns) eraseToEnd(painter, y, ink);
  else painter.nearEdge = true;
  return true;
}

/** Cells up to the last that is not blank. */
function inkOf(runs: readonly Run[], length: number): number {
  let ink = length;
  for (let at = runs.length - 1; at >= 0; at--) {
    const { text, pen } = runs[at]!;
    if (pen !== '') return ink;
    const inked = text.trimEnd().length;
    if (inked > 0) return ink - text.length + inked;
    ink -= text.length;
  }
  return ink;
}

/** Puts the cursor into a cell. */
export function moveTo(painter: Painter, row: number, column: number): void {
  if (painter.row === row && painter.column === column) return;
  if (painter.row === row && (column === 0 || painter.exact))
    painter.out += column === 0 ? '\r' : `\x1b[${column + 1}G`;
  else if (painter.row >= 0 && painter.row + 1 === row && column === 0) painter.out += '\r\n';
  else painter.out += column === 0 ? `\x1b[${row + 1}H` : `\x1b[${row + 1};${column + 1}H`;
  painter.row = row;
  painter.column = column;
}

/** Takes up a pen (see Cells). */
export function setPen(painter: Painter, pen: string): void {
  if (painter.pen === pen) return;
  const [oldStyle, oldLink] = partsOf(painter.pen);
  const [style, link] = partsOf(pen);
  if (style !== oldStyle) painter.out += style === '' ? '\x1b[m' : `\x1b[0;${style}m`;
  if (link !== oldLink) painter.out += `\x1b]8;${linkParameters(link)};${link}\x1b\\`;
  painter.pen = pen;
}

/** Pieces of a link, in other rows or colours or drawn at other times, are one to the terminal by their id. */
function linkParameters(link: string): string {
  if (link === '') return '';
  let hash = 0;
  for (let at = 0; at < link.length; at++) hash = (Math.imul(hash, 31) + link.charCodeAt(at)) | 0;
  return `id=${(hash >>> 0).toString(36)}`;
}

function partsOf(pen: string): [string, string] {
  const feed = pen.indexOf('\n');
  return feed === -1 ? [pen, ''] : [pen.slice(0, feed), pen.slice(feed + 1)];
}

/** Writes the grapheme in a cell; returns the cells it takes. */
function write(painter: Painter, y: number, at: number, cells: Cells): number {
  const text = cells.text[at]!;
  const width = cells.text[at + 1] === '' ? 2 : 1;
  reach(painter, y, at, cells);
  setPen(painter, cells.pen[at]!);
  painter.column = at + width;
  if (isDisputed(text)) {
    // Its cells are cleared first, in case the terminal fills fewer, and the next cell is gone to by number.
    painter.out += painter.exact ? `\x1b[${width}X${text}` : text;
    painter.column = -1;
    painter.nearEdge = true;
  } else {
    painter.out += text;
  }
  if (at + width >= cells.text.length) {
    // Terminals differ in where the cursor is after the last column.
    painter.column = -1;
    painter.nearEdge = true;
  }
  return width;
}

/** Goes to a cell, over a few unchanged ones by writing them again where that is as cheap. */
function reach(painter: Painter, y: number, at: number, cells: Cells): void {
  const from = painter.column;
  if (
    painter.row === y &&
    from >= 0 &&
    from < at &&
    at - from <= BRIDGE &&
    isPlain(painter, cells, from, at)
  ) {
    painter.out += cells.text.slice(from, at).join('');
    painter.column = at;
  } else {
    moveTo(painter, y, at);
  }
}

function isPlain({ pen }: Painter, cells: Cells, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (cells.pen[at] !== pen || cells.text[at]!.length !== 1 || cells.text[at]! > '\x7e') return false;
  }
  return true;
}

/** Erasing fills with the background of the pen on some terminals, hence the default pen. */
function eraseToEnd(painter: Painter, y: number, at: number): void {
  moveTo(painter, y, at);
  setPen(painter, '');
  painter.out += '\x1b[K';
}

function erase(painter: Painter, y: number, at: number, count: number, cells: Cells): void {
  reach(painter, y, at, cells);
  setPen(painter, '');
  painter.out += `\x1b[${count}X`;
}

function blanksAt({ text, pen, ink }: Cells, from: number): number {
  let at = from;
  while (at < ink && text[at] === ' ' && pen[at] === '') at++;
  return at - from;
}
