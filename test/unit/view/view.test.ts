import { createPlay, playAlpha } from '../../support/play.ts';

test('output stands at the bottom of its area, above the status bar and the input', () => {
  const play = playAlpha({ rows: 6, columns: 20 });
  play.receive('Alpha', 'one\ntwo\n');
  play.type('look');
  expect(play.screen()).toEqual(['', '', 'one', 'two', ' ● Alpha      12:00', 'look']);
  expect(play.frame().cursor).toEqual({ column: 4, row: 5 });
});

test('every row of the screen has an entry, however small the screen is', () => {
  const play = playAlpha({ rows: 10 });
  play.receive('Alpha', 'The wind blows.\nName: ');
  play.advance(300);
  for (const [columns, rows] of [
    [10, 4],
    [11, 5],
    [200, 60],
    [10, 60],
  ] as const) {
    play.resize(columns, rows);
    const { cursor, rows: drawn } = play.frame();
    expect(drawn).toHaveLength(rows);
    expect(cursor!.row).toBeLessThan(rows);
    expect(cursor!.column).toBeLessThan(columns);
  }
});

test('a line is drawn with its colours and its link, cut where it wraps', () => {
  const play = playAlpha({ columns: 10 });
  play.receive('Alpha', '\x1b[1;32mgreen\x1b[0m \x1b]8;;http://x/\x1b\\a link here\x1b]8;;\x1b\\\n');
  const rows = play
    .frame()
    .rows.filter(row => row.length > 0)
    .slice(0, 2);
  expect(rows).toEqual([
    [
      { text: 'green', style: '1;32' },
      { text: ' ', style: '' },
      { text: 'a ', style: '', link: 'http://x/' },
    ],
    [{ text: 'link here', style: '', link: 'http://x/' }],
  ]);
});

test('text without a line end wraps and scrolls like any other', () => {
  const play = playAlpha({ columns: 10, rows: 4, settings: { more_mode: false } });
  play.receive('Alpha', 'one\ntwo\nthree\nfour and on and on');
  expect(play.output()).toEqual(['four and', 'on and on']);
});

test('F2 puts time and origin before each line, and remembers it', () => {
  const play = playAlpha({ columns: 30 });
  play.receive('Alpha', 'a line of the game that is too long\n');
  play.enter('/version');
  play.press('F2');
  expect(play.output().slice(0, 3)).toEqual([
    '12:00 < a line of the game',
    '        that is too long',
    '12:00   % /version',
  ]);
  expect(play.asked).toEqual([
    { type: 'save settings', edits: [{ id: 1, path: ['show_tags'], value: true }] },
  ]);
  play.resize(60, 10);
  expect(play.output()[0]).toBe('01-15 12:00:00 < a line of the game that is too long');
  play.resize(30, 10);
  play.press('F2');
  expect(play.output()[0]).toBe('a line of the game that is too');
});

test('without a world, what Clay has to say is on screen', () => {
  const play = createPlay({ columns: 80 });
  expect(play.output()).toEqual([
    '% Clay 1.2.3. F1 or /help lists the commands, /worlds the worlds; /quit leaves.',
  ]);
  expect(play.status()).toMatch(/^ Clay .* 12:00$/);
});

describe('status bar', () => {
  test('says how the world is', () => {
    const play = createPlay({ worlds: { Alpha: { reconnect: 9 } } });
    play.enter('/worlds -b Alpha');
    expect(play.status()).toMatch(/^ Clay {2}\(Activity: 1\)/);
    play.enter('/worlds Alpha');
    expect(play.status()).toMatch(/^ ○ Alpha \(connecting\) /);
    play.connect('Alpha');
    expect(play.status()).toMatch(/^ ● Alpha {3}/);
    play.close('Alpha');
    expect(play.status()).toMatch(/^ ○ Alpha \(waiting\) 9 s /);
    play.enter('/dc');
    expect(play.status()).toMatch(/^ ○ Alpha \(disconnected\) /);
  });

  test('counts thousands when they are many', () => {
    const play = playAlpha();
    play.receive('Alpha', 'x\n'.repeat(12_345));
    play.advance(0);
    expect(play.status()).toMatch(/^ More 12k {2}● Alpha/);
  });

  test('is exactly as wide as the screen, whatever the name', () => {
    const name = '世界👍🏽 with a very long name indeed';
    const play = createPlay({ worlds: { [name]: {} }, columns: 40 });
    play.enter(`/worlds ${name}`);
    play.connect(name);
    expect(play.status()).toMatch(/^ 世界.* 12:00$/);
    for (const columns of [10, 13, 14, 15, 16, 39]) {
      play.resize(columns, 10);
      expect(play.status()).toMatch(/ 12:00$/);
    }
  });

  test('shows the time as it passes', () => {
    const play = playAlpha();
    play.advance(60_000);
    expect(play.status()).toMatch(/ 12:01$/);
  });
});

test.each([
  [50, ' Discworld-of-the-many-guilds (connecting)  12:00'],
  [44, ' ○ Discworld-of-the-many-guilds (connecting)'],
  [40, ' Discworld-of-the-many-gui… (connecting)'],
  [20, ' Discw… (connecting)'],
  [10, ' D… (conne'],
])(
  'a bar of %i columns gives up the clock for the state of the world, then cuts the name',
  (columns, bar) => {
    const name = 'Discworld-of-the-many-guilds';
    const play = createPlay({ worlds: { [name]: {} }, columns, rows: 8 });
    play.enter(`/worlds ${name}`);
    expect(play.screen()[6]).toBe(bar);
  },
);

test('a long name of a world that is well is cut before the clock is', () => {
  const name = 'Discworld-of-the-many-guilds';
  const play = createPlay({ worlds: { [name]: {} }, columns: 30, rows: 8 });
  play.enter(`/worlds ${name}`);
  play.connect(name);
  expect(play.screen()[6]).toBe(' Discworld-of-the-many… 12:00');
});
