/**
 * A map file: a line of JSON for each room, in the order in which they were told. A later line of a room takes the place of an
 * earlier one, so that whoever writes only ever appends, be it one Clay or several. Names are short, for there are many.
 */
import type { MapExit, MapRoom } from '../state/map/rooms.ts';

/** First line of each file. */
export const HEAD = '{"clay-map":1}';

export interface MapRecord {
  /** `gone`: it is no more. */
  readonly room: MapRoom | { readonly id: string; readonly gone: true };
  /** Somebody has changed it by hand, and where its line before that begins (-1: there was none). */
  readonly before?: number;
  /** It takes back the last change by hand. */
  readonly undo?: true;
}

/** Ways out of a room, and bytes of its line: whoever tells of more and more of one room fills no disk. What stands in files may be longer. */
export const MOST_EXITS = 100;
export const LONGEST_LINE = 16 * 1024;

/** Rooms of another client's file, one after the other, or null between two of them to let others have their turn; and what was left out. */
export type Reading = Generator<MapRoom | null, readonly string[]>;

type Written = Record<string, unknown>;

export function recordLine({ room, before, undo }: MapRecord): string {
  const more = { ...(before !== undefined && { p: before }), ...(undo && { q: 1 }) };
  if ('gone' in room) return JSON.stringify({ r: room.id, x: 1, ...more });
  const { id, name, area, terrain, exits, at, mark, note, named } = room;
  const e = Object.fromEntries(
    Object.entries(exits).map(([way, { to, before: words }]) => [way, words ? [to, words] : to]),
  );
  return JSON.stringify({
    ...{ r: id, n: name, a: area, e },
    ...(terrain && { t: terrain }),
    ...(at && { c: at }),
    ...(mark && { m: mark }),
    ...(note && { k: note }),
    ...(named && { o: 1 }),
    ...more,
  });
}

export function lineBytes(room: MapRoom): number {
  return Buffer.byteLength(recordLine({ room }));
}

export function fits(room: MapRoom): boolean {
  return Object.keys(room.exits).length <= MOST_EXITS && lineBytes(room) <= LONGEST_LINE;
}

/** With as many of its ways as a line takes, before others those that `first` has. A room that is too long without them stays so. */
export function fitted(room: MapRoom, first: MapRoom['exits'] = {}): MapRoom {
  if (fits(room)) return room;
  const rank = (way: string) => (Object.hasOwn(first, way) ? 0 : 1);
  const ways = Object.keys(room.exits).sort((one, other) => rank(one) - rank(other));
  const taken = new Set<string>();
  let left = LONGEST_LINE - lineBytes({ ...room, exits: {} });
  for (const way of ways.slice(0, MOST_EXITS)) {
    // Never less than it takes in the line.
    left -= Buffer.byteLength(JSON.stringify([way, room.exits[way]]));
    if (left < 0) break;
    taken.add(way);
  }
  return { ...room, exits: Object.fromEntries(Object.entries(room.exits).filter(([way]) => taken.has(way))) };
}

/** Null: it is no such line; a crash of the computer may have cut it. */
export function readRecord(line: string): MapRecord | null {
  const written = parsed(line);
  if (!written || typeof written.r !== 'string') return null;
  const more = {
    ...(typeof written.p === 'number' && { before: written.p }),
    ...(written.q === 1 && { undo: true as const }),
  };
  if (written.x === 1) return { room: { id: written.r, gone: true }, ...more };
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const at = Array.isArray(written.c) && written.c.length === 3 && written.c.every(Number.isFinite);
  return {
    room: {
      ...{ id: written.r, name: text(written.n), area: text(written.a), exits: readExits(written.e) },
      ...(text(written.t) !== '' && { terrain: text(written.t) }),
      ...(at && { at: written.c as unknown as [number, number, number] }),
      ...(text(written.m) !== '' && { mark: text(written.m) }),
      ...(text(written.k) !== '' && { note: text(written.k) }),
      ...(written.o === 1 && { named: true as const }),
    },
    ...more,
  };
}

function readExits(value: unknown): Record<string, MapExit> {
  const exits: Record<string, MapExit> = Object.create(null);
  if (typeof value !== 'object' || value === null) return exits;
  for (const [way, to] of Object.entries(value)) {
    if (typeof to === 'string') exits[way] = { to };
    else if (Array.isArray(to) && typeof to[0] === 'string' && typeof to[1] === 'string')
      exits[way] = { to: to[0], before: to[1] };
  }
  return exits;
}

function parsed(line: string): Written | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Written) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
