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
  for (const question of ['Name: ', 'Password: ']) {
    play.receive('Alpha', Buffer.concat([Buffer.from(question), GA]));
    play.advance(0);
  }
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

/** The screen's line that says why the login has stopped. */
const stopped = (play: Play) => play.output().filter(row => row.startsWith('% Alpha: auto-login stopped'));
const ECHO_ON = Buffer.of(255, 251, 1);
const ECHO_OFF = Buffer.of(255, 252, 1);

/** Prompts that come in the login, and what has been sent at the end; a minute is longer than anything is waited for. */
function login(alpha: Alpha, questions: readonly (string | Buffer)[]): Play {
  const play = connected({ auto_login: 'prompt', ...alpha });
  for (const question of questions) {
    play.receive('Alpha', question);
    play.advance(800);
  }
  play.advance(60_000);
  return play;
}

const join = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map(part => Buffer.from(part as string)));

describe('the password goes out only to what asks for it', () => {
  test.each<[string, (string | Buffer)[], string]>([
    ['a banner that comes slowly', ['Welcome to the M', 'UD of old\r\n\r\n', 'By what name? '], 'bob\r\n'],
    ['a question before the name', ['Do you use a screen reader (y/n)? ', '\r\nBy what name? '], 'bob\r\n'],
    ['such a question without a hint', ['Do you use a screen reader? ', '\r\nName: '], 'bob\r\n'],
    ['such a question with GA', [join('Do you use a screen reader? ', GA), join('Name: ', GA)], 'bob\r\n'],
    ['a name that is not known', ['Name? ', '\r\nNo such player. Did you mean Alicia (y/n)? '], 'bob\r\n'],
    ['such a name with GA', [join('Name? ', GA), join('Did you mean Alicia (y/n)? ', GA)], 'bob\r\n'],
    ['the name once more', ['Name? ', '\r\nIllegal name. Name? '], 'bob\r\n'],
    [
      'no password',
      ['Name? ', '\r\nGuests need no password. Welcome!\r\n', 'Bob: hi\r\n<100hp> '],
      'bob\r\n',
    ],
    ['a password before the name', ['Password: ', '\r\nName? '], ''],
    ['another question while it echoes for good', [join(ECHO_ON, 'Name: '), '\r\nRight, bob?'], 'bob\r\n'],
  ])('%s', (_, questions, text) => {
    const play = login({}, questions);
    expect(sent(play)).not.toContain('secret');
    expect(sent(play).replace(/[^ -~\r\n]/g, '')).toBe(text);
    expect(stopped(play)).toHaveLength(1);
    // Nor at any time later.
    ask(play, '\r\nPassword: ');
    play.receive('Alpha', join('Password: ', GA, ECHO_ON));
    play.advance(600);
    expect(sent(play)).not.toContain('secret');
  });

  test.each<[string, (string | Buffer)[]]>([
    ['by its words', ['Name: ', '\r\nPassword: ']],
    ['by ECHO', ['Name: ', join('\r\n', ECHO_ON, 'Zauberwort ')]],
    ['by ECHO behind a mark', ['Name: ', join('\r\nZauberwort', GA, ECHO_ON)]],
    ['by ECHO behind a line end', ['Name: ', join('\r\nNow the magic word.\r\n', ECHO_ON)]],
    [
      'by ECHO that went off and on again',
      [join(ECHO_ON, 'Name: '), join('\r\n', ECHO_OFF, ECHO_ON, 'Well ')],
    ],
    ['cut in the middle', ['Name: ', '\r\nPass', 'word: ']],
    ['after half a line', ['Name: ', '\r\nWelcome ba', 'ck\r\nPassword: ']],
    ['in another language', ['Wie heißt Du? ', '\r\nPasswort: ']],
  ])('which it does %s', (_, questions) => {
    const play = login({}, questions);
    expect(sent(play).replace(/[^ -~\r\n]/g, '')).toBe('bob\r\nsecret\r\n');
    expect(stopped(play)).toEqual([]);
  });

  test('or by what password_prompt says, and then by nothing else', () => {
    const pattern = { password_prompt: 'zauber*wort' };
    expect(sent(login(pattern, ['Name: ', '\r\nDas Zauberwort, bitte ']))).toBe('bob\r\nsecret\r\n');
    expect(sent(login(pattern, ['Name: ', '\r\nPassword: ']))).toBe('bob\r\n');
  });

  test('a server that never asks is told of once', () => {
    const play = login({}, ['Name: ', '\r\nWelcome\r\n']);
    expect(stopped(play)).toEqual([
      '% Alpha: auto-login stopped: no password was asked for within 60 s; log in by hand.',
    ]);
    expect(stopped(login({}, ['Welcome\r\n']))).toEqual([]);
    const silent = login({}, []);
    silent.advance(60_000);
    expect(stopped(silent)).toEqual([
      '% Alpha: auto-login stopped: no name was asked for within 120 s; log in by hand.',
    ]);
  });

  test('one sentence says what came instead', () => {
    const play = login({}, ['Name: ', '\r\nDid you mean Alicia (y/n)? ']);
    expect(play.output().join(' ')).toContain(
      '% Alpha: auto-login stopped: no password was asked for, but "Did you mean Alicia (y/n)?" (setting',
    );
  });

  test('who answers by hand goes on by hand', () => {
    const play = connected({ auto_login: 'prompt' });
    play.receive('Alpha', 'Welcome\r\n');
    play.enter('alice');
    for (const question of ['Name: ', '\r\nPassword: ', '\r\n<100hp> ']) ask(play, question);
    play.advance(200_000);
    expect(sent(play)).toBe('alice\r\n');
    expect(stopped(play)).toEqual([]);
  });

  test('what no login answers the user may, and it goes on', () => {
    const play = connected({ auto_login: 'prompt' });
    ask(play, 'Press RETURN to continue: ');
    play.enter('');
    ask(play, '\r\nDo you use a screen reader? ');
    play.enter('n');
    for (const question of ['\r\nName: ', '\r\nPassword: ']) ask(play, question);
    expect(sent(play)).toBe('\r\nn\r\nbob\r\nsecret\r\n');
  });

  test('without a password the rest is for the user', () => {
    const play = login({ password: '' }, ['Name: ', '\r\nPassword: ']);
    expect(sent(play)).toBe('bob\r\n');
    expect(stopped(play)).toEqual([]);
  });

  test('moo_prompt says the name again only to what asks for one', () => {
    const play = login({ auto_login: 'moo_prompt' }, [
      'Name: ',
      '\r\nPassword: ',
      '\r\n<100hp> ',
      '\r\nName: ',
    ]);
    expect(sent(play)).toBe('bob\r\nsecret\r\n');
  });

  test('a name or password that the character set does not have is not sent in part', () => {
    const play = login({ encoding: 'latin1', password: 'пароль' }, ['Name: ', '\r\nPassword: ']);
    expect(sent(play)).toBe('bob\r\n');
    expect(stopped(play)).toEqual([
      '% Alpha: auto-login stopped: its character set does not have all characters of the password; log in',
    ]);
  });
});

describe('connect', () => {
  const line = (user: string, password: string) =>
    sent(login({ auto_login: 'connect', user, password }, [])).trimEnd();

  test.each([
    ['bob', 'pw', 'connect bob pw'],
    ['The Wanderer', 'pw', 'connect "The Wanderer" pw'],
    ['"The Wanderer"', 'pw', 'connect "The Wanderer" pw'],
    ['The Wanderer', '', 'connect "The Wanderer"'],
    ['bob', 'two words', 'connect bob "two words"'],
    ['The Wanderer', 'two words', 'connect "The Wanderer" "two words"'],
    ['O"Neil', 'p"w', 'connect O"Neil p"w'],
    ['bob', '"pw', 'connect bob "pw'],
    ['bob', '"two words"', 'connect bob "two words"'],
  ])('with the name %j and the password %j', (user, password, expected) => {
    expect(line(user, password)).toBe(expected);
  });

  test.each([
    ['Say "hi" Bob', 'pw'],
    ['"Bob', 'pw'],
    ['bob', 'my "pw'],
  ])('with %j and %j nothing is sent', (user, password) => {
    const play = login({ auto_login: 'connect', user, password }, []);
    expect(sent(play)).toBe('');
    expect(stopped(play)).toHaveLength(1);
    expect(play.output().join('\n')).not.toContain(password);
  });

  test('is no answer to a password prompt', () => {
    const play = connected({ auto_login: 'connect' });
    play.receive('Alpha', join('Password: ', GA));
    play.advance(500);
    expect(sent(play)).toBe('');
    expect(stopped(play)).toHaveLength(1);
  });

  test('is sent at any other prompt', () => {
    const play = connected({ auto_login: 'connect' });
    play.receive('Alpha', join('connect <user> <password>\r\n> ', GA));
    play.advance(500);
    expect(sent(play)).toBe('connect bob secret\r\n');
  });
});

describe('a reload', () => {
  const expected = {
    connect: 'connect bob secret\r\n',
    prompt: 'bob\r\nsecret\r\n',
    moo_prompt: 'bob\r\nsecret\r\nbob\r\n',
  };
  /** What happens on a fresh connection; a login by `connect` is over before the first question. */
  const course: readonly ((play: Play) => void)[] = [
    play => play.advance(200),
    play => play.advance(400),
    play => play.receive('Alpha', 'Welcome!\r\nName: '),
    play => play.advance(299),
    play => play.advance(1),
    play => play.receive('Alpha', '\r\nPassword: '),
    play => play.advance(300),
    play => ask(play, '\r\nPlayer name: '),
    play => ask(play, '\r\n50hp> '),
    play => ask(play, '\r\nName: '),
    play => play.advance(120_000),
  ];

  test.each(['connect', 'prompt', 'moo_prompt'] as const)(
    'at any place of a login by %s changes nothing',
    auto_login => {
      for (let place = 0; place <= course.length; place++) {
        const play = connected({ auto_login });
        course.forEach((step, i) => {
          if (i === place) play.reload();
          step(play);
        });
        expect([place, sent(play)]).toEqual([place, expected[auto_login]]);
      }
    },
  );

  test('and a crash end a login, wherever it was: what was sent is not known to the byte', () => {
    for (const auto_login of ['connect', 'prompt'] as const) {
      const play = connected({ auto_login });
      const link = play.world('Alpha').link!.id;
      play.reload();
      play.dispatch({ type: 'crashed', links: [{ link, taken: 0 }] });
      ask(play, 'Name: ');
      play.advance(5000);
      expect(sent(play)).toBe('');
    }
  });

  test('runs password_command again, whose answer went with the image before', () => {
    const command = { password: '', password_command: 'pass show mud' };
    for (const auto_login of ['connect', 'prompt'] as const) {
      const play = connected({ ...command, auto_login });
      if (auto_login === 'connect') play.advance(500);
      else for (const question of ['Name: ', '\r\nPassword: ']) ask(play, question);
      play.reload();
      expect(play.asked.map(({ type }) => type)).toEqual(['password command', 'password command']);
      play.dispatch({ type: 'password', world: 'Alpha', password: 'secret' });
      play.reload();
      expect(play.asked.length).toBe(2);
      expect(sent(play)).toBe(expected[auto_login]);
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

  test('that is slow is run once, and its answer not sent to what no longer asks', () => {
    const play = connected({ ...command, auto_login: 'prompt' });
    for (const question of ['Name: ', '\r\nPassword: ', '\r\nBob arrives.\r\nPassword: '])
      ask(play, question);
    expect(play.asked).toEqual([wanted]);
    ask(play, '\r\nTimed out. Name: ');
    answer(play, 'hunter2');
    expect(sent(play)).toBe('bob\r\n');
    expect(play.output().join('\n')).toContain('the server has stopped asking for the password meanwhile');
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
