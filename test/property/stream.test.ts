/** The reload law for the byte road: wherever it is cut and reloaded, it gives the same and goes on the same. */
import fc from 'fast-check';
import { emptyStream, type StreamValue } from '../../client/stream/stream.ts';
import { outcome, receiveAll, reload, session, uncut } from './stream-sessions.ts';

test('a reload at every byte boundary changes nothing', () => {
  fc.assert(
    fc.property(session, bytes => {
      const whole = uncut(bytes);
      let state = emptyStream();
      const before: StreamValue[] = [];
      for (let cut = 0; cut <= bytes.length; cut++) {
        // From here on in one go …
        const copy = reload(state);
        const after = receiveAll(copy, bytes.subarray(cut));
        expect(outcome([...before, ...after], copy)).toEqual(whole);
        // … and one byte further with a reload of its own.
        state = reload(state);
        before.push(...receiveAll(state, bytes.subarray(cut, cut + 1)));
      }
      expect(outcome(before, state)).toEqual(whole);
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
        const state = emptyStream();
        const values: StreamValue[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          values.push(...receiveAll(state, bytes.subarray(at, at + size), budget));
        }
        expect(outcome(values, state)).toEqual(uncut(bytes));
      },
    ),
    { numRuns: 200 },
  );
});
