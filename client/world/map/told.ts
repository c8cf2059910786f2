/**
 * Rooms as servers tell of them: GMCP `Room.Info` of IRE, Aardwolf and others, MSDP `ROOM` and `ROOM_VNUM`. Each names its
 * parts in its own way; what is understood is one form.
 */
import { clean } from '../../automation/data.ts';
import { wayNamed } from '../../map/ways.ts';
import type { DataStore } from '../../state/stream.ts';
import { readData } from '../../stream/telnet/server-data.ts';

/** A room as one server has told of it. */
export interface ToldRoom {
  /** Null: a room that has no number, as in a maze. */
  readonly id: string | null;
  readonly name: string;
  readonly area: string;
  readonly terrain: string;
  /** By their ways (`n`, `enter hole`); '' = it is not told where one leads. */
  readonly exits: Readonly<Record<string, string>>;
  readonly coords?: readonly [number, number, number];
}

/** What a name or a number may have (UTF-16 units). */
const LONGEST = 200;
const MOST_EXITS = 100;

type Fields = Readonly<Record<string, unknown>>;

/** The room that a message of this key tells of; null = none. */
export function roomTold(data: DataStore, key: string): ToldRoom | null {
  if (key === 'gmcp:room.info' || key === 'msdp:ROOM') return roomOf(readData(data, key));
  if (key !== 'msdp:ROOM_VNUM') return null;
  const part = (name: string) => readData(data, `msdp:ROOM_${name}`);
  return roomOf({
    ...{ vnum: part('VNUM'), name: part('NAME'), area: part('AREA') ?? readData(data, 'msdp:AREA_NAME') },
    ...{ exits: part('EXITS'), terrain: part('TERRAIN'), coords: part('COORDS') },
  });
}

/** Null: it is no room. */
export function roomOf(value: unknown): ToldRoom | null {
  if (!isFields(value)) return null;
  const fields = Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
  const first = (...names: string[]) => names.map(name => fields[name]).find(one => one !== undefined);
  const number = first('num', 'vnum', 'id', 'identifier', 'hash');
  const name = textOf(first('name', 'short', 'brief', 'title'));
  if (number === undefined && name === '') return null;
  const coords = coordsOf(first('coords', 'coord', 'coordinates') ?? fields);
  return {
    id: idOf(number),
    name,
    area: textOf(first('area', 'zone', 'region')),
    terrain: textOf(first('environment', 'terrain', 'sector')),
    exits: exitsOf(first('exits', 'exit')),
    ...(coords && { coords }),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (isFields(value)) return textOf(value.name ?? value.id);
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return clean(String(value).slice(0, LONGEST)).trim();
}

/** Numbers below 1 are those of rooms without one (Aardwolf: -1). */
function idOf(value: unknown): string | null {
  const text = textOf(value);
  return text === '' || (/^-?\d+$/.test(text) && Number(text) < 1) ? null : text;
}

/** `{n: 12}`, `{n: {num: 12}}`, `["north", "south"]`, `n,s`. */
function exitsOf(value: unknown): Record<string, string> {
  const list = typeof value === 'string' ? value.split(/[\s,;]+/) : value;
  const entries: [string, unknown][] = Array.isArray(list)
    ? list.map(one => [textOf(one), ''])
    : isFields(list)
      ? Object.entries(list)
      : [];
  const exits: Record<string, string> = Object.create(null);
  for (const [way, to] of entries.slice(0, MOST_EXITS)) {
    const name = wayNamed(clean(way.slice(0, LONGEST)));
    if (name === '' || to === false || to === null) continue;
    const target = isFields(to) ? (to.num ?? to.vnum ?? to.id ?? to.room ?? '') : to;
    exits[name] = idOf(target) ?? '';
  }
  return exits;
}

/** `{x, y, z}`, `[x, y, z]`, or as IRE has it: `area,x,y,building`. */
function coordsOf(value: unknown): [number, number, number] | null {
  const parts = Array.isArray(value)
    ? value
    : isFields(value)
      ? [value.x, value.y, value.z ?? 0]
      : typeof value === 'string'
        ? ireCoords(value)
        : [];
  const [x, y, z = 0] = parts.map(Number);
  const all = [x, y, z];
  return all.every(one => Number.isSafeInteger(one)) ? (all as [number, number, number]) : null;
}

function ireCoords(text: string): string[] {
  const parts = text.split(',').map(part => part.trim());
  return parts.length >= 4 ? [parts[1]!, parts[2]!, '0'] : parts;
}
