/** What of the status bar fits a row: fields go in the order of their ranks, and the name of the world is cut. */
import type { FrameRow, Span } from '../../state/terminal.ts';
import { fitted as fits, graphemeEnd, textWidth } from '../../text/width.ts';
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
  readonly left: readonly Shown[];
  readonly right: readonly Shown[];
}

/** The bar as it is being made to fit. */
interface Bar extends Sides {
  readonly columns: number;
  /** Units that have gone. */
  readonly gone: Set<Shown>;
}

/** A name is still known by so many cells of it. */
const ENOUGH_OF_NAME = 12;

/** When what has no rank of its own happens: the name is cut to what is enough, then to next to nothing. */
export const NAME_RANK = { enough: 8, all: 11.5 } as const;

/** Of the sign of the connection: it goes after what has happened elsewhere. */
export const SIGN_RANK = 10.5;

/** Of the clock: the name of a world that is well is cut before it goes. */
export const CLOCK_RANK = { unwell: 11, well: 12 } as const;

/** A row of exactly `columns` cells. */
export function fitted(sides: Sides, columns: number): FrameRow {
  const bar: Bar = { ...sides, columns, gone: new Set() };
  const steps = stepsFor(bar);
  const taken: Step[] = [];
  for (const step of steps) {
    if (excess(bar) <= 0) break;
    step.take();
    taken.unshift(step);
  }
  // What has gone in vain, because something greater went after it, comes back, the last first.
  for (const { back } of taken) if (excess(bar) < 0) back();
  return row(bar);
}

interface Step {
  readonly rank: number;
  take(): void;
  back(): void;
}

/** What may be done to make it fit, in order. */
function stepsFor(bar: Bar): Step[] {
  const all = [...bar.left, ...bar.right];
  const steps: Step[] = [];
  // Of the same rank, what stands further to the right goes first.
  for (const unit of [...all].reverse()) {
    const whole = unit.spans;
    if (unit.rank < Number.POSITIVE_INFINITY)
      steps.push({ rank: unit.rank, take: () => shrink(bar, unit), back: () => bringBack(bar, unit, whole) });
  }
  const named = all.find(({ name }) => name !== undefined);
  if (named) {
    const whole = named.spans;
    const cutting = (rank: number, least: number): Step => ({
      ...{ rank, take: () => cutName(bar, named, least), back: () => regrow(bar, named, whole) },
    });
    // A whole name is worth less than what has happened elsewhere, and more than the time.
    if (all.some(({ rank }) => rank > NAME_RANK.enough && rank < SIGN_RANK))
      steps.push(cutting(NAME_RANK.enough, ENOUGH_OF_NAME));
    steps.push(cutting(NAME_RANK.all, 1));
  }
  return steps.sort((a, b) => a.rank - b.rank);
}

export function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** How many cells there are too many; not positive: it fits. */
function excess(bar: Bar): number {
  const right = visible(bar, bar.right);
  return 1 + cells(visible(bar, bar.left)) + (right.length > 0 ? cells(right) + 2 : 0) - bar.columns;
}

/** The widest of the gaps around a unit that has gone stays. */
function visible({ gone }: Bar, units: readonly Shown[]): Shown[] {
  const shown: Shown[] = [];
  let widest = 0;
  for (const unit of units) {
    widest = Math.max(widest, unit.gap);
    if (gone.has(unit)) continue;
    shown.push({ ...unit, gap: widest });
    widest = 0;
  }
  return shown;
}

function cells(units: readonly Shown[]): number {
  return units.reduce((sum, { gap, spans }, index) => sum + (index === 0 ? 0 : gap) + widthOf(spans), 0);
}

function shrink(bar: Bar, unit: Shown): void {
  const spans = unit.within?.(widthOf(unit.spans) - excess(bar)) ?? [];
  if (widthOf(spans) > 0) unit.spans = spans;
  else bar.gone.add(unit);
}

/** Shows it whole again, or as much of it as fits by now; where nothing more fits, it stays as it is. */
function bringBack(bar: Bar, unit: Shown, whole: readonly Span[]): void {
  const { spans } = unit;
  const wasGone = bar.gone.delete(unit);
  unit.spans = whole;
  if (excess(bar) <= 0) return;
  const part = unit.within?.(widthOf(whole) - excess(bar)) ?? [];
  unit.spans = part;
  if (widthOf(part) > 0 && excess(bar) <= 0) return;
  unit.spans = spans;
  if (wasGone) bar.gone.add(unit);
}

function cutName(bar: Bar, unit: Shown, least: number): void {
  const name = unit.spans[unit.name as number];
  if (!name) return;
  const width = textWidth(name.text);
  const room = Math.max(width - excess(bar), Math.min(width, least));
  unit.spans = unit.spans.map(span => (span === name ? { ...span, text: cut(span.text, room) } : span));
}

/** What went after the name was cut may have left room for more of it. */
function regrow(bar: Bar, unit: Shown, whole: readonly Span[]): void {
  const free = -excess(bar);
  const name = unit.spans[unit.name as number];
  if (!name || free <= 0) return;
  const room = textWidth(name.text) + free;
  unit.spans = whole.map((span, at) => (at === unit.name ? { ...span, text: cut(span.text, room) } : span));
}

/** At most so many cells, but something of it. */
export function cut(text: string, room: number): string {
  const start = fits(text, room);
  if (start === text) return text;
  const begun = fits(text, room - 1) || text.slice(0, graphemeEnd(text, 0));
  return room > 1 && textWidth(begun) >= room ? begun : `${begun}…`;
}

function row(bar: Bar): FrameRow {
  const { columns } = bar;
  const [left, right] = [visible(bar, bar.left), visible(bar, bar.right)];
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
    const text = fits(span.text, free);
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
