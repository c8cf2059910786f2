/** Every encoding, cut anywhere, equals the whole: same values, same state, and no control character in a line. */

import fc from 'fast-check';
import type { StreamState } from '../../client/state/stream.ts';
import { decode, emptyCharset } from '../../client/stream/charset/charset.ts';
import { LABELS } from '../../client/stream/charset/labels.ts';
import { emptyStream, findEncoding, receive, type StreamValue } from '../../client/stream/stream.ts';
import { pushAll } from '../../shared/arrays.ts';
import { oneOf } from '../support/arbitrary.ts';
import { fault } from './stream-checks.ts';
import { context, encode, normalised, reload } from './stream-sessions.ts';

const NAMES = [...Object.keys(LABELS), 'cp437', 'replacement', 'x-nobody'];

/** Leads and trails of all encodings, what shifts, what ends lines, what begins sequences. */
const TELLING = [
  ...[
    0x00, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x1b, 0x20, 0x24, 0x28, 0x40, 0x41, 0x42, 0x4a, 0x49, 0x5b, 0x5c,
    0x6d,
  ],
  ...[0x30, 0x31, 0x39, 0x7e, 0x7f, 0x80, 0x81, 0x85, 0x8e, 0x8f, 0x90, 0x9b, 0xa0, 0xa1, 0xb0, 0xc2, 0xc3],
  ...[0xd8, 0xdb, 0xdc, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xfc, 0xfe, 0x2e, 0x66, 0x0e, 0x0f, 0xfd],
  ...[0xff, 0xff, 0xff, 0xfa, 0xf0, 0xf9],
];

const byte = fc.oneof(
  { weight: 4, arbitrary: oneOf(TELLING) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
);

/** Text that is worth being cut: in UTF-16 of both orders and in UTF-8, with what may stand in no line. */
const written = fc
  .array(
    fc.constantFrom('a', '\n', '\r\n', '漢', '\u0a0d', '\u202e', '\u2066', '😀', '\x1b[31m', '\u0d0a', 'é'),
    {
      maxLength: 8,
    },
  )
  .chain(parts =>
    fc.constantFrom(Buffer.from(parts.join(''), 'utf16le'), Buffer.from(parts.join(''), 'utf8')),
  )
  .chain(bytes => fc.constantFrom([...bytes], [...swapped(bytes)]));

function swapped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  return copy.length % 2 === 0 ? copy.swap16() : copy;
}

const input = fc.oneof(fc.array(byte, { maxLength: 40 }), written).map(bytes => Buffer.from(bytes));

interface Outcome {
  readonly values: unknown[];
  readonly state: string;
}

/** Receives all of it, cut as told; with a reload at each cut or without. */
function received(encoding: string, bytes: Buffer, cuts: readonly number[], reloads: boolean): Outcome {
  let state = emptyStream();
  const values: StreamValue[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    const lent = Buffer.from(bytes.subarray(from, to));
    receiveInto(state, values, lent, encoding);
    // A crash finds what was read as it was; and the next read is into the same memory.
    if (!lent.equals(bytes.subarray(from, to))) throw new Error('what was lent is not as it was');
    lent.fill(0xaa);
    if (reloads) state = reload(state);
    from = to;
  }
  const wrong = fault(values, state);
  if (wrong !== null) throw new Error(wrong);
  return { values: normalised(values), state: Buffer.from(encode(state)).toString('latin1') };
}

function receiveInto(state: StreamState, values: StreamValue[], bytes: Uint8Array, encoding: string): void {
  for (let rest: Uint8Array | null = bytes; rest !== null; ) {
    const { values: more, rest: left } = receive(state, rest, { ...context, encoding });
    pushAll(values, more);
    rest = left;
  }
}

const everywhere = (bytes: Buffer) =>
  Array.from({ length: Math.max(0, bytes.length - 1) }, (_, at) => at + 1);

test.each(NAMES)('%s', encoding => {
  fc.assert(
    fc.property(input, bytes => {
      const whole = received(encoding, bytes, [], false);
      for (const reloads of [false, true]) {
        expect(received(encoding, bytes, everywhere(bytes), reloads)).toEqual(whole);
        for (const cut of everywhere(bytes)) expect(received(encoding, bytes, [cut], reloads)).toEqual(whole);
      }
    }),
    { numRuns: 15 },
  );
});

test.each(NAMES.filter(name => findEncoding(name) !== null))('%s, decoded alone', encoding => {
  fc.assert(
    fc.property(input, bytes => {
      const found = findEncoding(encoding)!;
      const [one, other] = [emptyCharset(), emptyCharset()];
      let text = '';
      for (let at = 0; at < bytes.length; at++) text += decode(one, found, bytes, at, at + 1);
      expect(text).toBe(decode(other, found, bytes, 0, bytes.length));
      if (bytes.length > 0) expect(one).toEqual(other);
    }),
    { numRuns: 100 },
  );
});

test('an encoding that is agreed on between two bytes of a character', () => {
  const agree = Buffer.from('\xff\xfd\x2a\xff\xfa\x2a\x01;utf-16le\xff\xf0', 'latin1');
  const text = Buffer.from('abc 漢\u0a0d def\u202eghi\u2066\r\ndone\r\n', 'utf16le');
  const bytes = Buffer.concat([Buffer.from([0x61, 0xc3]), agree, text]);
  const whole = received('utf-8', bytes, [], false);
  expect(received('utf-8', bytes, everywhere(bytes), true)).toEqual(whole);
  expect(JSON.stringify(whole.values)).toContain('abc 漢\u0a0d defghi');
});

test('labels are those of the platform', () => {
  for (const [name, labels] of Object.entries(LABELS)) {
    for (const label of labels.split(' ')) {
      expect(findEncoding(` ${label.toUpperCase()} `)?.name).toBe(name);
      // Two encodings are tables of ours because the platform has none.
      if (name !== 'iso-8859-16' && name !== 'x-user-defined')
        expect(new TextDecoder(label).encoding).toBe(name);
    }
  }
});
