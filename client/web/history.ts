/** Pieces of a world's numbered log as JSON. */
import type { Line, Scrollback } from '../state/log.ts';
import type { State, Turn } from '../state/state.ts';
import type { StyledText } from '../state/stream.ts';
import { lineAt } from '../world/scrollback.ts';
import type { WireLine } from './protocol.ts';

/** Lines of a piece. */
export const PIECE_LINES = 512;
/** UTF-16 units of a line that are shown; nothing that anybody reads is longer. And of its links: a run has its own. */
export const LINE_LIMIT = 16 * 1024;
/** UTF-16 units of a piece: a long page for each of its lines. Behind that lines are shown by their beginnings. */
const PIECE_SIZE = 1024 * 1024;
const BEGINNING = 256;
const TARGET = /^\/lines\/([^/?]*)\/(\d{1,15})\/(\d{1,15})-(\d{1,15})$/;

/** The log of a world, or with '' that of Clay itself. */
export function logOf({ worlds, console: own }: State, name: string): Scrollback | null {
  if (name === '') return own;
  return Object.hasOwn(worlds, name) ? (worlds[name]?.scrollback ?? null) : null;
}

/** What pages know the log by, with the numbers of its lines. */
export function epochOf({ edition, epoch }: Scrollback): number {
  return edition?.epoch ?? epoch;
}

/** The lines that `/lines/WORLD/EPOCH/FROM-TO` asks for, or the status that says why there are none. */
export function historyOf({ state, readChunk }: Turn, target: string): string | 400 | 404 | 410 {
  const [, name = '', epoch, from, to] = TARGET.exec(target) ?? [];
  if (epoch === undefined) return 400;
  let world: string;
  try {
    world = decodeURIComponent(name);
  } catch {
    return 400;
  }
  const log = logOf(state, world);
  if (!log) return 404;
  const [start, end] = [Number(from), Number(to)];
  // Another log, or lines that are gone.
  if (epochOf(log) !== Number(epoch) || start < log.first) return 410;
  if (start >= end || end - start > PIECE_LINES || end > log.next) return 400;
  return JSON.stringify(pieceOf(log, start, end, readChunk));
}

/** At least one line, and more while they have not `size` UTF-16 units yet. */
export function linesOf(
  log: Scrollback,
  from: number,
  to: number,
  readChunk: Turn['readChunk'],
  size: number,
): WireLine[] {
  const lines: WireLine[] = [];
  let room = size;
  for (let number = from; number < to && room > 0; number++) {
    const line = wireLineAt(log, number, readChunk, LINE_LIMIT);
    lines.push(line);
    room -= sizeOf(line);
  }
  return lines;
}

/** All of the lines, however long they are. */
function pieceOf(log: Scrollback, from: number, to: number, readChunk: Turn['readChunk']): WireLine[] {
  const lines = linesOf(log, from, to, readChunk, PIECE_SIZE);
  for (let number = from + lines.length; number < to; number++)
    lines.push(wireLineAt(log, number, readChunk, BEGINNING));
  return lines;
}

function wireLineAt(log: Scrollback, number: number, readChunk: Turn['readChunk'], limit: number): WireLine {
  const line = lineAt(log, number, readChunk);
  return line ? wireLine(line, limit) : ['', 0, 'c'];
}

function sizeOf(line: WireLine): number {
  return line.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0) + 1, 0);
}

/** At most `limit` UTF-16 units of its text, and of the links in it as many. */
export function wireLine(
  line: StyledText & Partial<Pick<Line, 'time' | 'kind' | 'hidden'>>,
  limit = LINE_LIMIT,
): WireLine {
  const { text, runs, time = 0, kind = 'game', hidden } = line;
  const isLong = text.length > limit;
  const shown = isLong ? `${text.slice(0, limit)} … (${text.length} characters)` : text;
  const flat: (number | string)[] = [];
  let room = limit;
  for (const { at, style, link = '' } of runs) {
    if (isLong && at > limit) break;
    room -= link.length;
    flat.push(at, style, room < 0 ? '' : link);
  }
  return [shown, time, hidden ? 'h' : kind === 'game' ? 'g' : 'c', ...flat];
}
