/** What commands say is seen at once, with the command, and long answers leave nothing in the game's log. */
import { type Play, type PlayOptions, playAlpha } from '../../support/play.ts';

function paused(options: PlayOptions = {}): Play {
  const play = playAlpha({ columns: 60, rows: 14, ...options });
  play.receive('Alpha', Array.from({ length: 60 }, (_, i) => `line ${i}\n`).join(''));
  expect(play.status()).toContain('More');
  return play;
}

const texts = (play: Play) => play.world('Alpha').scrollback.open.map(({ text }) => text);

describe('a short answer', () => {
  test('stands below its command, in the log', () => {
    const play = playAlpha({ columns: 60 });
    play.enter('/hepl');
    play.enter('/setup more_mode');
    expect(play.output().filter(row => row.startsWith('% /'))).toEqual(['% /hepl', '% /setup more_mode']);
    expect(play.output()[1]).toContain('There is no command /hepl.');
  });

  test('is above the bar while paused, until the next key, and in the log at its place', () => {
    const play = paused();
    const before = play.output();
    play.enter('/worlds nobody');
    const rows = play.output();
    expect(rows.slice(0, -3)).toEqual(before.slice(0, -3));
    expect(rows.at(-3)).toBe('% /worlds nobody');
    expect(rows.at(-2)).toContain('% There is no world "nobody".');
    play.reload();
    expect(play.output()).toEqual(rows);
    play.receive('Alpha', 'more\n');
    expect(play.output()).toEqual(rows);
    play.type('x');
    expect(play.output()).toEqual(before);
    expect(texts(play).slice(-3)).toEqual([
      '% /worlds nobody',
      expect.stringContaining('There is no world'),
      'more',
    ]);
    play.press('Esc j');
    expect(play.output()).toContain('% /worlds nobody');
  });

  test('is above the bar while scrolled back, and is not there twice at the end', () => {
    const play = playAlpha({ columns: 60, rows: 14, settings: { split_view: false, more_mode: false } });
    play.receive('Alpha', Array.from({ length: 60 }, (_, i) => `line ${i}\n`).join(''));
    play.press('PageUp PageUp');
    play.enter('/nonsense');
    expect(play.output().some(row => row.includes('There is no command /nonsense'))).toBe(true);
    play.press('Esc j');
    expect(play.output().filter(row => row === '% /nonsense')).toHaveLength(1);
  });

  test('what happens by itself is above the bar, too; another world has nothing of it', () => {
    const play = paused({ worlds: { Alpha: {}, Beta: {} } });
    play.close('Alpha');
    expect(play.output().at(-1)).toContain('closed the connection');
    play.enter('/worlds Beta');
    expect(play.output().join()).not.toContain('closed the connection');
  });

  test('takes half of the output at most, the newest of it', () => {
    const play = paused({ rows: 8, settings: { wrap_indent: 0 } });
    for (let i = 0; i < 9; i++) play.dispatch({ type: 'notice', text: `notice ${i}` });
    expect(play.output().slice(0, 3)).toEqual(['line 0', 'line 1', 'line 2']);
    expect(play.output().slice(3)).toEqual(['% notice 6', '% notice 7', '% notice 8']);
  });

  test('without echo the command is not shown', () => {
    const play = playAlpha({ columns: 60, settings: { echo: false } });
    play.enter('/setup more_mode');
    expect(play.output()[0]).toMatch(/^% more_mode = true/);
  });

  test('no secret is shown with the command', () => {
    const play = playAlpha({ columns: 100, worlds: { Alpha: {}, 'Two Words': {} } });
    play.enter('/setup worlds.Alpha.password hunter2');
    play.enter('/setup worlds."Two Words".password hunter2');
    play.enter('/setup worlds.Alpha.proxy socks5://me:hunter2@localhost');
    expect(JSON.stringify(play.world('Alpha').scrollback.open)).not.toContain(
      '/setup worlds.Alpha.password hunter2',
    );
    expect(texts(play).filter(text => text.startsWith('% /setup'))).toEqual([
      '% /setup worlds.Alpha.password ******',
      '% /setup worlds."Two Words".password ******',
      '% /setup worlds.Alpha.proxy ******',
    ]);
  });
});

describe('a long answer', () => {
  test('is read in a box, whatever waits, and Esc leaves nothing of it', () => {
    const play = paused();
    const [before, log] = [play.output(), texts(play)];
    play.enter('/help');
    expect(play.screen().join('\n')).toContain('─ /help ─');
    play.reload();
    play.receive('Alpha', 'more\n');
    expect(play.screen().join('\n')).toContain('─ /help ─');
    play.press('Esc');
    play.advance(60);
    expect(play.output()).toEqual(before);
    expect(texts(play)).toEqual([...log, 'more']);
  });

  test('of recalled lines has their colours', () => {
    const play = paused();
    play.receive('Alpha', Array.from({ length: 20 }, (_, i) => `\x1b[31mred ${i}\n`).join(''));
    play.enter('/recall red');
    const red = play
      .frame()
      .rows.flat()
      .find(({ text }) => text.startsWith('red 1'));
    expect(red?.style).toBe('31');
    expect(texts(play)).not.toContain('% End of recall.');
  });

  test('of a handful of lines is none, however narrow the screen is', () => {
    const play = playAlpha({ columns: 20, rows: 6 });
    play.enter('/worlds a world that nobody has ever heard of');
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('that comes late takes no keys from somebody who types', () => {
    const play = playAlpha({ columns: 60, rows: 14, settings: { more_mode: false } });
    play.receive('Alpha', Array.from({ length: 9000 }, (_, i) => `line ${i}\n`).join(''));
    play.enter('/recall line 12');
    play.type('look');
    play.advance(100);
    expect(play.terminal.dialogs).toEqual([]);
    expect(play.output().at(-1)).toBe('% End of recall.');
  });
});

test('what has failed has a sign of its own, and the game cannot make it', () => {
  const play = playAlpha({ columns: 60 });
  play.enter('/nonsense');
  play.enter('/version');
  play.receive('Alpha', '\x1b[7;31m%\x1b[0;31m There is no command\x1b[m\n');
  const signs = play.frame().rows.flatMap(([first]) => (first?.text === '%' ? [first.style] : []));
  expect(signs).toEqual(['sign', 'faultSign', 'sign', 'sign', '']);
});
