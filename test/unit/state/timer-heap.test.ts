import fc from 'fast-check';
import type { State } from '../../../client/state/state.ts';
import { cancel, nextDue, schedule, setClock, takeDue } from '../../../client/state/timers.ts';
import { minOf } from '../../../shared/arrays.ts';
import { oneOf } from '../../support/arbitrary.ts';
import { createPlay, NOON } from '../../support/play.ts';

/** The view on the terminal owns some. */
const view = createPlay().terminal;

const VIEW_TIMERS = ['escape', 'search', 'recall'] as const;
const APP_TIMERS = ['spill', 'clock'] as const;

function withTimers(): State {
  const { state } = createPlay();
  state.timers = {};
  return state;
}

/** As nextDue says it, by looking at all of them. */
function earliest({ timers }: State): number {
  return minOf(Object.values(timers));
}

type Name = (typeof VIEW_TIMERS | typeof APP_TIMERS)[number];

const ownsIt = (what: Name): what is (typeof VIEW_TIMERS)[number] =>
  (VIEW_TIMERS as readonly string[]).includes(what);

const ownerOf = (what: Name) => (ownsIt(what) ? view : null);

function set(state: State, what: Name, delay: number): void {
  if (ownsIt(what)) schedule(state, what, view, delay);
  else schedule(state, what, null, delay);
}

test('whatever is set, put off, cancelled and fired, the earliest timer is the one that is due next', () => {
  const what = oneOf([...VIEW_TIMERS, ...APP_TIMERS]);
  const step = fc.oneof(
    fc.record({ type: fc.constant('schedule' as const), what, delay: fc.nat(50) }),
    fc.record({ type: fc.constant('cancel' as const), what, delay: fc.nat(0) }),
    fc.record({ type: fc.constant('wait' as const), what, delay: fc.integer({ min: -20, max: 40 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const state = withTimers();
      for (const { type, what, delay } of steps) {
        if (type === 'schedule') set(state, what, delay);
        else if (type === 'cancel') cancel(state, what, ownerOf(what));
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
  schedule(state, 'escape', view, 5);
  schedule(state, 'recall', view, 1);
  const copy = { ...state, timers: { ...state.timers } };
  nextDue(state);
  schedule(state, 'search', view, 5);
  copy.timers = { search: NOON + 5, ...copy.timers };
  state.now = copy.now = NOON + 5;
  const fired = [...takeDue(state)].map(({ what }) => what);
  expect(fired).toEqual(['recall', 'escape', 'search', 'spill']);
  expect([...takeDue(copy)].map(({ what }) => what)).toEqual(fired);
});

test('a timer that is put off again and again is one timer', () => {
  const state = withTimers();
  nextDue(state);
  for (let delay = 1000; delay > 0; delay--) schedule(state, 'search', view, delay);
  for (let delay = 1; delay <= 1000; delay++) schedule(state, 'search', view, delay);
  expect(nextDue(state)).toBe(NOON + 1000);
  state.now += 1000;
  expect([...takeDue(state)]).toEqual([{ what: 'search', owner: 'terminal', late: 0 }]);
  expect(nextDue(state)).toBe(Number.POSITIVE_INFINITY);
});
