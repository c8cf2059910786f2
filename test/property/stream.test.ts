/** The reload law for the pipeline: wherever it is cut and reloaded, it gives the same and goes on the same. */

import fc from 'fast-check';
import type { StreamValue } from '../../client/stream/stream.ts';
import { pushAll } from '../../shared/arrays.ts';
import { newStream, type Outcome, outcome, receiveAll, reload, session, uncut } from './stream-sessions.ts';

/** jest's own comparison costs as much as all the rest: it is for the report. */
function expectSame(one: Outcome, other: Outcome): void {
  if (JSON.stringify(one) !== JSON.stringify(other)) expect(one).toEqual(other);
}

test('a reload at every byte boundary changes nothing', () => {
  fc.assert(
    fc.property(session, bytes => {
      const whole = uncut(bytes);
      let state = newStream();
      const before: StreamValue[] = [];
      for (let cut = 0; cut <= bytes.length; cut++) {
        // From here on in one go …
        const copy = reload(state);
        const after = receiveAll(copy, bytes.subarray(cut));
        expectSame(outcome([...before, ...after], copy), whole);
        // … and one byte further with a reload of its own.
        state = reload(state);
        pushAll(before, receiveAll(state, bytes.subarray(cut, cut + 1)));
      }
      expectSame(outcome(before, state), whole);
    }),
    { numRuns: 25 },
  );
});

test('how much is worked off at once changes nothing', () => {
  fc.assert(
    fc.property(
      session,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 100 }),
      (bytes, budget, size) => {
        const state = newStream();
        const values: StreamValue[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          pushAll(values, receiveAll(state, bytes.subarray(at, at + size), budget));
        }
        expectSame(outcome(values, state), uncut(bytes));
      },
    ),
    { numRuns: 200 },
  );
});

test('bytes are lent: what becomes of their memory afterwards changes nothing', () => {
  fc.assert(
    fc.property(
      session,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 300 }),
      (bytes, size, budget) => {
        const lent = Buffer.alloc(size);
        const state = newStream();
        const values: StreamValue[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          const piece = bytes.subarray(at, at + size);
          lent.set(piece);
          pushAll(values, receiveAll(state, lent.subarray(0, piece.length), budget));
          // A crash finds what was read as it was.
          if (!lent.subarray(0, piece.length).equals(piece))
            throw new Error('what was lent is not as it was');
          lent.fill(0xaa);
        }
        expectSame(outcome(values, state), uncut(bytes));
      },
    ),
    { numRuns: 200 },
  );
});
