/** What of the status bar fits a row: fields go in the order of their ranks, and the name of the world is cut. */
import type { FrameRow, Span } from '../../state/terminal.ts';
import { previousGrapheme, textWidth } from '../../text/width.ts';
import { STYLES } from './styles.ts';

/** A unit of the bar with something in it. */
export interface Shown {
  /** Blanks before it. */
  gap: number;
  spans: readonly Span[];
  /** Those with a lower rank go first; Infinity stays. */
  readonly rank: number;
  /** What is shown of it in less room; nothing = it goes. */
  readonly within?: (room: number) => readonly Span[];
  /** Which span is the name of the world. */
  readonly name?: number;
}

export interface Sides {
  left: readonly Shown[];
  right: readonly Shown[];
}

/** A name is still known by so many cells of it. */
const ENOUGH_OF_NAME = 12;

/** When what has no rank of its own happens: the name is cut to what is enough, then to next to nothing. */
export const NAME_RANK = { enough: 8, all: 11.5 } as const;

/** Of the clock: the name of a world that is well is cut before it goes. */
export const CLOCK_RANK = { unwell: 11, well: 12 } as const;

/** A row of exactly `columns` cells. */
export function fitted(sides: Sides, columns: number): FrameRow {
  const all = [...sides.left, ...sides.right];
  const steps: { rank: number; take: () => void }[] = [];
  // Of the same rank, what stands further to the right goes first.
  for (const unit of [...all].reverse())
    if (unit.rank < Number.POSITIVE_INFINITY)
      steps.push({ rank: unit.rank, take: () => shrink(sides, unit, columns) });
  const named = all.find(({ name }) => name !== undefined);
  if (named) {
    // A whole name is worth less than what has happened elsewhere, and more than the time.
    if (all.some(({ rank }) => rank > NAME_RANK.enough && rank < NAME_RANK.all && rank !== CLOCK_RANK.unwell))
      steps.push({ rank: NAME_RANK.enough, take: () => cutName(sides, named, columns, ENOUGH_OF_NAME) });
    steps.push({ rank: NAME_RANK.all, take: () => cutName(sides, named, columns, 1) });
  }
  steps.sort((a, b) => a.rank - b.rank);
  const whole = named?.spans;
  for (const { take } of steps) if (excess(sides, columns) > 0) take();
  if (named && whole && named.spans !== whole) regrow(sides, named, whole, columns);
  return row(sides, columns);
}

export function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** How many cells there are too many; not positive: it fits. */
function excess({ left, right }: Sides, columns: number): number {
  return 1 + cells(left) + (right.length > 0 ? cells(right) + 2 : 0) - columns;
}

function cells(units: readonly Shown[]): number {
  return units.reduce((sum, { gap, spans }, index) => sum + (index === 0 ? 0 : gap) + widthOf(spans), 0);
}

function shrink(sides: Sides, unit: Shown, columns: number): void {
  const spans = unit.within?.(widthOf(unit.spans) - excess(sides, columns)) ?? [];
  if (widthOf(spans) > 0) unit.spans = spans;
  else {
    sides.left = without(sides.left, unit);
    sides.right = without(sides.right, unit);
  }
}

/** The widest of the gaps around a unit that goes stays. */
function without(units: readonly Shown[], unit: Shown): readonly Shown[] {
  const at = units.indexOf(unit);
  const next = units[at + 1];
  if (at >= 0 && next) next.gap = Math.max(next.gap, unit.gap);
  return at < 0 ? units : units.filter(other => other !== unit);
}

function cutName(sides: Sides, unit: Shown, columns: number, least: number): void {
  const name = unit.spans[unit.name as number];
  if (!name) return;
  const width = textWidth(name.text);
  const room = Math.max(width - excess(sides, columns), Math.min(width, least));
  unit.spans = unit.spans.map(span => (span === name ? { ...span, text: cut(span.text, room) } : span));
}

/** What went after the name was cut may have left room for more of it. */
function regrow(sides: Sides, unit: Shown, whole: readonly Span[], columns: number): void {
  const free = -excess(sides, columns);
  const name = unit.spans[unit.name as number];
  if (!name || free <= 0) return;
  const room = textWidth(name.text) + free;
  unit.spans = whole.map((span, at) => (at === unit.name ? { ...span, text: cut(span.text, room) } : span));
}

/** At most so many cells, but something of it. */
export function cut(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  let end = text.length;
  while (end > 1 && textWidth(text.slice(0, end)) > room - 1) end = previousGrapheme(text, end);
  const start = text.slice(0, end);
  return room > 1 && textWidth(start) >= room ? start : `${start}…`;
}

function row({ left, right }: Sides, columns: number): FrameRow {
  const start = [blanks(1), ...spansOf(left)];
  const end = right.length > 0 ? [blanks(1), ...spansOf(right), blanks(1)] : [];
  const free = columns - widthOf(start) - widthOf(end);
  return united(cutTo([...start, blanks(Math.max(0, free)), ...end], columns));
}

function spansOf(units: readonly Shown[]): Span[] {
  return units.flatMap(({ gap, spans }, index) => (index === 0 ? spans : [blanks(gap), ...spans]));
}

function blanks(count: number): Span {
  return { text: ' '.repeat(count), style: STYLES.plain };
}

/** So many cells at most; half a wide character is a blank. */
function cutTo(spans: readonly Span[], columns: number): Span[] {
  const shown: Span[] = [];
  let free = columns;
  for (const span of spans) {
    let { text } = span;
    while (textWidth(text) > free) text = text.slice(0, previousGrapheme(text, text.length));
    free -= textWidth(text);
    shown.push({ ...span, text });
    if (text !== span.text) break;
  }
  return free > 0 ? [...shown, blanks(free)] : shown;
}

/** Neighbours of one style are one span. */
function united(spans: readonly Span[]): Span[] {
  const row: Span[] = [];
  for (const span of spans) {
    const last = row.at(-1);
    if (span.text === '') continue;
    if (last?.style === span.style) row[row.length - 1] = { ...last, text: last.text + span.text };
    else row.push(span);
  }
  return row;
}
