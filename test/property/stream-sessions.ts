/** Generated sessions of a MUD server, as bytes, and the reload law stated for the pipeline. */

import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Packr } from 'msgpackr/pack';
import type { StreamState } from '../../client/state/stream.ts';
import {
  allowSounds,
  emptyStream,
  partial,
  receive,
  type StreamContext,
  type StreamValue,
  send,
} from '../../client/stream/stream.ts';
import { oneOf } from '../support/arbitrary.ts';

export const context: StreamContext = {
  encoding: 'utf-8',
  columns: 255,
  rows: 40,
  tls: true,
  client: 'CLAY',
  version: '1.2',
  terminal: 'XTERM-TRUECOLOR',
  gmcpSupports: ['Char 1'],
  now: 0,
  environ: { MOOD: 'calm' },
  mxp: true,
  mcp: true,
};

// ---------------------------------------------------------------- sessions

const raw = (...bytes: number[]) => Buffer.from(bytes);
const latin = (text: string) => Buffer.from(text, 'latin1');
const sb = (option: number, payload: Buffer) =>
  Buffer.concat([raw(255, 250, option), payload, raw(255, 240)]);

const words = fc.constantFrom(
  ...[
    'You hit the orc.',
    'Þórr says: 東京',
    '😀🏳️‍🌈',
    ' ',
    'ab\tc',
    'x\b',
    '\x07',
    '\0',
    '\x0c',
    '!!SOUND(a.wav V=5)',
    '\r\n!!MUSIC(b* L=-1 C=0 U=https://a.example/)',
    '!!SOUND(',
  ],
  ...['> ', 'é', '\u202e', '\u009b31m', '\u0085', 'a'.repeat(70)],
);
const lineEnd = fc.constantFrom('\r\n', '\n\r', '\n', '\r\0', '\r', '\r\0\n');
const sequence = fc.constantFrom(
  ...[
    '\x1b[1;31m',
    '\x1b[0m',
    '\x1b[m',
    '\x1b[38;2;1;2;3m',
    '\x1b[4:3;58:2::9:8:7m',
    '\x1b[48;5;77m',
    '\x1b[2J',
  ],
  ...[
    '\x1b]8;;https://a.example/?q\x1b\\',
    '\x1b]8;;\x07',
    '\x1b]0;title\x07',
    '\x1bPq#1\x1b\\',
    '\x1b[6n',
    '\x1b(B',
  ],
  ...['\x1b[H\x1b[J', '\x1b[K', '\x1b]52;c;aaaa\x07', '\x1b[31', '\x1b]0;torn', '\x1bE', '\x1bc'],
);

/** MXP, well made and not. */
const marked = fc.constantFrom(
  ...[
    '\x1b[0z',
    '\x1b[1z',
    '\x1b[2z',
    '\x1b[3z',
    '\x1b[4z',
    '\x1b[6z',
    '\x1b[7z',
    '\x1b[12z',
    '<',
    '<!--',
    '-->',
  ],
  ...[
    '<B>',
    '</b>',
    '<i',
    '>',
    '&lt;',
    '&am',
    '&#27;',
    '&#x1F600;',
    '&hp;',
    '<C red>',
    '<FONT COLOR="#00ff00">',
  ],
  ...[
    '<SEND>',
    '</SEND>',
    '<send href=\'a|b &text;\' hint="x" expire=e>',
    '<EXPIRE e>',
    '<a "https://a.example/">',
  ],
  ...[
    "<!ELEMENT ex '<send href=\"go &d;\"><b>' ATT='d=n'>",
    '<ex s>',
    '</ex>',
    "<!ENTITY hp '&lt;5>'>",
    '<BR>',
    '<NOBR>',
  ],
  ...['<VERSION>', '<SUPPORT send.href image>', '<unknown x="', '<P>', '</P>'],
);

/** Lines of MCP, as far as a key does not matter. */
const messages = fc.constantFrom(
  ...[
    '\n#$#mcp version: 2.1 to: 2.1\n',
    '\n#$"#$#x\n',
    '\n#$#mcp-negotiate-end 1\n',
    '\n#$#* 1 content: x\n',
    '#$#',
  ],
);

/** Text in UTF-8. */
const prose = fc
  .array(fc.oneof(words, lineEnd, sequence, marked, messages), { minLength: 1, maxLength: 6 })
  .map(parts => Buffer.from(parts.join('')));

const options = [0, 1, 3, 6, 24, 25, 31, 34, 39, 42, 69, 70, 77, 85, 86, 87, 90, 91, 201];
const verb = fc
  .tuple(fc.constantFrom(251, 252, 253, 254), oneOf(options))
  .map(([code, option]) => raw(255, code, option));

const message = fc.constantFrom(
  sb(24, raw(1)),
  sb(39, raw(1)),
  sb(39, Buffer.concat([raw(1, 0), latin('CHARSET'), raw(3), latin('MOOD')])),
  sb(42, latin('\x01;UTF-8;CP437')),
  sb(42, latin('\x01[TTABLE]\x01 GBK')),
  sb(42, latin('\x01;x-nothing')),
  sb(42, latin('\x01;ISO-2022-JP')),
  sb(42, latin('\x01;gb18030')),
  sb(42, latin('\x01;Shift_JIS')),
  sb(69, latin('\x01HP\x0210\x01ROOM\x02\x03\x01N\x02\xff\xff\x04\x01L\x02\x05\x02a\x02b\x06')),
  sb(70, latin('\x01NAME\x02X\x02Y')),
  sb(201, latin('Char.Vitals {"hp":1,"name":"\xc3\xa9"}')),
  sb(201, latin('Client.Media.Play {"name":"a.mp3","loops":-1,"key":"\xc3\xa9"}')),
  sb(201, latin('Core.Ping')),
  sb(201, latin('Bad {')),
  sb(31, raw(0, 1)),
  Buffer.concat([raw(255, 250, 201), latin('torn')]),
);

const command = fc.constantFrom(raw(255, 249), raw(255, 239), raw(255, 241), raw(255, 246), raw(255, 255));

/** Multi-byte characters that UTF-8 is not, for when a charset has been agreed on. */
const foreign = fc.constantFrom(
  latin('\xc4\xe3\xba\xc3'),
  latin('\x81\x39\xee\x39'),
  latin('\x82\xb1\x82\xf1'),
  latin('\x1b$BF|K\\\x1b(B'),
  latin('\xdb\xdc\xdb'),
);
const noise = fc.uint8Array({ minLength: 1, maxLength: 12 }).map(bytes => Buffer.from(bytes));

const piece = fc.oneof(
  { weight: 6, arbitrary: prose },
  { weight: 3, arbitrary: verb },
  { weight: 3, arbitrary: message },
  { weight: 1, arbitrary: command },
  { weight: 2, arbitrary: foreign },
  { weight: 1, arbitrary: noise },
);
const pieces = fc.array(piece, { maxLength: 8 }).map(parts => Buffer.concat(parts));

const mccp2 = Buffer.concat([raw(255, 251, 86), sb(86, raw())]);

/** A compressed stretch: all levels and strategies, flushed inside, whole, damaged or without an end. */
const packed = fc
  .record({
    first: pieces,
    second: pieces,
    level: fc.integer({ min: 0, max: 9 }),
    strategy: fc.integer({ min: 0, max: 4 }),
    pack: fc.constantFrom(deflateSync, deflateSync, deflateSync, deflateRawSync, gzipSync),
    fault: fc.constantFrom('', '', '', '', 'endless', 'damaged'),
  })
  .map(({ first, second, level, strategy, pack, fault }) => {
    const flush = fault === 'endless' ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
    const body = pack(Buffer.concat([first, second]), { level, strategy, finishFlush: flush });
    if (fault === 'damaged') body[Math.floor(body.length / 2)]! ^= 0x55;
    return Buffer.concat([mccp2, body]);
  });

/** What a server may send in one connection. */
export const session = fc
  .array(fc.oneof({ weight: 3, arbitrary: pieces }, { weight: 2, arbitrary: packed }), {
    minLength: 1,
    maxLength: 4,
  })
  .map(parts => Buffer.concat(parts));

// ---------------------------------------------------------------- the law

const packr = new Packr({ useRecords: false });

export function encode(state: StreamState): Uint8Array {
  return Uint8Array.from(packr.pack(state));
}

/** What a reload does to the state. */
export function reload(state: StreamState): StreamState {
  return packr.unpack(encode(state)) as StreamState;
}

/** Receives everything, however often it takes. */
export function receiveAll(state: StreamState, bytes: Uint8Array, budget?: number): StreamValue[] {
  const values: StreamValue[] = [];
  for (let rest: Uint8Array | null = bytes; rest !== null; ) {
    const received = receive(state, rest, context, budget);
    for (const value of received.values) values.push(value);
    rest = received.rest;
  }
  return values;
}

/** Adjacent replies as one: where they are parted is not promised. */
export function normalised(values: readonly StreamValue[]): unknown[] {
  const result: unknown[] = [];
  let replies: Uint8Array[] = [];
  const flush = () => {
    if (replies.length > 0) result.push(Buffer.concat(replies).toString('hex'));
    replies = [];
  };
  for (const value of values) {
    if (value.type === 'reply') replies.push(value.bytes);
    else {
      flush();
      result.push(value);
    }
  }
  flush();
  return result;
}

export interface Outcome {
  readonly values: unknown[];
  readonly state: string;
  readonly partial: unknown;
  /** What the next line typed looks like on the wire. */
  readonly sent: string;
}

export function outcome(values: readonly StreamValue[], state: StreamState): Outcome {
  return {
    values: normalised(values),
    state: Buffer.from(encode(state)).toString('latin1'),
    partial: partial(state),
    sent: Buffer.from(send(state, 'look', context).bytes).toString('hex'),
  };
}

/** A connection of a world whose sounds are on. */
export function newStream(): StreamState {
  const state = emptyStream();
  allowSounds(state);
  return state;
}

export function uncut(bytes: Uint8Array): Outcome {
  const state = newStream();
  return outcome(receiveAll(state, bytes), state);
}
