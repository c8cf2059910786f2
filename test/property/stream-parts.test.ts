/** Parts of the pipeline against oracles: node:zlib, a streaming TextDecoder, themselves. */

import { constants, deflateRawSync, deflateSync, gzipSync, inflateSync, type ZlibOptions } from 'node:zlib';
import fc from 'fast-check';
import type { StreamState } from '../../client/state/stream.ts';
import { decode, emptyCharset } from '../../client/stream/charset/charset.ts';
import { encode } from '../../client/stream/charset/encode.ts';
import { findEncoding } from '../../client/stream/charset/encoding.ts';
import { emptyInflate, inflate } from '../../client/stream/compression/inflate.ts';
import { newPipeline } from '../../client/stream/pipeline.ts';
import { emptyStream, receive, type StreamValue } from '../../client/stream/stream.ts';
import { request } from '../../client/stream/telnet/options.ts';
import { ask, receiveDisable, receiveEnable, YES } from '../../client/stream/telnet/qmethod.ts';
import { applySgr } from '../../client/stream/text/sgr.ts';
import { pushAll } from '../../shared/arrays.ts';
import { context } from './stream-sessions.ts';

// ---------------------------------------------------------------- the Q method

const VERBS = [251, 252, 253, 254] as const;

/** All sequences of `length` verbs. */
function* sequences(length: number): Generator<number[]> {
  if (length === 0) yield [];
  else for (const rest of sequences(length - 1)) for (const verb of VERBS) yield [...rest, verb];
}

function countReplies(values: readonly StreamValue[]): number {
  const bytes = Buffer.concat(values.flatMap(value => (value.type === 'reply' ? [value.bytes] : [])));
  let count = 0;
  for (let at = 0; at < bytes.length; at++)
    if (bytes[at] === 255 && VERBS.some(verb => verb === bytes[at + 1])) count++;
  return count;
}

/** How often the server changed its mind: a verb unlike the last one for the same side. */
function countChanges(verbs: readonly number[]): number {
  let changes = 0;
  let him = 252;
  let us = 254;
  for (const verb of verbs) {
    if (verb <= 252 && verb !== him) changes++;
    if (verb > 252 && verb !== us) changes++;
    if (verb <= 252) him = verb;
    else us = verb;
  }
  return changes;
}

test.each([0, 1, 25, 31, 91, 77])(
  'option %d: after any six verbs there are no more answers than changes',
  option => {
    for (const verbs of sequences(6)) {
      const received = receive(
        emptyStream(),
        Buffer.from(verbs.flatMap(verb => [255, verb, option])),
        context,
      );
      if (countReplies(received.values) > countChanges(verbs)) expect(verbs).toBe('quieter');
    }
  },
);

test('two sides of the Q method that ask what they like come to rest and agree', () => {
  const move = fc.record({ who: fc.nat(1), on: fc.boolean(), deliver: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 20 }), fc.boolean(), fc.boolean(), (moves, agree0, agree1) => {
      const agree = [agree0, agree1];
      // Side 0 performs the option (us), side 1 has it performed (him).
      const states = [0, 0];
      const wires: ('enable' | 'disable')[][] = [[], []];
      const apply = (who: number, transition: { to: number; send: 'enable' | 'disable' | null }) => {
        states[who] = transition.to;
        if (transition.send !== null) wires[1 - who]!.push(transition.send);
      };
      const deliver = (who: number) => {
        const verb = wires[who]!.shift();
        if (verb === 'enable') apply(who, receiveEnable(states[who]!, agree[who]!));
        else if (verb === 'disable') apply(who, receiveDisable(states[who]!));
      };
      for (const { who, on, deliver: count } of moves) {
        apply(who, ask(states[who]!, on));
        for (let n = 0; n < count; n++) deliver(n % 2);
      }
      let steps = 0;
      while (wires[0]!.length + wires[1]!.length > 0) {
        deliver(wires[0]!.length > 0 ? 0 : 1);
        expect(++steps).toBeLessThan(200);
      }
      expect(states[0] === YES).toBe(states[1] === YES);
    }),
    { numRuns: 500 },
  );
});

test('our client talking to itself comes to rest', () => {
  const asking = fc.record({
    who: fc.nat(1),
    side: fc.constantFrom('us' as const, 'him' as const),
    option: fc.constantFrom(0, 1, 3, 6, 24, 25, 31, 39, 42, 69, 70, 86, 87, 90, 91, 201),
    on: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(asking, { maxLength: 10 }), askings => {
      const states: StreamState[] = [emptyStream(), emptyStream()];
      const wires: Uint8Array[][] = [[], []];
      const post = (from: number, values: readonly StreamValue[]) => {
        for (const value of values) if (value.type === 'reply') wires[1 - from]!.push(value.bytes);
      };
      for (const { who, side, option, on } of askings) {
        const values: StreamValue[] = [];
        request({ ...newPipeline(states[who]!, context), values }, side, option, on);
        post(who, values);
      }
      let rounds = 0;
      while (wires[0]!.length + wires[1]!.length > 0) {
        const to = wires[0]!.length > 0 ? 0 : 1;
        post(to, receive(states[to]!, Buffer.concat(wires[to]!.splice(0)), context).values);
        expect(++rounds).toBeLessThan(100);
      }
    }),
    { numRuns: 300 },
  );
});

// ---------------------------------------------------------------- inflate

/** Inflates in pieces. */
function inflated(packed: Uint8Array, sizes: readonly number[], room: number) {
  const state = emptyInflate();
  const output: Buffer[] = [];
  for (let at = 0, n = 0; at < packed.length; n++) {
    const size = sizes[n % sizes.length]!;
    const source = { bytes: packed.subarray(at, at + size), pos: 0 };
    at += size;
    for (;;) {
      const step = inflate(state, source, room);
      output.push(Buffer.from(step.output));
      if (step.status === 'output') continue;
      if (step.status !== 'input') return { status: step.status, output: Buffer.concat(output) };
      break;
    }
  }
  return { status: 'input', output: Buffer.concat(output) };
}

/** Text-like, repetitive and random data, up to beyond the window. */
const data = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ maxLength: 60 }).map(text => Buffer.from(text)),
      ),
      fc.integer({ min: 1, max: 400 }),
    ),
    { maxLength: 8 },
  )
  .map(parts => Buffer.concat(parts.flatMap(([bytes, times]) => new Array<Uint8Array>(times).fill(bytes))));

const zlibOptions: fc.Arbitrary<ZlibOptions> = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.integer({ min: 0, max: 4 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
});
const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 });

test('what zlib packs is unpacked, however it is cut', () => {
  const packers = fc.constantFrom(deflateSync, deflateRawSync, gzipSync);
  fc.assert(
    fc.property(
      data,
      zlibOptions,
      packers,
      sizes,
      fc.integer({ min: 1, max: 40_000 }),
      (bytes, options, pack, cuts, room) => {
        const { status, output } = inflated(pack(bytes, options), cuts, room);
        expect(status).toBe('end');
        expect(output.equals(bytes)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

/** What zlib makes of it: the output, or the kind of its failure. */
function oracle(packed: Uint8Array): { status: string; output: Buffer | null } {
  try {
    return { status: 'end', output: inflateSync(packed) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { status: code === 'Z_BUF_ERROR' ? 'input' : 'error', output: null };
  }
}

test('damaged streams are judged as zlib judges them', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(data, zlibOptions, damage, sizes, (bytes, options, changes, cuts) => {
      const packed = deflateSync(bytes.subarray(0, 3000), { ...options, finishFlush: constants.Z_FINISH });
      for (const [at, change] of changes) packed[2 + (at % (packed.length - 2))]! ^= change;
      // A small window in the header would make zlib stricter than it need be.
      packed.set([0x78, 0x9c]);
      const expected = oracle(packed);
      const actual = inflated(packed, cuts, 1 << 20);
      // Where zlib would wait for more we may already know that it is no code.
      if (expected.status === 'input') expect(actual.status).not.toBe('end');
      else expect(actual.status).toBe(expected.status);
      if (expected.output !== null) expect(actual.output.equals(expected.output)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

// ---------------------------------------------------------------- charsets

const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0x81, max: 0xfe }),
  fc.constantFrom(0x30, 0x81, 0x8f, 0x8e, 0xe0, 0xed, 0xf0, 0xf4, 0x41, 0x0a, 0x1b, 0x24, 0x42, 0xd8, 0xdc),
);
const packets = fc.array(fc.array(byte, { maxLength: 12 }), { maxLength: 8 });

function decodeOnce(label: string, packet: Uint8Array, charset = emptyCharset()): string {
  return decode(charset, findEncoding(label)!, Buffer.from(packet), 0, packet.length);
}

test.each(['utf-8', 'utf-16le', 'utf-16be', 'koi8-r', 'iso-8859-8', 'ibm866'])(
  '%s is decoded as a TextDecoder does',
  label => {
    fc.assert(
      fc.property(packets, parts => {
        const charset = emptyCharset();
        const soFar: number[] = [];
        let ours = '';
        for (const part of parts) {
          // Node takes ibm866 for IBM's own, which has three control characters in each other's place.
          const bytes = part.map(one => (label === 'ibm866' && one < 0x80 ? 0x41 : one));
          pushAll(soFar, bytes);
          ours += decodeOnce(label, Uint8Array.from(bytes), charset);
          // Anew each time: fed in pieces, Node's decoder throws at some broken UTF-16.
          const theirs = new TextDecoder(label, { ignoreBOM: true }).decode(Uint8Array.from(soFar), {
            stream: true,
          });
          expect(ours).toBe(theirs);
        }
      }),
      { numRuns: 300 },
    );
  },
);

const MULTIBYTE = ['gbk', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'euc-jp', 'iso-2022-jp'];

test.each(MULTIBYTE)('%s: where packets are cut changes nothing', label => {
  fc.assert(
    fc.property(packets, parts => {
      const cut = emptyCharset();
      const whole = emptyCharset();
      const text = parts.map(part => decodeOnce(label, Uint8Array.from(part), cut)).join('');
      expect(text).toBe(decodeOnce(label, Uint8Array.from(parts.flat()), whole));
      if (parts.length > 0) expect(cut).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['gbk', 'gb18030'],
  ['big5', 'big5'],
  ['shift_jis', 'shift_jis'],
  ['euc-kr', 'euc-kr'],
  ['euc-jp', 'euc-jp'],
])('%s: every pair that TextDecoder knows is decoded as it does', (label, standard) => {
  const decoder = new TextDecoder(standard);
  let known = 0;
  for (let lead = 0x81; lead < 0xff; lead++) {
    const row = Buffer.from(Array.from({ length: 0xbf }, (_, at) => [lead, 0x40 + at, 0x0a]).flat());
    const theirs = decoder.decode(row).split('\n');
    const ours = decodeOnce(label, row).split('\n');
    for (let at = 0; at < 0xbf; at++) {
      if (theirs[at]!.length !== 1 || theirs[at] === '\ufffd') continue;
      known++;
      if (ours[at] !== theirs[at]) expect([lead, 0x40 + at, ours[at]]).toEqual([lead, 0x40 + at, theirs[at]]);
    }
  }
  expect(known).toBeGreaterThan(6000);
});

test('a byte of ASCII after a lead that has no such trail stands for itself', () => {
  for (const label of ['gbk', 'gb18030', 'big5', 'euc-kr', 'euc-jp']) {
    expect(decodeOnce(label, Uint8Array.of(0xb0, 0x0a, 0x41))).toBe('\ufffd\nA');
  }
  expect(decodeOnce('gb18030', Uint8Array.of(0x81, 0x30, 0x81, 0x41))).toBe('\ufffd0丄');
});

test.each([
  'gbk',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'euc-jp',
  'iso-2022-jp',
  'cp437',
  'koi8-u',
  'utf-16le',
])('%s: what can be encoded is read back as it was', label => {
  const encoding = findEncoding(label)!;
  const char = fc.oneof(
    fc.integer({ min: 0x20, max: 0x7e }),
    fc.integer({ min: 0xa0, max: 0x4ff }),
    fc.integer({ min: 0x3000, max: 0x30ff }),
    fc.integer({ min: 0x4e00, max: 0x9fff }),
    fc.integer({ min: 0xac00, max: 0xd7a3 }),
    fc.integer({ min: 0xff00, max: 0xffef }),
    fc.integer({ min: 0x10000, max: 0x1ffff }),
  );
  fc.assert(
    fc.property(fc.array(char, { maxLength: 20 }), codePoints => {
      const text = codePoints.map(code => String.fromCodePoint(code)).join('');
      const lost = new Set(encode(encoding, text).lost);
      const kept = [...text].filter(one => !lost.has(one)).join('');
      const bytes = Buffer.from(encode(encoding, kept).bytes);
      expect(decode(emptyCharset(), encoding, bytes, 0, bytes.length)).toBe(kept);
    }),
    { numRuns: 200 },
  );
});

// ---------------------------------------------------------------- SGR

test('a style is canonical: applied to nothing it is itself, and its parameters are safe', () => {
  const params = fc.array(fc.constantFrom(...'0123456789;:'), { maxLength: 30 }).map(chars => chars.join(''));
  fc.assert(
    fc.property(params, params, (first, second) => {
      const style = applySgr(applySgr('', first), second);
      expect(style).toMatch(/^[\d;:]*$/);
      expect(applySgr('', style)).toBe(style);
      expect(applySgr('1;3;31', `0;${second}`)).toBe(applySgr('', `0;${second}`));
    }),
    { numRuns: 1000 },
  );
});
