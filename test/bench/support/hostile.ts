/** The worst that a server can send, as far as we know. */
import { constants, deflateSync } from 'node:zlib';

/** What a server repeats without end, after what it has sent beforehand. */
export interface Input {
  readonly name: string;
  readonly setup: Buffer;
  readonly unit: Buffer;
}

const IAC = 255;
const WILL = 251;
const WONT = 252;
const DO = 253;
const DONT = 254;

const sb = (option: number, payload: string) =>
  Buffer.concat([Buffer.of(IAC, 250, option), Buffer.from(payload, 'latin1'), Buffer.of(IAC, 240)]);

function input(name: string, unit: Buffer | string, ...setup: number[][]): Input {
  return {
    name,
    setup: Buffer.concat(setup.map(one => Buffer.from(one))),
    unit: typeof unit === 'string' ? Buffer.from(unit, 'utf8') : unit,
  };
}

/** Of `count` numbers what `make` makes of each. */
const many = (count: number, make: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join('');

const will = (option: number) => [IAC, WILL, option];
const may = (option: number) => [IAC, DO, option];
/** Agrees on a character set. */
const charset = (name: string) => [...may(42), ...sb(42, `\x01;${name}`)];
const dense = (...verbs: number[]) =>
  Buffer.from(verbs.flatMap(verb => Array.from({ length: 255 }, (_, option) => [IAC, verb, option]).flat()));
/** With a line of text behind, so that no bound on answers between two lines helps. */
const withText = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('\n')]);

const START = Buffer.of(IAC, WILL, 86, IAC, 250, 86, IAC, 240);

/** Bits as deflate has them, the first one lowest. */
function fromBits(bits: string): Buffer {
  const bytes = Buffer.alloc(bits.length / 8);
  for (let at = 0; at < bits.length; at++) bytes[at >> 3]! |= Number(bits[at]) << (at & 7);
  return bytes;
}

/** A dynamic block that holds tables and nothing else, twice: then it ends with a byte. */
function emptyTables(): Buffer {
  const metas = [0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
  const number = (value: number, count: number) =>
    Array.from({ length: count }, (_, bit) => (value >> bit) & 1).join('');
  const header = `001${number(0, 5)}${number(0, 5)}${number(metas.length - 4, 4)}`;
  const lengths = metas.map(length => number(length, 3)).join('');
  // 256 literals without a code, the end of the block and one distance with one, and the end itself.
  const body = `0${number(127, 7)}0${number(107, 7)}11110`;
  return fromBits(`${header}${lengths}${body}`.repeat(2));
}

/** Made of compressed bytes themselves. */
export const COMPRESSED: readonly Input[] = [
  input('streams of nothing', Buffer.concat([sb(86, ''), deflateSync('')]), [...START, ...deflateSync('')]),
  input('stored blocks of nothing', Buffer.of(0, 0, 0, 0xff, 0xff), [...START, 0x78, 1]),
  input('fixed blocks of nothing', Buffer.of(2, 8, 32, 128, 0), [...START, 0x78, 1]),
  input('tables for nothing', emptyTables(), [...START, 0x78, 1]),
  input('noise after damage', Buffer.of(0x20, 0x99, IAC, 0x41), [...START, ...new Array(50).fill(0x07)]),
];

export const INPUTS: readonly Input[] = [
  input('text', `${'You see nothing special about the orc, who looks at you with some interest.'}\r\n`),
  input('line ends', '\n'),
  input('short lines', 'a\n'),
  input('carriage returns', 'a\r'),
  input('backspaces', 'ab\b'),
  input('tabs', '\t'),
  input('bells', '\x07'),
  input('bells and lines', '\x07\n'),
  input('pages', '\x0c'),
  input('pages with text', 'x\x1b[2J'),
  input('prompts', Buffer.from([0x61, IAC, 249])),
  input('long prompts', Buffer.from(`${'word '.repeat(13_000)}\xff\xf9`, 'latin1')),
  input(
    'styles',
    many(256, n => `\x1b[38;5;${n}mx`),
  ),
  input('styles without text', '\x1b[1m\x1b[m'),
  input(
    'true colours',
    many(4096, n => `\x1b[38;2;${n % 256};${n >> 8};7;48;2;1;2;${n % 251}mx`),
  ),
  input('SGR of 256 characters', `\x1b[${'1;'.repeat(127)}1mx`),
  input('SGR of 10,000 parameters', `\x1b[${'1;'.repeat(10_000)}1mx`),
  input('escapes', '\x1b'),
  input('torn sequences', '\x1b[1\x1b[2'),
  input(
    'links',
    many(512, n => `\x1b]8;;https://a.example/${n}\x1b\\x`),
  ),
  input('OSC of 64 KiB', `\x1b]0;${'x'.repeat(65_000)}\x07`),
  input('links of 4 KiB', `\x1b]8;;https://a.example/${'x'.repeat(4000)}\x07y\x1b]8;;\x07`),
  input('one line', 'x'),
  input('one line of words', 'word '),
  input('combining marks', '\u0301'),
  input('zero-width joiners', '\u200d'),
  input('kanji', '漢'),
  input('emoji', '👩‍👩‍👧‍👦'),
  input('flags', '🇩🇪'),
  input('format characters', '\u202e'),
  input('broken UTF-8', Buffer.of(0xff, 0xff, 0xe2, 0x82)),
  input('broken gb18030', Buffer.of(0x81, 0x30, 0x81, 0x0a), charset('gb18030')),
  input('gb18030', Buffer.of(0x94, 0x39, 0xfc, 0x36), charset('gb18030')),
  input('ISO-2022-JP shifts', '\x1b$B\x1b(B', charset('iso-2022-jp')),
  input('ISO-2022-JP escapes', '\x1b', charset('iso-2022-jp')),
  input('ISO-2022-JP CSI', `\x1b[${'1;'.repeat(14)}`, charset('iso-2022-jp')),
  input('ISO-2022-JP kanji', '\x1b$BF|K\\', charset('iso-2022-jp')),
  input('UTF-16 line ends', Buffer.of(0x0a, 0), charset('utf-16le')),
  input('UTF-16 bidi marks', Buffer.of(0x2e, 0x20), charset('utf-16le')),
  input('IAC IAC', Buffer.of(IAC, IAC)),
  input('NOP', Buffer.of(IAC, 241)),
  input('WILL all', dense(WILL)),
  input('WILL, WONT, DO, DONT all', dense(WILL, WONT, DO, DONT)),
  input('WILL and WONT ECHO', Buffer.of(IAC, WILL, 1, IAC, WONT, 1)),
  input('DO and DONT NAWS, text', Buffer.of(IAC, DO, 31, IAC, DONT, 31, 10)),
  input('WILL and WONT GMCP, text', Buffer.of(IAC, WILL, 201, IAC, WONT, 201, 10)),
  input('WILL and WONT MCCP3, text', Buffer.of(IAC, WILL, 87, IAC, WONT, 87, 10)),
  input('TIMING-MARK, text', Buffer.of(IAC, DO, 6, 10)),
  input('TIMING-MARK, MCCP3, text', Buffer.of(IAC, DO, 6, 10), will(87)),
  input('TTYPE SEND', sb(24, '\x01'), may(24)),
  input('TTYPE SEND, text', withText(sb(24, '\x01')), may(24)),
  input('TTYPE SEND of 64 KiB', sb(24, `\x01${'x'.repeat(65_000)}`), may(24)),
  input('NEW-ENVIRON SEND', sb(39, '\x01'), may(39)),
  input('NEW-ENVIRON SEND, text', withText(sb(39, '\x01')), may(39)),
  input('NEW-ENVIRON, 65,000 bare VARs', withText(sb(39, `\x01${'\0'.repeat(65_000)}`)), may(39)),
  input('NEW-ENVIRON, VAR and USERVAR', withText(sb(39, `\x01${'\0\x03'.repeat(32_000)}`)), may(39)),
  input('NEW-ENVIRON, known names', withText(sb(39, `\x01${'\0MTTS'.repeat(13_000)}`)), may(39)),
  input('NEW-ENVIRON, names', withText(sb(39, `\x01${many(13_000, n => `\0${n}`)}`)), may(39)),
  input('NEW-ENVIRON, escapes', withText(sb(39, `\x01\0${'\x02\x01'.repeat(32_000)}`)), may(39)),
  input('CHARSET, unknown names', withText(sb(42, `\x01${many(9000, n => `;x${n}`)}`)), may(42)),
  input('CHARSET, empty names', withText(sb(42, `\x01${';'.repeat(65_000)}`)), may(42)),
  input('CHARSET, known names', withText(sb(42, `\x01${';koi8-r'.repeat(9000)}`)), may(42)),
  input(
    'CHARSET, padded names',
    withText(sb(42, `\x01${many(600, n => `;${' '.repeat(n % 97)}utf-8`)}`)),
    may(42),
  ),
  input('CHARSET, one name of 64 KiB', withText(sb(42, `\x01;${'x'.repeat(65_000)}`)), may(42)),
  input('CHARSET, every encoding', withText(sb(42, `\x01;gb18030`)), may(42)),
  input('CHARSET, TTABLE', withText(sb(42, `\x04${'x'.repeat(65_000)}`)), may(42)),
  input(
    'MSDP, variables',
    sb(
      69,
      many(9000, n => `\x01${n}\x02x`),
    ),
    will(69),
  ),
  input('MSDP, one variable', sb(69, '\x01A\x02x'.repeat(13_000)), will(69)),
  input('MSDP, values', sb(69, `\x01A${'\x02'.repeat(65_000)}`), will(69)),
  input('MSDP, names', sb(69, '\x01'.repeat(65_000)), will(69)),
  input('MSDP, open', sb(69, `\x01A${'\x02\x05'.repeat(32_000)}`), will(69)),
  input('MSDP, tables', sb(69, `\x01A\x02\x03${'\x01\x02\x03'.repeat(20_000)}`), will(69)),
  input('MSDP, small messages', sb(69, '\x01A\x02x'), will(69)),
  input(
    'MSSP, variables',
    sb(
      70,
      many(9000, n => `\x01${n}\x02x`),
    ),
    will(70),
  ),
  input('MSSP, values', sb(70, `\x01A${'\x02'.repeat(65_000)}`), will(70)),
  input('MSSP, names without values', sb(70, '\x01'.repeat(65_000)), will(70)),
  input('MSP, one line of triggers', '!!SOUND(a)', will(90)),
  input('MSP, lines of triggers', '!!SOUND(a)\n', will(90)),
  input('MSP, open trigger', '!!SOUND(', will(90)),
  input('MSP, a trigger of parameters', `!!SOUND(${'V=5 '.repeat(16_000)})\n`, will(90)),
  input('GMCP, empty messages', sb(201, 'A'), will(201)),
  input(
    'GMCP, names',
    Buffer.concat(Array.from({ length: 20_000 }, (_, n) => sb(201, `A.N${n} 1`))),
    will(201),
  ),
  input('GMCP, arrays 32,000 deep', sb(201, `A ${'['.repeat(32_000)}${']'.repeat(32_000)}`), will(201)),
  input('GMCP, objects 10,000 deep', sb(201, `A ${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`), will(201)),
  input('GMCP, open arrays', sb(201, `A ${'['.repeat(65_000)}`), will(201)),
  input('GMCP, 64 KiB of spaces', sb(201, ' '.repeat(65_000)), will(201)),
  input('GMCP, a name and spaces', sb(201, `A${' '.repeat(65_000)}x`), will(201)),
  input('GMCP, 64 KiB of escapes', sb(201, `A "${'\\u0000'.repeat(10_000)}"`), will(201)),
  input('GMCP, numbers', sb(201, `A [${'1,'.repeat(32_000)}1]`), will(201)),
  input('messages too long', Buffer.concat([sb(201, 'x'.repeat(70_000))]), will(201)),
  input('messages broken off', Buffer.of(IAC, 250, 201, 65, IAC, 249), will(201)),
  input('messages of IAC IAC', sb(201, `A "${'\xff\xff'.repeat(30_000)}"`), will(201)),
];

/** About so many bytes of it. */
export function plain({ unit }: Input, size: number): Buffer {
  return Buffer.alloc(Math.ceil(size / unit.length) * unit.length, unit);
}

/** The same, compressed as far as it goes. */
export function packed(input: Input, size: number): Buffer {
  const bytes = deflateSync(plain(input, size), { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([START, bytes]);
}
