/** Keys stand in one table; what is written about them agrees with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Action, actions } from '../../../client/settings/bindings.ts';
import { findAction, keyHelp } from '../../../client/settings/keys/bound.ts';
import { keyLabel } from '../../../client/settings/keys/names.ts';
import { createPlay } from '../../support/play.ts';

const all = Object.entries<Action>(actions);
const labels = new Set(all.flatMap(([, { keys }]) => keys.map(keyLabel)));

/** Keys named in the tables of a page's chapter on keys. */
function keysOf(page: string): string[] {
  const text = readFileSync(join(__dirname, '../../..', page), 'utf8');
  const [, chapter = ''] = /\n## Keys\n([\s\S]*?)\n##+ /.exec(text) ?? [];
  const cells = [...chapter.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell as string);
  const named = cells.filter(cell => cell !== 'key').flatMap(cell => cell.split(/, (?:then )?/));
  return named.map(key => key.replace(/ twice$/, '').replace(/^mouse wheel$/, 'wheel'));
}

test('no key has two actions', () => {
  const keys = all.flatMap(([, action]) => action.keys);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test('every action has a name in lower case, a key and one line of help', () => {
  for (const [name, { keys, help }] of all) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+|-[1-9])*$/);
    expect(keys.length).toBeGreaterThan(0);
    expect(help).toMatch(/^[^\n]{4,100}[^.\n]$/);
  }
});

test('an action is found by its key where it acts, and nowhere else', () => {
  expect(findAction({}, 'C-r', 'always')).toBe('reload');
  expect(findAction({}, 'C-r', 'output', 'line', 'editing')).toBeNull();
  expect(findAction({}, 'M-b', 'editing')).toBe('backward-word');
  expect(findAction({}, 'constructor', 'always', 'output', 'line', 'editing')).toBeNull();
});

test('keys are called what people call them', () => {
  expect(['C-r', 'M-j', 'C-M-h', 'S-Backspace', 'C-Up', 'M-Delete', 'F1', 'wheel-up'].map(keyLabel)).toEqual([
    'Ctrl+R',
    'Esc j',
    'Esc Ctrl+H',
    'Shift+Backspace',
    'Ctrl+Up',
    'Esc Delete',
    'F1',
    'wheel',
  ]);
});

test('/help keys has every key', () => {
  const play = createPlay({ columns: 160, rows: 60, settings: { more_mode: false } });
  const text = play.answer('/help keys').join('\n');
  for (const { keys } of keyHelp({}, keyLabel)) expect(text).toContain(`% ${keys.join(' ')} `.trimEnd());
  for (const [, { help }] of all) expect(text).toContain(help);
});

test.each(['README.md', 'docs/manual.md'])('%s names no key that there is not', page => {
  const named = keysOf(page);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(key => !labels.has(key))).toEqual([]);
});

test.each([
  ['README.md', ['always', 'output', 'line']],
  ['docs/manual.md', ['always', 'output', 'line', 'editing']],
])('%s misses none of the main keys', (page, scopes) => {
  const named = keysOf(page);
  const main = all.filter(([name, { scope }]) => scopes.includes(scope) && name !== 'accept-line');
  const missing = main.filter(([, { keys }]) => !named.includes(keyLabel(keys[0] as string)));
  expect(missing.map(([name]) => name)).toEqual([]);
});
