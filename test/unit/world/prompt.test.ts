import { type Play, type PlayOptions, playAlpha } from '../../support/play.ts';

const IAC = 255;
const GA = Buffer.of(IAC, 249);
const EOR = Buffer.of(IAC, 239);
const ECHO_ON = Buffer.of(IAC, 251, 1);
const ECHO_OFF = Buffer.of(IAC, 252, 1);

/** A world with a log, and a screen that shows the game's lines alone. */
function playing(options: PlayOptions = {}): Play {
  return playAlpha({ worlds: { Alpha: { log: true } }, columns: 60, rows: 18, ...options });
}

/** The server says all this at once. */
function say(play: Play, ...parts: (string | Buffer)[]): void {
  play.receive('Alpha', Buffer.concat(parts.map(part => Buffer.from(part as string))));
}

/** … and nothing more for a while. */
function wait(play: Play, ...parts: (string | Buffer)[]): void {
  say(play, ...parts);
  play.advance(600);
}

/** The lines of the log file. */
function log(play: Play): string[] {
  play.advance(1000);
  return Object.values(play.disk.logs).join('').split('\n').slice(0, -1);
}

/** The game's lines on screen. */
const shown = (play: Play) => play.output().filter(row => !row.startsWith('%'));
const inputRow = (play: Play) => play.screen().at(-1);

describe('an unmarked prompt that is answered', () => {
  test('is a line, and the answer starts another', () => {
    const play = playing();
    wait(play, 'HP> ');
    play.enter('look');
    expect([shown(play), inputRow(play)]).toEqual([['HP> look'], '']);
    wait(play, 'A room\r\n\r\nHP> ');
    expect([shown(play), inputRow(play)]).toEqual([['HP> look', 'A room'], 'HP>']);
    expect(log(play)).toEqual(['HP> ', 'A room', '']);
  });

  test('also by /send, by a keepalive, and with a reload on either side', () => {
    const keepalive = { keepalive: 'custom', keepalive_command: 'idle', log: true } as const;
    const play = playing({ worlds: { Alpha: keepalive } });
    wait(play, 'One> ');
    play.reload();
    play.enter('/send look');
    play.reload();
    wait(play, 'A room\r\nTwo> ');
    play.advance(4 * 60_000);
    wait(play, 'Huh?\r\n');
    expect(log(play)).toEqual(['One> ', 'A room', 'Two> ', 'Huh?']);
  });

  test('six empty lines in a row leave one prompt, at whatever pace', () => {
    const slow = playing();
    wait(slow, 'HP> ');
    for (let line = 0; line < 6; line++) {
      slow.enter('');
      wait(slow, 'HP> ');
      expect(inputRow(slow)).toBe('HP>');
    }
    const quick = playing();
    wait(quick, 'HP> ');
    for (let line = 0; line < 6; line++) {
      quick.enter('');
      quick.advance(30);
      say(quick, 'HP> ');
    }
    const atOnce = playing();
    wait(atOnce, 'HP> ');
    for (let line = 0; line < 6; line++) atOnce.enter('');
    for (let answer = 0; answer < 6; answer++) {
      say(atOnce, 'HP> ');
      atOnce.advance(100);
    }
    for (const play of [slow, quick, atOnce]) {
      play.advance(600);
      expect(inputRow(play)).toBe('HP>');
      play.enter('look');
      wait(play, 'A room\r\n');
      expect(log(play)).toEqual(['HP> ', 'A room']);
    }
  });

  test('is told at once by its shape, numbers apart, when the user is quicker than the quiet', () => {
    const play = playing();
    wait(play, '<100hp 50m> ');
    for (const hp of [99, 8]) {
      play.enter('n');
      say(play, `A room\r\n<${hp}hp 50m> `);
      play.advance(50);
    }
    play.enter('n');
    wait(play, 'A wall\r\n');
    expect(log(play)).toEqual(['<100hp 50m> ', 'A room', '<99hp 50m> ', 'A room', '<8hp 50m> ', 'A wall']);
  });

  test('half a line that stood for a moment is not torn by what the user sends', () => {
    const play = playing();
    wait(play, 'HP> ');
    play.enter('look');
    say(play, 'You are standing in an op');
    play.advance(100);
    play.enter('north');
    play.advance(100);
    wait(play, 'en field.\r\n');
    expect(log(play)).toEqual(['HP> ', 'You are standing in an open field.']);
  });

  test('a prompt that was answered before it was quiet is done when it has been', () => {
    const play = playing();
    say(play, 'Name: ');
    play.advance(100);
    play.enter('bob');
    play.advance(500);
    expect([shown(play), inputRow(play)]).toEqual([['Name: bob'], '']);
    wait(play, 'Hello bob.\r\n');
    expect(log(play)).toEqual(['Name: ', 'Hello bob.']);
  });

  test('the line end that many servers send first is the line end of the prompt', () => {
    const play = playing();
    for (const answer of ['One', 'Two', 'Three']) {
      wait(play, 'HP> ');
      play.enter('look');
      wait(play, `\r\n${answer}\r\n`);
    }
    wait(play, 'HP> ');
    play.enter('look');
    wait(play, '\r\n\r\nFour\r\n');
    expect(log(play)).toEqual(['HP> ', 'One', 'Two', 'Three', '', 'Four']);
  });

  test('while the server echoes, it ends the line itself', () => {
    const play = playing();
    wait(play, ECHO_ON, 'Password: ');
    play.enter('secret');
    expect(inputRow(play)).toBe('Password:');
    wait(play, '\r\n', ECHO_OFF, 'Welcome\r\n');
    expect(log(play)).toEqual(['Password: ', 'Welcome']);
  });

  test('a server that echoes for good has what it echoes behind the prompt', () => {
    const play = playing();
    wait(play, ECHO_ON, 'HP> ');
    play.enter('look');
    wait(play, 'look\r\nA room\r\n');
    expect(log(play)).toEqual(['HP> look', 'A room']);
  });

  test('with several hundred characters it is kept whole', () => {
    const play = playing();
    const prompt = `${'[exits north south east west] '.repeat(20)}> `;
    wait(play, `A room\r\n${prompt}`);
    play.enter('look');
    wait(play, `A room\r\n${prompt}`);
    play.enter('look');
    wait(play, 'A room\r\n');
    expect(log(play)).toEqual(['A room', prompt, 'A room', 'A room']);
  });

  test('colour goes on behind it', () => {
    const play = playing();
    wait(play, '\x1b[31mHP> ');
    play.enter('look');
    say(play, 'A room\r\n');
    expect(play.world('Alpha').scrollback.open.at(-1)?.runs).toEqual([{ at: 0, style: '31' }]);
  });
});

describe('a prompt that is not answered', () => {
  test('a packet that is late completes the line', () => {
    const play = playing();
    wait(play, 'You are ');
    wait(play, 'dead.\r\n');
    expect(log(play)).toEqual(['You are dead.']);
  });

  test('nothing is a prompt because Clay stood still', () => {
    const play = playing();
    say(play, 'You are ');
    // The terminal was stopped: the timer is four seconds late, and what the server said meanwhile lies unread.
    play.state.now += 4000;
    play.dispatch({ type: 'tick' });
    play.enter('look');
    wait(play, 'dead.\r\n');
    expect(log(play)).toEqual(['You are dead.']);
    wait(play, 'HP> ');
    expect(inputRow(play)).toBe('HP>');
  });

  test('nothing is a prompt because its session waits in the proxy, nor right behind that', () => {
    const play = playing();
    const link = play.world('Alpha').link!;
    const session = { id: 'build.1', proxy: 'build pid 7', accepted: 0 };
    const taken = { type: 'connected', link: link.id, carrier: 'tls-proxy', session, notes: [] } as const;
    play.dispatch(taken);
    say(play, 'You are ');
    play.advance(100);
    play.dispatch({ type: 'detached', link: link.id, fault: null });
    play.enter('look');
    play.advance(2950);
    play.dispatch(taken);
    play.advance(250);
    play.enter('look');
    wait(play, 'dead.\r\n');
    expect(log(play)).toEqual(['You are dead.']);
    wait(play, 'HP> ');
    expect(inputRow(play)).toBe('HP>');
  });

  test('the server ends its line when it breaks in, and the same prompt is not repeated', () => {
    const play = playing();
    wait(play, 'HP> ');
    wait(play, '\r\nBob arrives.\r\nHP> ');
    play.enter('look');
    wait(play, 'A room\r\n');
    expect(log(play)).toEqual(['HP> ', 'Bob arrives.', 'A room']);
  });
});

describe('a marked prompt', () => {
  test('goes to the log when it is answered, replaced, followed by a line, or the last word', () => {
    const play = playing();
    say(play, 'Menu\r\nReally delete (y/n)? ', GA);
    expect([shown(play), inputRow(play)]).toEqual([['Menu'], 'Really delete (y/n)?']);
    play.enter('n');
    expect([shown(play), inputRow(play)]).toEqual([['Menu', 'Really delete (y/n)? n'], '']);
    say(play, 'first', GA, 'second', EOR);
    say(play, 'a line\r\nYou are banned.', GA);
    play.close('Alpha');
    const lines = ['Menu', 'Really delete (y/n)? ', 'first', 'second', 'a line', 'You are banned.'];
    expect(log(play)).toEqual(lines);
    const answered = lines.map(line => (line.startsWith('Really') ? `${line}n` : line.trimEnd()));
    expect(shown(play)).toEqual(answered);
  });

  test('can be found by search and /recall', () => {
    const play = playing();
    say(play, 'Really delete (y/n)? ', GA);
    play.enter('n');
    play.enter('/recall really');
    play.advance(100);
    expect(play.output().filter(row => row.includes('Really delete')).length).toBeGreaterThan(1);
  });

  test('equal to the one before, it is not repeated, whatever came between', () => {
    const play = playing();
    say(play, 'HP> ', GA, 'A troll arrives.\r\n', 'HP> ', GA, 'It leaves.\r\n', 'HP> ', GA);
    play.enter('look');
    say(play, 'A room\r\nHP> ', GA, '\r\nBob arrives\r\nHP> ', GA);
    play.enter('sleep');
    say(play, 'Sure? ', GA);
    play.enter('y');
    say(play, 'HP> ', GA);
    play.enter('quit');
    expect(log(play)).toEqual([
      'HP> ',
      'A troll arrives.',
      'It leaves.',
      'A room',
      'Bob arrives',
      'Sure? ',
      'HP> ',
    ]);
  });

  test('stays at the input while other text comes and goes, until it is answered', () => {
    const play = playing();
    say(play, '> ', GA);
    say(play, 'A long ');
    play.advance(600);
    expect(inputRow(play)).toBe('A long');
    say(play, 'line\r\n');
    expect([shown(play), inputRow(play)]).toEqual([['>', 'A long line'], '>']);
    play.reload();
    play.enter('look');
    expect(inputRow(play)).toBe('');
    wait(play, 'A room\r\n');
    expect(log(play)).toEqual(['> ', 'A long line', 'A room']);
  });

  test('a mark that is late says nothing new', () => {
    const play = playing();
    wait(play, 'Name: ');
    say(play, GA);
    expect(inputRow(play)).toBe('Name:');
    play.enter('bob');
    say(play, 'Hello bob.\r\n');
    expect(log(play)).toEqual(['Name: ', 'Hello bob.']);
  });

  test('its line end makes no empty line, and a second line end does', () => {
    const play = playing();
    say(play, 'Password: ', GA, ECHO_ON);
    play.enter('secret');
    say(play, '\r\nWelcome\r\n', ECHO_OFF, '> ', GA, '\r\n\r\nChapter 1\r\n');
    expect(log(play)).toEqual(['Password: ', 'Welcome', '> ', '', 'Chapter 1']);
  });

  test('a blank page begins behind it', () => {
    const play = playing();
    say(play, 'More? ', GA, '\x1b[2J', 'Page 2\r\n');
    expect(shown(play)).toEqual(['Page 2']);
    expect(log(play)).toEqual(['More? ', 'Page 2']);
  });

  test('of blanks alone makes no line', () => {
    const play = playing();
    say(play, '  ', GA);
    play.enter('look');
    say(play, 'A room\r\n');
    expect(log(play)).toEqual(['A room']);
  });
});

describe('the end of the connection', () => {
  test.each([
    ['without a line end', ['bye'], ['bye']],
    ['with GA', ['bye', GA], ['bye']],
    ['after a prompt', ['> ', GA, 'bye'], ['> ', 'bye']],
  ] as const)('a last word %s is seen', (_, parts, lines) => {
    const play = playing();
    for (const part of parts) say(play, part);
    play.close('Alpha');
    expect(log(play)).toEqual(lines);
    expect(shown(play)).toEqual(lines.map(line => line.trimEnd()));
  });

  test('a prompt of the next connection is one of its own', () => {
    const play = playing();
    for (let connection = 0; connection < 2; connection++) {
      wait(play, 'Name: ');
      play.enter('bob');
      play.close('Alpha');
      play.enter('/worlds Alpha');
      play.connect('Alpha');
    }
    expect(log(play)).toEqual(['Name: ', 'Name: ']);
  });
});
