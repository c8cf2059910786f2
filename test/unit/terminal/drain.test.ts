import { createDrain } from '../../../client/terminal/drain.ts';

/** A drain whose timer goes off when the test says so. */
function draining() {
  let due: (() => void) | undefined;
  let isDone = false;
  const drain = createDrain(run => void (due = run));
  drain.run(() => void (isDone = true));
  return { drain, step: () => due?.(), isDone: () => isDone };
}

test('it is over once nothing has come for a step', () => {
  const { drain, step, isDone } = draining();
  drain.note();
  step();
  drain.note();
  drain.note();
  step();
  expect(isDone()).toBe(false);
  step();
  expect(isDone()).toBe(true);
});

test('and after five steps whatever comes', () => {
  const { drain, step, isDone } = draining();
  for (let steps = 1; steps <= 5; steps++) {
    expect(isDone()).toBe(false);
    drain.note();
    step();
  }
  expect(isDone()).toBe(true);
});
