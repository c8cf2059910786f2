import { createSuspension, type SuspensionOptions } from '../../../client/runtime/suspension.ts';

/** What was done, in order; `answer` says whether a shell waits. */
function suspending(changes: Partial<SuspensionOptions> = {}) {
  const done: string[] = [];
  let answer: (possible: boolean) => void = () => {};
  const suspension = createSuspension({
    canBeContinued: () => new Promise(resolve => void (answer = resolve)),
    leaveTerminal: () => {
      done.push('leave');
      return Promise.resolve();
    },
    isInBackground: () => false,
    onBackground: () => void done.push('background'),
    soon: run => run(),
    enterTerminal: () => void done.push('enter'),
    kill: (pid, signal) => void done.push(`${signal} ${pid}`),
    pid: 42,
    isEnding: () => false,
    onRefused: () => void done.push('refused'),
    onResumed: () => void done.push('resumed'),
    ...changes,
  });
  return { suspension, done, answer: (possible: boolean) => answer(possible) };
}

test('Ctrl+Z leaves the terminal before anybody stops, then the job stops, then this process', async () => {
  const { suspension, done, answer } = suspending();
  const stopped = suspension.suspendJob();
  expect([suspension.phase(), done]).toEqual(['asking', []]);
  answer(true);
  await stopped;
  expect([suspension.phase(), done]).toEqual(['suspended', ['leave', 'SIGTSTP 0', 'SIGSTOP 42']]);
});

test('SIGTSTP from outside stops this process alone', async () => {
  const { suspension, done, answer } = suspending();
  const stopped = suspension.suspend();
  answer(true);
  await stopped;
  expect(done).toEqual(['leave', 'SIGSTOP 42']);
});

test('SIGCONT takes the terminal again', async () => {
  const { suspension, done, answer } = suspending();
  const stopped = suspension.suspend();
  answer(true);
  await stopped;
  suspension.resume();
  expect([suspension.phase(), done.slice(2)]).toEqual(['running', ['enter', 'resumed']]);
});

test('where nobody could continue it, it says so and goes on with its screen', async () => {
  const { suspension, done, answer } = suspending();
  const stopped = suspension.suspendJob();
  answer(false);
  await stopped;
  expect([suspension.phase(), done]).toEqual(['running', ['refused']]);
});

test('a second Ctrl+Z, while it is asked or suspended, changes nothing', async () => {
  const { suspension, done, answer } = suspending();
  const first = suspension.suspendJob();
  await suspension.suspendJob();
  answer(true);
  await first;
  await suspension.suspend();
  expect(done).toEqual(['leave', 'SIGTSTP 0', 'SIGSTOP 42']);
});

test('the end and SIGCONT win over the question', async () => {
  const ending = suspending({ isEnding: () => true });
  const first = ending.suspension.suspendJob();
  ending.answer(true);
  await first;
  expect(ending.done).toEqual([]);
  const continued = suspending();
  const second = continued.suspension.suspendJob();
  continued.suspension.resume();
  continued.answer(true);
  await second;
  expect([continued.suspension.phase(), continued.done]).toEqual(['running', ['enter', 'resumed']]);
});

test('while the terminal is being left, SIGCONT and the end win, and nobody stops', async () => {
  let left: () => void = () => {};
  const leaveTerminal = () => new Promise<void>(resolve => void (left = resolve));
  let isEnding = false;
  const { suspension, done, answer } = suspending({ leaveTerminal, isEnding: () => isEnding });
  for (const ends of [false, true]) {
    const stopped = suspension.suspendJob();
    answer(true);
    await Promise.resolve();
    expect(suspension.phase()).toBe('leaving');
    isEnding = ends;
    suspension.resume();
    left();
    await stopped;
  }
  expect(done).toEqual(['enter', 'resumed']);
});

test('bg is answered by a sentence and a stop, of the job if the job was stopped; fg goes on', async () => {
  let isInBackground = true;
  const { suspension, done, answer } = suspending({ isInBackground: () => isInBackground });
  const stopped = suspension.suspendJob();
  answer(true);
  await stopped;
  suspension.resume();
  expect(done.slice(3)).toEqual(['background', 'SIGTSTP 0', 'SIGSTOP 42']);
  isInBackground = false;
  suspension.resume();
  expect([suspension.phase(), done.slice(6)]).toEqual(['running', ['enter', 'resumed']]);
});

test('a SIGCONT in the background does not stop a client that is to end', () => {
  const signals: (() => void)[] = [];
  let isEnding = false;
  const { suspension, done } = suspending({
    isInBackground: () => true,
    isEnding: () => isEnding,
    soon: run => void signals.push(run),
  });
  suspension.resume();
  isEnding = true;
  for (const run of signals) run();
  expect(done).toEqual(['background']);
});
