/** A login by what the server says and what is answered. */
import { createPlay, type Play, type PlayOptions } from '../../support/play.ts';

type Alpha = NonNullable<PlayOptions['worlds']>[string];

const RECIPE = ['your name', '$user', 'password', '$password', '*return*', '', 'menu', '1'];

function connected(alpha: Alpha = {}): Play {
  const worlds = {
    Alpha: { user: 'bob', password: 'sesame', auto_login: 'connect', login: RECIPE, ...alpha },
  } as const;
  const play = createPlay({ worlds, columns: 120 });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

/** The server says something, in one read or byte by byte, and waits. */
function say(play: Play, text: string, isCut = false): void {
  const bytes = Buffer.from(text, 'latin1');
  if (isCut) for (const byte of bytes) play.receive('Alpha', Buffer.of(byte));
  else play.receive('Alpha', bytes);
  play.advance(600);
}

const sent = (play: Play) =>
  play
    .sent('Alpha')
    .toString('latin1')
    .replaceAll(/\xff[\xfb-\xfe]./g, '');
const told = (play: Play) => play.output().join(' ');

const DIALOGUE: readonly (readonly [string, string])[] = [
  ['Welcome to a thousand names.\r\nWhat is your name?\r\n', 'bob\r\n'],
  ['\xff\xfb\x01Password: ', 'sesame\r\n'],
  ['\xff\xfc\x01\r\nNews of the day.\r\nPress RETURN to go on.\xff\xf9', '\r\n'],
  ['The menu:\r\n 1 play\r\n 2 leave\r\nMenu> ', '1\r\n'],
  ['\r\nA square.\r\nWhat is your name? asks a menu.\r\n> ', ''],
];

test.each([false, true])('goes on step by step, by prompts and by lines; cut: %s', isCut => {
  const play = connected();
  let wanted = '';
  for (const [said, answered] of DIALOGUE) {
    say(play, said, isCut);
    wanted += answered;
    expect(sent(play)).toBe(wanted);
  }
  expect([play.world('Alpha').login, told(play).includes('stopped')]).toEqual(['done', false]);
});

test('survives a reload at every place, and sends nothing twice', () => {
  for (let reloaded = 0; reloaded <= 2 * DIALOGUE.length; reloaded++) {
    const play = connected();
    let wanted = '';
    DIALOGUE.forEach(([said, answered], at) => {
      if (reloaded === 2 * at) play.reload();
      play.receive('Alpha', Buffer.from(said, 'latin1'));
      if (reloaded === 2 * at + 1) play.reload();
      play.advance(700);
      if (reloaded === 2 * at + 2) play.reload();
      play.advance(700);
      wanted += answered;
      expect(sent(play)).toBe(wanted);
    });
  }
});

test('fetches the password again when the reload came while the command ran', () => {
  const play = connected({ password: '', password_command: 'pass' });
  say(play, 'Your name? ');
  say(play, '\r\nPassword: ');
  play.reload();
  play.advance(700);
  play.dispatch({ type: 'password', world: 'Alpha', password: 'sesame' });
  expect(sent(play)).toBe('bob\r\nsesame\r\n');
  expect(play.asked.filter(({ type }) => type === 'password command')).toHaveLength(2);
});

test('the password goes only to what asks for it', () => {
  const play = connected({ login: ['name', '$user', 'code', '$password'] });
  say(play, 'Name: ');
  say(play, '\r\nYour code: ');
  expect(sent(play)).toBe('bob\r\n');
  expect(told(play)).toContain('no password was asked for, but "Your code:" (setting password_prompt)');
});

test.each<[string, Alpha, string]>([
  ['by ECHO', {}, '\r\nYour code: \xff\xfb\x01'],
  ['by the words of password_prompt', { password_prompt: 'your code' }, '\r\nYour code: '],
])('which is told %s', (_, alpha, said) => {
  const play = connected({ login: ['name', '$user', 'code', '$password'], ...alpha });
  say(play, 'Name: ');
  say(play, said);
  expect(sent(play)).toBe('bob\r\nsesame\r\n');
});

test('ECHO that was on before says nothing', () => {
  const play = connected({ login: ['name', '$user', 'code', '$password'] });
  say(play, '\xff\xfb\x01Name: ');
  say(play, '\r\nYour code: ');
  expect(sent(play)).toBe('bob\r\n');
});

test('waits for what it expects, and stops after two minutes, later after one', () => {
  const play = connected();
  say(play, 'A banner.\r\nDo you use a screen reader? ');
  play.advance(118_000);
  expect(told(play)).not.toContain('stopped');
  play.advance(2000);
  expect(told(play)).toContain('auto-login stopped: the server has not said "your name" within 120 s');
  const other = connected();
  say(other, 'Your name? ');
  other.advance(60_000);
  expect(told(other)).toContain('the server has not said "password" within 60 s');
  say(other, 'Password: ');
  expect(sent(other)).toBe('bob\r\n');
});

test('a line of the user ends it, but for an answer to what no login answers', () => {
  const play = connected();
  say(play, 'Do you use a screen reader? ');
  play.enter('no');
  say(play, '\r\nYour name? ');
  expect(sent(play)).toBe('no\r\nbob\r\n');
  play.enter('alice');
  say(play, '\r\nPassword: ');
  expect(sent(play)).toBe('no\r\nbob\r\nalice\r\n');
});

test('$$ is a dollar, other dollars are themselves, and what is lacking is said', () => {
  const play = connected({ login: ['name', 'connect "$user" $$5 $x', 'more', '$user'] });
  say(play, 'Name: ');
  expect(sent(play)).toBe('connect "bob" $5 $x\r\n');
  const other = connected({ user: '' });
  say(other, 'Your name? ');
  expect([sent(other), told(other).includes('no user is set')]).toEqual(['', true]);
});

test('none is left by auto_login = none, /worlds -l and a connection that is taken up', () => {
  const play = connected({ auto_login: 'none' });
  say(play, 'Your name? ');
  expect(sent(play)).toBe('');
  const other = connected();
  other.enter('/dc');
  other.enter('/worlds -l Alpha');
  other.connect('Alpha');
  say(other, 'Your name? ');
  expect(sent(other)).toBe('');
});

test('the setting is pairs', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 120 });
  play.enter('/setup worlds.Alpha.login name, $user, pass');
  expect(told(play)).toContain('worlds.Alpha.login is a list of pairs, and the last text has no other.');
  play.enter('/setup worlds.Alpha.login name, $user');
  expect(play.state.settings.worlds.Alpha?.login).toEqual(['name', '$user']);
});
