/** What stands outside of a terminal's screen. */
import { notification, notifyBy } from '../../../client/terminal/outside/notification.ts';
import { createOutside } from '../../../client/terminal/outside/title.ts';

test('the title is saved before it is ours, and put back', () => {
  const outside = createOutside();
  expect(outside.set({ title: 'Alpha', focus: false })).toBe('\x1b[22;2t\x1b]2;Alpha\x1b\\');
  expect(outside.set({ title: 'Alpha', focus: false })).toBe('');
  expect(outside.set({ title: '(1) Alpha', focus: true })).toBe('\x1b]2;(1) Alpha\x1b\\\x1b[?1004h');
  expect(outside.leave()).toBe('\x1b[23;2t\x1b[?1004l');
  expect(outside.leave()).toBe('');
  expect(outside.enter()).toBe('\x1b[22;2t\x1b]2;(1) Alpha\x1b\\\x1b[?1004h');
  expect(outside.set({ title: null, focus: false })).toBe('\x1b[23;2t\x1b[?1004l');
});

test('an image that comes by a reload writes nothing for what is there', () => {
  const outside = createOutside({ title: 'Alpha', focus: true });
  expect(outside.set({ title: 'Alpha', focus: true })).toBe('');
  expect(outside.leave()).toBe('\x1b[23;2t\x1b[?1004l');
});

test('a title is one text, whatever is in it', () => {
  const title = `A\x1b]0;b\x07\x9c\u202e${'x'.repeat(500)}`;
  const written = createOutside().set({ title, focus: false });
  expect(written).toBe(`\x1b[22;2t\x1b]2;A]0;b${'x'.repeat(195)}\x1b\\`);
});

test.each([
  [{ TERM: 'xterm-kitty' }, 99],
  [{ TERM: 'foot' }, 777],
  [{ TERM: 'xterm-ghostty' }, 777],
  [{ TERM: 'rxvt-unicode-256color' }, 777],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, 777],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, 9],
  [{ TERM: 'xterm-256color' }, null],
  [{ TERM: 'linux' }, null],
  [{ TERM: 'xterm-kitty', TMUX: '/tmp/x,1,0' }, null],
  [{ TERM: 'tmux-256color', TERM_PROGRAM: 'iTerm.app' }, null],
  [{ TERM: 'screen.xterm-kitty' }, null],
  [{}, null],
])('%j takes notifications by %s', (env, by) => {
  expect(notifyBy(env)).toBe(by);
});

test('a notification has two texts, and nothing in them ends it or begins a field', () => {
  const [title, body] = ['A;b\x1b\\', 'x\x07;\x9c\u202ey'];
  expect(notification(777, title, body)).toBe('\x1b]777;notify;A,b\\;x,y\x1b\\');
  expect(notification(9, title, body)).toBe('\x1b]9;Clay: A,b\\: x,y\x1b\\');
  expect(notification(99, title, body)).toBe('\x1b]99;i=clay:d=0;A,b\\\x1b\\\x1b]99;i=clay:p=body;x,y\x1b\\');
  expect(notification(777, title, 'z'.repeat(1000))).toHaveLength(
    200 + '\x1b]777;notify;A,b\\;\x1b\\'.length,
  );
});
