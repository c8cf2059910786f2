/** Maps of other clients: which format a file has, and what becomes of its rooms. */
import type { MapAnswer } from '../../state/map/rooms.ts';
import type { Book } from '../book.ts';
import { fits, fitted, HEAD, LONGEST_LINE, MOST_EXITS, type Reading, recordLine } from '../record.ts';
import { mudletRooms } from './mudlet.ts';
import { isMudletBinary, mudletBinaryRooms } from './mudlet-binary.ts';
import { tintinRooms } from './tintin.ts';

/** Rooms that are read, and that are put into the map, without a pause: a few milliseconds on a slow machine. */
const SLICE = { read: 50, put: 500 };

/** The rooms of the file take the place of those of the same numbers; what else the map has stays. */
export function* importInto(
  book: Book,
  content: string | Uint8Array,
  file: string,
): Generator<void, MapAnswer> {
  yield* book.follow();
  const reading = readingOf(content);
  if (!reading)
    return {
      kind: 'fault',
      sentence: `${file} is no map that Clay reads: those are TinTin++ maps (#map write) and Mudlet maps (.dat, or as JSON).`,
    };
  const lines: string[] = [];
  const seen = new Set<string>();
  const left: string[] = [];
  let long = 0;
  for (;;) {
    const next = reading.next();
    if (next.done) {
      if (long > 0)
        left.push(`of ${counted(long)} what is beyond ${MOST_EXITS} ways or ${LONGEST_LINE / 1024} KiB.`);
      for (const one of next.value) left.push(one);
      break;
    }
    if (next.value) {
      const room = fitted(next.value);
      if (room !== next.value) long++;
      if (fits(room)) {
        lines.push(`${recordLine({ room })}\n`);
        seen.add(room.id);
      }
    }
    if (!next.value || lines.length % SLICE.read === 0) yield;
  }
  if (seen.size === 0)
    return { kind: 'fault', sentence: `${file} has no room in it. ${left.join(' ')}`.trim() };
  const kept: string[] = [];
  let read = 0;
  for (const room of book.all()) {
    if (!room) yield;
    else if (++read && !seen.has(room.id)) kept.push(`${recordLine({ room })}\n`);
  }
  if (read < book.graph.known)
    return {
      kind: 'fault',
      sentence: `${file} is not imported: of the map's ${book.graph.known} rooms only ${read} can be read just now. The map is as it was.`,
    };
  yield* book.replace(inPieces([`${HEAD}\n`, ...kept, ...lines]));
  const stays = kept.length > 0 ? ` What else the map has stays: ${counted(kept.length)}.` : '';
  return {
    kind: 'said',
    lines: [`${counted(seen.size)} taken from ${file}.${stays}`, ...left.map(one => `Not taken: ${one}`)],
    changed: true,
  };
}

function* inPieces(lines: readonly string[]): Generator<string, void> {
  for (let at = 0; at < lines.length; at += SLICE.put) yield lines.slice(at, at + SLICE.put).join('');
}

function readingOf(content: string | Uint8Array): Reading | null {
  if (typeof content !== 'string') return isMudletBinary(content) ? mudletBinaryRooms(content) : null;
  const text = content;
  const start = text.slice(0, 4096);
  if (/^\s*\{/.test(start) && /"(?:areas|formatVersion|anonymousAreaName)"/.test(start))
    return mudletRooms(text);
  return /^(?:C|V|#VERSION|CV|R)\b.*\{/m.test(start) || /^R\s*\{/m.test(text.slice(0, 1024 * 1024))
    ? tintinRooms(text)
    : null;
}

function counted(rooms: number): string {
  return `${rooms} ${rooms === 1 ? 'room' : 'rooms'}`;
}
