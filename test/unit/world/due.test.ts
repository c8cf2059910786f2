import fc from 'fast-check';
import type { State } from '../../../client/state.ts';
import { cancel, nextDue, schedule, setClock, takeDue } from '../../../client/world/timers.ts';
import { minOf } from '../../../shared/arrays.ts';
import { oneOf } from '../../support/arbitrary.ts';
import { createPlay, NOON } from '../../support/play.ts';

const NAMES = ['escape', 'search', 'recall', 'spill', 'clock'] as const;

function withTimers(): State {
  const { state } = createPlay();
  state.timers = {};
  return state;
}

/** As nextDue says it, by looking at all of them. */
function earliest({ timers }: State): number {
  return minOf(Object.values(timers));
}

test('whatever is set, put off, cancelled and fired, the earliest timer is the one that is due next', () => {
  const what = oneOf(NAMES);
  const step = fc.oneof(
    fc.record({ type: fc.constant('schedule' as const), what, delay: fc.nat(50) }),
    fc.record({ type: fc.constant('cancel' as const), what, delay: fc.nat(0) }),
    fc.record({ type: fc.constant('wait' as const), what, delay: fc.integer({ min: -20, max: 40 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const state = withTimers();
      for (const { type, what, delay } of steps) {
        if (type === 'schedule') schedule(state, what, null, delay);
        else if (type === 'cancel') cancel(state, what, null);
        else setClock(state, state.now + delay);
        expect(nextDue(state)).toBe(earliest(state));
        if (type !== 'wait') continue;
        const due = Object.entries(state.timers).filter(([, at]) => at <= state.now);
        expect([...takeDue(state)]).toHaveLength(due.length);
        expect(earliest(state)).toBeGreaterThan(state.now);
      }
    }),
  );
});

test('of timers due at the same time the one first by name fires first, after a reload as before it', () => {
  const state = withTimers();
  schedule(state, 'spill', null, 5);
  schedule(state, 'escape', null, 5);
  schedule(state, 'recall', null, 1);
  const copy = { ...state, timers: { ...state.timers } };
  nextDue(state);
  schedule(state, 'search', null, 5);
  copy.timers = { search: NOON + 5, ...copy.timers };
  state.now = copy.now = NOON + 5;
  const fired = [...takeDue(state)].map(({ what }) => what);
  expect(fired).toEqual(['recall', 'escape', 'search', 'spill']);
  expect([...takeDue(copy)].map(({ what }) => what)).toEqual(fired);
});

test('a timer that is put off again and again is one timer', () => {
  const state = withTimers();
  nextDue(state);
  for (let delay = 1000; delay > 0; delay--) schedule(state, 'search', null, delay);
  for (let delay = 1; delay <= 1000; delay++) schedule(state, 'search', null, delay);
  expect(nextDue(state)).toBe(NOON + 1000);
  state.now += 1000;
  expect([...takeDue(state)]).toEqual([{ what: 'search', world: null, late: 0 }]);
  expect(nextDue(state)).toBe(Number.POSITIVE_INFINITY);
});
