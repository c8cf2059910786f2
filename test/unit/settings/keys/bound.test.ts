import { actionOf, findAction, keyHelp, keysOf } from '../../../../client/settings/keys/bound.ts';
import { keyLabel } from '../../../../client/settings/keys/names.ts';
import { parseSettings } from '../../../../client/settings/load.ts';

/** The keys and the warnings of a file with these lines. */
function read(...lines: string[]) {
  return readAll(lines);
}

function readAll(lines: readonly string[]) {
  const loaded = parseSettings(lines.join('\n'));
  if ('fault' in loaded) throw new Error(loaded.fault);
  return { keys: loaded.settings.keys, warnings: loaded.warnings };
}

test('an action has the keys that the file gives it, and no others', () => {
  const { keys, warnings } = read(
    '[keys]',
    'search = "Ctrl+F"',
    'next-world = ["F6", "Esc Right"]',
    'menu = ""',
  );
  expect(warnings).toEqual([]);
  expect(keysOf(keys, 'search')).toEqual(['C-f']);
  expect(keysOf(keys, 'next-world')).toEqual(['F6', 'M-Right']);
  expect(keysOf(keys, 'menu')).toEqual([]);
  expect(['F4', 'C-Down', 'M-Escape'].map(key => actionOf(keys, key))).toEqual([null, null, null]);
});

test('a key that the user binds is no other action’s', () => {
  const { keys } = read('[keys]', 'search = "Ctrl+F"');
  expect(findAction(keys, 'C-f', 'output')).toBe('search');
  expect(findAction(keys, 'C-f', 'editing')).toBeNull();
  expect(keysOf(keys, 'forward-char')).toEqual(['Right']);
  expect(keyHelp(keys, keyLabel).find(({ help }) => help.startsWith('search'))?.keys).toEqual(['Ctrl+F']);
});

test.each([
  [
    ['[keys]', 'serach = "F5"'],
    'settings.toml, line 2, column 1: "serach" is no action of a key; /keys lists them.',
  ],
  [
    ['more_mode = false', '[keys]', '  search = ["F5", "Ctlr+F"]'],
    'settings.toml, line 3, column 19: a key of search is not a key: "Ctlr+F" (one is such as "Ctrl+F", "Esc j", "F5"; /keys shows what a key is called); search has its usual keys.',
  ],
  [
    ['[keys]', "search = 'x'"],
    'settings.toml, line 2, column 10: a key of search cannot be "x", which is a character that one types; search has its usual keys.',
  ],
  [
    ['keys = { search = 5 }'],
    'settings.toml, line 1, column 8: search is a key or a list of keys, not 5; search has its usual keys.',
  ],
  [
    ['keys.search = "F5"', 'keys.menu = "F5"'],
    'settings.toml, line 2, column 13: F5 is a key of search already; menu has its usual keys.',
  ],
  [['keys = 3'], 'keys in settings.toml is a table, not 3; all keys are as by default.'],
])('a wrong entry is one sentence that says where: %j', (lines, sentence) => {
  const { keys, warnings } = readAll(lines[0] === '[keys]' ? [...lines, 'redraw = "F12"'] : lines);
  expect(warnings).toEqual([sentence]);
  expect(keys).not.toHaveProperty('serach');
  if (lines[0] === '[keys]') expect(actionOf(keys, 'F12')).toBe('redraw');
});

test('names that all objects seem to have are no actions', () => {
  expect(read('[keys]', 'constructor = "F5"').warnings).toHaveLength(1);
  expect(actionOf({}, 'constructor')).toBeNull();
});
