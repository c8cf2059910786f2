import { createPlay, type Play, playAlpha } from '../../support/play.ts';

test.each([
  ['C-r', { type: 'reload', force: false }],
  ['C-l', { type: 'redraw', view: 'terminal' }],
  ['C-z', { type: 'suspend', view: 'terminal' }],
])('%s asks for it', (key, wish) => {
  const play = playAlpha();
  play.press(key);
  expect(play.asked).toEqual([wish]);
});

test('Ctrl+C twice within three seconds quits', () => {
  const play = playAlpha();
  play.press('C-c');
  expect([play.output().at(-1), play.asked]).toEqual(['% Press Ctrl+C again to quit.', []]);
  play.advance(3001);
  play.press('C-c');
  expect(play.asked).toEqual([]);
  play.reload();
  play.advance(3000);
  play.press('C-c');
  expect(play.asked).toEqual([{ type: 'quit' }]);
});

test('a line goes to the world on screen; // sends one that starts with /', () => {
  const play = playAlpha();
  for (const line of ['look', '//who', '', '/ odd', 'say /help']) play.enter(line);
  expect(play.sent('Alpha').toString()).toBe('look\r\n/who\r\n\r\n/ odd\r\nsay /help\r\n');
});

test('pasted lines are sent one by one, when the user says so', () => {
  const play = playAlpha();
  play.type('\x1b[200~north\nwest\n\x1b[201~');
  expect(play.sent('Alpha').length).toBe(0);
  play.press('Enter');
  expect(play.sent('Alpha').toString()).toBe('north\r\nwest\r\n');
});

describe('at a password prompt', () => {
  const functionKeys = Array.from({ length: 12 }, (_, i) =>
    ['', 'S-', 'C-', 'M-'].map(one => `${one}F${i + 1}`),
  );
  const bound = 'C-r C-c C-l C-z C-Up C-Down M-w M-j PageUp PageDown Tab S-Tab Up Down C-p C-n'.split(' ');
  const unbound = 'Insert C-o C-q C-x M-1 M-z'.split(' ');

  test.each([...bound, ...functionKeys.flat(), ...unbound])('%s types nothing and sends nothing', key => {
    const play = playAlpha();
    play.receive('Alpha', Buffer.from('Password: \xff\xfb\x01', 'latin1'));
    play.type('sec');
    const before = play.sent('Alpha').length;
    play.press(key);
    // The search and the help have the keys until Esc.
    if (play.terminal.dialogs.length > 0) {
      play.press('Esc');
      play.advance(60);
    }
    expect([play.terminal.editor.text, play.terminal.editor.masked]).toEqual(['sec', true]);
    play.type('ret\r');
    expect(play.sent('Alpha').subarray(before).toString()).toBe('secret\r\n');
  });

  test.each(['\x1bOP', '\x1b[11~', '\x1b[[A'])('F1 as %j shows help, whole or in pieces', bytes => {
    const play = playAlpha({ columns: 100 });
    play.receive('Alpha', Buffer.from('Password: \xff\xfb\x01', 'latin1'));
    const before = play.sent('Alpha').length;
    play.type(bytes);
    for (const cut of [1, 2]) {
      play.type(bytes.slice(0, cut));
      play.advance(60);
      play.type(bytes.slice(cut));
    }
    expect(play.screen().join('\n')).toContain('─ /help ─');
    play.press('End');
    expect(play.screen().join('\n')).toContain('/help keys lists the keys.');
    play.press('q');
    expect([play.terminal.editor.text, play.sent('Alpha').length]).toEqual(['', before]);
  });
});

test('without a world a line is not lost in silence', () => {
  const play = createPlay();
  play.enter('hello');
  expect(play.output().join(' ')).toContain('% No world is on screen; not sent: hello.');
});

test('Tab completes commands, worlds and words of the game', () => {
  const play = playAlpha({ worlds: { Alpha: {}, Alphabet: {} } });
  play.receive('Alpha', 'Gandalf the Grey arrives with a palantir.\n');
  const completed = (text: string) => {
    play.type(`\x15${text}\t`);
    return play.terminal.editor.text;
  };
  expect(completed('/rel')).toBe('/reload ');
  expect(completed('/worlds Al')).toBe('/worlds Alpha');
  expect(completed('give pala')).toBe('give palantir');
  expect(completed('tell gand')).toBe('tell gandalf');
  expect(completed('xyzzy')).toBe('xyzzy');
  expect(completed('')).toBe('');
});

test('Up and Down walk through rows first, then through the history', () => {
  const play = playAlpha({ columns: 20 });
  play.enter('first');
  play.receive('Alpha', 'A rather long prompt: ');
  play.advance(300);
  play.type('abcdefghijklmnopqrstuvwxyz');
  play.press('Up');
  expect([play.terminal.editor.text.length, play.frame().cursor?.row]).toEqual([26, 8]);
  play.press('Up');
  expect(play.terminal.editor.text).toBe('first');
  play.press('Down');
  expect(play.terminal.editor.text).toBe('abcdefghijklmnopqrstuvwxyz');
});

test('in the output the mouse does nothing but scroll', () => {
  const play = playAlpha();
  play.type('look');
  const before = play.frame();
  play.type('\x1b[<0;3;3M\x1b[<0;3;3m\x1b[<2;1;1M\x1b[<0;3;9M');
  expect(play.frame()).toEqual(before);
});

describe('a click in the input places the cursor', () => {
  /** Clicks into a column and row of the input area, counted from 0. */
  function click(play: Play, column: number, row: number, button = 0): void {
    const place = `${button};${column + 1};${play.screen().indexOf(play.status()) + 2 + row}`;
    play.type(`\x1b[<${place}M\x1b[<${place}m`);
  }

  const marked = ({ terminal: { editor } }: Play) =>
    `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;

  test.each([
    [0, 0, '|say 世界 now'],
    [4, 0, 'say |世界 now'],
    [5, 0, 'say |世界 now'],
    [6, 0, 'say 世|界 now'],
    [30, 0, 'say 世界 now|'],
    [3, 2, 'say 世界 now|'],
  ])('in column %d of row %d: %s', (column, row, expected) => {
    const play = playAlpha();
    play.type('say 世界 now');
    click(play, column, row);
    expect(marked(play)).toBe(expected);
  });

  test('in several rows, behind a prompt, and what is typed then stands there', () => {
    const play = playAlpha({ columns: 20 });
    play.receive('Alpha', Buffer.from('hp 10 > \xff\xf9', 'latin1'));
    play.type('abcdefghijklmnopqrst');
    click(play, 2, 0);
    expect(marked(play)).toBe('|abcdefghijklmnopqrst');
    click(play, 8, 0);
    expect(marked(play)).toBe('|abcdefghijklmnopqrst');
    click(play, 19, 0);
    expect(marked(play)).toBe('abcdefghijk|lmnopqrst');
    click(play, 3, 1);
    play.type('X');
    play.reload();
    expect(marked(play)).toBe('abcdefghijklmnoX|pqrst');
  });

  test('in a password it counts the stars', () => {
    const play = playAlpha();
    play.receive('Alpha', Buffer.from('\xff\xfb\x01', 'latin1'));
    play.type('世👍x');
    click(play, 2, 0);
    expect(marked(play)).toBe('世👍|x');
  });

  test('only the left button does, and none while a dialog is open', () => {
    const play = playAlpha();
    play.type('look');
    click(play, 1, 0, 2);
    click(play, 1, 0, 1);
    play.press('F4');
    click(play, 1, 0);
    expect(marked(play)).toBe('look|');
  });
});

test('an input that is full says what it did not take', () => {
  const play = playAlpha({ columns: 80 });
  play.type(`\x1b[200~${'x'.repeat(1024 * 1024 + 5)}\x1b[201~`);
  expect(play.output().at(-1)).toBe('% The input line is full: 5 characters were not taken.');
});

test('keys do the same in one read as in many', () => {
  const keys = '/help\r\t\t\x1b[5~look\r\x1bOStroll\r\x03/version\r';
  const [one, many] = [playAlpha(), playAlpha()];
  one.type(keys);
  for (const key of keys) many.type(key);
  expect(many.frame()).toEqual(one.frame());
  expect(many.state).toEqual(one.state);
});
