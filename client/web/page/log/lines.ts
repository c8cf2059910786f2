/** The lines of a world as far as the page has them, by their numbers. */
import type { WireLine, WorldNews } from '../../protocol.ts';

/** Lines that are kept; older ones are fetched once more. */
const LIMIT = 5_000;

export interface Lines {
  epoch: number;
  /** The oldest line there is, and the one that comes next. */
  first: number;
  next: number;
  /** Lines before this one have come, without a gap behind `from`. */
  have: number;
  from: number;
  readonly known: Map<number, WireLine>;
}

export function emptyLines({ epoch, first, next }: Pick<WorldNews, 'epoch' | 'first' | 'next'>): Lines {
  return { epoch, first, next, have: next, from: next, known: new Map() };
}

/** Puts lines where their numbers say: what comes twice is the same. */
export function addLines(lines: Lines, from: number, added: readonly WireLine[]): void {
  for (const [index, line] of added.entries()) lines.known.set(from + index, line);
  const to = from + added.length;
  if (from > lines.have) lines.from = from;
  lines.have = Math.max(lines.have, to);
  lines.next = Math.max(lines.next, to);
  for (const number of lines.known.keys()) {
    if (lines.known.size <= LIMIT) break;
    lines.known.delete(number);
  }
}

/** The lines from number `end` on are others, or there are none. */
export function forgetFrom(lines: Lines, end: number): void {
  if (lines.next <= end) return;
  for (const number of lines.known.keys()) if (number >= end) lines.known.delete(number);
  lines.next = end;
  lines.have = Math.min(lines.have, end);
  lines.from = Math.min(lines.from, end);
}
