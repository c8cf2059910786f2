import { fault } from '../../../shared/fault.ts';
import { createPlay, type Play, type PlayOptions } from '../../support/play.ts';

type Alpha = NonNullable<PlayOptions['worlds']>[string];

function connected(alpha: Alpha, command = '/worlds Alpha'): Play {
  const play = createPlay({ worlds: { Alpha: { user: 'bob', password: 'secret', ...alpha } }, columns: 100 });
  play.enter(command);
  play.connect('Alpha');
  return play;
}

/** The server asks, without a line end, and waits. */
function ask(play: Play, question: string): void {
  play.receive('Alpha', question);
  play.advance(300);
}

const sent = (play: Play) => play.sent('Alpha').toString();
const GA = Buffer.of(255, 249);

test('connect: once, half a second after the connection, so that the welcome comes first', () => {
  const play = connected({ auto_login: 'connect' });
  play.advance(499);
  expect(sent(play)).toBe('');
  play.advance(10_000);
  ask(play, 'Name: ');
  expect(sent(play)).toBe('connect bob secret\r\n');
});

test('connect without a password sends the name alone', () => {
  const play = connected({ auto_login: 'connect', password: '' });
  play.advance(500);
  expect(sent(play)).toBe('connect bob\r\n');
});

test('prompt: name and password, each when asked', () => {
  const play = connected({ auto_login: 'prompt' });
  play.receive('Alpha', 'Welcome to Alpha!\r\n');
  play.advance(5000);
  expect(sent(play)).toBe('');
  ask(play, 'Name: ');
  expect(sent(play)).toBe('bob\r\n');
  ask(play, '\r\nPassword: ');
  expect(sent(play)).toBe('bob\r\nsecret\r\n');
  ask(play, '\r\n50hp> ');
  expect(sent(play)).toBe('bob\r\nsecret\r\n');
});

test('prompts that end with GA are answered at once', () => {
  const play = connected({ auto_login: 'prompt' });
  play.receive('Alpha', Buffer.concat([Buffer.from('Name: '), GA]));
  play.receive('Alpha', Buffer.concat([Buffer.from('Password: '), GA]));
  expect(sent(play)).toBe('bob\r\nsecret\r\n');
});

test('moo_prompt: the name once more after the password', () => {
  const play = connected({ auto_login: 'moo_prompt' });
  for (const question of ['Name: ', '\r\nPassword: ', '\r\nCharacter: ', '\r\n> ']) ask(play, question);
  expect(sent(play)).toBe('bob\r\nsecret\r\nbob\r\n');
});

test.each<[string, Alpha]>([
  ['none', { auto_login: 'none' }],
  ['no name', { auto_login: 'prompt', user: '' }],
  ['no name to connect', { auto_login: 'connect', user: '' }],
])('%s: nothing is sent', (_, alpha) => {
  const play = connected(alpha);
  ask(play, 'Name: ');
  play.advance(5000);
  expect(sent(play)).toBe('');
});

test('/worlds -l leaves it to the user', () => {
  const play = connected({ auto_login: 'connect' }, '/worlds -l Alpha');
  play.advance(5000);
  expect(sent(play)).toBe('');
});

test('the same question is answered once, whatever telnet commands or a late GA come behind it', () => {
  const play = connected({ auto_login: 'prompt' });
  ask(play, 'Name: ');
  play.receive('Alpha', Buffer.of(255, 241));
  play.advance(1000);
  play.receive('Alpha', GA);
  play.advance(1000);
  expect(sent(play)).toBe('bob\r\n');
});

test('a connection that is made again logs in again', () => {
  const play = connected({ auto_login: 'connect', reconnect: 1 });
  play.advance(500);
  play.close('Alpha');
  play.advance(1000);
  play.connect('Alpha');
  play.advance(500);
  expect(sent(play)).toBe('connect bob secret\r\nconnect bob secret\r\n');
});

describe('a reload', () => {
  test('of a connection: nobody logs in twice', () => {
    for (const auto_login of ['connect', 'prompt', 'moo_prompt'] as const) {
      const play = connected({ auto_login });
      play.reload();
      ask(play, 'Name: ');
      play.advance(5000);
      expect(sent(play)).toBe('');
    }
  });

  test('of an attempt: the connection that is made then is a fresh one', () => {
    const play = createPlay({ worlds: { Alpha: { user: 'bob', password: 'x', auto_login: 'connect' } } });
    play.enter('/worlds Alpha');
    play.reload();
    play.connect('Alpha');
    play.advance(500);
    expect(sent(play)).toBe('connect bob x\r\n');
  });
});

describe('password_command', () => {
  const command = { password: '', password_command: 'pass show mud' };
  const wanted = { type: 'password command', world: 'Alpha', command: 'pass show mud' };

  function answer(play: Play, password: string): void {
    play.dispatch({ type: 'password', world: 'Alpha', password });
  }

  test('is asked for when the time comes, and its answer is sent', () => {
    const play = connected({ ...command, auto_login: 'connect' });
    expect(play.asked).toEqual([]);
    play.advance(500);
    expect(play.asked).toEqual([wanted]);
    answer(play, 'hunter2');
    expect(sent(play)).toBe('connect bob hunter2\r\n');
  });

  test('answers the password prompt', () => {
    const play = connected({ ...command, auto_login: 'prompt' });
    ask(play, 'Name: ');
    ask(play, '\r\nPassword: ');
    answer(play, 'hunter2');
    expect(sent(play)).toBe('bob\r\nhunter2\r\n');
  });

  test('is not asked when there is a password', () => {
    const play = connected({ password_command: 'pass', auto_login: 'connect' });
    play.advance(500);
    expect(play.asked).toEqual([]);
  });

  test('that fails leaves the login to the user', () => {
    const play = connected({ ...command, auto_login: 'connect' });
    play.advance(500);
    const failed = fault('PASSWORD_COMMAND_FAILED', 'password_command failed or printed nothing.');
    play.dispatch({ type: 'password', world: 'Alpha', password: failed });
    expect(play.output().at(-1)).toBe('% Alpha: password_command failed or printed nothing. Log in by hand.');
    expect(sent(play)).toBe('');
  });

  test('that is late never puts the password before another audience', () => {
    const play = connected({ ...command, auto_login: 'connect' });
    play.advance(500);
    play.enter('/dc');
    answer(play, 'hunter2');
    play.enter('/worlds -l Alpha');
    play.connect('Alpha');
    answer(play, 'hunter2');
    expect(sent(play)).toBe('');
  });
});
