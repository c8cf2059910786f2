/** A short run of the fuzzer, and what random bytes may never do. */

import fc from 'fast-check';
import { emptyStream } from '../../client/stream/stream.ts';
import { fuzz } from '../bench/fuzz.ts';
import { fault } from './stream-checks.ts';
import { receiveAll } from './stream-sessions.ts';

test('the fuzzer finds nothing in a thousand rounds', () => {
  expect(fuzz(20, rounds => rounds < 1000)).toBe(1000);
});

test('no control character of random bytes reaches a line', () => {
  const byte = fc.oneof(
    fc.nat(255),
    fc.constantFrom(
      0x1b,
      0x5b,
      0x5d,
      0x50,
      0x6d,
      0x3b,
      0x38,
      0x07,
      0x9b,
      0xc2,
      0xe2,
      0x80,
      0xae,
      0x0a,
      0x0d,
      0x08,
    ),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 200 }), bytes => {
      const state = emptyStream();
      expect(fault(receiveAll(state, Uint8Array.from(bytes)), state)).toBeNull();
    }),
    { numRuns: 1000 },
  );
});
