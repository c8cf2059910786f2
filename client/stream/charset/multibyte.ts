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

function longCharacter(encoding: Encoding, bytes: Uint8Array, at: number, size: number): number {
  if (size === 3) return tripleTable(encoding)[bytes[at + 1]! * 256 + bytes[at + 2]!]!;
  const [first, second, third, fourth] = bytes.subarray(at, at + 4);
  const pointer = (((first! - 0x81) * 10 + second! - 0x30) * 126 + third! - 0x81) * 10 + fourth! - 0x30;
  if (pointer < GB18030_BASIC) return quadTable(encoding)[pointer]!;
  return pointer >= GB18030_BEYOND && pointer <= GB18030_LAST ? pointer - GB18030_BEYOND + 0x10000 : BAD;
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
    const codes = Array.from({ length: 0x80 }, (_, at) => 0x80 + at);
    fill(table, codes, ask(encoding, codes, 1));
    for (let lead = 0x81; lead < 0xff; lead++) {
      const pairs = Array.from({ length: 0xbf }, (_, at) => lead * 256 + 0x40 + at);
      fill(table, pairs, ask(encoding, pairs, 2));
    }
    for (let byte = 0; byte < 0x80; byte++) table[byte] = byte;
    return table;
  });
}

/** EUC-JP: JIS X 0212 by its second byte × 256 + third. */
export function tripleTable(encoding: Encoding): Uint16Array {
  return tableOf(`${encoding.decoder} triples`, () => {
    const table = new Uint16Array(0x10000).fill(BAD);
    for (let second = 0xa1; second < 0xff; second++) {
      const pairs = Array.from({ length: 94 }, (_, at) => second * 256 + 0xa1 + at);
      const triples = pairs.map(pair => 0x8f0000 + pair);
      fill(table, pairs, ask(encoding, triples, 3));
    }
    return table;
  });
}

/** gb18030: the basic plane's four-byte characters by pointer. */
export function quadTable(encoding: Encoding): Uint16Array {
  return tableOf(`${encoding.decoder} quads`, () => {
    const pointers = Array.from({ length: GB18030_BASIC }, (_, pointer) => pointer);
    const table = new Uint16Array(GB18030_BASIC);
    fill(table, pointers, ask(encoding, pointers.map(gb18030Bytes), 4));
    return table;
  });
}

/** The four bytes of a gb18030 pointer, as one number. */
export function gb18030Bytes(pointer: number): number {
  const fourth = 0x30 + (pointer % 10);
  const third = 0x81 + (Math.floor(pointer / 10) % 126);
  const second = 0x30 + (Math.floor(pointer / 1260) % 10);
  const first = 0x81 + Math.floor(pointer / 12_600);
  return ((first * 256 + second) * 256 + third) * 256 + fourth;
}

function fill(table: Uint16Array, places: readonly number[], answers: readonly number[]): void {
  places.forEach((place, at) => {
    table[place] = answers[at]!;
  });
}

/** What ICU makes of each code, all in one text with a line feed after each; U+FFFD unless just one unit. */
function ask(encoding: Encoding, codes: readonly number[], size: number): number[] {
  const bytes = Buffer.alloc(codes.length * (size + 1), 0x0a);
  codes.forEach((code, at) => {
    bytes.writeUIntBE(code, at * (size + 1), size);
  });
  const texts = sharedDecoder(encoding).decode(bytes).split('\n');
  return codes.map((_, at) => (texts[at]!.length === 1 ? texts[at]!.charCodeAt(0) : BAD));
}
