/** Rooms as servers tell of them, put into the map: what the user has added stays, and no server fills the disk. */

import { raise } from '../../shared/fault.ts';
import type { MapExit, MapRoom } from '../state/map/rooms.ts';
import type { Book } from './book.ts';
import { fitted } from './record.ts';

/** No game has so many rooms, nor ways to so many others, nor so much to say of them (bytes). */
const MOST_ROOMS = 200_000;
const MOST_NUMBERS = 1_000_000;
const MOST_BYTES = 128 * 1024 * 1024;

/** Whether the room, as it is to be written, is more than the map takes. */
function isFull({ graph }: Book, isKnown: boolean, room: MapRoom): boolean {
  const others = Object.values(room.exits).filter(({ to }) => to !== '' && !graph.index.has(to)).length;
  const numbers = others + (isKnown ? 0 : 1);
  return (
    (!isKnown && graph.known >= MOST_ROOMS) ||
    (numbers > 0 && graph.ids.length + numbers > MOST_NUMBERS) ||
    graph.bytes >= MOST_BYTES
  );
}

/**
 * The server has told of a room: what the user has added to it stays. Returns whether anything of the map has changed.
 * Throws the fault MAP_FULL.
 */
export function* noteTold(book: Book, told: MapRoom): Generator<void, boolean> {
  yield* book.follow();
  const known = book.room(book.graph.index.get(told.id) ?? -1);
  const next = known ? fitted(merged(known, told), known.exits) : fitted(told);
  if (known && same(known, next)) return false;
  yield;
  if (isFull(book, known !== null, next))
    raise(
      'MAP_FULL',
      `it has ${MOST_ROOMS} rooms, ${MOST_NUMBERS} numbers of rooms or ${MOST_BYTES / 1024 ** 2} MiB, and takes no more`,
    );
  yield* book.write([{ room: next }]);
  return true;
}

function merged(known: MapRoom, told: MapRoom): MapRoom {
  const exits: Record<string, MapExit> = Object.create(null);
  for (const [way, { to }] of Object.entries(told.exits)) {
    const old = known.exits[way];
    exits[way] = { ...old, to: to || (old?.to ?? '') };
  }
  // A way by other words, or a door that is closed now, is told of by nobody.
  for (const [way, exit] of Object.entries(known.exits)) if (!exits[way] && exit.to !== '') exits[way] = exit;
  return {
    ...known,
    ...told,
    name: known.named || told.name === '' ? known.name : told.name,
    area: told.area || known.area,
    exits,
  };
}

/** Whether a line would say the same of both. */
export function same(one: MapRoom, other: MapRoom): boolean {
  const text = ({ exits, ...rest }: MapRoom) =>
    JSON.stringify([
      Object.entries(rest).sort(),
      Object.entries(exits)
        .map(([way, { to, before }]) => [way, to, before ?? ''])
        .sort(),
    ]);
  return text(one) === text(other);
}
