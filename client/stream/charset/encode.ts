/**
 * Characters to bytes, by a table turned round from the decoder at first use: what is sent in an encoding is
 * what would be read in it. Nothing is replaced by a question mark: what cannot be encoded is reported.
 */
import { Buffer } from 'node:buffer';
import { NO_BYTES } from '../values.ts';
import { type Encoding, findEncoding, singleTable } from './encoding.ts';
import { encodeIso2022Jp } from './iso2022jp.ts';
import { GB18030_BEYOND, gb18030Bytes, pairTable, quadTable, tripleTable } from './multibyte.ts';

export interface Encoded {
  readonly bytes: Uint8Array;
  /** The characters that cannot be encoded, each once; if there are any, `bytes` is empty. */
  readonly lost: string;
}

/** Encodes text as it stands, without line end or IAC doubling. */
export function encode(encoding: Encoding, text: string): Encoded {
  const find = FINDERS[encoding.kind](encoding);
  const lost = new Set<string>();
  for (const char of text) if (find(char.codePointAt(0)!) === undefined) lost.add(char);
  if (lost.size > 0) return { bytes: NO_BYTES, lost: [...lost].join('') };
  return { bytes: WRITERS[encoding.kind](text, find, encoding), lost: '' };
}

/** What finds the bytes of a code point in the encoding, as one big-endian number. */
export function codeFinder(encoding: Encoding): Finder {
  return FINDERS[encoding.kind](encoding);
}

/** A code point's bytes as one big-endian number. */
type Finder = (codePoint: number) => number | undefined;

const anyButSurrogates: Finder = codePoint =>
  codePoint >= 0xd800 && codePoint < 0xe000 ? undefined : codePoint;

const FINDERS: Record<Encoding['kind'], (encoding: Encoding) => Finder> = {
  'utf-8': () => anyButSurrogates,
  'utf-16': () => anyButSurrogates,
  single: encoding => finder(encoding, singleCodes),
  multi: encoding => finder(encoding, multiCodes),
  'iso-2022-jp': () => iso2022JpFinder,
};

/** EUC-JP's two-byte characters from 0xA1 on are those of JIS X 0208. */
function iso2022JpFinder(codePoint: number): number | undefined {
  if (codePoint < 0x80) return codePoint;
  const code = finder(findEncoding('euc-jp')!, multiCodes)(codePoint);
  return code !== undefined && code >= 0xa1a1 && code <= 0xfefe ? code : undefined;
}

type Writer = (text: string, find: Finder, encoding: Encoding) => Uint8Array;

const WRITERS: Record<Encoding['kind'], Writer> = {
  'utf-8': text => Buffer.from(text, 'utf8'),
  'utf-16': (text, _find, encoding) => {
    const bytes = Buffer.from(text, 'utf16le');
    return encoding.name === 'utf-16be' ? bytes.swap16() : bytes;
  },
  single: writeCodes,
  multi: writeCodes,
  'iso-2022-jp': (text, find) => encodeIso2022Jp(text, find),
};

/** The bytes of characters that all have some. */
export function writeCodes(text: string, find: Finder): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = find(char.codePointAt(0)!)!;
    if (code > 0xffffff) bytes.push(code >>> 24);
    if (code > 0xffff) bytes.push((code >>> 16) & 255);
    if (code > 0xff) bytes.push((code >>> 8) & 255);
    bytes.push(code & 255);
  }
  return Uint8Array.from(bytes);
}

// ---------------------------------------------------------------- tables, made at first use

type Codes = Map<number, number>;
const tables = new Map<string, Codes>();

function finder(encoding: Encoding, make: (encoding: Encoding) => Codes): Finder {
  let codes = tables.get(encoding.name);
  if (codes === undefined) {
    codes = make(encoding);
    tables.set(encoding.name, codes);
  }
  const table = codes;
  if (encoding.name !== 'gb18030') return codePoint => table.get(codePoint);
  return codePoint => (codePoint < 0x10000 ? table.get(codePoint) : gb18030Beyond(codePoint));
}

function singleCodes(encoding: Encoding): Codes {
  const codes: Codes = new Map();
  singleTable(encoding).forEach((unit, byte) => {
    if (unit !== 0xfffd && !codes.has(unit)) codes.set(unit, byte);
  });
  return codes;
}

/**
 * Where two codes stand for one character, the first in this order of lead bytes is sent (Encoding Standard,
 * "index pointer"): Big5's own range before the HKSCS additions, and never Shift_JIS's NEC copies of IBM's.
 */
function leads(encoding: Encoding): number[] {
  const all = Array.from({ length: 0x7e }, (_, at) => 0x81 + at);
  if (encoding.name === 'big5') {
    return [...all.filter(lead => lead >= 0xa1), ...all.filter(lead => lead < 0xa1)];
  }
  if (encoding.name === 'shift_jis') return all.filter(lead => lead !== 0xed && lead !== 0xee);
  return all;
}

function multiCodes(encoding: Encoding): Codes {
  const codes: Codes = new Map();
  const add = (unit: number, code: number) => {
    if (unit !== 0xfffd && !codes.has(unit)) codes.set(unit, code);
  };
  const pairs = pairTable(encoding);
  for (let byte = 0; byte < 0x80; byte++) add(byte, byte);
  // In gb18030 the euro sign has a pair of its own.
  if (encoding.name !== 'gb18030') for (let byte = 0x80; byte < 0x100; byte++) add(pairs[byte]!, byte);
  for (const lead of leads(encoding)) {
    for (let trail = 0x40; trail < 0xff; trail++) add(pairs[lead * 256 + trail]!, lead * 256 + trail);
  }
  if (encoding.name === 'euc-jp') {
    tripleTable(encoding).forEach((unit, pair) => {
      add(unit, 0x8f0000 + pair);
    });
  }
  if (encoding.name === 'gb18030') {
    quadTable(encoding).forEach((unit, pointer) => {
      add(unit, gb18030Bytes(pointer));
    });
  }
  return codes;
}

/** Beyond the basic plane gb18030 is computed. */
function gb18030Beyond(codePoint: number): number {
  return gb18030Bytes(GB18030_BEYOND + codePoint - 0x10000);
}
