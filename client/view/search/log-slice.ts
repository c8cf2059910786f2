/** Log files in slices, from the newest day to the oldest and from the last line to the first. Who reads them is not told here. */
import type { LogLine, LogPlace } from '../../state/grep.ts';
import type { Progress } from '../../state/view.ts';
import type { Finder } from '../../text/pattern.ts';
import { newSlice, type Scan } from './slices.ts';

/** Bytes that are read at once: more than the longest line has, and not much more than there is time to look through. */
export const PIECE = 256 * 1024;
const NEWLINE = 0x0a;
/** `14:49:12 `, where `log_time` is on. */
const TIME = /^(\d\d:\d\d:\d\d) /;
/** `World/2026-11-27.log`: a world's name may have slashes. */
const PATH = /^(.+)\/(\d{4}-\d{2}-\d{2})\.log$/;

/** The file to go on with: that of the place, or the next one behind it; null: there is none. */
export function fileFor(
  paths: readonly string[],
  place: LogPlace | null,
  only: string,
): { readonly path: string; readonly place: LogPlace } | null {
  const files = paths
    .flatMap(path => {
      const [, world, day] = PATH.exec(path) ?? [];
      return world !== undefined && day !== undefined && (only === '' || world === only)
        ? [{ path, place: { world, day, end: null } }]
        : [];
    })
    .sort((one, other) => order(one.place, other.place));
  const here = place && files.find(file => order(file.place, place) === 0);
  // At its beginning it is done.
  if (here && place.end !== 0) return { path: here.path, place };
  return files.find(file => !place || order(file.place, place) > 0) ?? null;
}

/** By the worlds, the newest day first. */
function order(one: LogPlace, other: LogPlace): number {
  if (one.world !== other.world) return one.world < other.world ? -1 : 1;
  return one.day === other.day ? 0 : one.day > other.day ? -1 : 1;
}

/** Behind the file. */
export function behindFile({ world, day }: LogPlace): LogPlace {
  return { world, day, end: 0 };
}

export interface SearchedPiece {
  /** Newest first. */
  readonly found: readonly LogLine[];
  /** Where to go on in the file; 0: it is done. */
  readonly end: number;
  readonly within?: Progress;
}

/** Looks through the lines of a piece of a file that ends at byte `end`, from the last one on, while there is time. */
export function searchPiece(
  finder: Finder,
  isRegexp: boolean,
  piece: Uint8Array,
  end: number,
  within: Progress | undefined,
): SearchedPiece {
  const from = end - piece.length;
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  const scan: Scan = within ? { within } : {};
  const slice = newSlice();
  const found: LogLine[] = [];
  let at = bytes.length;
  while (at > 0 && slice.hasTime()) {
    const stop = bytes[at - 1] === NEWLINE ? at - 1 : at;
    const start = stop === 0 ? 0 : bytes.lastIndexOf(NEWLINE, stop - 1) + 1;
    // The line begins before the piece; one that is longer than a piece was not written by Clay.
    if (start === 0 && from > 0 && at < bytes.length) break;
    const line = lineOf(bytes.toString('utf8', start, stop));
    // What the game has said, for what has to stand at the beginning.
    const matches = slice.look(scan, finder, isRegexp ? line.text : line.whole);
    if (matches === null) break;
    if (matches) found.push({ text: line.text, time: line.time });
    at = start;
  }
  return { found, end: from + at, ...(scan.within && { within: scan.within }) };
}

function lineOf(whole: string): { whole: string; text: string; time: string } {
  const time = TIME.exec(whole)?.[1] ?? '';
  return { whole, time, text: time === '' ? whole : whole.slice(time.length + 1) };
}
