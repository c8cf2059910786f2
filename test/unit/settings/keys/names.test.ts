import fc from 'fast-check';
import { type Action, actions } from '../../../../client/settings/bindings.ts';
import { keyFault, keyLabel, keySpelling, parseKey } from '../../../../client/settings/keys/names.ts';

test.each([
  ['Ctrl+F', 'C-f'],
  ['ctrl-f', 'C-f'],
  ['C-F', 'C-f'],
  ['^f', 'C-f'],
  ['Esc j', 'M-j'],
  ['Alt+j', 'M-j'],
  ['M-J', 'M-J'],
  ['Alt+Shift+j', 'M-J'],
  ['Esc Ctrl+H', 'C-M-h'],
  ['Shift+Ctrl+Up', 'C-S-Up'],
  ['pgup', 'PageUp'],
  ['Return', 'Enter'],
  ['Esc Esc', 'M-Escape'],
  ['Esc -', 'M--'],
  ['Ctrl+-', 'C--'],
  ['f24', 'F24'],
  ['Ctrl+Space', 'C-Space'],
  ['wheel-up', 'wheel-up'],
])('%s is %s', (text, key) => {
  expect(parseKey(text)).toBe(key);
});

test('what terminals send alike is one key', () => {
  expect(['Ctrl+I', 'Ctrl+M', 'Ctrl+J', 'Ctrl+[', 'Ctrl+@', 'Esc Ctrl+I'].map(parseKey)).toEqual([
    'Tab',
    'Enter',
    'Enter',
    'Escape',
    'C-Space',
    'M-Tab',
  ]);
});

test.each(['', ' ', 'a', 'A', 'Shift+a', 'Space', 'Shift+Space', 'F25', 'Ctlr+F', 'Ctrl+'])(
  '"%s" is no key that can be bound',
  text => {
    expect(parseKey(text)).toBeNull();
    expect(keyFault(text)).not.toBeNull();
  },
);

test('a character that is typed is told from what is no key at all', () => {
  expect(keyFault('a')).toBe('cannot be "a", which is a character that one types');
  expect(keyFault('Ctlr+F')).toContain('is not a key: "Ctlr+F"');
  expect(keyFault('F5')).toBeNull();
});

test('each key of the table is read back from how it is written', () => {
  for (const { keys } of Object.values<Action>(actions))
    for (const key of keys) expect(parseKey(keySpelling(key))).toBe(key);
});

test('whatever is held, a key is read back from how it is written', () => {
  const base = fc.constantFrom('Up', 'F5', 'PageDown', 'Escape', 'Tab', 'Delete', 'x', '-', '+', '1', 'ä');
  fc.assert(
    fc.property(base, fc.boolean(), fc.boolean(), fc.boolean(), (name, control, alt, shift) => {
      const isCharacter = [...name].length === 1;
      fc.pre(!isCharacter || control || (alt && !shift));
      const key = `${control ? 'C-' : ''}${alt ? 'M-' : ''}${shift ? 'S-' : ''}${name}`;
      expect(parseKey(keySpelling(key))).toBe(key);
      expect(keyLabel(key)).not.toMatch(/[CMS]-/);
    }),
  );
});
