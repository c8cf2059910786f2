import { keyBytes } from '../../support/keys.ts';

test.each([
  ['x', 'x'],
  ['é', 'é'],
  ['Enter', '\r'],
  ['Tab', '\t'],
  ['S-Tab', '\x1b[Z'],
  ['Backspace', '\x7f'],
  ['Space', ' '],
  ['C-Space', '\0'],
  ['C-r', '\x12'],
  ['C-_', '\x1f'],
  ['M-b', '\x1bb'],
  ['M-Backspace', '\x1b\x7f'],
  ['Esc j', '\x1bj'],
  ['Up', '\x1b[A'],
  ['C-Up', '\x1b[1;5A'],
  ['S-M-Left', '\x1b[1;4D'],
  ['Home', '\x1b[H'],
  ['PageUp', '\x1b[5~'],
  ['C-PageDown', '\x1b[6;5~'],
  ['Delete', '\x1b[3~'],
  ['F1', '\x1bOP'],
  ['S-F4', '\x1b[1;2S'],
  ['F12', '\x1b[24~'],
  ['-', '-'],
])('%s is sent as %j', (name, bytes) => {
  expect(keyBytes(name)).toBe(bytes);
});

test('in application mode cursor keys begin with SS3, unless modified', () => {
  expect(keyBytes('Up End C-Up F1', true)).toBe('\x1bOA\x1bOF\x1b[1;5A\x1bOP');
});

test.each(['Entr', 'C-é', 'X-a', 'PgUp'])('%s is no key', name => {
  expect(() => keyBytes(name)).toThrow(`no such key: ${name}`);
});
