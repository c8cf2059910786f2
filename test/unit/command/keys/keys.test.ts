import { type Action, type ActionName, actions } from '../../../../client/settings/bindings.ts';
import { helpAlone } from '../../../../client/settings/keys/alone.ts';
import { createPlay } from '../../../support/play.ts';

test('keys of the file act from the next /settings reload on, and are kept by a reload', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 80, rows: 24 });
  play.disk.settings = '[keys]\nmenu = "F5"\nsearch = "Ctrl+F"\n[worlds.Alpha]\nhost = "localhost"\n';
  expect(play.answer('/settings reload').join('\n')).toMatch(/keys\.menu = F5.*keys\.search = Ctrl\+F/s);
  play.press('F5');
  expect(play.terminal.dialogs.at(-1)?.kind).toBe('menu');
  play.press('Esc');
  play.advance(100);
  play.reload();
  play.press('C-f');
  expect(play.terminal.dialogs.at(-1)?.kind).toBe('search');
});

test('an entry that is taken out of the file brings the usual keys back', () => {
  const play = createPlay({ columns: 80, rows: 24 });
  play.disk.settings = '[keys]\nmenu = "F5"\n';
  play.enter('/settings reload');
  play.disk.settings = '';
  expect(play.answer('/settings reload').join('\n')).toContain('keys.menu is as by default');
  play.press('F5');
  expect(play.terminal.dialogs).toEqual([]);
});

test('keys of the editor are bound anew as well, also in dialogs', () => {
  const play = createPlay({ columns: 80, rows: 24 });
  play.enter('/setup keys.beginning-of-line F6');
  play.type('bc');
  play.press('F6');
  play.type('a');
  expect(play.terminal.editor.text).toBe('abc');
  play.press('F4');
  play.type('yz');
  play.press('F6');
  play.type('x');
  expect(play.screen().join('\n')).toContain('Search: xyz');
});

test('/setup keys.ACTION binds, takes away and brings back, and writes it down', () => {
  const play = createPlay({ columns: 80, rows: 24 });
  play.disk.settings = '';
  expect(play.answer('/setup keys.search')).toEqual([
    '% keys.search = F4 (search the output; its keys stand below it)',
  ]);
  play.enter('/setup keys.search Ctrl+F, F9');
  expect(play.disk.settings).toBe('[keys]\nsearch = ["Ctrl+F", "F9"]\n');
  expect(play.answer('/setup keys.search none')).toEqual(['% keys.search = none']);
  play.press('F4');
  expect(play.terminal.dialogs).toEqual([]);
  expect(play.answer('/setup keys.search default')).toEqual(['% keys.search = F4']);
  expect(play.disk.settings.trim()).toBe('[keys]');
  expect(play.answer('/setup keys.search Ctlr+F').join(' ')).toContain('is not a key: "Ctlr+F"');
});

test('two wishes for one key are not passed over', () => {
  const play = createPlay({ columns: 100, rows: 24 });
  play.enter('/setup keys.search F9');
  expect(play.answer('/setup keys.menu F9').join(' ')).toContain('F9 is a key of search by your own wish');
  play.press('F9');
  expect(play.terminal.dialogs.at(-1)?.kind).toBe('search');
});

test('/keys lists all, says what a pressed key is called, and goes to its action', () => {
  const play = createPlay({ columns: 80, rows: 24 });
  play.enter('/keys');
  expect(play.screen().join('\n')).toContain('press any key');
  play.press('C-Up');
  const shown = play.screen().join('\n');
  expect(shown).toContain('"Ctrl+Up": previous-world');
  expect(shown).toMatch(/> previous-world +Ctrl\+Up|previous-world +Ctrl\+Up/);
  const before = play.screen();
  play.reload();
  expect(play.screen()).toEqual(before);
  play.press('F12');
  expect(play.screen().join('\n')).toContain('"F12": nothing');
  play.type('redraw');
  expect(play.screen().join('\n')).toMatch(/redraw +Ctrl\+L/);
  expect(play.screen().join('\n')).not.toContain('previous-world ');
  play.press('Esc');
  play.advance(100);
  expect(play.terminal.dialogs).toEqual([]);
});

test('/keys word lists as text', () => {
  const play = createPlay({ columns: 120, rows: 24 });
  const rows = play.answer('/keys half').map(row => row.replace(/ +/g, ' '));
  expect(rows).toContain('% half-page-up Esc H, Ctrl+PageUp scroll half a page up');
  expect(play.answer('/keys xyzzy')).toEqual(['% No key or action has "xyzzy". /keys lists them all.']);
});

test.each(Object.keys(actions))('/key %s is done, on an empty screen and in the middle of a line', name => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 60, rows: 12 });
  play.enter(`/key ${name}`);
  play.reload();
  play.advance(100);
  expect(play.screen().join('\n')).not.toContain('No key does');
});

test('/key does what the key does', () => {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, columns: 60, rows: 12 });
  for (const name of ['Alpha', 'Beta']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  play.enter('/key next-world');
  expect(play.terminal.current).toBe('Alpha');
  play.enter('/key search');
  expect(play.terminal.dialogs.at(-1)?.kind).toBe('search');
});

test('a wrong name is one sentence with a guess', () => {
  const play = createPlay({ columns: 80, rows: 12 });
  expect(play.answer('/key serach')).toEqual(['% No key does "serach". Did you mean /key search?']);
  expect(play.answer('/key')).toEqual(['% Usage: /key action. /keys lists the actions.']);
});

test.each(Object.entries<Action>(actions))(
  '%s does by another key what it does by its own',
  (name, { keys }) => {
    const byKey = (key: string, bound = {}) => {
      const play = createPlay({
        worlds: { Alpha: {} },
        columns: 80,
        rows: 24,
        settings: { keypad_walk: true },
      });
      play.enter('/worlds Alpha');
      play.connect('Alpha');
      play.type('some words');
      play.state.settings.keys = bound;
      play.press(key);
      play.advance(100);
      return [play.screen(), play.asked, play.sent('Alpha').toString()];
    };
    const key = keys.find(one => !one.startsWith('wheel')) ?? '';
    if (key === '') return;
    expect(byKey('F12', { [name]: ['F12'] })).toEqual(byKey(key));
  },
);

test('a key that is pressed is told what it does, not what its neighbours do', () => {
  const play = createPlay({ columns: 80, rows: 24 });
  play.enter('/keys');
  play.press('M-f');
  expect(play.screen().join('\n')).toContain('Esc f, Ctrl+Right, Esc Right: a word right.');
  expect(play.screen().join('\n')).not.toContain('left, right');
});

test('no two actions are told of in the same words', () => {
  const words = (Object.keys(actions) as ActionName[]).map(helpAlone);
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
});
