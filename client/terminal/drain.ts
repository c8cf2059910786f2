/** Waits for what is on its way from the terminal when it is left: reports of the mouse must not get to the shell. */

/** Longer (ms) than what was sent before the mouse was off takes from a terminal far away. */
const STEP = 100;
/** After so many steps somebody types: that is nothing to wait for. */
const STEPS = 5;

export interface Drain {
  /** Something has come. */
  note(): void;
  /** Calls back once nothing has come for a step. */
  run(done: () => void): void;
}

export function createDrain(after: (run: () => void, delay: number) => unknown = setTimeout): Drain {
  let isQuiet = true;

  function run(done: () => void, left = STEPS): void {
    isQuiet = true;
    after(() => (isQuiet || left === 1 ? done() : run(done, left - 1)), STEP);
  }

  return {
    note() {
      isQuiet = false;
    },
    run: done => run(done),
  };
}
