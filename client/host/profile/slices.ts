/** What takes long, a few milliseconds at a time: keys are echoed in between. */
import type { Steps } from '../../automation/block.ts';

/** Of a turn of the event loop, this much at a time (ms). */
const SLICE = 3;

/** Does it a few milliseconds at a time, and calls `done` behind it. */
export function inSlices(steps: Steps<unknown>, done: () => void): void {
  const until = now() + SLICE;
  do if (steps.next().done) return done();
  while (now() < until);
  setImmediate(inSlices, steps, done);
}

/** ms. Not `performance`, which loads a dozen modules when it is first used: before the first frame. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** One job after the other, in slices. */
export interface Queue<Job> {
  /** The last one, as long as it has not begun. */
  next(): Job | undefined;
  add(job: Job): void;
  isEmpty(): boolean;
  /** All of them at once: the program is about to end. */
  finish(): void;
}

export function createQueue<Job extends { steps(): Steps<unknown> }>(): Queue<Job> {
  const waiting: Job[] = [];
  let steps: Steps<unknown> | null = null;
  let isAtWork = false;
  let isScheduled = false;
  let isLast = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      work(now() + SLICE);
    });
  }

  function work(until: number): void {
    isAtWork = true;
    do {
      const [job] = waiting;
      if (!job) break;
      steps ??= job.steps();
      if (!steps.next().done) continue;
      steps = null;
      waiting.shift();
    } while (isLast || now() < until);
    isAtWork = false;
    if (waiting.length > 0) schedule();
  }

  return {
    next: () => (waiting.length > (steps ? 1 : 0) ? waiting.at(-1) : undefined),
    add(job) {
      waiting.push(job);
      if (!isAtWork) schedule();
    },
    isEmpty: () => waiting.length === 0,
    finish() {
      isLast = true;
      // What is said of a job may be what ends the program.
      if (!isAtWork) work(0);
    },
  };
}
