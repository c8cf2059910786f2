/** Work that is counted, so that what is long stops in time: nothing here goes by a clock. */

/** What work there may be, and how much was done. */
export interface Meter {
  hasTime(): boolean;
  spend(work: number): void;
}

/** Room for so much work, and for what is under way when it is used up. */
export function meterOf(work: number): Meter {
  let left = work;
  return {
    hasTime: () => left > 0,
    spend(done) {
      left -= done;
    },
  };
}
