/** Maps of other clients: which format a file has, and what becomes of its rooms. */
import type { MapAnswer } from '../../state/map/rooms.ts';
import type { Book } from '../book.ts';
import { HEAD, type Reading, recordLine } from '../record.ts';
import { mudletRooms } from './mudlet.ts';
import { tintinRooms } from './tintin.ts';

/** Rooms that are put into the map without a pause. */
const SLICE = 500;

/** The rooms of the file take the place of those of the same numbers; what else the map has stays. */
export function* importInto(book: Book, text: string, file: string): Generator<void, MapAnswer> {
  yield* book.follow();
  const reading = readingOf(text);
  if (!reading)
    return {
      kind: 'fault',
      sentence: `${file} is no map that Clay reads: those are TinTin++ maps (#map write) and Mudlet maps as JSON.`,
    };
  const lines: string[] = [];
  const seen = new Set<string>();
  let left: readonly string[] = [];
  for (;;) {
    const next = reading.next();
    if (next.done) {
      left = next.value;
      break;
    }
    if (next.value) {
      lines.push(`${recordLine({ room: next.value })}\n`);
      seen.add(next.value.id);
    }
    if (!next.value || lines.length % SLICE === 0) yield;
  }
  if (seen.size === 0)
    return { kind: 'fault', sentence: `${file} has no room in it. ${left.join(' ')}`.trim() };
  const kept: string[] = [];
  for (const room of book.all()) {
    if (!room) yield;
    else if (!seen.has(room.id)) kept.push(`${recordLine({ room })}\n`);
  }
  yield* book.replace(inPieces([`${HEAD}\n`, ...kept, ...lines]));
  const stays = kept.length > 0 ? ` What else the map has stays: ${counted(kept.length)}.` : '';
  return {
    kind: 'said',
    lines: [`${counted(seen.size)} taken from ${file}.${stays}`, ...left.map(one => `Not taken: ${one}`)],
    changed: true,
  };
}

function* inPieces(lines: readonly string[]): Generator<string, void> {
  for (let at = 0; at < lines.length; at += SLICE) yield lines.slice(at, at + SLICE).join('');
}

function readingOf(text: string): Reading | null {
  const start = text.slice(0, 4096);
  if (/^\s*\{/.test(start) && /"(?:areas|formatVersion|anonymousAreaName)"/.test(start))
    return mudletRooms(text);
  return /^(?:C|V|#VERSION|CV|R)\b.*\{/m.test(start) || /^R\s*\{/m.test(text) ? tintinRooms(text) : null;
}

function counted(rooms: number): string {
  return `${rooms} ${rooms === 1 ? 'room' : 'rooms'}`;
}
