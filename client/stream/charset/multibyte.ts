/**
 * The East Asian encodings of the Encoding Standard, decoded by its rules with tables that ICU fills at first
 * use. ICU itself is no help in a stream: where it is cut inside a broken character shows in what it makes of
 * it, and which bytes it waits for it does not tell.
 */

import { Buffer } from 'node:buffer';
import { type Encoding, sharedDecoder } from './encoding.ts';

const BAD = 0xfffd;

/** What stands at `at`: n bytes of one character, 0 = it has not arrived whole, -n = n bytes that are none. */
type Shape = (bytes: Uint8Array, at: number, to: number) => number;

const within = (byte: number, from: number, to: number): boolean => byte >= from && byte <= to;

const SHAPES: Readonly<Record<string, Shape>> = {
  gbk: gb18030,
  gb18030,
  big5: twoBytes(
    byte => within(byte, 0x81, 0xfe),
    byte => within(byte, 0x40, 0x7e) || within(byte, 0xa1, 0xfe),
  ),
  shift_jis: twoBytes(
    byte => within(byte, 0x81, 0x9f) || within(byte, 0xe0, 0xfc),
    byte => within(byte, 0x40, 0x7e) || within(byte, 0x80, 0xfc),
  ),
  'euc-kr': twoBytes(
    byte => within(byte, 0x81, 0xfe),
    byte => within(byte, 0x41, 0xfe),
  ),
  'euc-jp': eucJp,
};

/** A lead without its trail is one bad character; an ASCII byte in the trail's place stands for itself. */
function twoBytes(isLead: (byte: number) => boolean, isTrail: (byte: number) => boolean): Shape {
  return (bytes, at, to) => {
    if (!isLead(bytes[at]!)) return 1;
    if (at + 1 === to) return 0;
    const trail = bytes[at + 1]!;
    return isTrail(trail) ? 2 : trail < 0x80 ? -1 : -2;
  };
}

const gbPair = twoBytes(
  byte => within(byte, 0x81, 0xfe),
  byte => byte >= 0x40 && byte !== 0x7f && byte !== 0xff,
);

function gb18030(bytes: Uint8Array, at: number, to: number): number {
  if (at + 1 === to || !within(bytes[at + 1]!, 0x30, 0x39)) return gbPair(bytes, at, to);
  if (!within(bytes[at]!, 0x81, 0xfe)) return 1;
  if (at + 2 === to) return 0;
  if (!within(bytes[at + 2]!, 0x81, 0xfe)) return -1;
  if (at + 3 === to) return 0;
  return within(bytes[at + 3]!, 0x30, 0x39) ? 4 : -1;
}

const eucPair = twoBytes(
  byte => byte === 0x8e || within(byte, 0xa1, 0xfe),
  byte => within(byte, 0xa1, 0xfe),
);

function eucJp(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at] !== 0x8f) return eucPair(bytes, at, to);
  if (at + 1 === to) return 0;
  if (!within(bytes[at + 1]!, 0xa1, 0xfe)) return bytes[at + 1]! < 0x80 ? -1 : -2;
  if (at + 2 === to) return 0;
  if (!within(bytes[at + 2]!, 0xa1, 0xfe)) return bytes[at + 2]! < 0x80 ? -2 : -3;
  return 3;
}

// ---------------------------------------------------------------- decoding

/** Scratch for one piece of text; a packet is seldom longer. */
const PIECE = 16 * 1024;
const scratch = Buffer.alloc(PIECE * 2);
const units = new Uint16Array(scratch.buffer, scratch.byteOffset, PIECE);

export interface Decoded {
  readonly text: string;
  /** Bytes at the end that begin a character. */
  readonly pending: number;
}

/** Decodes bytes [from, to). */
export function decodeMultibyte(encoding: Encoding, bytes: Uint8Array, from: number, to: number): Decoded {
  const shape = SHAPES[encoding.name]!;
  const table = pairTable(encoding);
  let text = '';
  let count = 0;
  for (let at = from; at < to; ) {
    if (count > PIECE - 2) {
      text += scratch.toString('utf16le', 0, count * 2);
      count = 0;
    }
    const size = bytes[at]! < 0x80 ? 1 : shape(bytes, at, to);
    if (size === 0) return { text: text + scratch.toString('utf16le', 0, count * 2), pending: to - at };
    if (size > 2) {
      const codePoint = longCharacter(encoding, bytes, at, size);
      if (codePoint > 0xffff) units[count++] = 0xd7c0 + (codePoint >> 10);
      units[count++] = codePoint > 0xffff ? 0xdc00 + (codePoint & 0x3ff) : codePoint;
    } else if (size < 0) units[count++] = BAD;
    else units[count++] = size === 1 ? table[bytes[at]!]! : table[bytes[at]! * 256 + bytes[at + 1]!]!;
    // A pair that is no character does not swallow an ASCII byte.
    const isUnknownPair = size === 2 && units[count - 1] === BAD && bytes[at + 1]! < 0x80;
    at += isUnknownPair ? 1 : Math.abs(size);
  }
  return { text: text + scratch.toString('utf16le', 0, count * 2), pending: 0 };
}

/** Of these there are too many for a table that is made while a server waits, and few come. */
function longCharacter(encoding: Encoding, bytes: Uint8Array, at: number, size: number): number {
  if (size === 4) {
    const pointer = gb18030Pointer(bytes, at);
    if (pointer > GB18030_LAST) return BAD;
    if (pointer >= GB18030_BEYOND) return pointer - GB18030_BEYOND + 0x10000;
    if (pointer >= GB18030_BASIC) return BAD;
  }
  const text = sharedDecoder(encoding).decode(bytes.subarray(at, at + size));
  return text.length === 1 ? text.charCodeAt(0) : BAD;
}

function gb18030Pointer(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! - 0x81) * 10 + bytes[at + 1]! - 0x30;
  return (high * 126 + bytes[at + 2]! - 0x81) * 10 + bytes[at + 3]! - 0x30;
}

/** Pointers of gb18030's four-byte characters: the basic plane from a table, the others computed. */
export const GB18030_BASIC = 39_420;
export const GB18030_BEYOND = 189_000;
const GB18030_LAST = GB18030_BEYOND + 0xfffff;

// ---------------------------------------------------------------- tables, made at first use

const tables = new Map<string, Uint16Array>();

function tableOf(key: string, make: () => Uint16Array): Uint16Array {
  let table = tables.get(key);
  if (table === undefined) {
    table = make();
    tables.set(key, table);
  }
  return table;
}

/** By byte, and by lead × 256 + trail; U+FFFD where there is no character. */
export function pairTable(encoding: Encoding): Uint16Array {
  return tableOf(`${encoding.decoder} pairs`, () => {
    const table = new Uint16Array(0x10000).fill(BAD);
    for (let byte = 0; byte < 0x80; byte++) table[byte] = byte;
    table.set(unitsOf(encoding, [[0x80, 0xff]], 0x80), 0x80);
    const pairs: Wheel[] = [
      [0x81, 0xfe],
      [0x40, 0xfe],
    ];
    return spread(table, unitsOf(encoding, pairs, 0x7e * 0xbf), 0x8140, 0xbf);
  });
}

/** EUC-JP: JIS X 0212 by its second byte × 256 + third. */
export function tripleTable(encoding: Encoding): Uint16Array {
  return tableOf(`${encoding.decoder} triples`, () => {
    const triples: Wheel[] = [
      [0x8f, 0x8f],
      [0xa1, 0xfe],
      [0xa1, 0xfe],
    ];
    return spread(new Uint16Array(0x10000).fill(BAD), unitsOf(encoding, triples, 94 * 94), 0xa1a1, 94);
  });
}

/** gb18030: the basic plane's four-byte characters by pointer. */
export function quadTable(encoding: Encoding): Uint16Array {
  return tableOf(`${encoding.decoder} quads`, () => {
    const quads: Wheel[] = [
      [0x81, 0xfe],
      [0x30, 0x39],
      [0x81, 0xfe],
      [0x30, 0x39],
    ];
    return unitsOf(encoding, quads, GB18030_BASIC);
  });
}

/** Lays rows of `width` into the table, one each 256, from `at` on. */
function spread(table: Uint16Array, units: Uint16Array, at: number, width: number): Uint16Array {
  for (let from = 0; from < units.length; from += width, at += 256)
    table.set(units.subarray(from, from + width), at);
  return table;
}

/** The four bytes of a gb18030 pointer, as one number. */
export function gb18030Bytes(pointer: number): number {
  const fourth = 0x30 + (pointer % 10);
  const third = 0x81 + (Math.floor(pointer / 10) % 126);
  const second = 0x30 + (Math.floor(pointer / 1260) % 10);
  const first = 0x81 + Math.floor(pointer / 12_600);
  return ((first * 256 + second) * 256 + third) * 256 + fourth;
}

const LF = 0x0a;

/** A byte of a code, from and to: the last one turns fastest, as in an odometer. */
type Wheel = readonly [from: number, to: number];

/**
 * What ICU makes of the first `count` codes, U+FFFD unless it is just one unit. They are asked for in one text with a
 * line feed after each: a server's first character of an encoding is not to be waited for.
 */
function unitsOf(encoding: Encoding, wheels: readonly Wheel[], count: number): Uint16Array {
  const text = sharedDecoder(encoding).decode(codes(wheels, count));
  const units = new Uint16Array(count).fill(BAD);
  for (let at = 0, from = 0; at < count; at++) {
    const isOne = text.charCodeAt(from + 1) === LF;
    if (isOne) units[at] = text.charCodeAt(from);
    from = isOne ? from + 2 : text.indexOf('\n', from) + 1;
  }
  return units;
}

function codes(wheels: readonly Wheel[], count: number): Uint8Array {
  const size = wheels.length;
  const bytes = new Uint8Array(count * (size + 1)).fill(LF);
  const code = Uint8Array.from(wheels, ([from]) => from);
  for (let at = 0; at < bytes.length; at += size + 1) {
    for (let n = 0; n < size; n++) bytes[at + n] = code[n]!;
    let n = size - 1;
    for (; n > 0 && code[n] === wheels[n]![1]; n--) code[n] = wheels[n]![0];
    code[n]!++;
  }
  return bytes;
}
