/** Pieces of a world's numbered log as JSON. */
import type { Line, Scrollback } from '../state/log.ts';
import type { State, Turn } from '../state/state.ts';
import type { StyledText } from '../state/stream.ts';
import { lineAt } from '../world/scrollback.ts';
import type { WireLine } from './protocol.ts';

/** Lines of a piece. */
export const PIECE_LINES = 512;
/** UTF-16 units of a line that are shown; nothing that anybody reads is longer. */
const LINE_LIMIT = 16 * 1024;
const TARGET = /^\/lines\/([^/?]*)\/(\d{1,15})\/(\d{1,15})-(\d{1,15})$/;

/** The log of a world, or with '' that of Clay itself. */
export function logOf({ worlds, console: own }: State, name: string): Scrollback | null {
  if (name === '') return own;
  return Object.hasOwn(worlds, name) ? (worlds[name]?.scrollback ?? null) : null;
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
  if (log.epoch !== Number(epoch) || start < log.first) return 410;
  if (start >= end || end - start > PIECE_LINES || end > log.next) return 400;
  return JSON.stringify(linesOf(log, start, end, readChunk));
}

export function linesOf(log: Scrollback, from: number, to: number, readChunk: Turn['readChunk']): WireLine[] {
  const lines: WireLine[] = [];
  for (let number = from; number < to; number++) {
    const line = lineAt(log, number, readChunk);
    lines.push(line ? wireLine(line) : ['', 0, 'c']);
  }
  return lines;
}

export function wireLine(line: StyledText & Partial<Pick<Line, 'time' | 'kind' | 'hidden'>>): WireLine {
  const { text, runs, time = 0, kind = 'game', hidden } = line;
  const isLong = text.length > LINE_LIMIT;
  const shown = isLong ? `${text.slice(0, LINE_LIMIT)} … (${text.length} characters)` : text;
  const flat = runs.flatMap(({ at, style, link }) =>
    isLong && at > LINE_LIMIT ? [] : [at, style, link ?? ''],
  );
  return [shown, time, hidden ? 'h' : kind === 'game' ? 'g' : 'c', ...flat];
}
