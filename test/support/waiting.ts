/** Waiting for something to become true, looked at after each event instead of after each sleep. */

export interface Waiting {
  /** Something has happened: every condition waited for is looked at. */
  look(): void;
  /** Nothing will happen any more: what is not true by now is an error, beginning with `why`. */
  end(why: string): void;
  /**
   * Resolves when `isTrue` says so; rejects when it throws, at the end, or after `timeout` ms, with what
   * `complaint` then says.
   */
  until(isTrue: () => boolean, complaint: () => string, timeout?: number): Promise<void>;
}

/**
 * Long, because the machine may be busy; it costs nothing when all is well. Jest's own limit (package.json) is many times
 * that: a test of many steps takes as long as it takes, and whatever does not come is complained of here.
 */
export const PATIENCE = 30_000;

/**
 * What the promise comes to. Rejects after `timeout` ms without, and says what there was instead: a test that waits without an end
 * is ended by Jest alone, which knows of none of it.
 */
export async function inTime<T>(
  promise: Promise<T>,
  complaint: () => string,
  timeout = PATIENCE,
): Promise<T> {
  const error = new Error(); // made here, so that its stack leads to the test
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      error.message = `within ${timeout} ms there was no ${complaint()}`;
      reject(error);
    }, timeout);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function createWaiting(): Waiting {
  const checks = new Set<() => void>();
  let ended: string | null = null;
  const look = () => {
    for (const check of [...checks]) check();
  };
  return {
    look,
    end: why => {
      ended = why;
      look();
    },
    until: (isTrue, complaint, timeout = PATIENCE) => {
      const error = new Error(); // made here, so that its stack leads to the test
      return new Promise((resolve, reject) => {
        const settle = (failure?: unknown) => {
          checks.delete(check);
          clearTimeout(timer);
          if (failure === undefined) resolve();
          else reject(failure);
        };
        const ask = (last: string | null) => {
          try {
            if (isTrue()) return settle();
            if (last === null) return;
            error.message = `${last} ${complaint()}`;
            settle(error);
          } catch (failure) {
            settle(failure);
          }
        };
        const check = () => ask(ended);
        const timer = setTimeout(() => ask(`within ${timeout} ms there was no`), timeout);
        checks.add(check);
        check();
      });
    },
  };
}
