/** The terminal lent to an editor: left before it starts, taken back when it ends, whichever image is there then. */
import { createLending, type LendingOptions } from '../../../client/runtime/lending.ts';
import type { EditEvent, LentTerminal } from '../../../client/state/editing/edits.ts';

const LENT: LentTerminal = { edit: 1, pid: 7, identity: 'now', file: '/f' };

function lending(more: Partial<LendingOptions> = {}) {
  const happened: string[] = [];
  const events: EditEvent[] = [];
  const timers: (() => void)[] = [];
  let ended: (why: string) => void = () => {};
  const made = createLending({
    ...{ lent: null, isSameProcess: true, isEnding: () => false, editor: () => 'vi', isAlive: () => true },
    write: (_edit, _kind, text) => {
      happened.push(`write ${text}`);
      return '/f';
    },
    takeBack: () => 'new\n',
    start(command, file, end) {
      happened.push(`start ${command} ${file}`);
      ended = end;
      return { pid: 7, identity: 'now' };
    },
    async leaveTerminal() {
      happened.push('leave');
    },
    enterTerminal: () => happened.push('enter'),
    hangUp({ pid }) {
      happened.push(`hang up ${pid}`);
      return [
        { pid, identity: 'now' },
        { pid: 8, identity: 'child' },
      ];
    },
    restoreTerminal: () => happened.push('restore'),
    after: (_delay, run) => timers.push(run),
    dispatch: event => events.push(event),
    ...more,
  });
  const tick = () => {
    for (const run of timers.splice(0)) run();
  };
  return { made, happened, events, tick, end: (why = '') => ended(why) };
}

const effect = { type: 'edit', edit: 1, kind: 'string', text: 'old', command: '' } as const;

test('in order', async () => {
  const { made, happened, events, end } = lending();
  made.begin(effect);
  expect(made.isLent()).toBe(true);
  made.begin(effect);
  await Promise.resolve();
  expect(events).toEqual([{ type: 'edit begun', edit: 1, pid: 7, identity: 'now', file: '/f' }]);
  end();
  expect(happened).toEqual(['write old', 'leave', 'start vi /f', 'enter']);
  expect(events[1]).toEqual({ type: 'edited', edit: 1, text: 'new', why: '' });
  expect(made.isLent()).toBe(false);
});

test('the image after it waits for the process, and reads the file', () => {
  let isAlive = true;
  const { made, happened, events, tick } = lending({ lent: LENT, isAlive: () => isAlive });
  tick();
  tick();
  expect([made.isLent(), events]).toEqual([true, []]);
  isAlive = false;
  tick();
  expect([happened, events]).toEqual([['enter'], [{ type: 'edited', edit: 1, text: 'new', why: '' }]]);
});

test('another process has another terminal: the text alone is taken over', () => {
  const { made, happened, events, tick } = lending({
    lent: LENT,
    isSameProcess: false,
    isAlive: () => false,
  });
  expect(made.isLent()).toBe(false);
  tick();
  expect([happened, events.length]).toEqual([[], 1]);
});

test('without an editor, or a file, the terminal is not left', () => {
  const none = lending({ editor: () => null });
  none.made.begin(effect);
  expect([none.happened, none.events]).toEqual([[], [{ type: 'no editor', edit: 1 }]]);
  const full = lending({
    write: () => {
      throw new Error('ENOSPC');
    },
  });
  full.made.begin(effect);
  expect([full.happened, full.made.isLent()]).toEqual([[], false]);
  expect(full.events).toEqual([expect.objectContaining({ type: 'edited', text: null })]);
});

test('an editor that cannot be started is told, and the terminal comes back', async () => {
  const { made, happened, events } = lending({
    start: () => {
      throw new Error('E2BIG');
    },
  });
  made.begin(effect);
  await new Promise(setImmediate);
  expect([happened.at(-1), made.isLent()]).toEqual(['enter', false]);
  expect(events).toMatchObject([
    { type: 'edited', edit: 1, why: 'the editor cannot be started (Error: E2BIG).' },
  ]);
});

test('a file that cannot be read is told, and the terminal comes back all the same', async () => {
  const { made, happened, events, end } = lending({
    takeBack: () => {
      throw new Error('EIO');
    },
  });
  made.begin(effect);
  await Promise.resolve();
  end();
  expect([happened.at(-1), events.at(-1)]).toEqual(['enter', expect.objectContaining({ text: null })]);
});

test('when Clay ends the editor is asked to end, and waited for: the shell has the terminal alone', () => {
  for (const isPatient of [true, false]) {
    let alive = [7, 8];
    const { made, happened, events, tick } = lending({
      ...{ lent: LENT, isEnding: () => true },
      isAlive: ({ pid }) => alive.includes(pid),
    });
    made.release(() => happened.push('done'));
    tick();
    alive = [8];
    tick();
    expect(happened).toEqual(['hang up 7']);
    if (isPatient) alive = [];
    // One that does not want to end does not keep Clay.
    for (let n = 0; n < (isPatient ? 1 : 100); n++) tick();
    expect([happened, events]).toEqual([['hang up 7', 'restore', 'done'], []]);
  }
});

test('where no editor has the terminal nobody is asked to end', () => {
  const none = lending();
  none.made.release(() => none.happened.push('done'));
  // That of a client that was killed has a terminal of its own.
  const other = lending({ lent: LENT, isSameProcess: false });
  other.made.release(() => other.happened.push('done'));
  expect([none.happened, other.happened]).toEqual([['done'], ['done']]);
});
