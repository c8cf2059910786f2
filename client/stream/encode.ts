/**
 * Characters to bytes, by a table turned round from the decoder at first use: what is sent in an encoding is
 * what would be read in it. Nothing is replaced by a question mark: what cannot be encoded is reported.
 */
import { Buffer } from 'node:buffer';
import { type Encoding, findEncoding, sharedDecoder, singleTable } from './encoding.ts';
import { encodeIso2022Jp } from './iso2022jp.ts';
import { NO_BYTES } from './values.ts';

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

function writeCodes(text: string, find: Finder): Uint8Array {
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
  if (encoding.name === 'big5')
    return [...all.filter(lead => lead >= 0xa1), ...all.filter(lead => lead < 0xa1)];
  if (encoding.name === 'shift_jis') return all.filter(lead => lead !== 0xed && lead !== 0xee);
  return all;
}

function multiCodes(encoding: Encoding): Codes {
  const codes: Codes = new Map();
  addCodes(
    codes,
    encoding,
    1,
    Array.from({ length: 256 }, (_, byte) => byte),
  );
  for (const lead of leads(encoding)) {
    addCodes(
      codes,
      encoding,
      2,
      Array.from({ length: 0xbf }, (_, at) => lead * 256 + 0x40 + at),
    );
  }
  if (encoding.name === 'euc-jp') {
    for (let second = 0xa1; second < 0xff; second++) {
      addCodes(
        codes,
        encoding,
        3,
        Array.from({ length: 94 }, (_, at) => 0x8f00a1 + second * 256 + at),
      );
    }
  }
  if (encoding.name === 'gb18030')
    addCodes(
      codes,
      encoding,
      4,
      Array.from({ length: 39_420 }, (_, at) => gb18030Four(at)),
    );
  return codes;
}

/** Decodes many codes at once, a line each; what gives just one character is that character's code. */
function addCodes(codes: Codes, encoding: Encoding, size: number, candidates: readonly number[]): void {
  const bytes = Buffer.alloc(candidates.length * (size + 1), 0x0a);
  candidates.forEach((code, at) => {
    bytes.writeUIntBE(code, at * (size + 1), size);
  });
  const texts = sharedDecoder(encoding).decode(bytes).split('\n');
  // The line feed itself splits in two; it is a code of one byte only, and the last of its text.
  const lineFeed = candidates.indexOf(0x0a);
  if (lineFeed >= 0 && size === 1) texts.splice(lineFeed, 2, '\n');
  candidates.forEach((code, at) => {
    const codePoint = texts[at]!.codePointAt(0);
    if (codePoint === undefined || codePoint === 0xfffd || codes.has(codePoint)) return;
    if (texts[at]!.length === (codePoint > 0xffff ? 2 : 1)) codes.set(codePoint, code);
  });
}

/** The four bytes of a gb18030 pointer. */
function gb18030Four(pointer: number): number {
  const fourth = 0x30 + (pointer % 10);
  const third = 0x81 + (Math.floor(pointer / 10) % 126);
  const second = 0x30 + (Math.floor(pointer / 1260) % 10);
  const first = 0x81 + Math.floor(pointer / 12_600);
  return ((first * 256 + second) * 256 + third) * 256 + fourth;
}

/** Beyond the basic plane gb18030 is computed. */
function gb18030Beyond(codePoint: number): number {
  return gb18030Four(189_000 + codePoint - 0x10000);
}
