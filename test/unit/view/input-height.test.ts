/** The input area takes as many rows as what is typed needs, and the output has the others. */
import { type Play, playAlpha } from '../../support/play.ts';

const inputOf = (play: Play) => play.screen().slice(play.screen().indexOf(play.status()) + 1);

function said(play: Play, from: number, to: number): void {
  for (let i = from; i <= to; i++) play.receive('Alpha', `line ${i}\r\n`);
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`);

test('it has one row, grows at once as far as the setting, and gives its rows back when a line is entered', () => {
  const play = playAlpha({ columns: 20, settings: { more_mode: false } });
  said(play, 1, 20);
  expect([play.output(), inputOf(play)]).toEqual([numbered(13, 20), ['']]);
  play.type('x'.repeat(19));
  expect(inputOf(play)).toHaveLength(1);
  play.type('x');
  expect([play.output(), inputOf(play)]).toEqual([numbered(14, 20), ['x'.repeat(20), '']]);
  play.type('y'.repeat(20));
  expect([play.output(), inputOf(play)]).toEqual([numbered(15, 20), ['x'.repeat(20), 'y'.repeat(20), '']]);
  play.type('z'.repeat(40));
  expect([play.output(), inputOf(play)]).toEqual([numbered(15, 20), ['z'.repeat(20), 'z'.repeat(20), '']]);
  for (const keys of ['Backspace', 'C-w', 'C-p', 'C-g']) {
    play.press(keys);
    expect([play.output(), inputOf(play).length]).toEqual([numbered(15, 20), 3]);
  }
  play.enter('');
  expect([play.output(), inputOf(play)]).toEqual([numbered(13, 20), ['']]);
  play.type('x'.repeat(20));
  expect(inputOf(play)).toHaveLength(2);
});

test.each([1, 2, 5])('no further than %i rows by the setting', most => {
  const play = playAlpha({ columns: 20, rows: 20, settings: { input_height: most } });
  play.type('word '.repeat(50));
  expect(inputOf(play)).toHaveLength(most);
});

test.each([
  [6, 2],
  [5, 1],
  [4, 1],
  [3, 1],
])('on a screen of %i rows it has %i at most, and output stays in sight', (rows, most) => {
  const play = playAlpha({ columns: 40, rows, settings: { input_height: 20, more_mode: false } });
  said(play, 1, 9);
  play.type('word '.repeat(50));
  expect(inputOf(play)).toHaveLength(most);
  expect(play.output()).toEqual(numbered(9 - (rows - most - 1) + 1, 9));
});

test('the prompt counts, and so do line ends, wide characters and stars', () => {
  const play = playAlpha({ columns: 10 });
  play.receive('Alpha', 'A prompt > ');
  play.advance(300);
  expect(inputOf(play)).toEqual(['A prompt >', '']);
  play.type('\u8a9e'.repeat(4));
  expect(inputOf(play)).toEqual(['A prompt >', ` ${'\u8a9e'.repeat(4)}`]);
  play.type('\u8a9ee\u0301');
  expect(inputOf(play)).toEqual(['A prompt >', ` ${'\u8a9e'.repeat(4)}`, '\u8a9ee\u0301']);
  play.press('C-g');
  play.enter('');
  play.type('\x1b[200~a\nb\x1b[201~');
  expect(inputOf(play)).toEqual(['a', 'b']);
  play.receive('Alpha', Buffer.of(255, 251, 1));
  play.type('secrets of twelve');
  expect(inputOf(play)).toEqual(['*'.repeat(10), '*'.repeat(7)]);
});

test('more-mode counts what is on screen: a longer input hides what was read, and lets nothing by', () => {
  const play = playAlpha({ columns: 20 });
  said(play, 1, 5);
  play.type('word '.repeat(10));
  said(play, 6, 9);
  // 5 rows before, and one of the 6 that are left.
  expect([play.output(), play.status()]).toEqual([numbered(1, 6), expect.stringContaining('More 0003')]);
  play.press('C-u');
  expect([play.output(), play.status()]).toEqual([numbered(1, 6), expect.stringContaining('More 0003')]);
  play.press('Tab');
  expect(play.output()).toEqual(numbered(4, 9));
  play.enter('');
  expect(play.output()).toEqual(numbered(2, 9));
});

test('what was read and is hidden for a while is there again', () => {
  const play = playAlpha({ columns: 20 });
  said(play, 1, 20);
  expect(play.output()).toEqual(numbered(1, 8));
  play.type('word '.repeat(10));
  expect(play.output()).toEqual(numbered(3, 8));
  play.press('Tab');
  expect(play.output()).toEqual(numbered(8, 13));
  play.press('C-u');
  expect(play.output()).toEqual(numbered(8, 13));
  play.resize(20, 11);
  play.resize(20, 10);
  expect(play.output()).toEqual(numbered(6, 13));
});

test('while scrolled back the end of what is on screen stays where it is, and the screen as split as it was', () => {
  const play = playAlpha({ columns: 20, rows: 22, settings: { more_mode: false } });
  said(play, 1, 100);
  play.press('PageUp');
  const before = play.output();
  play.type('word '.repeat(10));
  const lines = play.output();
  expect(lines).toEqual(before.slice(2));
  expect(lines.slice(-6)).toEqual(['\u2500'.repeat(20), ...numbered(96, 100)]);
  play.press('C-u');
  expect(play.output()).toEqual(lines);
  play.enter('');
  expect(play.output()).toEqual(before);
});

test('the search has three rows, and one if the setting has it so', () => {
  const play = playAlpha({ columns: 40 });
  play.press('F4');
  expect(inputOf(play)).toHaveLength(3);
  const small = playAlpha({ columns: 40, settings: { input_height: 1 } });
  small.press('F4');
  expect(inputOf(small)).toHaveLength(1);
});

test('a paste that is asked about stands there as it will be, from its beginning, and what is thrown away leaves its rows', () => {
  const text = Array.from({ length: 200 }, (_, i) => `word ${i}`).join('\n');
  for (const key of ['C-u', 'C-g', 'Escape', 'C-c']) {
    const play = playAlpha({ columns: 80, rows: 24, settings: { more_mode: false } });
    said(play, 1, 40);
    play.type('say ');
    play.type(`\x1b[200~${text}\x1b[201~`);
    const rows = ['say word 0', 'word 1', 'word 2'];
    expect([inputOf(play), play.terminal.editor.text]).toEqual([rows, 'say ']);
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
    play.press(key);
    play.advance(600);
    expect([play.terminal.dialogs, inputOf(play)]).toEqual([[], ['say', '', '']]);
    play.press('C-u');
    expect(inputOf(play)).toEqual(['', '', '']);
  }
});

test.each([
  ['s', 1],
  ['l', 1],
  ['e', 3],
])('the rows of a paste after %s: %i', (key, count) => {
  const play = playAlpha({ columns: 80, rows: 24 });
  play.type('\x1b[200~one\ntwo\nthree\nfour\x1b[201~');
  expect(inputOf(play)).toEqual(['one', 'two', 'three']);
  play.press(key);
  expect(inputOf(play)).toHaveLength(count);
});

test('nothing of a paste stands there once a password is asked for', () => {
  const play = playAlpha({ columns: 80, rows: 24 });
  play.type('\x1b[200~one\ntwo\nthree\nfour\x1b[201~');
  play.receive('Alpha', Buffer.of(255, 251, 1));
  expect(inputOf(play)).toEqual(['', '', '']);
});

test('another world on screen and another size of it give rows back, the same size and the search do not', () => {
  const play = playAlpha({ columns: 20, rows: 24, worlds: { Alpha: {}, Beta: {} } });
  const grow = () => {
    play.type('word '.repeat(10));
    play.press('C-u');
    expect(inputOf(play)).toHaveLength(3);
  };
  grow();
  play.resize(20, 24);
  play.press('F4 Escape');
  play.advance(600);
  expect(inputOf(play)).toEqual(['', '', '']);
  play.resize(20, 23);
  expect(inputOf(play)).toEqual(['']);
  grow();
  play.press('M-2');
  expect([play.terminal.current, inputOf(play)]).toEqual(['Beta', ['']]);
  play.press('M-1');
  expect(inputOf(play)).toEqual(['']);
});

test('a prompt takes rows as it needs them, and keeps none that nothing was typed into', () => {
  const play = playAlpha({ columns: 10, rows: 24 });
  play.receive('Alpha', 'A prompt of three rows > ');
  play.advance(300);
  expect(inputOf(play)).toHaveLength(3);
  play.receive('Alpha', '\r\n> ');
  play.advance(300);
  expect(inputOf(play)).toEqual(['>']);
});

test('in character mode Enter gives them back', () => {
  const play = playAlpha({ columns: 20, rows: 24 });
  play.enter('/charmode on');
  play.type('word '.repeat(10));
  play.press('Backspace');
  expect(inputOf(play)).toHaveLength(3);
  play.press('Enter');
  expect(inputOf(play)).toHaveLength(1);
});

test('servers are told the same size, whatever the input has and keeps', () => {
  const play = playAlpha({ columns: 20, rows: 24 });
  const told = play.state.announced[play.terminal.id];
  play.type('word '.repeat(10));
  play.press('C-u');
  expect(play.state.announced[play.terminal.id]).toEqual(told);
  expect(told).toEqual({ columns: 20, rows: 22 });
});

test('a reload in the middle changes no cell', () => {
  const play = playAlpha({ columns: 20 });
  said(play, 1, 30);
  for (const text of ['word '.repeat(4), 'word '.repeat(9), '\u8a9e\u0301 '.repeat(9), '']) {
    if (text === '') play.press('C-u');
    play.type(text);
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
  }
});
