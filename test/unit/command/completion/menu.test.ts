/** The menu that a `/` opens, and the list that Tab shows: what is on screen, what the keys do, that nothing is chosen unseen. */
import { commands } from '../../../../client/command/commands.ts';
import { textWidth } from '../../../../client/text/width.ts';
import { screenArea } from '../../../../client/view/layout.ts';
import { createPlay, type Play, type PlayOptions, playAlpha } from '../../../support/play.ts';

const large = { columns: 80, rows: 24 } as const;

/** A play after so many lines of a game, not paused. */
function playing(options: PlayOptions = large): Play {
  const play = playAlpha({ ...options, settings: { more_mode: false, ...options.settings } });
  play.receive('Alpha', Array.from({ length: 30 }, (_, n) => `line ${n}\r\n`).join(''));
  return play;
}

/** The rows above the status bar that are no lines of the game. */
function menu(play: Play): string[] {
  return play
    .output()
    .filter(row => !/^(line|told) \d/.test(row))
    .map(row => row.trimEnd());
}

/** The commands that begin so, in order. */
const startingWith = (start: string) =>
  commands
    .map(command => `/${command.names[0]}`)
    .filter(name => name.startsWith(start))
    .sort();
const RE = startingWith('/re');

const input = (play: Play) => play.terminal.editor.text;
const names = (play: Play) => menu(play).map(row => row.trim().split(' ')[0]);

describe('the menu', () => {
  test('opens at a / with a sentence each, narrows with each letter, and vanishes with Enter', () => {
    const play = playing();
    const before = play.screen();
    play.type('/');
    expect(names(play)).toEqual(startingWith('/').slice(0, 10));
    expect(menu(play)[1]).toMatch(/^ \/addworld +add a world to settings\.toml, or change where it is$/);
    expect(menu(play).at(-1)).toMatch(new RegExp(` ${commands.length}$`));
    play.type('re');
    expect(names(play)).toEqual(RE);
    play.type('l');
    expect(names(play)).toEqual(['/reload']);
    play.type('q');
    expect(menu(play)).toEqual([]);
    play.press('Backspace');
    expect(names(play)).toEqual(['/reload']);
    play.press('C-u');
    expect(play.screen()).toEqual(before);
    play.type('/log on\r');
    expect(menu(play)).toEqual(['% /log on', expect.stringContaining('% Alpha: logging is on')]);
  });

  test('what does not begin so is found by what is in it', () => {
    const play = playing();
    play.type('/orld');
    expect(names(play)).toEqual(['/addworld', '/unworld', '/worlds']);
    play.press('C-u');
    play.type('/dc');
    expect(names(play)).toEqual(['/disconnect']);
    play.press('Tab');
    expect(input(play)).toBe('/disconnect ');
  });

  test('the game goes on above it, and its rows come back', () => {
    const play = playing();
    play.type('/re');
    const told = ['', ...RE].map((_, at) => `told ${at}`);
    play.receive('Alpha', told.map(line => `${line}\r\n`).join(''));
    expect(names(play)).toEqual(RE);
    expect(play.output().at(-1 - RE.length)).toBe('told 0');
    play.press('Esc');
    play.advance(100);
    expect(play.output().slice(-told.length)).toEqual(told);
  });

  test('Up is still the history, and a line of the history opens none', () => {
    const play = playing();
    play.enter('/version');
    play.enter('look');
    play.type('/');
    play.press('Up Up');
    expect([input(play), play.terminal.choices]).toEqual(['/version', null]);
    play.press('Down Down');
    expect(input(play)).toBe('/');
    expect(names(play)[0]).toBe(startingWith('/')[0]);
  });

  test('Esc closes it until another command is begun', () => {
    const play = playing();
    play.type('/r');
    play.press('Esc');
    play.advance(100);
    play.type('e');
    expect([menu(play), input(play)]).toEqual([[], '/re']);
    play.press('Backspace Backspace Backspace');
    play.type('/re');
    expect(names(play)).toEqual(RE);
  });

  test.each([
    ['// at the start', (play: Play) => play.type('//')],
    ['words', (play: Play) => play.type('say /')],
    ['a / that was pasted', (play: Play) => play.type('\x1b[200~/re\x1b[201~')],
    ['a / in front of which there is more', (play: Play) => play.type('/re\x01')],
    ['an argument', (play: Play) => play.type('/recall ')],
  ])('there is none for %s', (_, typed) => {
    const play = playing();
    typed(play);
    expect([menu(play), play.terminal.choices]).toEqual([[], null]);
  });

  test.each([
    ['thrown away', ['C-g']],
    ['deleted', ['C-u']],
  ])('there is one behind a line of the history that was %s', (_, keys) => {
    const play = playing();
    play.enter('/version');
    play.press('Up');
    expect([input(play), play.terminal.choices]).toEqual(['/version', null]);
    for (const key of keys) play.press(key);
    play.type('/re');
    expect(names(play)).toEqual(RE);
  });

  test('nor while what is typed is hidden, but for a command begun by Esc /', () => {
    const play = playing();
    play.receive('Alpha', Buffer.from([255, 251, 1]));
    play.type('/re');
    expect(play.terminal.choices).toBeNull();
    play.press('Tab');
    expect([input(play), play.terminal.choices]).toEqual(['/re', null]);
    play.press('Esc /');
    play.type('re');
    expect(names(play)).toEqual(RE);
  });

  test('command_menu = false turns it off; Tab shows the list all the same', () => {
    const play = playing({ ...large, settings: { command_menu: false } });
    play.type('/re');
    expect(menu(play)).toEqual([]);
    play.press('Tab');
    expect([names(play), input(play)]).toEqual([RE, '/re']);
    play.press('Tab');
    expect(input(play)).toBe('/recall ');
  });

  test.each([
    [40, 10, 4],
    [40, 6, 2],
    [20, 5, 1],
    [15, 4, 1],
  ])(
    'on a screen of %i x %i it takes %i rows, and no row is wider than the screen',
    (columns, rows, count) => {
      const play = playing({ columns, rows });
      play.type('/');
      const frame = play.frame();
      expect(frame.rows).toHaveLength(rows);
      const shown = frame.rows.filter(row => row.some(({ style }) => style === 'barStrong'));
      expect(shown.filter(row => /\//.test(row[0]?.text ?? ''))).toHaveLength(count);
      for (const row of shown) expect(row.map(({ text }) => text).join('')).toHaveLength(columns);
      play.press('Tab Tab Tab');
      expect(play.screen().join('\n')).toContain(
        (startingWith('/')[2] as string).slice(0, Math.min(10, columns - 4)),
      );
      expect(play.status()).toMatch(/\d\d:\d\d$/);
    },
  );

  test('whatever the size of the screen, the frame is as large, with a name of any width', () => {
    const worlds = { Alpha: {}, '世界 der 世界': {}, 'e\u0301🙂 und so weiter, ganz lang': {} };
    for (const columns of [1, 2, 3, 5, 9, 17, 33])
      for (const rows of [1, 2, 3, 4, 7]) {
        const play = createPlay({ worlds, columns, rows });
        for (const keys of ['/', '\t', '\x15/worlds \t', '\t', '\t', '\x15/addworld \t']) {
          play.type(keys);
          const frame = play.frame();
          const above = frame.rows.slice(0, screenArea(play.state, play.terminal).rows);
          const widths = above.map(row => textWidth(row.map(({ text }) => text).join('')));
          const fits = widths.every(width => width <= columns);
          expect([keys, columns, rows, frame.rows.length >= rows, fits]).toEqual([
            keys,
            columns,
            rows,
            true,
            true,
          ]);
        }
      }
  });

  test('a dialog lies over it, and gives it back', () => {
    const play = playing();
    play.type('/re');
    const before = play.screen();
    play.press('F4');
    expect(menu(play)).toEqual([]);
    play.press('Esc');
    play.advance(100);
    expect(play.screen()).toEqual(before);
  });
});

describe('Tab', () => {
  test('goes from one to the next in what is shown, and around; what stands in the input is what Enter takes', () => {
    const play = playing();
    const seen = ['/re'];
    play.type('/re');
    for (const key of ['Tab', 'Tab', 'Tab', 'S-Tab', 'Up', 'Down', 'Down']) {
      play.press(key);
      seen.push(input(play));
    }
    const chosen = [0, 1, 2, 1, 0, 1, 2].map(n => `${RE[n % RE.length]} `);
    expect(seen).toEqual(['/re', ...chosen]);
    play.type('\x15/relo\t\r');
    expect(play.asked).toEqual([{ type: 'reload', force: false }]);
  });

  test('Esc brings back what was typed; a letter goes on behind what stands there', () => {
    const play = playing();
    play.type('/re\t\t');
    play.press('Esc');
    play.advance(100);
    expect([input(play), menu(play)]).toEqual(['/re', []]);
    play.type('\t\t\t--');
    expect([input(play), play.terminal.choices]).toEqual([`${RE[1]} --`, null]);
  });

  test('the chosen one is cut out of the bar, and stays in sight', () => {
    const play = playing({ columns: 40, rows: 10 });
    play.type('/');
    for (let n = 0; n < commands.length; n++) {
      play.press('Tab');
      const chosen = play.frame().rows.filter(row => row[0]?.style === 'strong');
      expect(chosen.map(row => row[0]?.text.trim())).toEqual([input(play).trim()]);
      expect(play.screen().join('\n')).toContain(` ${n + 1}/${commands.length}`);
    }
  });

  test('all of it is as it was after a reload', () => {
    const play = playing();
    for (const keys of ['/', 're', '\t', '\t', '\x15/worlds ', '\t']) {
      play.type(keys);
      const before = play.frame();
      play.reload();
      expect(play.frame()).toEqual(before);
    }
  });

  test('a world that is switched to has a line of its own, without the list', () => {
    const play = createPlay({ ...large, worlds: { Alpha: {}, Beta: {} } });
    play.enter('/worlds Beta');
    play.enter('/worlds Alpha');
    play.type('/re\t');
    play.press('C-Up');
    expect([input(play), play.terminal.choices]).toEqual(['', null]);
    play.press('C-Up');
    expect(input(play)).toBe('/recall ');
  });

  test('while paused it shows the next screenful, but goes on in a list that one is in', () => {
    const play = playAlpha({ columns: 80, rows: 12 });
    play.type('/re\t');
    play.receive('Alpha', Array.from({ length: 40 }, (_, n) => `line ${n}\r\n`).join(''));
    play.press('Tab');
    expect([input(play), play.terminal.viewports.Alpha?.paused]).toEqual([`${RE[1]} `, true]);
  });
});

describe('what fits', () => {
  const worlds = Object.fromEntries(
    [
      'Alpha',
      'Alphorn',
      'My World',
      'My Weird Place',
      ...Array.from({ length: 30 }, (_, n) => `World${n}`),
    ].map(name => [name, {}]),
  );

  /** What Tab makes of the text, and what it shows then. */
  function tab(text: string, options: PlayOptions = {}): { text: string; shown: string[]; note: string } {
    const play = createPlay({ ...large, worlds, ...options });
    play.type(`${text}\t`);
    const { choices } = play.terminal;
    const shown = choices?.items.map(({ label }) => label) ?? [];
    return { text: input(play), shown, note: choices?.note?.label ?? '' };
  }

  test.each([
    ['/worlds World1', '/worlds World1', ['World1', ...Array.from({ length: 10 }, (_, n) => `World1${n}`)]],
    ['/worlds alp', '/worlds Alph', ['Alpha', 'Alphorn']],
    ['/worlds alpha', '/worlds Alpha', []],
    ['/worlds my', '/worlds "My W', ['My World', 'My Weird Place']],
    ['/worlds My Wo', '/worlds "My World"', []],
    ['/worlds -', '/worlds -', ['-l', '-b', '-e', '-a']],
    ['/worlds -l alpho', '/worlds -l Alphorn', []],
    ['/wor Alpho', '/wor Alphorn', []],
    ['/send -w alpho', '/send -w Alphorn', []],
    ['/connections ', '/connections ', ['take', 'close']],
    ['/connections take alpho', '/connections take Alphorn', []],
    ['/log ', '/log ', ['on', 'off', 'text', 'ansi', 'html']],
    ['/reload -', '/reload --force ', []],
    ['/settings r', '/settings reload', []],
  ])('%s', (typed, text, shown) => {
    expect(tab(typed)).toMatchObject({ text, shown });
  });

  test.each([
    ['/setup mo', '/setup mo', ['more_mode', 'mouse']],
    ['/setup more', '/setup more_mode ', []],
    ['/setup tls', '/setup tls', ['tls_proxy', 'tls_proxy_keep', 'tls_proxy_buffer', 'tlsproxy_transport']],
    ['/setup more_mode ', '/setup more_mode o', ['on', 'off']],
    ['/setup theme l', '/setup theme light', []],
    ['/setup input_height ', '/setup input_height 3', []],
    ['/setup web.por', '/setup web.port ', []],
    ['/setup wor', '/setup world', ['world_column', 'world_switching', 'worlds.']],
    ['/setup worlds.al', '/setup worlds.Alph', ['Alpha', 'Alphorn']],
    ['/setup worlds.alpho', '/setup worlds.Alphorn.', []],
    ['/setup worlds.Alphorn.enc', '/setup worlds.Alphorn.encoding ', []],
    ['/setup worlds."My Wo', '/setup worlds."My World".', []],
    ['/setup worlds.My W', '/setup worlds."My W', ['My World', 'My Weird Place']],
    ['/setup worlds.My World.enc', '/setup worlds.My World.encoding ', []],
    ['/setup worlds."My World".auto_login p', '/setup worlds."My World".auto_login prompt', []],
  ])('%s', (typed, text, shown) => {
    const { text: now, shown: all } = tab(typed);
    expect([now, all.sort()]).toEqual([text, [...shown].sort()]);
  });

  test('a setting of a world that is typed without it is one of the world on screen', () => {
    const play = playing({ ...large, worlds: { Alpha: {} } });
    play.type('/setup encod\t');
    expect(input(play)).toBe('/setup worlds.Alpha.encoding ');
  });

  test.each([
    ['/setup theme ', '/setup theme ', ['dark', 'default', 'light']],
    ['/setup theme de', '/setup theme default', []],
    ['/setup more_mode ', '/setup more_mode ', ['default', 'off', 'on']],
    ['/setup input_height ', '/setup input_height ', ['5', 'default']],
    ['/setup input_height d', '/setup input_height default', []],
    ['/setup input_height a', '/setup input_height a', []],
    ['/setup mouse d', '/setup mouse d', []],
    ['/setup keys.search ', '/setup keys.search ', ['C-f', 'default']],
  ])('what is not as by default may be so again: %s', (typed, text, shown) => {
    const settings = {
      theme: 'light',
      more_mode: false,
      input_height: 5,
      keys: { search: ['C-f'] },
    } as const;
    const { text: now, shown: all } = tab(typed, { settings });
    expect([now, all.sort()]).toEqual([text, [...shown].sort()]);
  });

  test('a password that is set is not shown', () => {
    const secret = { Alpha: { password: 'geheim', proxy: 'socks5://me:geheim@127.0.0.1:1' } };
    for (const key of ['password', 'proxy'])
      expect(tab(`/setup worlds.Alpha.${key} `, { worlds: secret })).toMatchObject({
        text: `/setup worlds.Alpha.${key} `,
        shown: [],
      });
  });

  test.each([
    ['/help rec', '/help rec', ['recall', 'reconnect']],
    ['/help /rec', '/help /recall', []],
    ['/help more', '/help more', ['more', 'more_mode']],
    ['/help scrollb', '/help scrollback', []],
  ])('%s', (typed, text, shown) => {
    expect(tab(typed)).toMatchObject({ text, shown });
  });

  test.each([
    ['/version ', '/version'],
    ['/addworld ', '/addworld [-x] name host port'],
    ['/worlds xyzzy', '/worlds [-l] [-b] [-e] [-a] [name]'],
    ['/reload ', '/reload [--force]'],
    ['/setup worlds.Alpha.user ', 'worlds.Alpha.user'],
  ])('%s: nothing, and so how it is used is shown', (typed, note) => {
    expect(tab(typed)).toEqual({ text: typed, shown: [], note });
    const play = createPlay({ ...large, worlds });
    play.type(`${typed}\t`);
    expect(play.output().at(-1)).toContain(note);
  });

  test('a word of the screen is none where something else is meant', () => {
    const play = playing();
    play.receive('Alpha', 'the message was sent by tlsproxy\r\n');
    for (const typed of ['/help sen', '/setup tlspr']) {
      play.type(`\x15${typed}\t`);
      expect(input(play)).not.toMatch(/sent|tlsproxy$/);
    }
    play.type('\x15/send tlsp\t');
    expect(input(play)).toBe('/send tlsproxy');
  });

  test('words stand side by side', () => {
    const play = playing();
    play.receive('Alpha', 'told 1 drake dragon dragonfly\r\n');
    play.type('dra\t');
    expect(menu(play)).toEqual([' dragonfly  dragon  drake']);
    play.press('Tab');
    expect(input(play)).toBe('dragonfly');
  });

  test('of very many worlds some are listed, and all are counted', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`World${n}`, {}]));
    const play = createPlay({ ...large, worlds: many });
    play.type('/worlds \t');
    expect([input(play), play.terminal.choices?.items.length]).toEqual(['/worlds World', 200]);
    expect(menu(play).at(-1)).toMatch(/ 20000$/);
  });
});
