import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../../client/command/commands.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const wide = { columns: 160, rows: 60, settings: { more_mode: false } } as const;

/** What the line brings on screen. */
function answer(play: Play, line: string): string[] {
  return play.answer(line);
}

test('every command has a usage that names it, and a summary in one line', () => {
  for (const { names, usage, summary } of commands) {
    expect(usage).toMatch(new RegExp(`^/${names[0]}( |$)`));
    expect(summary).toMatch(/^[^\n]{10,110}[^.\n]$/);
  }
  const names = commands.flatMap(command => command.names);
  expect(new Set(names).size).toBe(names.length);
});

test('those that users of the first build know are there', () => {
  const names = commands.flatMap(command => command.names);
  const known =
    'help version quit reload setup worlds addworld unworld connect disconnect dc connections l send flush log recall';
  expect(names).toEqual(expect.arrayContaining(known.split(' ')));
});

test('the manual has every command', () => {
  const manual = readFileSync(join(__dirname, '../../../docs/manual.md'), 'utf8');
  const named = new Set([...manual.matchAll(/`\/(\w+)/g)].map(([, name]) => name));
  expect(commands.map(({ names }) => names[0]).filter(name => !named.has(name))).toEqual([]);
});

test('a command is found by as much of its name as makes it clear', () => {
  const play = createPlay(wide);
  expect(answer(play, '/vers')).toEqual([expect.stringContaining('Clay 1.2.3')]);
  expect(answer(play, '/re')).toEqual(['% /re could be /recall, /reload.']);
  expect(answer(play, '/xyzzy')).toEqual([
    '% There is no command /xyzzy. /help lists them; // sends a line that starts with /.',
  ]);
  expect(answer(play, '/Version')).toEqual([expect.stringContaining('Clay 1.2.3')]);
});

test.each([
  ['/relaod', 'There is no command /relaod. Did you mean /reload?'],
  ['/quti', 'There is no command /quti. Did you mean /quit?'],
  ['/hepl', 'There is no command /hepl. Did you mean /help?'],
  ['/Wrolds', 'There is no command /Wrolds. Did you mean /worlds?'],
  ['/z', 'There is no command /z. Did you mean /l?'],
])('%s: %s', (line, sentence) => {
  const play = createPlay(wide);
  expect(answer(play, line)).toEqual([`% ${sentence}`]);
  expect(play.asked).toEqual([]);
});

test('a name of a mebibyte is like no other', () => {
  const play = createPlay(wide);
  play.enter(`/${'x'.repeat(1024 * 1024 - 1)}`);
  expect(play.output().at(-1)).toContain('/help lists them');
});

describe('what cannot be undone', () => {
  test.each([
    ['/q', 'quit'],
    ['/qui', 'quit'],
    ['/fl', 'flush'],
    ['/u Alpha', 'unworld'],
    ['/dis', 'disconnect'],
  ])('%s is not enough for it', (line, name) => {
    const play = playAlpha(wide);
    const before = structuredClone(play.state.settings);
    expect(answer(play, line)).toEqual([
      expect.stringMatching(new RegExp(`^% ${line.split(' ')[0]} is short for /${name} .*in full`)),
    ]);
    expect([play.world('Alpha').phase, play.asked, play.state.settings]).toEqual(['connected', [], before]);
  });

  test('its full name is, and the short form that it has', () => {
    const play = playAlpha(wide);
    play.enter('/DC');
    expect(play.world('Alpha').phase).toBe('disconnected');
    play.enter('/unworld Alpha');
    play.enter('/quit');
    expect(play.asked.map(({ type }) => type)).toEqual(['save settings', 'quit']);
  });
});

describe('words that no game is there to hear', () => {
  test.each([
    ['help', 'No world is on screen; not sent: help. Commands start with a /: /help'],
    ['quit', 'No world is on screen; not sent: quit. Commands start with a /: /quit'],
    ['Quit', 'No world is on screen; not sent: Quit. Commands start with a /: /Quit'],
    [
      'connect mud.example 4000',
      'No world is on screen; not sent: connect mud.example 4000. Commands start with a /: /connect mud.example 4000',
    ],
    [
      'mud.example 4000',
      'No world is on screen; not sent: mud.example 4000. To connect to a server: /connect mud.example 4000',
    ],
    [
      'mud.example:4000',
      'No world is on screen; not sent: mud.example:4000. To connect to a server: /connect mud.example:4000',
    ],
    ['look!', 'No world is on screen; not sent: look! /worlds name goes to one, /help helps.'],
  ])('%s', (line, sentence) => {
    const play = createPlay(wide);
    expect(answer(play, line)).toEqual([`% ${sentence}`]);
    expect([play.asked, play.state.worlds]).toEqual([[], {}]);
  });

  test('in a world that is not connected, too; in one that is they are its own', () => {
    const play = playAlpha(wide);
    play.enter('help');
    expect(play.sent('Alpha').toString()).toBe('help\r\n');
    play.close('Alpha');
    expect(answer(play, 'quit')).toEqual([
      '% Alpha is not connected; not sent: quit',
      '% Commands start with a /: /quit',
    ]);
    expect(answer(play, 'look')).toEqual(['% Alpha is not connected; not sent: look']);
  });
});

test('/version says how often the code was replaced', () => {
  const play = createPlay(wide);
  play.reload();
  play.reload();
  expect(answer(play, '/version')).toEqual([
    `% Clay 1.2.3, Node ${process.versions.node}, reloaded 2 times.`,
  ]);
});

test.each([
  ['/reload', { type: 'reload', force: false }],
  ['/reload --force', { type: 'reload', force: true }],
  ['/quit', { type: 'quit' }],
])('%s asks for it', (line, wish) => {
  const play = createPlay(wide);
  play.enter(line);
  expect(play.asked).toEqual([wish]);
});

describe('/addworld', () => {
  test('adds a world and writes it down', () => {
    const play = createPlay(wide);
    expect(answer(play, '/addworld -x Home [2001:db8::1] 4000')).toEqual([
      '% World Home is [2001:db8::1]:4000 with TLS. /worlds Home connects.',
    ]);
    expect(play.state.settings.worlds.Home).toMatchObject({ host: '2001:db8::1', port: 4000, tls: true });
    expect(play.asked).toEqual([
      {
        type: 'save settings',
        edits: [
          { id: 1, path: ['worlds', 'Home', 'host'], value: '2001:db8::1' },
          { id: 2, path: ['worlds', 'Home', 'port'], value: 4000 },
          { id: 3, path: ['worlds', 'Home', 'tls'], value: true },
        ],
      },
    ]);
  });

  test('changes where a world is and leaves the rest of it', () => {
    const play = createPlay({ ...wide, worlds: { Home: { user: 'bob', tls: true } } });
    play.enter('/addworld Home other.example 23');
    expect(play.state.settings.worlds.Home).toMatchObject({
      host: 'other.example',
      port: 23,
      tls: false,
      user: 'bob',
    });
  });

  test('takes names with spaces in quotes', () => {
    const play = createPlay(wide);
    play.enter('/addworld "Two Words" mud.example 4000');
    play.enter('/worlds two words');
    expect(play.terminal.current).toBe('Two Words');
  });

  test.each([
    ['/addworld Home mud.example:4001', 'mud.example', 4001, false],
    ['/addworld -x Home [2001:db8::1]:4001', '2001:db8::1', 4001, true],
    ['/addworld Home 2001:db8::1 4001', '2001:db8::1', 4001, false],
    ['/addworld Home mud.example 4001 tls', 'mud.example', 4001, true],
    ['/addworld Home telnet://mud.example:4001/', 'mud.example', 4001, false],
    ['/addworld Home telnets://mud.example:4001', 'mud.example', 4001, true],
  ])('%s is plain enough', (line, host, port, tls) => {
    const play = createPlay(wide);
    play.enter(line);
    expect(play.state.settings.worlds.Home).toMatchObject({ host, port, tls });
  });

  const nothing = 'A name, a host and a port are missing: /addworld Home mud.example.org 4000, for example.';

  test.each([
    ['/addworld', nothing],
    [
      '/addworld "My Home"',
      'The host and the port are missing: /addworld "My Home" mud.example.org 4000, for example.',
    ],
    [
      '/addworld Home mud.example',
      'The port of mud.example is missing: /addworld Home mud.example 4000, for example.',
    ],
    [
      '/addworld Home mud.example:',
      'The port of mud.example is missing: /addworld Home mud.example 4000, for example.',
    ],
    [
      '/addworld mud.example 4000',
      'The name of the world is missing: /addworld Home mud.example 4000, for example.',
    ],
    [
      '/addworld mud.example:4000',
      'The name of the world is missing: /addworld Home mud.example:4000, for example.',
    ],
    ['/addworld -q Home mud.example 1', '/addworld: there is no option -q.'],
    ['/addworld Home mud.example 70000', '"70000" is not a port: a number from 1 to 65535 is.'],
    ['/addworld Home mud.example:x', '"x" is not a port: a number from 1 to 65535 is.'],
    ['/addworld Home mud.example 0', '"0" is not a port: a number from 1 to 65535 is.'],
    ['/addworld My Home mud.example 4000', '"mud.example" is not a port: a number from 1 to 65535 is.'],
    [
      '/addworld Home mud.example 4000 tlx',
      '"tlx" is not understood: behind the port there may be tls, and nothing else.',
    ],
    [
      '/addworld a/b mud.example 1',
      'Not added: the world name "a/b" contains a slash or a control character.',
    ],
    ['/addworld __proto__ h 1', 'Not added: a world cannot be called "__proto__": the name is reserved.'],
  ])('%s: %s', (line, sentence) => {
    const play = createPlay(wide);
    expect(answer(play, line)).toEqual([`% ${sentence}`]);
    expect(play.asked).toEqual([]);
  });
});

describe('/unworld', () => {
  test('removes a world, not its logs', () => {
    const play = createPlay({ ...wide, worlds: { Alpha: {} } });
    expect(answer(play, '/unworld alpha')).toEqual(['% World Alpha is removed; its logs stay.']);
    expect(play.asked).toEqual([
      { type: 'save settings', edits: [{ id: 1, path: ['worlds', 'Alpha'], value: null }] },
    ]);
    expect(play.state.settings.worlds).toEqual({});
  });

  test('refuses one that is connected', () => {
    const play = playAlpha(wide);
    expect(answer(play, '/unworld Alpha')).toEqual(['% Alpha is connected; /disconnect Alpha first.']);
  });

  test('a world that waits to connect again does not', () => {
    const play = createPlay({ ...wide, worlds: { Alpha: { reconnect: 1 } } });
    play.enter('/worlds Alpha');
    play.close('Alpha');
    play.enter('/unworld Alpha');
    play.advance(5000);
    expect([play.state.worlds, play.terminal.current]).toEqual([{}, null]);
  });

  test.each([
    ['/unworld', 'Which world is to be removed? /unworld Home removes Home; /worlds lists them.'],
    ['/unworld Nobody', 'There is no world "Nobody".'],
  ])('%s: %s', (line, sentence) => {
    expect(answer(createPlay(wide), line)).toEqual([`% ${sentence}`]);
  });
});

describe('/worlds', () => {
  test('-l lists a thousand, however many there are', () => {
    const names = Array.from({ length: 130_000 }, (_, n) => `World${n}`);
    const play = createPlay({ ...wide, worlds: Object.fromEntries(names.map(name => [name, {}])) });
    expect(answer(play, '/worlds -l').slice(-2)).toEqual([
      '%   World999  mud.example:4000  not connected',
      '% There are 129000 more in settings.toml.',
    ]);
  });

  test('-l lists them', () => {
    const play = createPlay({ ...wide, worlds: { Alpha: {}, Beta: { tls: true, port: 4001 } } });
    play.enter('/worlds Beta');
    expect(play.output()).toEqual(['% Connecting to mud.example:4001 with TLS...']);
    expect(answer(play, '/worlds -l')).toEqual([
      '%   Alpha  mud.example:4000  not connected',
      '% * Beta   mud.example:4001 tls  connecting',
    ]);
    expect(answer(createPlay(wide), '/worlds -l')).toEqual([
      '% There are no worlds yet. /addworld name host port makes one.',
    ]);
  });

  test('-b connects and stays where the user is', () => {
    const play = createPlay({ ...wide, worlds: { Alpha: {} } });
    play.enter('/worlds -b Alpha');
    expect([play.terminal.current, play.world('Alpha').phase]).toEqual([null, 'connecting']);
  });

  test('a name in two spellings is taken as it is written', () => {
    const play = createPlay({ ...wide, worlds: { mud: {}, MUD: {} } });
    play.enter('/worlds MUD');
    expect(play.terminal.current).toBe('MUD');
    expect(answer(play, '/worlds Mud')).toEqual(['% There is no world "Mud". Did you mean mud or MUD?']);
  });

  test.each([
    ['/worlds my', 'There is no world "my". Did you mean "My World"?'],
    ['/worlds world', 'There is no world "world". Did you mean "My World"?'],
    ['/recall -w my x', 'There is no world "my". Did you mean "My World"?'],
    ['/grep -w my x', 'There is no world "my". Did you mean "My World"?'],
    ['/send -w my x', 'There is no world "my". Did you mean "My World"?'],
  ])('a name that is begun: %s', (line, sentence) => {
    const play = createPlay({ ...wide, worlds: { 'My World': {}, Other: {} } });
    expect(answer(play, line)).toEqual([`% ${sentence}`]);
  });

  test.each([
    ['/worlds Nobody', 'There is no world "Nobody". /worlds lists them, /addworld makes one.'],
    ['/worlds -z Alpha', '/worlds: there is no option -z.'],
    ['/worlds constructor', 'There is no world "constructor". /worlds lists them, /addworld makes one.'],
  ])('%s: %s', (line, sentence) => {
    expect(answer(createPlay(wide), line)).toEqual([`% ${sentence}`]);
  });
});

describe('/connect', () => {
  test('a server that is not in settings.toml is a world for this time', () => {
    const play = createPlay(wide);
    play.enter('/connect mud.example 4000 tls');
    expect(play.terminal.current).toBe('mud.example:4000');
    expect(play.state.settings.worlds['mud.example:4000']).toMatchObject({ tls: true });
    expect(play.asked).toEqual([]);
  });

  test('the world on screen, once it is not connected', () => {
    const play = playAlpha(wide);
    expect(answer(play, '/connect')).toEqual(['% Alpha is connected.']);
    play.close('Alpha');
    play.enter('/connect');
    expect(play.world('Alpha').phase).toBe('connecting');
  });

  test.each([
    ['/connect', 'No world is on screen. /worlds name switches to one and connects.'],
    ['/connect mud.example', 'The port of mud.example is missing: /connect mud.example 4000, for example.'],
    ['/connect mud.example x', '"x" is not a port: a number from 1 to 65535 is.'],
    [
      '/connect mud.example 1 tlx',
      '"tlx" is not understood: behind the port there may be tls, and nothing else.',
    ],
    ['/connect -q mud.example 1', '/connect: there is no option -q.'],
    [
      '/connect --quiet mud.example 1',
      'There is no option --quiet: /connect mud.example.org 4000 tls, for example.',
    ],
    [
      '/connect mud.example --tls',
      'The port of mud.example is missing: /connect mud.example 4000, for example.',
    ],
    ['/connect --tls', 'The host and the port are missing: /connect mud.example.org 4000, for example.'],
    ['/connect mud.example -p 1', 'There is no option -p: /connect mud.example.org 4000 tls, for example.'],
    ['/connect mud.example -1', '"-1" is not a port: a number from 1 to 65535 is.'],
    [
      '/connect ../../etc 1',
      'Not connected: the world name "../../etc:1" contains a slash or a control character.',
    ],
  ])('%s: %s', (line, sentence) => {
    expect(answer(createPlay(wide), line)).toEqual([`% ${sentence}`]);
  });
});

test.each(['/connect mud.example:4000', '/connect mud.example 4000', '/connect telnet://mud.example:4000'])(
  '%s connects there',
  line => {
    const play = createPlay(wide);
    play.enter(line);
    expect([play.terminal.current, play.world('mud.example:4000').phase]).toEqual([
      'mud.example:4000',
      'connecting',
    ]);
  },
);

test.each([
  '/connect mud.example 4000 ssl',
  '/connect mud.example 4000 tls --tls',
  '/connect mud.example:4000 TLS',
  '/connect --ssl mud.example 4000',
  '/connect mud.example --tls 4000',
  '/connect -x mud.example 4000',
])('with TLS, as other clients say it: %s', line => {
  const play = playAlpha();
  play.enter(line);
  expect(play.state.settings.worlds['mud.example:4000']).toMatchObject({ tls: true });
});

test('/connect goes to a world by its name', () => {
  const play = createPlay({ ...wide, worlds: { 'My World': {} } });
  play.enter('/connect "my world"');
  expect([play.terminal.current, play.world('My World').phase]).toEqual(['My World', 'connecting']);
});

test.each(['/worlds Alhpa', '/unworld "alpah"', '/disconnect Alph', '/trust alfa'])(
  '%s: the world that may be meant is named',
  line => {
    const play = createPlay({ ...wide, worlds: { Alpha: {}, 'My World': {} } });
    expect(answer(play, line)).toEqual([
      expect.stringMatching(/There is no world ".*"\. Did you mean Alpha\?$/),
    ]);
    expect(answer(play, '/worlds MyWorld')).toEqual([expect.stringContaining('Did you mean "My World"?')]);
  },
);

test('/disconnect without a connection says so', () => {
  const play = createPlay({ ...wide, worlds: { Alpha: {} } });
  expect(answer(play, '/dc')).toEqual(['% No world is on screen.']);
  expect(answer(play, '/dc Nobody')).toEqual(['% There is no world "Nobody".']);
  expect(answer(play, '/dc Alpha')).toEqual(['% Alpha is not connected.']);
});

test('/connections shows a line for each world', () => {
  const play = createPlay({ ...wide, worlds: { Alpha: {}, Beta: { tls: true }, Gamma: { tls: true } } });
  expect(answer(play, '/l')).toEqual(['% No world has been connected yet. /worlds name connects.']);
  play.enter('/worlds -b Alpha');
  play.enter('/worlds -b Beta');
  play.connect('Alpha');
  play.advance(65_000);
  play.receive('Alpha', 'psst\n');
  play.advance(120_000);
  expect(answer(play, '/connections')).toEqual([
    '% World  Address           State         Carrier       Unseen  Received  Sent',
    '% Alpha  mud.example:4000  connected     tcp         4 unseen  2 min     3 min',
    '% Beta   mud.example:4000  disconnected  tls-direct  2 unseen  never     never',
    '% 1 of 2 connected.',
  ]);
  const rows = play.screen().slice(0, -2);
  expect(rows.slice(-4).map(row => row.slice(0, 6))).toEqual(['% Beta', '', '% 1 of', '']);
});

test('below the table of /connections stands how many are connected, in tlsproxy, and waiting', () => {
  const names = ['Alpha', 'Beta', 'Gamma'];
  const worlds = Object.fromEntries(names.map(name => [name, { tls: true, reconnect: 5 }]));
  const play = createPlay({
    worlds,
    columns: 100,
    rows: 40,
    settings: { more_mode: false, tls_proxy: true },
  });
  const summary = () => play.answer('/l').at(-1);
  const connect = (name: string) => {
    play.enter(`/worlds ${name}`);
    const link = play.world(name).link!.id;
    const session = { id: `build.${link}`, proxy: 'build pid 7', accepted: 0 };
    play.dispatch({ type: 'connected', link, carrier: 'tls-proxy', session, notes: [] });
  };
  connect('Alpha');
  expect(summary()).toBe('% 1 of 1 connected, held by tlsproxy.');
  connect('Beta');
  expect(summary()).toBe('% 2 of 2 connected, 2 of them held by tlsproxy.');
  connect('Gamma');
  play.close('Gamma');
  expect(summary()).toBe('% 2 of 3 connected, 2 of them held by tlsproxy, 1 waiting to connect again.');
});

test.each([
  [100, 'World Address State Carrier Unseen Received Sent'],
  [80, 'World Address State Carrier Unseen Received Sent'],
  [70, 'World Address State Carrier Unseen'],
  [50, 'World Address State Unseen'],
  [40, 'World State Unseen'],
  [34, 'World State Unseen'],
  [20, 'World State'],
])(
  '/connections has a row a world at %i columns, and leaves out what is worth least: %s',
  (columns, titles) => {
    const names = ['Alpha', 'A world with a very long name indeed', 'Γάμμα 🐉'];
    const worlds = Object.fromEntries(names.map(name => [name, { host: 'mud.example.org', tls: true }]));
    const play = createPlay({ worlds, columns, rows: 30, settings: { more_mode: false } });
    for (const name of names) play.enter(`/worlds -b ${name}`);
    play.connect('Alpha');
    play.advance(200_000);
    const table = answer(play, '/l');
    expect(table.pop()).toBe('% 1 of 3 connected.');
    expect(table).toHaveLength(4);
    expect(table[0]!.split(/\s+/).slice(1).join(' ')).toBe(titles);
    for (const row of table.slice(1)) expect(row).toMatch(/conn/);
  },
);

describe('/send', () => {
  test('sends a line as it is, also to another world', () => {
    const play = createPlay({ ...wide, worlds: { Alpha: {}, Beta: {} } });
    for (const name of ['Beta', 'Alpha']) {
      play.enter(`/worlds ${name}`);
      play.connect(name);
    }
    play.enter('/send /who');
    play.enter('/send -w beta  hello there');
    expect(play.sent('Alpha').toString()).toBe('/who\r\n');
    expect(play.sent('Beta').toString()).toBe('hello there\r\n');
    expect(play.terminal.current).toBe('Alpha');
  });

  test.each([
    ['/send hello', 'No world is on screen.'],
    ['/send -w Nobody hello', 'There is no world "Nobody".'],
    ['/send -q hello', '/send: there is no option -q.'],
  ])('%s: %s', (line, sentence) => {
    expect(answer(createPlay(wide), line)).toEqual([`% ${sentence}`]);
  });
});

describe('/flush', () => {
  test('forgets the output, not the connection', () => {
    const play = playAlpha(wide);
    play.receive('Alpha', 'secret\n');
    play.enter('/flush');
    play.press('PageUp');
    expect(play.output()).toEqual([]);
    play.receive('Alpha', 'next\n');
    expect(play.output()).toEqual(['next']);
  });

  test('waits for the log', () => {
    const play = playAlpha({ ...wide, worlds: { Alpha: { log: true } } });
    play.advance(1000);
    play.enter('/flush');
    play.receive('Alpha', 'keep me\n');
    play.enter('/flush');
    expect(play.output()).toEqual(['keep me', '% /flush', '% Lines still wait to be logged; not flushed.']);
    play.advance(1000);
    play.enter('/flush');
    play.receive('Alpha', 'and me\n');
    play.advance(1000);
    expect(play.disk.logs).toEqual({ 'Alpha/2024-01-15.log': 'keep me\nand me\n' });
  });
});

describe('/log', () => {
  test('turns it on and off, here and in settings.toml', () => {
    const play = playAlpha(wide);
    expect(answer(play, '/log')).toEqual([
      '% Alpha: logging is on, into logs/Alpha/2024-01-15.log of the profile directory.',
    ]);
    expect(answer(play, '/log on')).toEqual([
      '% Alpha: logging is on already, into logs/Alpha/2024-01-15.log of the profile directory.',
    ]);
    expect(answer(play, '/log off')).toEqual(['% Alpha: logging is off.']);
    expect(answer(play, '/log maybe')).toEqual([
      '% /log knows no "maybe": it is on, off, text, ansi, html, or nothing to switch.',
    ]);
    expect(play.asked).toEqual(
      [true, false].map((value, index) => ({
        type: 'save settings',
        edits: [{ id: index + 1, path: ['worlds', 'Alpha', 'log'], value }],
      })),
    );
  });

  test.each(['/log', '/recall', '/flush'])('%s without a world says so', line => {
    expect(answer(createPlay(wide), line)).toEqual([
      '% No world is on screen. /worlds name switches to one.',
    ]);
  });
});

describe('/setup', () => {
  test('shows a setting and changes it, here and in settings.toml', () => {
    const play = createPlay(wide);
    expect(answer(play, '/setup more_mode')).toEqual([expect.stringMatching(/^% more_mode = false \(.+\)$/)]);
    expect(answer(play, '/setup more_mode on')).toEqual(['% more_mode = true']);
    expect(play.state.settings.more_mode).toBe(true);
    expect(play.asked).toEqual([
      { type: 'save settings', edits: [{ id: 1, path: ['more_mode'], value: true }] },
    ]);
  });

  test('also those of a world', () => {
    const play = createPlay({ ...wide, worlds: { 'St. Mary': {} } });
    play.enter('/setup worlds.St. Mary.port 4001');
    play.enter('/setup worlds.St.port 4001');
    expect(play.output().slice(-1)).toEqual([
      expect.stringContaining('There is no world for "worlds.St.port"'),
    ]);
  });

  test('a key that only worlds have is that of the world on screen, and the answer says so', () => {
    const play = createPlay({ ...wide, worlds: { 'St. Mary': {} } });
    play.enter('/worlds St. Mary');
    expect(answer(play, '/setup hide_tags on')).toEqual(['% worlds."St. Mary".hide_tags = true']);
    expect(play.state.settings.worlds['St. Mary']?.hide_tags).toBe(true);
    expect(answer(play, '/setup hide_tags')).toEqual([
      expect.stringMatching(/^% worlds\."St\. Mary"\.hide_tags = true \(.+\)$/),
    ]);
    expect(answer(play, '/setup password hunter2').at(-1)).toBe('% worlds."St. Mary".password is set');
    play.enter('/setup proxy socks5://me:hunter2@gate:1080');
    expect(play.state.settings.worlds['St. Mary']?.proxy).toContain('hunter2');
    expect(play.output().at(-1)).toBe('% worlds."St. Mary".proxy = socks5://me:******@gate:1080');
    expect(JSON.stringify([play.state.history, play.output()])).not.toContain('hunter2');
    expect(answer(play, '/setup log_format html')).toEqual(['% log_format = html']);
  });

  test.each([
    ['/setup nonsense', 'There is no setting called "nonsense". /help settings lists them.'],
    ['/setup constructor 1', 'There is no setting called "constructor". /help settings lists them.'],
    ['/setup mor_mode', 'There is no setting called "mor_mode". Did you mean more_mode?'],
    ['/setup web.prot 1', 'There is no setting called "web.prot". Did you mean web.port?'],
    [
      '/setup worlds.Alpha.encodign 1',
      'There is no setting called "worlds.Alpha.encodign". Did you mean worlds.Alpha.encoding?',
    ],
    ['/setup encoding', '"encoding" is a setting of worlds: /setup worlds.NAME.encoding shows it.'],
    ['/setup worlds.__proto__.port 1', 'There is no world for "worlds.__proto__.port". /worlds lists them.'],
  ])('%s: %s', (line, sentence) => {
    const play = createPlay(wide);
    expect(answer(play, line)).toEqual([`% ${sentence}`]);
    expect(play.asked).toEqual([]);
  });

  test('a value that does not fit is refused with the reason', () => {
    const play = createPlay(wide);
    expect(answer(play, '/setup input_height 99')).toEqual([expect.stringContaining('input_height')]);
    expect([play.state.settings.input_height, play.asked]).toEqual([3, []]);
  });
});

test.each([
  ['web.password x', 'web.password is set'],
  ['web.https on', 'web.https = true'],
  ['web.port 9010', 'web.port = 9010'],
  ['web.https_port', 'web.https_port = 9001 (port of HTTPS)'],
])('/setup %s: %s', (line, sentence) => {
  expect(answer(createPlay(wide), `/setup ${line}`).at(-1)).toBe(`% ${sentence}`);
});

describe('a world whose name has a blank', () => {
  const playMine = () => createPlay({ ...wide, worlds: { Alpha: {}, 'My World': {} } });

  test.each(['My World', '"My World"', 'my world', '"my world"'])('is named as %s by every command', name => {
    const play = playMine();
    play.enter(`/worlds ${name}`);
    expect(play.world('My World').phase).toBe('connecting');
    play.enter(`/disconnect ${name}`);
    expect(play.world('My World').phase).toBe('disconnected');
    play.enter(`/trust ${name}`);
    expect(play.output().join(' ')).toContain('certificate to trust');
    play.enter(`/unworld ${name}`);
    expect(Object.keys(play.state.settings.worlds)).toEqual(['Alpha']);
  });

  test.each(['worlds.My World.', 'worlds."My World".'])('has its settings at %s', place => {
    const play = playMine();
    play.enter(`/setup ${place}encoding latin1`);
    play.enter(`/setup ${place}user Bob the  Great`);
    expect(play.state.settings.worlds['My World']).toMatchObject({
      encoding: 'latin1',
      user: 'Bob the  Great',
    });
    expect(answer(play, `/setup ${place}encoding`).join(' ')).toContain('encoding = latin1');
    expect(answer(play, `/setup ${place}nothing 3`).join(' ')).toContain('There is no setting called');
  });

  test('stands in quotes where Clay tells what to type', () => {
    const play = createPlay({ columns: 120 });
    expect(answer(play, '/addworld "My World" mud.example 4000')).toEqual([
      '% World My World is mud.example:4000. /worlds "My World" connects.',
    ]);
  });

  test('is the longest one that fits', () => {
    const play = createPlay({ worlds: { My: {}, 'My.port': {} } });
    play.enter('/setup worlds.My.port.port 5000');
    play.enter('/setup worlds.My.port 6000');
    const { worlds } = play.state.settings;
    expect([worlds.My?.port, worlds['My.port']?.port]).toEqual([6000, 5000]);
  });
});

test('/bell rings every terminal, in five minutes as well, also over a reload; it takes no words', () => {
  const play = playAlpha();
  const rings = () => play.asked.filter(({ type }) => type === 'bell').length;
  play.enter('/bell');
  expect(rings()).toBe(1);
  play.enter('/delay 300 /bell');
  play.reload();
  play.advance(299_000);
  expect(rings()).toBe(1);
  play.advance(2000);
  expect(rings()).toBe(2);
  expect(play.answer('/bell twice')).toEqual(['% /bell takes no words: type it alone.']);
});

test.each([
  ['/bye', 'There is no command /bye. Did you mean /quit?'],
  ['/Session x', 'There is no command /Session. Did you mean /worlds or /connect?'],
  ['/upgrade', 'There is no command /upgrade. Did you mean /reload or /version?'],
])('a command of other clients is answered with what does that here: %s', (line, sentence) => {
  expect(answer(createPlay(wide), line)).toEqual([`% ${sentence}`]);
});

test('lists of worlds are as wide as their names are on the screen', () => {
  const play = createPlay({ ...wide, worlds: { '\u6f22\u5b57': {}, Alpha: {} } });
  play.enter('/worlds -l');
  expect(play.output().slice(-2)).toEqual([
    '%   \u6f22\u5b57   mud.example:4000  not connected',
    '%   Alpha  mud.example:4000  not connected',
  ]);
});

test('/exit, which leaves a file of macros, says how Clay is left', () => {
  expect(answer(createPlay(wide), '/exit')).toEqual([
    '% /exit leaves a file that is being loaded; /quit ends Clay.',
  ]);
});

test.each([
  [
    '/set more_mode off',
    'more_mode is a variable now, for rules and macros. The setting: /setup more_mode off',
  ],
  ['/set theme=light', 'theme is a variable now, for rules and macros. The setting: /setup theme light'],
])('a variable that is called as a setting: %s', (line, sentence) => {
  expect(answer(createPlay(wide), line)).toEqual([`% ${sentence}`]);
  expect(answer(createPlay(wide), line.replace(/more_mode|theme/, 'target'))).toEqual([]);
});

test('/addworld says which address another one takes the place of', () => {
  const play = createPlay(wide);
  play.enter('/addworld Foo mud.example 4000');
  expect(answer(play, '/addworld Foo mud.example 4001')).toEqual([
    '% World Foo is mud.example:4001 now, and no longer mud.example:4000. /worlds Foo connects.',
  ]);
  expect(answer(play, '/addworld Foo mud.example 4001')).toEqual([
    '% World Foo is mud.example:4001. /worlds Foo connects.',
  ]);
});
