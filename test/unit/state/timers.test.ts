import { cancel, isScheduled, nextDue, schedule, setClock, takeDue } from '../../../client/state/timers.ts';
import { createPlay, NOON } from '../../support/play.ts';

/** The view on the terminal owns some. */
const view = createPlay().terminal;

function withTimers() {
  const { state } = createPlay({ worlds: { 'Two Words': {} } });
  state.timers = {};
  return state;
}

test('timers fire once, earliest first, by the name of their world', () => {
  const play = createPlay({ worlds: { 'Two Words': {} } });
  play.enter('/worlds two words');
  const { state } = play;
  const world = play.world('Two Words');
  state.timers = {};
  schedule(state, 'log', world, 20);
  schedule(state, 'escape', view, 10);
  schedule(state, 'clock', null, 30);
  expect(nextDue(state)).toBe(NOON + 10);
  state.now += 20;
  expect([...takeDue(state)]).toEqual([
    { what: 'escape', owner: 'terminal', late: 10 },
    { what: 'log', owner: 'Two Words', late: 0 },
  ]);
  expect([...takeDue(state)]).toEqual([]);
  expect(isScheduled(state, 'clock', null)).toBe(true);
});

test('a timer that an earlier one cancels does not fire', () => {
  const state = withTimers();
  schedule(state, 'escape', view, 1);
  schedule(state, 'search', view, 2);
  state.now += 5;
  const fired = [];
  for (const { what } of takeDue(state)) {
    fired.push(what);
    cancel(state, 'search', view);
  }
  expect(fired).toEqual(['escape']);
});

test('a fault in one timer leaves the others for the next time', () => {
  const state = withTimers();
  schedule(state, 'escape', view, 1);
  schedule(state, 'search', view, 2);
  state.now += 5;
  const failing = () => {
    for (const { what } of takeDue(state)) throw new Error(what);
  };
  expect(failing).toThrow('escape');
  expect([...takeDue(state)]).toEqual([{ what: 'search', owner: 'terminal', late: 3 }]);
});

test('nothing scheduled is never due', () => {
  expect(nextDue(withTimers())).toBe(Number.POSITIVE_INFINITY);
});

test('a clock that is put back an hour holds no timer up', () => {
  const state = withTimers();
  schedule(state, 'escape', view, 50);
  setClock(state, NOON - 3_600_000);
  expect(nextDue(state)).toBe(NOON - 3_600_000 + 50);
  setClock(state, NOON + 3_600_000);
  expect([...takeDue(state)]).toMatchObject([{ what: 'escape', owner: 'terminal' }]);
});
