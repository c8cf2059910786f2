/** Maps of Mudlet as it keeps them, written here: what a format of that time had, in its order (Qt's QDataStream, big-endian). */

export interface WrittenRoom {
  readonly id: number;
  readonly area?: number;
  readonly name?: string;
  readonly at?: readonly [number, number, number];
  /** By short names. */
  readonly exits?: Readonly<Record<string, number>>;
  /** By what is said. */
  readonly special?: Readonly<Record<string, number>>;
  readonly lockedSpecial?: readonly string[];
  readonly doors?: Readonly<Record<string, number>>;
  readonly stubs?: readonly number[];
  readonly locks?: readonly number[];
  readonly weights?: Readonly<Record<string, number>>;
  readonly weight?: number;
  readonly locked?: boolean;
  readonly symbol?: string;
  readonly userData?: Readonly<Record<string, string>>;
  /** Ways with lines that are drawn by hand. */
  readonly lines?: readonly string[];
}

export interface WrittenMap {
  readonly rooms: readonly WrittenRoom[];
  /** Their names by their numbers. */
  readonly areas?: Readonly<Record<number, string>>;
  /** Labels by their areas, each with a picture. */
  readonly labels?: Readonly<Record<number, readonly string[]>>;
  readonly hashes?: Readonly<Record<string, number>>;
  readonly userData?: Readonly<Record<string, string>>;
  /** More families of the font, as Qt writes them from 5.13 on. */
  readonly families?: readonly string[];
  /** Rooms that areas name beside those that there are. */
  readonly promised?: readonly number[];
}

const WAYS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw', 'u', 'd', 'in', 'out'];

type Part = Buffer;

const int = (value: number): Part => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
};
const double = (value: number): Part => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};
const byte = (value: number): Part => Buffer.of(value);
const zeros = (count: number): Part => Buffer.alloc(count);

function text(value: string | null): Part {
  if (value === null) return int(-1);
  const bytes = Buffer.from(value, 'utf16le').swap16();
  return Buffer.concat([int(bytes.length), bytes]);
}

const list = (parts: readonly Part[]): Part => Buffer.concat([int(parts.length), ...parts]);

const texts = (all: Readonly<Record<string, string>>): Part =>
  list(Object.entries(all).map(([key, value]) => Buffer.concat([text(key), text(value)])));

const numbers = (all: Readonly<Record<string, number>>): Part =>
  list(Object.entries(all).map(([key, value]) => Buffer.concat([text(key), int(value)])));

const colour = (): Part => Buffer.concat([byte(1), Buffer.alloc(10, 0x7f)]);

function picture(): Part {
  const part = (kind: string, data: Part) =>
    Buffer.concat([int(data.length), Buffer.from(kind, 'latin1'), data, zeros(4)]);
  const sign = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  // What a picture may have in it: the name of its own last part.
  return Buffer.concat([
    int(1),
    sign,
    part('IHDR', zeros(13)),
    part('IDAT', Buffer.from('IEND')),
    part('IEND', zeros(0)),
  ]);
}

function font(families: readonly string[] | undefined): Part {
  const numbersOfIt = Buffer.concat([double(12), int(-1), byte(5), zeros(2), byte(0), byte(50), byte(16)]);
  const rest = Buffer.concat([zeros(2), byte(0), int(0), int(0), byte(0), byte(0)]);
  return Buffer.concat([
    ...[text('Bitstream Vera Sans Mono'), text(null), numbersOfIt, rest],
    ...(families ? [list(families.map(text))] : []),
    ...[double(1), byte(0)],
  ]);
}

function area(version: number, rooms: readonly number[]): Part {
  const zLevels = list([int(0)]);
  const exits = list([Buffer.concat([int(1), int(2), int(3)])]);
  const extent = list([Buffer.concat([int(0), int(7)])]);
  return Buffer.concat([
    ...[list(rooms.map(int)), zLevels, exits, byte(0), zeros(6 * 4), zeros(3 * 8)],
    ...Array<Part>(version >= 17 ? 4 : 6).fill(extent),
    ...[zeros(3 * 8), byte(0), int(0)],
    ...(version >= 17 ? [texts({ 'a key': 'a value' })] : []),
  ]);
}

function label(version: number, number: number, words: string): Part {
  return Buffer.concat([
    ...[int(number), zeros((version >= 12 ? 3 : 2) * 8), zeros(2 * 8), zeros(2 * 8), text(words)],
    ...[colour(), colour(), number % 2 === 0 ? picture() : int(0)],
    ...(version >= 15 ? [byte(1), byte(0)] : []),
  ]);
}

function drawn(version: number, ways: readonly string[]): Part {
  const named = version >= 20 ? ways : ways.map(way => way.toUpperCase());
  const each = (one: Part) => list(named.map(way => Buffer.concat([text(way), one])));
  const point = Buffer.concat([double(1), double(2)]);
  return Buffer.concat([
    ...[each(list([point, point])), each(byte(1))],
    each(version >= 20 ? colour() : list([int(255), int(0), int(0)])),
    each(version >= 20 ? int(2) : text('dash line')),
  ]);
}

function room(version: number, one: WrittenRoom): Part {
  const { exits = {}, special = {}, lockedSpecial = [], lines = [], symbol = '' } = one;
  return Buffer.concat([
    ...[int(one.id), int(one.area ?? -1), ...(one.at ?? [0, 0, 0]).map(int)],
    ...WAYS.map(way => int(exits[way] ?? -1)),
    ...[int(266), int(one.weight ?? 1), ...(version < 8 ? [zeros(4 * 8)] : [])],
    ...[text(one.name ?? null), byte(one.locked ? 1 : 0)],
    ...(version >= 6
      ? [
          list(
            Object.entries(special).map(([words, to]) =>
              Buffer.concat([int(to), text(`${lockedSpecial.includes(words) ? 1 : 0}${words}`)]),
            ),
          ),
        ]
      : []),
    ...(version >= 19 ? [text(symbol)] : version >= 9 ? [byte(symbol.charCodeAt(0) || 0)] : []),
    ...(version >= 10
      ? [
          texts({
            ...(version < 20 && symbol !== '' && { 'system.fallback_symbol': symbol }),
            ...one.userData,
          }),
        ]
      : []),
    ...(version >= 11 ? [drawn(version, lines), list((one.locks ?? []).map(int))] : []),
    ...(version >= 13 ? [list((one.stubs ?? []).map(int))] : []),
    ...(version >= 16 ? [numbers(one.weights ?? {}), numbers(one.doors ?? {})] : []),
  ]);
}

/** The bytes of its file. */
export function writeMudletMap(map: WrittenMap, version = 20): Buffer {
  const areas = Object.entries(map.areas ?? {});
  const labels = Object.entries(map.labels ?? {});
  const rooms = (number: string) => map.rooms.filter(one => one.area === Number(number)).map(one => one.id);
  return Buffer.concat([
    int(version),
    list([Buffer.concat([int(1), int(257)])]),
    list(areas.map(([number, name]) => Buffer.concat([int(Number(number)), text(name)]))),
    ...(version >= 5 ? [list([Buffer.concat([int(300), colour()])])] : []),
    ...(version >= 7 ? [numbers(map.hashes ?? {})] : []),
    ...(version >= 17 ? [texts(map.userData ?? {})] : []),
    ...(version >= 19 ? [font(map.families)] : []),
    ...(version >= 14
      ? [
          list(
            areas.map(([number], at) =>
              Buffer.concat([
                int(Number(number)),
                area(version, [...rooms(number), ...((at === 0 && map.promised) || [])]),
              ]),
            ),
          ),
        ]
      : []),
    ...(version >= 18 ? [numbers({ 'My profile': 7 })] : version >= 12 ? [int(7)] : []),
    ...(version >= 11
      ? [
          list(
            labels.map(([number, all]) =>
              Buffer.concat([
                ...[int(all.length), int(Number(number))],
                ...all.map((words, at) => label(version, at, words)),
              ]),
            ),
          ),
        ]
      : []),
    ...map.rooms.map(one => room(version, one)),
  ]);
}
