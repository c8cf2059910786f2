/** A view without a screen: what it prints, what it asks, and what answers do. */
import { openPager } from '../../../client/view/dialog/pager/pager.ts';
import { atWords } from '../../../client/view/plain/line.ts';
import { createPlay, type Play, type PlayOptions } from '../../support/play.ts';
import { type Printing, printing } from '../../support/printing.ts';

function plain(options: PlayOptions = {}, input: 'keys' | 'lines' = 'keys'): { play: Play; paper: Printing } {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 80, rows: 24, ...options });
  return { play, paper: printing(play, input) };
}

function connected(options: PlayOptions = {}, input: 'keys' | 'lines' = 'keys') {
  const one = plain(options, input);
  one.play.type(`/worlds Alpha${input === 'lines' ? '\n' : '\r'}`);
  one.play.advance(1);
  one.play.connect('Alpha');
  one.paper.print();
  return one;
}

const PROMPT = '> \xff\xf9';
const receive = (play: Play, text: string, world = 'Alpha') =>
  play.receive(world, Buffer.from(text, 'latin1'));

test('lines are printed as they come, the prompt before the input', () => {
  const { play, paper } = connected();
  receive(play, `A room.\r\nExits: n.\r\n${PROMPT}`);
  expect(paper.print()).toBe('A room.\nExits: n.\n> ');
  play.type('lo');
  expect(paper.print()).toBe('lo');
  play.type('ok\r');
  receive(play, `You see it.\r\n${PROMPT}`);
  expect(paper.print()).toBe('ok\nYou see it.\n> ');
  expect(paper.print()).toBe('');
});

test('that a new build is tried is printed once, and a reload that succeeds says no more of it', () => {
  const { play, paper } = connected();
  play.dispatch({ type: 'trial', isSlow: true });
  expect(paper.print()).toContain('% Trying the new build ...\n');
  play.dispatch({ type: 'trial', isSlow: false });
  play.reload();
  expect(paper.print()).not.toContain('Trying');
});

test('what comes while one types stands in rows of its own, and the input is whole below it', () => {
  const { play, paper } = connected();
  receive(play, PROMPT);
  play.type('say he');
  paper.print();
  receive(play, 'An orc comes.\r\n');
  expect(paper.print()).toBe('\nAn orc comes.\n> say he');
});

test('what Clay says is marked, and no game can make the mark', () => {
  const { play, paper } = connected();
  receive(play, '% Connection closed.\r\n  \uff05 so\r\n100 % sure\r\n');
  expect(paper.print()).toContain('game: % Connection closed.\n');
  expect(paper.text()).toContain('\n100 % sure\n');
  expect(paper.text()).toContain('% Connected to Alpha.\n');
  receive(play, Buffer.from('  \u066a so\r\n').toString('latin1'));
  expect(paper.print()).toContain('game:   \u066a so\n');
});

test('what Clay says is broken between words on a terminal; a program, and the game, have lines whole', () => {
  const said = '% Alpha: no walk is under way. /walk 3n2e walks; /help walk tells more.';
  const words = 'one two three four five six seven eight nine ten eleven twelve';
  const { play, paper } = connected({ columns: 40 });
  play.enter('/walk');
  receive(play, `${words}\r\n`);
  expect(paper.print()).toBe(
    `/walk\n% Alpha: no walk is under way. /walk\n3n2e walks; /help walk tells more.\n${words}\n`,
  );
  play.enter('/setup');
  const asked = paper.print().split('\n');
  expect(asked.find(row => row.length > 40)).toBeUndefined();
  expect(asked.join(' ')).toContain('A question mark tells all this again, a full stop leaves.');

  const other = connected({ columns: 40 }, 'lines');
  other.play.type('/walk\n');
  other.play.advance(1000);
  expect(other.paper.print()).toContain(`${said}\n`);
});

test('a blank that hangs over the edge is no row, and styles end where a row does', () => {
  const spans = [
    { text: '% abc ', style: '1' },
    { text: 'defgh ij', style: '' },
  ];
  const rows = atWords(spans, 5)
    .map(({ text }) => text)
    .join('');
  expect(rows).toBe('% abc\ndefgh\nij');
  expect(
    atWords(spans, 5)
      .filter(({ text }) => text.includes('\n'))
      .map(({ style }) => style),
  ).toEqual(['', '']);
});

test('no sequence goes out, whatever the game sends', () => {
  const { play, paper } = connected();
  receive(play, '\x1b[31mred\x1b[2J\x1b]0;title\x07\x1b[5;5H\x07 text\r\n');
  play.press('C-l');
  expect(paper.print()).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(paper.text()).toContain('red');
});

test('colours are there if they are asked for', () => {
  const { play, paper } = connected();
  receive(play, 'a \x1b[31mred\x1b[0m thing\r\n');
  expect(paper.print({ style: style => style })).toBe('a \x1b[0;31mred\x1b[m thing\n');
});

test('a password is not echoed, nor is its prompt read twice', () => {
  const { play, paper } = connected();
  receive(play, 'Password: \xff\xfb\x01\xff\xf9');
  expect(paper.print()).toBe('Password: ');
  play.type('sesame');
  expect(paper.print()).toBe('');
  play.type('\r');
  receive(play, '\xff\xfc\x01\r\nWelcome.\r\n');
  expect(paper.print()).toBe('\nWelcome.\n');
  expect(play.sent('Alpha').toString('latin1')).toContain('sesame\r\n');
  expect(paper.text()).not.toContain('sesame');
});

test('nothing waits for a key, however much comes', () => {
  const { play, paper } = connected({ rows: 10 });
  receive(play, Array.from({ length: 3000 }, (_, at) => `line ${at}\r\n`).join(''));
  paper.print();
  const lines = paper.rows().filter(row => row.startsWith('line '));
  expect(lines).toEqual(Array.from({ length: 3000 }, (_, at) => `line ${at}`));
  play.press('PageUp');
  expect(paper.print()).toContain('Nothing scrolls here');
});

test('which world a line is of is told when that changes, and news of others once', () => {
  const { play, paper } = connected({ worlds: { Alpha: {}, Beta: {} } });
  play.enter('/worlds -b Beta');
  play.connect('Beta');
  paper.print();
  receive(play, 'from alpha\r\n');
  receive(play, 'one\r\n', 'Beta');
  receive(play, 'two\r\n', 'Beta');
  const told = paper.print();
  expect(told).toContain('from alpha\n');
  expect(told).not.toContain('one');
  expect(paper.text().match(/Beta has something new/g)).toHaveLength(1);
  play.enter('/worlds Beta');
  expect(paper.print()).toMatch(/% World Beta:\n(% .*\n)*one\ntwo\n/);
  play.close('Alpha');
  expect(paper.print()).toContain('% Alpha is not connected any more.\n');
  play.enter('/worlds Alpha');
  expect(paper.print()).toContain('% World Alpha:\n');
  expect(paper.text().match(/from alpha/g)).toHaveLength(1);
});

test('the clock is not told', () => {
  const { play, paper } = connected();
  receive(play, PROMPT);
  play.advance(30_000);
  paper.print();
  play.advance(600_000);
  expect(paper.print()).toBe('');
});

describe('dialogs ask', () => {
  test('a new world: question by question, and the port with its host', () => {
    const { play, paper } = plain({ worlds: {} });
    play.enter('/worlds -a');
    expect(paper.print()).toContain('% Four questions, and you are playing.\n');
    play.enter('Home');
    play.enter('mud.example.org:4242');
    expect(paper.print()).toContain('Port [4242]: ');
    play.enter('');
    play.enter('perhaps');
    expect(paper.print()).toContain('% TLS is yes or no, not perhaps.\n');
    play.enter('y');
    expect(paper.print()).toMatch(/Connect, Save.*\[Connect\]: $/);
    play.enter('save');
    expect(paper.print()).toContain('World Home is made.');
    expect(play.state.settings.worlds.Home).toMatchObject({ host: 'mud.example.org', port: 4242, tls: true });
    expect(play.terminal.dialogs).toEqual([]);
    expect(play.state.history).toEqual(['/worlds -a']);
  });

  test('a value that is not possible is asked for once more', () => {
    const { play, paper } = plain({ worlds: {} });
    play.enter('/worlds -a');
    play.enter('Home');
    play.enter('host.example');
    paper.print();
    play.enter('99999');
    expect(paper.print()).toContain('Port is a whole number from 1 to 65535');
    play.enter('23');
    play.enter('.');
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('/setup: by number, by name, name and value; ? and . as they are told', () => {
    const { play, paper } = plain();
    play.enter('/setup');
    expect(paper.print()).toContain('% 1. More Mode: yes (');
    play.enter('1');
    expect(paper.print()).toContain('% More Mode: no.\n');
    play.enter('theme li');
    expect(paper.print()).toContain('% Theme: light.\n');
    play.enter('input height 99');
    expect(paper.print()).toMatch(/from 1 to 20, not 99(.*\n)*Input Height \[3\]: $/);
    play.enter('.');
    play.enter('? theme');
    expect(paper.print()).toContain('One of: dark, light.');
    play.enter('save');
    expect(paper.print()).toContain('Saved. More Mode: false, Theme: light.');
    expect(play.state.settings).toMatchObject({ more_mode: false, theme: 'light' });
  });

  test('/worlds: by name; a button about one; what fits no one narrows the list', () => {
    const { play, paper } = plain({ worlds: { Alpha: {}, Alpine: {}, Beta: {} } });
    play.enter('/worlds');
    paper.print();
    play.enter('alp');
    expect(paper.print()).not.toContain('Beta');
    play.enter('delete alpine');
    expect(paper.print()).toContain('% Delete Alpine?\n');
    play.enter('');
    expect(paper.print()).toContain('% Worlds (');
    expect(play.state.settings.worlds.Alpine).toBeDefined();
    play.enter('alpha');
    expect(play.terminal.current).toBe('Alpha');
  });

  test('/worlds: on a narrow terminal nothing of a name is cut', () => {
    const long = 'Discworld-of-the-many-guilds';
    const { play, paper } = plain({ worlds: { [long]: {} }, columns: 40 });
    play.enter('/worlds');
    const told = paper.print().replaceAll('\n', ' ');
    expect(told).toContain(`1. ${long}, `);
    expect(told).not.toContain('…');
  });

  test('/worlds: no cell is left out of what is read, so that those behind it are not taken for it', () => {
    const { play, paper } = connected();
    play.enter('/worlds');
    const told = paper.print();
    expect(told).toContain('World, Host, Port, TLS, State, Unseen');
    expect(told).toMatch(/Alpha, mud\S*, \d+, -, connected/);
    play.enter('.');
    play.enter('/addworld Beta mud.example 4000');
    play.enter('/worlds');
    expect(paper.print()).toMatch(/Beta, mud\S*, 4000, -, -\n/);
  });

  test('a command where a dialog asks is told how to get to where commands are taken', () => {
    const { play, paper } = plain();
    for (const dialog of ['/worlds', '/setup', '/keys']) {
      play.enter(dialog);
      paper.print();
      play.enter('/timers');
      expect(paper.print()).toContain('% There is no “/timers” here: a full stop leaves');
      play.enter('.');
      play.enter('/timers');
      expect(paper.print()).toContain('% No timer runs.');
    }
  });

  test('/worlds: each has its number once', () => {
    const { play, paper } = plain({ worlds: { Alpha: {}, Beta: {} } });
    play.enter('/worlds');
    const rows = paper.print().split('\n');
    const row = (name: string) =>
      rows.find(one => one.startsWith('% ') && one.includes(name) && /\d/.test(one));
    expect(row('Alpha')).toMatch(/^% 1\. Alpha, mud/);
    expect(row('Beta')).toMatch(/^% 2\. Beta, mud/);
  });

  test('a text that takes the place of another is read out', () => {
    const { play, paper } = connected();
    const view = play.terminal;
    openPager(
      view,
      'First',
      Array.from({ length: 40 }, (_, line) => `one ${line}`),
    );
    play.advance(1);
    play.input(Buffer.of());
    expect(paper.print()).toContain('% First:');
    openPager(
      view,
      'Second',
      Array.from({ length: 40 }, (_, line) => `two ${line}`),
    );
    play.input(Buffer.of());
    expect(paper.print()).toContain('% Second:\n% two 0\n');
    play.input(Buffer.of());
    expect(paper.print()).toBe('');
    play.reload();
    expect(paper.print()).toBe('');
    play.enter('q');
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('/quit -a: what it cuts, and staying', () => {
    const { play, paper } = connected();
    play.enter('/quit -a');
    expect(paper.print()).toContain('% This world is cut: Alpha.\n');
    play.enter('stay');
    expect(play.asked.filter(({ type }) => type === 'quit')).toEqual([]);
    play.press('C-d');
    play.enter('q');
    expect(play.asked.filter(({ type }) => type === 'quit')).toHaveLength(1);
  });

  test('help: a page at a time, a word, the rest; F4 asks what for; Esc leaves', () => {
    const { play, paper } = connected();
    play.enter('/help');
    expect(paper.print()).toMatch(/\d+ more lines \(Enter, \/word, all, q\): $/);
    play.enter('/xyzzy');
    expect(paper.print()).toContain('There is no “xyzzy” further down.');
    play.enter('q');
    expect(paper.print()).not.toContain('more lines');
    receive(play, 'the red dragon\r\n');
    play.press('F4');
    expect(paper.print()).toContain('Search for: ');
    play.enter('dragon');
    expect(paper.print()).toContain('that matches "dragon":\nthe red dragon\n');
    play.press('F4');
    play.press('Esc');
    play.advance(100);
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('through a reload, with half an answer', () => {
    const { play, paper } = plain({ worlds: {} });
    play.enter('/worlds -a');
    play.type('Ho');
    paper.print();
    play.reload();
    expect(paper.print()).toBe('');
    play.type('me\r');
    expect(paper.print()).toContain('Host: ');
  });

  test('a paste is text and never a command, and an answer in one line', () => {
    const { play, paper } = connected();
    const paste = (text: string) => play.type(`\x1b[200~${text}\x1b[201~`);
    const from = play.sent('Alpha').length;
    paste('/quit\nlook');
    expect(play.sent('Alpha').length).toBe(from);
    play.type('\r');
    expect(play.sent('Alpha').subarray(from).toString()).toBe('/quit\r\nlook\r\n');
    paste('1\n2\n3\n4');
    expect(paper.print()).toContain('4 lines');
    play.press('Escape');
    play.advance(100);
    play.enter('/worlds -a');
    paste('Home\n');
    play.type('\r');
    paste('mud.example.org\r\n');
    play.type('\r');
    expect(paper.print()).toContain('Port');
  });

  test('what Tab has found is read out', () => {
    const { play, paper } = plain();
    play.type('/con\t');
    expect(paper.print()).toContain('% /connect, /connections\n');
  });
});

describe('lines of a program', () => {
  const line = (play: Play, text: string) => play.type(text);

  test('each waits for the answer to the one before; at their end Clay quits', () => {
    const { play, paper } = connected({}, 'lines');
    play.advance(400);
    line(play, 'look\nnorth\n');
    play.dispatch({ type: 'input ended', view: 'terminal' });
    play.advance(1);
    expect(play.sent('Alpha').toString()).toBe('look\r\n');
    receive(play, `A room.\r\n${PROMPT}`);
    play.advance(200);
    expect(play.sent('Alpha').toString()).toBe('look\r\n');
    play.advance(200);
    expect(play.sent('Alpha').toString()).toBe('look\r\nnorth\r\n');
    play.advance(2000);
    expect(play.asked.filter(({ type }) => type === 'quit')).toEqual([]);
    play.advance(1100);
    expect(play.asked.filter(({ type }) => type === 'quit').length).toBeGreaterThan(0);
    expect(paper.print()).toContain('A room.\n');
  });

  test('none is lost that is cut, waits for a connection, or comes with a reload', () => {
    const { play, paper } = plain({}, 'lines');
    line(play, '/worlds Alpha\nlo');
    play.advance(1);
    line(play, 'ok\r\nsay h\xc3');
    play.reload();
    play.advance(1000);
    play.connect('Alpha');
    play.advance(4000);
    expect(play.sent('Alpha').toString()).toBe('look\r\n');
    expect(paper.print()).toContain('look\n');
    play.input(Buffer.from([0xa9, 0x0a]));
    play.advance(4000);
    expect(play.sent('Alpha').toString()).toContain('say h');
  });

  test('those of a demo that is being started wait for its worlds', () => {
    const { play } = plain({ worlds: {} }, 'lines');
    play.dispatch({ type: 'started', notices: [], worlds: [], demo: true });
    line(play, 'look\n');
    play.advance(500);
    expect(play.terminal.plain?.pending).toBe('look\n');
    play.reload();
    play.dispatch({ type: 'demo', port: 4001, tlsPort: null });
    play.advance(500);
    expect(play.terminal.plain?.pending).toBe('look\n');
    play.connect('Demo');
    receive(play, 'Welcome.\r\n', 'Demo');
    play.advance(400);
    expect(play.sent('Demo').toString()).toBe('look\r\n');
  });

  test('nor are they held for good by one that never starts', () => {
    const { play, paper } = plain({ worlds: {} }, 'lines');
    play.dispatch({ type: 'started', notices: [], worlds: [], demo: true });
    line(play, '/version\n');
    play.advance(9_000);
    expect(paper.print()).not.toContain('/version');
    play.advance(1_100);
    expect(play.terminal.plain?.pending).toBe('');
  });
});
