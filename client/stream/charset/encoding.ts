/**
 * Which character encodings there are. Node's ICU decodes most of what the WHATWG Encoding Standard names;
 * the rest is tables here. An encoding is found by any of its labels and known by its canonical name.
 */
import { late } from '../../text/late.ts';
import { nameOfLabel } from './labels.ts';

export interface Encoding {
  /** WHATWG name in lower case, or cp437. */
  readonly name: string;
  /** `single` has a table of 256 characters, `multi` of 65536; the others have code of their own. */
  readonly kind: 'utf-8' | 'utf-16' | 'single' | 'multi' | 'iso-2022-jp';
  /** ICU's converter for `multi` and `utf-16`. */
  readonly decoder: string;
}

/** Tables that ICU lacks or, across versions of Node, gets wrong: characters from 0x80 or 0xA0 to 0xFF. */
const HIGH_HALVES: Readonly<Record<string, string>> = {
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
    '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  // Without it "latin1" is decoded as windows-1252 by one Node and as ISO-8859-1 by another.
  'windows-1252':
    '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ' +
    String.fromCharCode(...Array.from({ length: 96 }, (_, at) => 0xa0 + at)),
  'iso-8859-16':
    '\u00a0ĄąŁ€„Š§š©Ș«Ź\u00adźŻ°±ČłŽ”¶·žčș»ŒœŸż' +
    'ÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ',
  'x-user-defined': String.fromCharCode(...Array.from({ length: 128 }, (_, at) => 0xf780 + at)),
};

/** gbk is decoded as its superset, as the standard says; ICU's own gbk knows two bytes at most. */
const MULTI: Readonly<Record<string, string>> = {
  gbk: 'gb18030',
  gb18030: 'gb18030',
  big5: 'big5',
  shift_jis: 'shift_jis',
  'euc-kr': 'euc-kr',
  'euc-jp': 'euc-jp',
};

/** By name: there are some forty. Null where this Node has no converter for it. */
const known = new Map<string, Encoding | null>();

/** The encoding with this label, in any letter case; null if there is none. */
export function findEncoding(label: string): Encoding | null {
  // Asked for each packet, mostly by its name.
  const named = known.get(label);
  if (named !== undefined) return named;
  const name = nameOfLabel(label);
  if (name === null) return null;
  let encoding = known.get(name);
  if (encoding === undefined) {
    encoding = canDecode(name) ? describe(name) : null;
    known.set(name, encoding);
  }
  return encoding;
}

function describe(name: string): Encoding {
  if (name === 'utf-8' || name === 'iso-2022-jp') return { name, kind: name, decoder: '' };
  if (name.startsWith('utf-16')) return { name, kind: 'utf-16', decoder: name };
  if (Object.hasOwn(MULTI, name)) return { name, kind: 'multi', decoder: MULTI[name]! };
  return { name, kind: 'single', decoder: '' };
}

/** Of all names one table or another needs ICU, and a Node may be built with less of it. */
function canDecode(name: string): boolean {
  if (Object.hasOwn(HIGH_HALVES, name)) return true;
  try {
    new TextDecoder(name);
    return true;
  } catch {
    // The one thing it throws for.
    return false;
  }
}

// ---------------------------------------------------------------- tables and decoders, made at first use

const tables = new Map<string, Uint16Array>();

/** The 256 characters of a `single` encoding, as UTF-16 units. */
export function singleTable(encoding: Encoding): Uint16Array {
  let table = tables.get(encoding.name);
  if (table === undefined) {
    table = makeTable(encoding.name);
    tables.set(encoding.name, table);
  }
  return table;
}

const LETTER = late(() => /^\p{L}$/u);

/** Whether the byte stands for a letter in a character set of one byte a character. */
export function hasLetterAt(encoding: Encoding, byte: number): boolean {
  return encoding.kind === 'single' && LETTER().test(String.fromCharCode(singleTable(encoding)[byte]!));
}

function makeTable(name: string): Uint16Array {
  const table = Uint16Array.from({ length: 256 }, (_, byte) => byte);
  const high = HIGH_HALVES[name] ?? new TextDecoder(name).decode(Uint8Array.from(table.subarray(128)));
  for (let at = 0; at < high.length; at++) table[256 - high.length + at] = high.charCodeAt(at);
  return table;
}

type Decoder = InstanceType<typeof TextDecoder>;

const decoders = new Map<string, Decoder>();

/** A decoder for whole texts; it keeps nothing between two uses. */
export function sharedDecoder(encoding: Encoding): Decoder {
  let decoder = decoders.get(encoding.decoder);
  if (decoder === undefined) {
    decoder = new TextDecoder(encoding.decoder, { ignoreBOM: true });
    decoders.set(encoding.decoder, decoder);
  }
  return decoder;
}
