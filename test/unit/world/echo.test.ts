/** What the user sends, in the output: behind its prompt, in a quiet style, and never a secret. */
import type { Settings } from '../../../client/state/settings.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const GA = Buffer.of(255, 249);
const ECHO_ON = Buffer.of(255, 251, 1);
const ECHO_OFF = Buffer.of(255, 252, 1);

function playing(settings: Partial<Settings> = {}, alpha = {}): Play {
  return playAlpha({ worlds: { Alpha: { log: true, ...alpha } }, columns: 60, rows: 20, settings });
}

function say(play: Play, ...parts: (string | Buffer)[]): void {
  play.receive('Alpha', Buffer.concat(parts.map(part => Buffer.from(part as string))));
}

function wait(play: Play, ...parts: (string | Buffer)[]): void {
  say(play, ...parts);
  play.advance(600);
}

function log(play: Play): string[] {
  play.advance(1000);
  return Object.values(play.disk.logs).join('').split('\n').slice(0, -1);
}

/** Without Clay's own lines. */
const shown = (play: Play) => play.output().filter(row => !row.startsWith('%'));
const rowOf = (play: Play, text: string) =>
  play.frame().rows.find(row => row.map(span => span.text).join('') === text);

test('stands in a quiet colour behind its prompt, which keeps its colours, with GA and without', () => {
  for (const mark of [GA, '']) {
    const play = playing();
    wait(play, '\x1b[32mHP>\x1b[0m ', mark);
    play.enter('look');
    expect(rowOf(play, 'HP> look')).toEqual([
      { text: 'HP>', style: '32' },
      { text: ' ', style: '' },
      { text: 'look', style: 'sent' },
    ]);
    play.reload();
    expect(rowOf(play, 'HP> look')).toHaveLength(3);
  }
});

test('shares a row with a prompt that repeats; the log has that once', () => {
  for (const mark of [GA, '']) {
    const play = playing();
    for (const word of ['one', 'two', 'three']) {
      wait(play, 'HP> ', mark);
      play.enter(word);
      wait(play, `You say ${word}.\r\n`);
    }
    const rows = ['one', 'two', 'three'].flatMap(word => [`HP> ${word}`, `You say ${word}.`]);
    expect(shown(play)).toEqual(rows);
    expect(log(play)).toEqual(['HP> ', 'You say one.', 'You say two.', 'You say three.']);
  }
});

test('quick answers wait until it is known whether the text is a prompt', () => {
  const play = playing();
  say(play, 'Name: ');
  play.enter('bob');
  play.enter('x');
  play.reload();
  play.advance(600);
  expect(shown(play)).toEqual(['Name: bob', 'x']);
  say(play, 'You stand in an op');
  play.enter('north');
  say(play, 'en field.\r\n');
  expect(shown(play)).toEqual(['Name: bob', 'x', 'north', 'You stand in an open field.']);
  say(play, 'bye: ');
  play.enter('ok');
  play.close('Alpha');
  expect(play.output()).toContain('bye: ok');
  expect(log(play)).toEqual(['Name: ', 'You stand in an open field.', 'bye: ']);
});

test('without a prompt it has a row of its own; empty lines have none', () => {
  const play = playing();
  play.enter('look');
  play.enter('');
  play.enter('/send //x');
  play.type('\x1b[200~a\nb\x1b[201~\r');
  expect(shown(play)).toEqual(['look', '//x', 'a', 'b']);
});

test('is in the world that gets it, and no news there', () => {
  const play = playing({}, {});
  play.enter('/connect beta.example 5000');
  play.connect('beta.example:5000');
  play.enter('/send -w Alpha hi');
  expect(shown(play)).not.toContain('hi');
  expect(play.status()).not.toContain('Activity');
  play.enter('/worlds Alpha');
  expect(play.output()).toContain('hi');
});

test('off by setting and by key, from then on', () => {
  const play = playing({ echo: false });
  wait(play, 'HP> ');
  play.enter('look');
  expect(shown(play)).toEqual(['HP>']);
  play.press('F8');
  play.enter('north');
  expect(play.output().at(-1)).toBe('north');
  play.press('F8');
  play.enter('south');
  expect(shown(play)).not.toContain('south');
});

describe('the log file', () => {
  test.each([[{ log_input: true }, {}] as const, [{}, { log_sent: true }] as const])(
    'has it by %j and %j, behind its prompt',
    (settings, alpha) => {
      for (const echo of [true, false]) {
        const play = playing({ ...settings, echo }, alpha);
        wait(play, 'HP> ', GA);
        play.enter('look');
        wait(play, 'A room\r\n');
        expect(log(play)).toEqual(['HP> ', '> look', 'A room']);
      }
    },
  );

  test('has the prompt alone when sealed and read back', () => {
    const play = playing();
    wait(play, 'HP> ', GA);
    play.enter('look');
    say(play, 'line\r\n'.repeat(30), 'other\r\n'.repeat(200));
    play.reload();
    play.press('PageUp PageUp PageUp PageUp PageUp PageUp PageUp PageUp PageUp PageUp PageUp PageUp PageUp');
    play.press('PageUp PageUp PageUp PageUp');
    expect(rowOf(play, 'HP> look')?.at(-1)).toEqual({ text: 'look', style: 'sent' });
    expect(log(play).slice(0, 2)).toEqual(['HP> ', 'line']);
  });
});

describe('a secret is not shown, nor logged', () => {
  const settings = { log_input: true };
  const nowhere = (play: Play) => {
    const { open } = play.world('Alpha').scrollback;
    expect(JSON.stringify(open) + log(play).join()).not.toContain('hunter2');
  };

  test('while the server echoes, whatever the user wants to see', () => {
    const play = playing(settings);
    wait(play, 'Password: ', ECHO_ON, GA);
    play.enter('hunter2');
    play.press('Esc e');
    play.enter('hunter2');
    nowhere(play);
    wait(play, ECHO_OFF, 'Welcome\r\n');
    play.enter('look');
    expect(play.output().at(-1)).toBe('look');
  });

  test('where the prompt asks for a password in words', () => {
    const play = playing(settings);
    wait(play, 'Password: ');
    play.enter('hunter2');
    nowhere(play);
    expect(shown(play)).toEqual(['Password:']);
  });

  test('nor the password of a login in one line', () => {
    const play = playing(settings);
    play.enter('connect "Bob Smith" hunter2');
    play.enter('create bob hunter2');
    nowhere(play);
    expect(shown(play)).toEqual(['connect "Bob Smith" ******', 'create bob ******']);
    play.enter('co big troll');
    expect(play.output().at(-1)).toBe('co big troll');
  });

  test.each(['connect', 'prompt', 'moo_prompt'] as const)(
    'nor that of auto-login by %s, whose name is shown',
    auto_login => {
      const alpha = { auto_login, user: 'bob', password: 'hunter2', log: true };
      const play = createPlay({ worlds: { Alpha: alpha }, columns: 60, rows: 20, settings });
      play.enter('/worlds Alpha');
      play.connect('Alpha');
      play.advance(600);
      wait(play, 'Name: ');
      wait(play, 'Password: ');
      wait(play, 'Name: ');
      expect(play.sent('Alpha').toString()).toContain('hunter2');
      nowhere(play);
      const name = auto_login === 'connect' ? 'connect bob ******' : 'Name: bob';
      expect(play.output()).toContain(name);
    },
  );

  test('nor that of a login of the user’s own', () => {
    const login = ['who', '$user', 'secret', '$password', 'menu', '1'];
    const alpha = { login, user: 'bob', password: 'hunter2', password_prompt: 'secret', log: true };
    const play = createPlay({
      worlds: { Alpha: { ...alpha, auto_login: 'prompt' } },
      columns: 60,
      rows: 20,
      settings,
    });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    for (const asked of ['who? ', 'secret? ', 'menu: ']) {
      wait(play, asked);
      play.advance(600);
    }
    expect(play.sent('Alpha').toString()).toBe('bob\r\nhunter2\r\n1\r\n');
    nowhere(play);
    expect(play.output().slice(-3)).toEqual(['who? bob', 'secret?', 'menu: 1']);
  });
});
