import type { Viewport } from '../../../client/state/view.ts';
import { type Play, playAlpha } from '../../support/play.ts';

/** The output area has 8 rows of 40 columns. */
const ROWS = 8;

function say(play: Play, from: number, to: number): void {
  for (let i = from; i <= to; i++) play.receive('Alpha', `line ${i}\r\n`);
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`);
}

describe('more-mode', () => {
  test('pauses when exactly a screenful has gone by unread', () => {
    const play = playAlpha();
    say(play, 1, ROWS);
    expect([play.output(), play.status()]).toEqual([numbered(1, 8), expect.not.stringContaining('More')]);
    say(play, 9, 9);
    expect(play.output()).toEqual(numbered(1, 8));
    expect(play.status()).toMatch(/^ More 0001 {2}● Alpha/);
    say(play, 10, 30);
    expect(play.output()).toEqual(numbered(1, 8));
    expect(play.status()).toContain('More 0022');
  });

  test('a line that the user enters starts a new screenful', () => {
    const play = playAlpha();
    say(play, 1, 7);
    play.enter('look');
    say(play, 8, 15);
    expect(play.output()).toEqual(numbered(8, 15));
    say(play, 16, 16);
    expect(play.status()).toContain('More 0001');
  });

  test('Tab and PageDown show the next screenful, and then the rest', () => {
    const play = playAlpha();
    say(play, 1, 20);
    play.press('Tab');
    expect([play.output(), play.status()]).toEqual([numbered(8, 15), expect.stringContaining('More 0005')]);
    play.press('PageDown');
    expect([play.output(), play.status()]).toEqual([numbered(13, 20), expect.not.stringContaining('More')]);
    say(play, 21, 23);
    expect(play.output()).toEqual(numbered(16, 23));
    say(play, 24, 24);
    expect(play.status()).toContain('More 0001');
  });

  test.each(['M-j', 'Esc j'])('%s shows everything at once', keys => {
    const play = playAlpha();
    say(play, 1, 100);
    play.press(keys);
    expect([play.output(), play.status()]).toEqual([numbered(93, 100), expect.not.stringContaining('More')]);
  });

  test('Esc and j, typed slowly, do too', () => {
    const play = playAlpha();
    say(play, 1, 100);
    play.press('Esc');
    play.advance(500);
    play.press('j');
    expect([play.output(), play.terminal.editor.text]).toEqual([numbered(93, 100), '']);
  });

  test('rows count, not lines: of a line that does not fit the rest waits', () => {
    const play = playAlpha();
    const long = (letter: string) => `${letter.repeat(79)}.`;
    play.receive('Alpha', `one\ntwo\nthree\n${long('x')}\n${long('y')}\n${long('z')}\nlast\n`);
    expect(play.output().at(-1)).toBe('z'.repeat(40));
    expect(play.status()).toContain('More 0002');
    say(play, 1, 20);
    play.press('Tab');
    expect(play.output()).toEqual(['z'.repeat(40), `${'z'.repeat(39)}.`, 'last', ...numbered(1, 5)]);
  });

  test('a line taller than the screen goes by in pages, whatever moves it', () => {
    const words = Array.from({ length: 160 }, (_, i) => `w${String(i).padStart(3, '0')}`);
    for (const keys of ['Tab', 'PageDown', '/ m o r e Enter', '/ s c r o l l Space p a g e Enter']) {
      const play = playAlpha();
      play.receive('Alpha', `short\r\n${words.join(' ')}\r\nafter\r\n`);
      let seen = play.output();
      for (let page = 0; page < 4 && play.status().includes('More'); page++) {
        play.press(keys);
        seen = [...seen, ...play.output()];
      }
      expect([...new Set(seen)].join(' ').match(/w\d+|after/g)).toEqual([...words, 'after']);
      expect(seen.filter(row => row.startsWith('w056')).length).toBeLessThanOrEqual(2);
    }
  });

  test('a line without its end waits for the user as well, and takes no row twice', () => {
    const play = playAlpha();
    const rows = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(2, '0')}${'.'.repeat(38)}`);
    play.receive('Alpha', rows.slice(0, 10).join(''));
    expect(play.output()).toEqual(rows.slice(0, 8));
    play.receive('Alpha', `${rows.slice(10).join('')}\r\n`);
    expect([play.output(), play.status()]).toEqual([rows.slice(0, 8), expect.stringContaining('More 0001')]);
    play.press('Tab');
    expect(play.output()).toEqual(rows.slice(4));
  });

  test('a row, half a page, and the wheel let as much of what waits onto the screen', () => {
    const play = playAlpha();
    say(play, 1, 30);
    play.press('M-PageDown');
    expect(play.output().at(-1)).toBe('line 9');
    play.press('M-h');
    expect(play.output().at(-1)).toBe('line 13');
    play.type('\x1b[<65;3;3M');
    expect([play.output(), play.status()]).toEqual([numbered(9, 16), expect.stringContaining('More 0014')]);
  });

  test('a screen that became smaller while a world was in the background: its first unread row is on it', () => {
    const play = playAlpha({ worlds: { Alpha: {}, Beta: {} }, columns: 80, rows: 22 });
    play.enter('/worlds Beta');
    const texts = Array.from(
      { length: 100 },
      (_, i) => `B${i} ${'some text that is longer than a row '.repeat(2)}`,
    );
    play.receive('Alpha', `${texts.join('\r\n')}\r\n`);
    play.resize(40, 8);
    play.reload();
    play.press('M-w');
    expect(play.output()[0]).toMatch(/^B0 some/);
    const seen = new Set<string>();
    for (let page = 0; page < 50; page++, play.press('Tab'))
      for (const row of play.output()) seen.add(/^B\d+/.exec(row)?.[0] ?? '');
    expect(texts.filter(text => !seen.has(text.split(' ')[0] as string))).toEqual([]);
  });

  test('worlds in the background pause as well, each on its own', () => {
    const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
    play.enter('/worlds Beta');
    say(play, 1, 20);
    expect(play.status()).not.toContain('More');
    play.enter('/worlds Alpha');
    expect([play.output(), play.status()]).toEqual([numbered(1, 8), expect.stringContaining('More 0012')]);
  });

  test('switched off, everything goes by, also what was waiting', () => {
    const play = playAlpha();
    say(play, 1, 20);
    play.enter('/setup more_mode off');
    expect(play.status()).not.toContain('More');
    say(play, 21, 60);
    expect(play.output()).toEqual(numbered(53, 60));
  });

  test('a terminal that grows or shrinks in a pause shows more or less of the same, and the pause stays', () => {
    const play = playAlpha();
    say(play, 1, 30);
    play.resize(40, 8);
    expect([play.output(), play.status()]).toEqual([numbered(3, 8), expect.stringContaining('More 0022')]);
    play.resize(20, 14);
    expect([play.output(), play.status()]).toEqual([numbered(1, 8), expect.stringContaining('More 0022')]);
    play.press('Tab');
    expect(play.output()).toEqual(numbered(8, 19));
  });
});

describe('scrolling back', () => {
  function scrolled(keys: string): Play {
    const play = playAlpha({ settings: { more_mode: false } });
    say(play, 1, 30);
    play.press(keys);
    return play;
  }

  test('PageUp keeps one row of the old page, and says how many lines are below', () => {
    const play = scrolled('PageUp');
    expect([play.output(), play.status()]).toEqual([
      numbered(16, 23),
      expect.stringMatching(/^ Hist 0007 {2}● Alpha/),
    ]);
    play.press('PageDown');
    expect([play.output(), play.status()]).toEqual([numbered(23, 30), expect.not.stringContaining('Hist')]);
  });

  test('the start is the end of it', () => {
    const play = scrolled('PageUp PageUp PageUp PageUp PageUp PageUp');
    expect(play.output()[0]).toBe('line 1');
    expect(play.output()).toHaveLength(ROWS);
    play.press('PageDown PageDown PageDown PageDown PageDown PageDown');
    expect(play.output()).toEqual(numbered(23, 30));
  });

  test('the wheel moves three rows', () => {
    const play = scrolled('PageUp');
    play.type('\x1b[<64;3;3M');
    expect(play.output()).toEqual(numbered(13, 20));
    play.type('\x1b[<65;3;3M');
    expect(play.output()).toEqual(numbered(16, 23));
  });

  test('what is on screen stays there while lines arrive', () => {
    const play = scrolled('PageUp');
    say(play, 31, 500);
    expect([play.output(), play.status()]).toEqual([numbered(16, 23), expect.stringContaining('Hist 0477')]);
    play.reload();
    expect(play.output()).toEqual(numbered(16, 23));
    play.press('M-j');
    expect(play.output()).toEqual(numbered(493, 500));
  });

  test.each(['look', '/version', '//say'])('entering %s leaves the view where it is', line => {
    const play = scrolled('PageUp');
    const before = play.output();
    play.enter(line);
    play.receive('Alpha', 'the answer\r\n');
    // An answer of Clay's stands above the bar until the next key.
    play.type(' ');
    expect(play.output()).toEqual(before);
    play.press('M-j');
    expect(play.output().at(-1)).toBe('the answer');
  });

  test('Tab pages down, and completes when the end is reached', () => {
    const play = scrolled('PageUp PageUp');
    play.type('lin');
    play.press('Tab');
    expect(play.output()).toEqual(numbered(16, 23));
    play.press('Tab');
    expect([play.output(), play.terminal.editor.text]).toEqual([numbered(23, 30), 'lin']);
  });

  test.each([
    ['M-PageUp', '/scroll up', numbered(22, 29)],
    ['M-PageUp M-PageUp M-PageUp', '/scroll up 3', numbered(20, 27)],
    ['S-PageUp S-PageUp S-PageDown', '/scroll  up   1', numbered(22, 29)],
    ['M-H', '/scroll half up', numbered(19, 26)],
    ['C-PageUp C-PageUp', '/scroll half -2', numbered(15, 22)],
    ['PageUp PageUp', '/scroll page up 2', numbered(9, 16)],
    ['M-v', '/scroll page -1', numbered(16, 23)],
    ['M-<', '/scroll top', numbered(1, 8)],
  ])('%s does what %s does, and M-> what /scroll end does', (keys, line, rows) => {
    const pressed = scrolled(keys);
    const entered = scrolled('M-j');
    entered.enter(line);
    expect([pressed.output(), entered.output()]).toEqual([rows, rows]);
    pressed.press('M->');
    entered.enter('/scroll end');
    for (const play of [pressed, entered])
      expect([play.output(), play.status()]).toEqual([numbered(23, 30), expect.not.stringContaining('Hist')]);
  });

  test.each(['', 'sideways', 'up down', 'up 0', 'page 1.5', 'top 3'])(
    '/scroll %s says how it is meant',
    args => {
      const play = playAlpha({ columns: 100 });
      play.enter(`/scroll ${args}`);
      expect(play.output().at(-1)).toMatch(/^% Usage: \/scroll up\|down/);
    },
  );

  test('what would take long is not counted row by row', () => {
    const play = scrolled('M-j');
    play.enter('/scroll up 2001');
    expect(play.output().join(' ')).toContain('/scroll goes by 2000 rows at most');
  });

  test('/more goes on, shows all, or switches the pause', () => {
    const play = playAlpha();
    say(play, 1, 30);
    play.enter('/more');
    expect(play.output()).toEqual(numbered(8, 15));
    play.enter('/more all');
    expect(play.output()).toEqual(numbered(23, 30));
    play.enter('/more off');
    expect(play.state.settings.more_mode).toBe(false);
    play.enter('/more on');
    expect(play.state.settings.more_mode).toBe(true);
    play.enter('/more perhaps');
    expect(play.output().at(-1)).toBe('% Usage: /more [all|on|off].');
  });

  test('lines that come meanwhile wait, the bar says both, and paging on misses none of them', () => {
    const play = playAlpha();
    say(play, 1, 8);
    play.enter('go');
    say(play, 9, 16);
    play.press('PageUp');
    say(play, 17, 60);
    expect([play.output(), play.status()]).toEqual([
      [...numbered(3, 8), 'go', 'line 9'],
      expect.stringMatching(/^ More 0044 {2}Hist 0007 {2}● Alpha/),
    ]);
    play.press('Tab');
    expect([play.output(), play.status()]).toEqual([
      numbered(9, 16),
      expect.stringMatching(/^ More 0044 {2}● Alpha/),
    ]);
    play.press('Tab');
    expect(play.output()).toEqual(['-- unread '.padEnd(40, '-'), ...numbered(17, 23)]);
    play.press('Tab');
    expect(play.output()).toEqual(numbered(23, 30));
  });

  test('without more-mode, too', () => {
    const play = scrolled('PageUp');
    say(play, 31, 60);
    expect(play.status()).toContain('Hist 0037');
    play.press('Tab Tab');
    expect(play.output()).toEqual(['-- unread '.padEnd(40, '-'), ...numbered(31, 37)]);
    play.press('Tab');
    expect([play.output(), play.status()]).toEqual([numbered(37, 44), expect.stringContaining('Hist 0016')]);
    play.press('Tab Tab Tab');
    expect([play.output(), play.status()]).toEqual([numbered(53, 60), expect.not.stringContaining('Hist')]);
  });

  test('the place inside a long line is kept through F2, another width, and a reload; back again all is as it was', () => {
    const play = playAlpha({ settings: { more_mode: false }, columns: 80 });
    const words = Array.from({ length: 1000 }, (_, i) => `w${String(i).padStart(4, '0')}`).join(' ');
    play.receive('Alpha', `${words}\r\n`);
    say(play, 1, 10);
    play.press('PageUp PageUp PageUp');
    const before = play.output();
    const last = before.join(' ').match(/w\d+/g)!.at(-1) as string;
    const near = () => play.output().join(' ').match(/w\d+/g)!.at(-1) as string;
    const apart = () => Math.abs(Number(near().slice(1)) - Number(last.slice(1)));
    for (const change of [
      () => play.resize(40, 10),
      () => play.press('F2'),
      () => play.reload(),
      () => play.resize(31, 7),
    ]) {
      change();
      expect(apart()).toBeLessThan(12);
    }
    expect(play.status()).toContain('Hist 0011');
    play.press('F2');
    play.resize(80, 10);
    expect(play.output()).toEqual(before);
  });

  test('the top is no further down than what was read, also on a screen that has grown', () => {
    const play = playAlpha({ settings: { split_view: false } });
    say(play, 1, 8);
    play.enter('look');
    say(play, 9, 14);
    play.press('M-<');
    say(play, 15, 40);
    play.resize(40, 28);
    play.press('M-<');
    expect([play.output(), play.status()]).toEqual([
      numbered(1, 8),
      expect.stringMatching(/^ More 0026 {2}Hist 0007 {2}● Alpha/),
    ]);
  });

  test('on a screen of two rows neither the wheel nor a number passes over a row', () => {
    const play = playAlpha({ rows: 4 });
    say(play, 1, 40);
    play.press('Tab');
    play.type('\x1b[<65;3;3M');
    expect(play.output()).toEqual(['line 3', 'line 4']);
    play.enter('/scroll down 9');
    expect(play.output()).toEqual(['line 4', 'line 5']);
  });

  test('another width keeps the line, and the next key moves on from what is seen', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    for (let i = 1; i <= 20; i++) play.receive('Alpha', `${`${i} `.repeat(20).trim()}\n`);
    play.resize(10, 10);
    play.press('PageUp');
    play.resize(80, 10);
    const before = play.output();
    play.type('\x1b[<64;3;3M');
    expect(play.output()).not.toEqual(before);
    expect(play.output().slice(3)).toEqual(before.slice(0, -3));
  });

  test('in a pause the lines that wait are not scrolled to', () => {
    const play = playAlpha();
    say(play, 1, 20);
    play.press('Tab PageUp PageDown');
    expect([play.output(), play.status()]).toEqual([numbered(8, 15), expect.stringContaining('More 0005')]);
  });

  test('an empty log has nowhere to go', () => {
    const play = playAlpha();
    play.press('PageUp PageDown');
    expect([play.output(), play.status()]).toEqual([[], expect.not.stringContaining('Hist')]);
  });

  test('a million lines away is as near as ten', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    play.receive('Alpha', Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(''));
    const { first } = play.world('Alpha').scrollback;
    play.terminal.viewports.Alpha!.bottom = { line: first + 50_001, offset: 0 };
    play.press('PageUp');
    expect(play.output()).toEqual(numbered(49_986, 49_993));
  });
});

describe('a page that the server clears', () => {
  const CLEAR = '\x1b[2J\x1b[H';

  test('starts empty, and older lines are there to scroll to', () => {
    const play = playAlpha();
    say(play, 1, 4);
    play.receive('Alpha', CLEAR);
    expect(play.output()).toEqual([]);
    say(play, 5, 6);
    expect(play.output()).toEqual(numbered(5, 6));
    play.press('PageUp');
    expect(play.output()).toEqual(numbered(1, 6));
  });

  test('with a screenful above it, too', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    say(play, 1, 20);
    play.receive('Alpha', CLEAR);
    say(play, 21, 22);
    play.press('PageUp');
    expect(play.output()).toEqual(numbered(8, 15));
  });

  test('does not hide lines that still wait', () => {
    const play = playAlpha();
    say(play, 1, 20);
    play.receive('Alpha', CLEAR);
    say(play, 21, 22);
    expect(play.output()).toEqual(numbered(1, 8));
    play.press('Tab');
    expect(play.output()).toEqual(numbered(8, 15));
    play.press('Tab');
    expect(play.output()).toEqual(numbered(21, 22));
  });
});

describe('the mark of what is unread', () => {
  const MARK = '-- unread '.padEnd(40, '-');

  function away(): Play {
    const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
    say(play, 1, 4);
    play.enter('/worlds Beta');
    return play;
  }

  test('stands where one comes back to, takes one of the rows, and goes when all is read and something is entered', () => {
    const play = away();
    say(play, 5, 20);
    play.enter('/worlds Alpha');
    expect([play.output(), play.status()]).toEqual([
      [MARK, ...numbered(5, 11)],
      expect.stringContaining('More 0009'),
    ]);
    play.press('PageUp');
    expect(play.output()).toEqual([...numbered(1, 4), MARK, ...numbered(5, 7)]);
    play.press('M-j');
    play.reload();
    play.press('PageUp PageUp');
    expect(play.output()).toContain(MARK);
    play.press('M-j');
    play.enter('look');
    play.press('PageUp PageUp');
    expect(play.output()).not.toContain(MARK);
  });

  test('above a few lines the old ones stay', () => {
    const play = away();
    say(play, 5, 6);
    play.enter('/worlds Alpha');
    expect(play.output().slice(-7)).toEqual([...numbered(1, 4), MARK, ...numbered(5, 6)]);
  });

  test('there is none where nothing was read, nothing is unread, or nothing came while one looked back', () => {
    const play = away();
    play.enter('/worlds Alpha');
    expect(play.output()).not.toContain(MARK);
    say(play, 5, 8);
    play.enter('look');
    say(play, 9, 12);
    play.press('PageUp PageDown');
    say(play, 13, 16);
    expect(play.output()).toEqual(numbered(9, 16));
  });
});

describe('a screen that is split while one looks back', () => {
  /** 24 rows: 12 to read, a line, 5 of the newest. */
  function split(settings = {}): Play {
    const play = playAlpha({ columns: 80, rows: 22, settings: { more_mode: false, ...settings } });
    say(play, 1, 60);
    play.press('M-j PageUp');
    return play;
  }
  const LINE = '─'.repeat(80);

  test('has what is read above, the newest lines below, and says how many are new', () => {
    const play = split();
    expect(play.output()).toEqual([...numbered(28, 41), LINE, ...numbered(56, 60)]);
    expect(play.status()).toMatch(/^ Hist 0019 {2}● Alpha {2}SCROLL \(0 new\) /);
    say(play, 61, 70);
    play.receive('Alpha', 'half a line');
    expect(play.output()).toEqual([...numbered(28, 41), LINE, ...numbered(67, 70), 'half a line']);
    expect(play.status()).toMatch(/^ Hist 0029 {2}● Alpha {2}SCROLL \(10 new\) /);
    const before = play.screen();
    play.reload();
    expect(play.screen()).toEqual(before);
  });

  test('what is entered is answered below, and the place above stays', () => {
    const play = split({ more_mode: true });
    play.enter('look');
    play.receive('Alpha', 'You see a room.\r\n');
    expect(play.output()).toEqual([
      ...numbered(28, 41),
      LINE,
      ...numbered(58, 60),
      'look',
      'You see a room.',
    ]);
  });

  test('pages of the part above have one row in common, down to where it was left, and the screen is whole again', () => {
    const play = split();
    play.press('PageUp');
    expect(play.output().slice(0, 14)).toEqual(numbered(15, 28));
    play.press('Tab Tab Tab');
    expect([play.output(), play.status()]).toEqual([numbered(41, 60), expect.not.stringContaining('SCROLL')]);
  });

  test('near the end no row stands twice', () => {
    const play = split();
    play.press('M-j');
    play.type('\x1b[<64;3;3M');
    expect(play.output()).toEqual([...numbered(44, 57), LINE, ...numbered(58, 60)]);
  });

  test('can be switched off, at once', () => {
    const play = split();
    play.enter('/setup split_view off');
    expect(play.output()).toEqual([...numbered(22, 39), '% /setup split_view off', '% split_view = false']);
    play.type('x');
    expect(play.output()).toEqual(numbered(22, 41));
    expect(play.status()).toMatch(/^ Hist/);
    expect(play.status()).not.toContain('SCROLL');
  });

  test('is left alone where it would be too small', () => {
    const play = split();
    play.resize(80, 13);
    expect(play.output()).toEqual(numbered(31, 41));
  });
});

describe('state of the build before', () => {
  test('the row that was the last on screen is the last on screen, and the screen as whole as it was', () => {
    const play = playAlpha({ columns: 80, rows: 22, settings: { more_mode: false } });
    for (let i = 1; i <= 60; i++) play.receive('Alpha', `line ${i} ${'word '.repeat(40)}end\n`);
    const viewport = play.terminal.viewports.Alpha as Partial<Viewport>;
    viewport.anchor = { line: play.world('Alpha').scrollback.next - 20, row: 1 };
    for (const name of ['bottom', 'part', 'mark'] as const) delete viewport[name];
    play.reload();
    const rows = play.output();
    expect(rows).toHaveLength(20);
    expect([rows.at(-2)!.slice(0, 12), rows.at(-1)!.slice(0, 9)]).toEqual(['line 41 word', 'word word']);
    expect(play.status()).toContain('Hist 0020');
    play.press('PageUp PageDown');
    expect(play.output()).toEqual(rows);
    expect(play.terminal.viewports.Alpha).not.toHaveProperty('anchor');
  });

  test('lines that it let by in a world that was not on screen are unread', () => {
    const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
    play.enter('/worlds Beta');
    say(play, 1, 30);
    const viewport = play.terminal.viewports.Alpha as Partial<Viewport>;
    Object.assign(viewport, {
      shown: play.world('Alpha').scrollback.seen + 8,
      rows: 6,
      paused: true,
      anchor: null,
    });
    for (const name of ['bottom', 'part', 'mark'] as const) delete viewport[name];
    play.reload();
    play.press('M-w');
    expect(play.output()).toEqual(numbered(1, 8));
  });
});
