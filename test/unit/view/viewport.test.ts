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
    expect(play.status()).toMatch(/^ More 0001 {2}Alpha/);
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
    expect([play.output(), play.status()]).toEqual([numbered(9, 16), expect.stringContaining('More 0004')]);
    play.press('PageDown');
    expect([play.output(), play.status()]).toEqual([numbered(13, 20), expect.not.stringContaining('More')]);
    say(play, 21, 24);
    expect(play.output()).toEqual(numbered(17, 24));
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

  test('rows count, not lines: a line that does not fit waits as a whole', () => {
    const play = playAlpha();
    const long = 'x'.repeat(90);
    play.receive('Alpha', `${long}\n${long}\n${long}\n`);
    expect(play.status()).toContain('More 0001');
    expect(play.output()).toHaveLength(6);
    play.press('Tab');
    expect(play.status()).not.toContain('More');
  });

  test('a line taller than the screen is let through all the same, and its end is shown', () => {
    const play = playAlpha();
    say(play, 1, 2);
    play.receive('Alpha', `${'y'.repeat(400)}end\r\n`);
    expect(play.status()).toContain('More 0001');
    play.press('Tab');
    expect(play.output().at(-1)).toBe('end');
    expect(play.output()).toHaveLength(ROWS);
    play.press('PageUp');
    expect(play.output()).toEqual(['line 1', 'line 2', ...Array(6).fill('y'.repeat(40))]);
    say(play, 3, 3);
    play.press('M-j');
    expect(play.output().at(-1)).toBe('line 3');
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
    play.resize(40, 10);
    expect([play.output(), play.status()]).toEqual([numbered(3, 8), expect.stringContaining('More 0022')]);
    play.resize(20, 16);
    expect([play.output(), play.status()]).toEqual([numbered(1, 8), expect.stringContaining('More 0022')]);
    play.press('Tab');
    expect(play.output()).toEqual(numbered(9, 20));
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
      expect.stringMatching(/^ Hist 0007 {2}Alpha/),
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

  test('entering a line goes back to the end', () => {
    const play = scrolled('PageUp');
    play.enter('look');
    expect(play.output()).toEqual([...numbered(24, 30), 'look']);
  });

  test('another width keeps the line, and the next key moves on from what is seen', () => {
    const play = playAlpha({ settings: { more_mode: false } });
    for (let i = 1; i <= 20; i++) play.receive('Alpha', `${`${i} `.repeat(20).trim()}\n`);
    play.resize(10, 12);
    play.press('PageUp');
    play.resize(80, 12);
    const before = play.output();
    play.type('\x1b[<64;3;3M');
    expect(play.output()).not.toEqual(before);
    expect(play.output().slice(3)).toEqual(before.slice(0, -3));
  });

  test('in a pause the lines that wait are not scrolled to', () => {
    const play = playAlpha();
    say(play, 1, 20);
    play.press('Tab PageUp PageDown');
    expect([play.output(), play.status()]).toEqual([numbered(9, 16), expect.stringContaining('More 0004')]);
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
    play.terminal.viewports.Alpha!.anchor = { line: first + 50_000, row: 0 };
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
    expect(play.output()).toEqual(numbered(9, 16));
    play.press('Tab');
    expect(play.output()).toEqual(numbered(21, 22));
  });
});
