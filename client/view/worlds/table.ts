/** Tables of text that fit a width: columns are cut, and where that is not enough left out, in the order that they say. */
import { maxOf } from '../../../shared/arrays.ts';
import { fitted, textWidth } from '../../text/width.ts';
import { padded, shortened } from '../dialog/box/cells.ts';

export interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  /** It may be cut to so many cells before any column is left out. */
  readonly least?: number;
  /** Left out in this order, the lowest first; without one it stays. */
  readonly leave?: number;
  readonly isNumber?: true;
  /** Left out if no cell says anything. */
  readonly isOptional?: true;
}

interface Sized extends Column {
  readonly width: number;
}

const BETWEEN = 2;

/** The rows of the table, of so many cells at most, the titles first. */
export function tableRows(columns: readonly Column[], width: number): string[] {
  const sized = fitColumns(columns.filter(isSaid).map(natural), width);
  const titles = sized.map(column => shown(column, column.title));
  const count = maxOf([0, ...columns.map(({ cells }) => cells.length)]);
  const rows = Array.from({ length: count }, (_, row) =>
    sized.map(column => shown(column, column.cells[row] ?? '')),
  );
  const between = ' '.repeat(BETWEEN);
  return [titles, ...rows].map(cells => cutAtCell(cells.join(between), width));
}

/** Where a word is cut, that is seen; where the next one has no room, it is left out. */
function cutAtCell(row: string, width: number): string {
  const whole = fitted(row, width);
  return / $/.test(whole) || /^ |^$/.test(row.slice(whole.length)) ? whole.trimEnd() : shortened(row, width);
}

/** Cells that the table takes if nothing is cut. */
export function tableWidth(columns: readonly Column[]): number {
  return widthOf(columns.filter(isSaid).map(natural));
}

function isSaid({ cells, isOptional }: Column): boolean {
  return !isOptional || cells.some(cell => cell !== '');
}

function natural(column: Column): Sized {
  return { ...column, width: maxOf([column.title, ...column.cells].map(textWidth)) };
}

function fitColumns(columns: readonly Sized[], width: number): readonly Sized[] {
  const least = columns.map(column => ({
    ...column,
    width: Math.min(column.width, column.least ?? Infinity),
  }));
  const last = leastWanted(columns);
  if (widthOf(least) > width && last)
    return fitColumns(
      columns.filter(column => column !== last),
      width,
    );
  return cut(columns, width);
}

/** The widest that may be cut are cut first. */
function cut(columns: readonly Sized[], width: number): readonly Sized[] {
  const widths = columns.map(column => column.width);
  const isCut = (at: number) => (widths[at] as number) > (columns[at]?.least ?? Infinity);
  for (let over = widthOf(columns) - width; over > 0; over--) {
    const widest = widths.reduce((most, own, at) => (isCut(at) && own > (widths[most] ?? 0) ? at : most), -1);
    if (widest < 0) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return columns.map((column, at) => ({ ...column, width: widths[at] as number }));
}

function leastWanted(columns: readonly Sized[]): Sized | undefined {
  return columns.reduce<Sized | undefined>(
    (least, column) => ((column.leave ?? Infinity) < (least?.leave ?? Infinity) ? column : least),
    undefined,
  );
}

function widthOf(columns: readonly Sized[]): number {
  return columns.reduce((all, column) => all + column.width + BETWEEN, -BETWEEN);
}

function shown({ width, isNumber }: Sized, text: string): string {
  const cut = shortened(text, width);
  return isNumber ? ' '.repeat(Math.max(0, width - textWidth(cut))) + cut : padded(cut, width);
}
