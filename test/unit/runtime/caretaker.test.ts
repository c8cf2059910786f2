import { createCaretaker } from '../../../client/runtime/caretaker.ts';
import { raise } from '../../../shared/fault.ts';

/** A caretaker of a directory that is what the test says; what it did, in order. */
function caring() {
  const there = { directory: '/run/clay' as string | null, whole: true };
  const done: string[] = [];
  const timers: (() => void)[] = [];
  const caretaker = createCaretaker('/run/clay', {
    current: () => there.directory ?? raise('RUNTIME_DIR_FAILED', 'It cannot be made.'),
    isWhole: () => there.whole,
    moveTo: directory => void done.push(`move to ${directory}`),
    renew: () => void done.push('renew'),
    onLost: () => void done.push('lost'),
    onWhole: () => void done.push('whole'),
    notice: text => void done.push(text),
    after(_delay, run) {
      timers.push(run);
      return () => void timers.splice(0);
    },
  });
  const look = () => {
    for (const run of timers.splice(0)) run();
    return done.splice(0);
  };
  return { caretaker, there, look };
}

test('as long as all is there, it looks and does nothing', () => {
  const { look, caretaker } = caring();
  expect([look(), look(), caretaker.phase()]).toEqual([[], [], 'well']);
});

test('files that have gone are written anew; that is said once, however long it takes', () => {
  const { look, there, caretaker } = caring();
  there.whole = false;
  expect(look()).toEqual(['Files of Clay in /run/clay have gone; they are written anew.', 'renew']);
  expect([look(), caretaker.phase()]).toEqual([['renew'], 'renewing']);
  there.whole = true;
  expect([look(), caretaker.phase()]).toEqual([['whole'], 'well']);
  expect(look()).toEqual([]);
});

test('a directory that has gone: another one is used, and the first one again once it is there', () => {
  const { look, there } = caring();
  there.directory = '/tmp/clay-7';
  there.whole = false;
  const first = look();
  expect(first).toEqual([
    'move to /tmp/clay-7',
    expect.stringMatching(/run\/clay .*is \/tmp\/clay-7/),
    'renew',
  ]);
  there.whole = true;
  look();
  there.directory = '/run/clay';
  expect(look()).toEqual(['move to /run/clay', expect.stringMatching(/is \/run\/clay from now on/), 'renew']);
});

test('none to be had: said once, with the reason; as soon as there is one, all is written into it', () => {
  const { look, there, caretaker } = caring();
  there.directory = null;
  there.whole = false;
  expect(look()).toEqual(['lost', expect.stringContaining('It cannot be made.')]);
  expect([look(), caretaker.phase()]).toEqual([[], 'lost']);
  there.directory = '/run/clay';
  expect(look().at(-1)).toBe('renew');
});

test('what is held and whole goes on being of use, whatever has come to its name', () => {
  const { look, there, caretaker } = caring();
  there.directory = null;
  expect([look(), caretaker.phase()]).toEqual([[], 'well']);
});

test('once stopped, it looks no more', () => {
  const { look, there, caretaker } = caring();
  caretaker.stop();
  there.whole = false;
  expect(look()).toEqual([]);
});
