import { createAttempts } from '../../../client/host/attempts.ts';
import { type Fault, fault } from '../../../shared/fault.ts';

const REFUSED = fault('ECONNREFUSED', 'refused');

function attempting() {
  const failed: string[] = [];
  const attempts = createAttempts((link, { code }) => void failed.push(`${link} ${code}`));
  /** Begins one whose work ends when it is told to. */
  function begin(link: number) {
    let settle: (outcome: Fault | null | Error) => void = () => {};
    let its: AbortSignal | null = null;
    attempts.begin(link, signal => {
      its = signal;
      return new Promise((resolve, reject) => {
        settle = outcome => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
      });
    });
    return {
      signal: () => its!,
      async end(outcome: Fault | null | Error) {
        settle(outcome);
        await new Promise(setImmediate);
      },
    };
  }
  return { attempts, failed, begin };
}

test.each<[string, Fault | null | Error, string[]]>([
  ['succeeds', null, []],
  ['fails', REFUSED, ['1 ECONNREFUSED']],
  ['throws', new Error('boom'), ['1 CONNECT_FAILED']],
])('one that %s is over, and a failure is told', async (_, outcome, told) => {
  const { attempts, failed, begin } = attempting();
  const attempt = begin(1);
  expect(attempts.phase(1)).toBe('under way');
  await attempt.end(outcome);
  expect([attempts.phase(1), failed]).toEqual(['none', told]);
});

test('one that was called off tells nothing any more', async () => {
  const { attempts, failed, begin } = attempting();
  const attempt = begin(1);
  attempts.callOff(1);
  expect([attempts.phase(1), attempt.signal().aborted]).toEqual(['called off', true]);
  await attempt.end(REFUSED);
  expect([attempts.phase(1), failed]).toEqual(['none', []]);
});

test('the end of an earlier one does not end the one that came after it', async () => {
  const { attempts, begin } = attempting();
  const first = begin(1);
  attempts.callOff(1);
  begin(1);
  await first.end(null);
  expect(attempts.phase(1)).toBe('under way');
});

test('to call off what is not there does nothing', () => {
  const { attempts, failed } = attempting();
  attempts.callOff(3);
  expect([attempts.phase(3), failed]).toEqual(['none', []]);
});

test('of many a few begin in one turn of the event loop, in order; one that is called off before its turn never does', () => {
  const turns: (() => void)[] = [];
  const attempts = createAttempts(
    () => {},
    run => void turns.push(run),
  );
  const begun: number[] = [];
  for (let link = 0; link < 20; link++)
    attempts.begin(link, () => {
      begun.push(link);
      return new Promise(() => {});
    });
  const first = begun.length;
  expect(first).toBeLessThan(20);
  expect(attempts.phase(19)).toBe('under way');
  attempts.callOff(18);
  turns.shift()?.();
  expect(begun.length).toBe(2 * first);
  while (turns.length > 0) turns.shift()?.();
  expect(begun).toEqual([...Array.from({ length: 18 }, (_, n) => n), 19]);
  expect(attempts.phase(18)).toBe('none');
  // The next one comes at once.
  attempts.begin(20, () => new Promise(() => begun.push(20)));
  expect(begun.at(-1)).toBe(20);
});
