/** /worlds: the list, the form of a world, connections that are tried, and removal; by keys and by mouse, through reloads. */
import { worldSchema } from '../../../../client/settings/schema.ts';
import type { WorldEditor, WorldsDialog } from '../../../../client/state/dialog.ts';
import type { Effect } from '../../../../client/state/events.ts';
import { createPlay, type Play, type PlayOptions } from '../../../support/play.ts';

const THIRTY = Object.fromEntries(
  Array.from({ length: 30 }, (_, n) => [
    `World${n}`,
    { host: `mud${n}.example.org`, port: 4000 + n, tls: n % 3 === 0, user: n === 7 ? 'Fred' : '' },
  ]),
);

function list(options: PlayOptions = {}): Play {
  const play = createPlay({ worlds: THIRTY, columns: 80, rows: 24, ...options });
  play.enter('/worlds World3');
  play.connect('World3');
  play.enter('/worlds');
  return play;
}

/** A form of a world: that of World7, or a new one. */
function editor(line = '/worlds -e World7', options: PlayOptions = {}): Play {
  const play = createPlay({ worlds: THIRTY, columns: 80, rows: 24, ...options });
  play.enter(line);
  return play;
}

const all = (play: Play) => play.screen().join('\n');
const words = (play: Play) => all(play).replace(/[│┃]/g, ' ').split(/\s+/).join(' ');
const kinds = (play: Play) => play.terminal.dialogs.map(({ kind }) => kind);
const top = (play: Play) => play.terminal.dialogs.at(-1) as WorldEditor;
const marked = (play: Play) => play.screen().find(row => row.includes('> ')) ?? '';

function click(play: Play, text: string): void {
  const row = play.screen().findIndex(one => one.includes(text));
  const column = (play.screen()[row] as string).indexOf(text);
  play.type(`\x1b[<0;${column + 1};${row + 1}M\x1b[<0;${column + 1};${row + 1}m`);
}

function goTo(play: Play, id: string): void {
  for (let i = 0; i < 60 && top(play).form.focus !== id; i++) play.press('Down');
  expect(top(play).form.focus).toBe(id);
}

type Try = Extract<Effect, { type: 'try' }>;
const tries = (play: Play) => play.asked.filter((effect): effect is Try => effect.type === 'try');
const saves = (play: Play) =>
  play.asked.flatMap(effect => (effect.type === 'save settings' ? effect.edits : []));

describe('the list', () => {
  test('has name, host, port, TLS, state and unseen lines, and begins at the world on screen', () => {
    const play = list();
    expect(marked(play)).toMatch(/> +4 {2}\* World3 +mud3\.example\.org +4003 +TLS +connected/);
    expect(all(play)).toMatch(/World +Host +Port +TLS +State +Unseen/);
    play.enter('');
    play.enter('/worlds World4');
    play.connect('World4');
    play.receive('World3', 'one\ntwo\n');
    play.enter('/worlds');
    expect(all(play)).toMatch(/ World3 +mud3\.example\.org +4003 +TLS +connected +2 /);
  });

  test.each([
    [80, 24],
    [40, 10],
    [40, 6],
    [200, 60],
  ])('at %i x %i every world can be reached and is seen', (columns, rows) => {
    const play = list({ columns, rows });
    play.press('Home');
    for (const name of Object.keys(THIRTY)) {
      expect(play.screen()[play.frame().cursor!.row]).toMatch(new RegExp(`> +\\d+  [* ] ${name}( |$)`));
      play.press('Down');
    }
  });

  test('letters narrow it down, by name, host or user; Enter goes to the marked one and connects it', () => {
    const play = list();
    play.type('fre');
    expect(all(play)).toMatch(/ 1\/30 /);
    play.press('Enter');
    expect([play.terminal.current, play.world('World7').phase, kinds(play)]).toEqual([
      'World7',
      'connecting',
      [],
    ]);
  });

  test('Down and Enter while one types, Esc leaves, and nothing gets to the world', () => {
    const play = list();
    play.type('world1');
    expect(all(play)).toMatch(/ 11\/30 /);
    play.press('Down');
    play.press('Down');
    play.press('Enter');
    expect(play.terminal.current).toBe('World11');
    play.enter('/worlds');
    play.type('nothing like it');
    expect(words(play)).toContain('No world has this in its name, its host or its user.');
    play.press('Enter');
    play.press('Esc');
    play.advance(1000);
    expect([kinds(play), play.terminal.current, play.terminal.editor.text]).toEqual([[], 'World11', '']);
    expect(play.sent('World3').toString()).toBe('');
  });

  test('a click selects, another one goes there; a click on a button is about what is selected', () => {
    const play = list();
    click(play, 'World5 ');
    expect([play.terminal.current, marked(play)]).toEqual(['World3', expect.stringContaining('World5')]);
    click(play, 'Edit');
    expect(all(play)).toContain('World World5');
    play.press('Esc');
    play.advance(1000);
    click(play, 'World5 ');
    click(play, 'World5 ');
    expect([play.terminal.current, kinds(play)]).toEqual(['World5', []]);
  });

  test('goes through a reload and another size as it is, and follows what happens', () => {
    const play = list();
    play.type('world2');
    play.press('Down');
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
    play.resize(40, 6);
    play.resize(80, 24);
    expect(play.frame()).toEqual(before);
    play.type('2');
    play.press('Enter');
    play.enter('/worlds');
    play.close('World22');
    expect(marked(play)).toContain('disconnected');
  });

  test('without a world it offers to add one', () => {
    const play = createPlay({ columns: 80, rows: 24 });
    play.enter('/worlds');
    expect(words(play)).toContain('There are none yet.');
    play.press('Enter');
    expect(words(play)).toContain('Four questions, and you are playing.');
  });

  test('one of 20,000 shows some, and finds all', () => {
    const names = Array.from({ length: 20_000 }, (_, n) => `World${n}`);
    const play = createPlay({
      worlds: Object.fromEntries(names.map(name => [name, {}])),
      columns: 80,
      rows: 24,
    });
    play.enter('/worlds');
    expect(all(play)).toContain(' 500+/20000 ');
    play.type('19999');
    expect(marked(play)).toContain('19999');
    play.press('Enter');
    expect(play.terminal.current).toBe('World19999');
  });

  test('scripts and other views have it as text', () => {
    const play = createPlay({ worlds: { Alpha: {} }, columns: 80, rows: 24 });
    play.enter('/worlds -l');
    expect(play.output().at(-1)).toBe('%   Alpha  mud.example:4000  not connected');
    play.enter('/worlds -b');
    expect(play.output().at(-1)).toContain('Which world?');
  });
});

describe('Delete', () => {
  test('asks, keeps by Enter and Esc, and removes if that is said', () => {
    const play = list();
    for (const leave of ['Enter', 'Esc']) {
      play.press('Esc d');
      expect(words(play)).toContain('It is in use, and is disconnected first.');
      play.press(leave);
      play.advance(1000);
      expect(kinds(play)).toEqual(['worlds']);
    }
    play.press('Delete');
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
    play.type('d');
    expect([Object.keys(play.state.settings.worlds).length, play.terminal.current]).toEqual([29, null]);
    expect(saves(play)).toMatchObject([{ path: ['worlds', 'World3'], value: null }]);
    expect(kinds(play)).toEqual(['worlds']);
    expect(marked(play)).toContain('World0');
  });
});

describe('a new world', () => {
  const SAVED = '# mine\nmore_mode = true\n';

  test('four questions, and the last Enter connects', () => {
    const play = createPlay({ columns: 80, rows: 24 });
    play.disk.settings = SAVED;
    play.enter('/worlds -a');
    play.type('My World\r');
    play.type('mud.example.org\r');
    play.type('4242\r');
    play.press('Enter');
    expect([play.terminal.current, play.world('My World').phase, kinds(play)]).toEqual([
      'My World',
      'connecting',
      [],
    ]);
    expect(play.disk.settings).toBe(`${SAVED}\n[worlds."My World"]\nhost = "mud.example.org"\nport = 4242\n`);
  });

  test('host:port is both, TLS is a toggle, and a reload comes between any two questions', () => {
    const play = createPlay({ columns: 40, rows: 10 });
    for (const keys of ['/worlds -a\r', 'Home\r', 'mud.example.org:4443\r', '\r', ' ', '\r']) {
      const before = play.frame();
      play.reload();
      expect(play.frame()).toEqual(before);
      play.type(keys);
    }
    expect(play.state.settings.worlds.Home).toMatchObject({ host: 'mud.example.org', port: 4443, tls: true });
    expect(play.world('Home').phase).toBe('connecting');
  });

  test.each([
    ['\r', 'It needs a name: any that you like, such as Home.'],
    ['a/b\r', 'The world name "a/b" contains a slash or a control character.'],
    ['world7\r', 'There is a world called World7 already.'],
    ['Home\r\r', 'Where is it? A host name or an address, such as mud.example.org.'],
    ['Home\rmud\r70000\r', 'Port is a whole number from 1 to 65535, not 70000.'],
  ])('%j: %s', (keys, sentence) => {
    const play = editor('/worlds -a');
    play.type(keys);
    expect(words(play)).toContain(sentence);
    play.press('Esc s');
    expect(kinds(play)).toEqual(['world']);
    expect(saves(play)).toEqual([]);
  });

  test('of a name that does not exist, by -e; all its settings on request', () => {
    const play = editor('/worlds -e Nowhere');
    expect([top(play).form.values.name, top(play).form.focus]).toEqual(['Nowhere', 'host']);
    play.type('nowhere.example');
    play.press('Esc a');
    goTo(play, 'encoding');
    play.press('C-u');
    play.type('latin1');
    play.press('Esc s');
    expect(play.state.settings.worlds.Nowhere).toMatchObject({
      ...{ host: 'nowhere.example', port: 4000, encoding: 'latin1' },
    });
    expect(saves(play).map(({ path }) => path.at(-1))).toEqual(['host', 'port', 'encoding']);
  });
});

describe('the settings of a world', () => {
  test.each([
    [80, 24],
    [40, 10],
    [40, 6],
    [200, 60],
  ])('at %i x %i every one can be reached and is seen', (columns, rows) => {
    const play = editor('/worlds -e World7', { columns, rows });
    for (const { key } of worldSchema) {
      expect([top(play).form.focus, marked(play)]).toEqual([key, expect.stringContaining('> ')]);
      play.press('Down');
    }
  });

  test('have their descriptions, and what is saved is what was changed, with the comments of the file', () => {
    const play = createPlay({ columns: 80, rows: 24 });
    const file =
      '[worlds.Alpha] # mine\nhost = "a.example" # far\nport = 4000\nlogin = ["Name, please:", "x"]\n';
    play.disk.settings = file;
    play.enter('/settings reload');
    play.enter('/worlds -e Alpha');
    expect(words(play)).toContain('host name or address of the server');
    play.press('C-u');
    play.type('b.example');
    goTo(play, 'log');
    play.press('Space');
    play.press('Esc s');
    expect(play.disk.settings).toBe(`${file.replace('a.example', 'b.example')}log = true\n`);
    expect(play.state.settings.worlds.Alpha).toMatchObject({ host: 'b.example', log: true });
    expect(play.output().at(-1)).toContain('World Alpha is changed.');
    // What is said holds on a full disk as well: the file is another sentence.
    play.disk.settingsFault = { code: 'ENOSPC', sentence: 'No space is left on the device.' };
    play.enter('/worlds -e Alpha');
    play.press('C-u');
    play.type('c.example');
    play.press('Esc s');
    const said = play.output().join(' ');
    expect(said).toContain('Not saved in settings.toml');
    expect(said).not.toContain('is saved');
  });

  test('a filter narrows them down, and hides no mistake', () => {
    const play = editor();
    goTo(play, 'encoding');
    play.press('C-u');
    play.type('klingon');
    goTo(play, 'filter');
    play.type('reconn');
    expect(all(play)).toMatch(/ 1\/\d+ /);
    play.press('Esc s');
    expect(words(play)).toContain('Encoding is not a known character set: "klingon"');
    expect(kinds(play)).toEqual(['world']);
  });

  test('what was changed elsewhere meanwhile stays', () => {
    const play = editor();
    play.press('C-u');
    play.type('typed.example');
    const other = play.openView('other', 80, 24);
    play.enter('/setup worlds.World7.host elsewhere.example', other.id);
    play.enter('/setup worlds.World7.port 4711', other.id);
    play.press('Esc s');
    expect(play.state.settings.worlds.World7).toMatchObject({ host: 'typed.example', port: 4711 });
  });

  test('Esc changes nothing', () => {
    const play = editor();
    play.type('typed.example');
    play.press('Esc');
    play.advance(1000);
    expect([kinds(play), saves(play)]).toEqual([[], []]);
  });

  test('a world of this run becomes one of the file', () => {
    const play = createPlay({ columns: 80, rows: 24 });
    play.enter('/connect 127.0.0.1 4000');
    play.enter('/worlds -e');
    play.press('Esc s');
    expect(play.state.temporary).toEqual([]);
    expect(saves(play).map(({ path }) => path.join(' '))).toContain('worlds 127.0.0.1:4000 host');
  });
});

describe('a password', () => {
  test('is stars while it is typed; a saved one is in no dialog, and goes only if that is said', () => {
    const play = editor('/worlds -e Alpha', { worlds: { Alpha: { password: 'hunter2' } } });
    expect(JSON.stringify(play.terminal.dialogs)).not.toContain('hunter2');
    goTo(play, 'password');
    play.type('secret');
    expect(all(play)).toContain('******');
    expect(all(play)).not.toContain('secret');
    const forgotten = play.disk.forgotten;
    play.press('Esc s');
    expect(play.state.settings.worlds.Alpha!.password).toBe('secret');
    expect(play.disk.forgotten).toBe(forgotten + 1);
    play.enter('/worlds -e Alpha');
    play.press('Esc s');
    expect(play.state.settings.worlds.Alpha!.password).toBe('secret');
    play.enter('/worlds -e Alpha');
    goTo(play, 'forget password');
    play.press('Space');
    play.press('Esc s');
    expect(play.state.settings.worlds.Alpha!.password).toBe('');
  });
});

describe('Test connection', () => {
  test('tries what the fields hold, keeps nothing, and says what it has met', () => {
    const play = editor();
    goTo(play, 'port');
    play.press('C-u');
    play.type('4321');
    play.press('Esc t');
    expect(tries(play)).toMatchObject([
      { target: { host: 'mud7.example.org', port: 4321, tls: false, proxy: null } },
    ]);
    expect(words(play)).toContain('Trying mud7.example.org:4321 ...');
    const { id } = tries(play)[0]!;
    play.dispatch({ type: 'tried', id, told: ['It is there.'], fault: null });
    expect(words(play)).toContain('It is there. Nothing was sent, and nothing is kept.');
    expect([saves(play), play.state.worlds.World7?.phase]).toEqual([[], 'idle']);
  });

  test('a fault is told until the next key; what another attempt says comes too late', () => {
    const play = editor();
    play.press('Esc t');
    play.press('Esc t');
    const [first, second] = tries(play);
    const fault = { code: 'ENOTFOUND', sentence: 'No such host.' };
    play.dispatch({ type: 'tried', id: first!.id, told: [], fault });
    expect(words(play)).not.toContain('No such host.');
    play.dispatch({ type: 'tried', id: second!.id, told: ['One.'], fault });
    expect(words(play)).toContain('One. No such host.');
    goTo(play, 'host');
    expect(words(play)).not.toContain('No such host.');
  });

  test('under way at a reload it is tried again', () => {
    const play = editor();
    play.press('Esc t');
    play.reload();
    expect(tries(play).map(({ id }) => id)).toEqual([tries(play)[0]!.id, tries(play)[0]!.id]);
    play.dispatch({ type: 'tried', id: tries(play)[0]!.id, told: ['It is there.'], fault: null });
    play.reload();
    expect(words(play)).toContain('It is there.');
    expect(tries(play)).toHaveLength(2);
  });
});

test('/worlds -e is for those who have a form, and -a takes a name', () => {
  const play = editor('/worlds -a "Two Words"');
  expect(top(play).form.values.name).toBe('Two Words');
  play.press('Esc');
  play.advance(1000);
  play.enter('/worlds -e');
  expect(kinds(play)).toEqual(['worlds']);
  expect((play.terminal.dialogs[0] as unknown as WorldsDialog).at).toBe('World0');
});

test('on 30 columns what is cut of the list ends with a sign of it', () => {
  const play = createPlay({ worlds: { 'Discworld of guilds': {} }, columns: 30, rows: 9 });
  play.enter('/worlds Discworld of guilds');
  play.press('F3');
  expect(play.screen().join('\n')).toMatch(/Discwor\S* ?\S*… +conn\w+…/);
});
