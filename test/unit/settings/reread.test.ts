/** settings.toml edited by hand while Clay runs: taken up by a reload and by /settings reload. */
import { completed } from '../../../client/snapshot/migrate.ts';
import type { Snapshot } from '../../../client/snapshot/snapshot.ts';
import { fault } from '../../../shared/fault.ts';
import { createPlay, type Play, type PlayOptions } from '../../support/play.ts';

const wide = { columns: 250, rows: 60 } as const;
const ALPHA = '[worlds.Alpha]\nhost = "mud.example"\nauto_login = "none"\nkeepalive = "none"\n';
const GONE =
  '% settings.toml is gone. The settings stay as they are, and are written anew when one of them is changed.';
const FULL = fault('ENOSPC', 'the disk is full.');

/** A client that has read this file. */
function reading(text: string | null, options: PlayOptions = {}): Play {
  const play = createPlay({ ...wide, ...options });
  play.disk.settings = text;
  play.reload();
  play.enter('/flush');
  play.state.console.pageStart = play.state.console.next;
  return play;
}

/** What the edit brings on screen. */
function edited(play: Play, text: string | null | undefined, how: 'reload' | 'command' = 'reload'): string[] {
  if (text !== undefined) play.disk.settings = text;
  const before = play.output().length;
  if (how === 'reload') play.reload();
  else play.enter('/settings reload');
  return play.output().slice(before);
}

/** With Alpha of the file, connected and on screen. */
function connected(more = ''): Play {
  const play = reading(`${more}${ALPHA}`);
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

describe.each(['reload', 'command'] as const)('by %s', how => {
  test('what was changed is in force and told; a key that was removed is as by default', () => {
    const play = reading('more_mode = false\ninput_height = 5\n');
    expect(play.state.settings).toMatchObject({ more_mode: false, input_height: 5 });
    const told = edited(play, `input_height = 4\n[web]\nport = 81\n${ALPHA}`, how);
    expect(told).toEqual([
      '% settings.toml has changed: more_mode = true, input_height = 4, web.port = 81, world Alpha is new (mud.example 4000).',
    ]);
    expect(play.state.settings).toMatchObject({ more_mode: true, input_height: 4, web: { port: 81 } });
    play.enter('/worlds Alpha');
    expect(play.world('Alpha').phase).toBe('connecting');
  });

  test('a file with a mistake changes nothing and says where', () => {
    const play = reading('more_mode = false\n');
    const before = structuredClone(play.state.settings);
    const told = edited(play, 'more_mode = true\ninput_height = = 4\n', how);
    expect(told).toEqual([
      expect.stringMatching(/^% settings\.toml, line 2, column \d+: .*\. No setting was changed\.$/),
    ]);
    expect(play.state.settings).toEqual(before);
    expect(edited(play, undefined)).toEqual([]);
    expect(edited(play, undefined, 'command')).toEqual(told);
    // Mended, it is taken up; put back, there is nothing to tell.
    expect(edited(play, 'more_mode = true\n', how)).toEqual([
      '% settings.toml has changed: more_mode = true.',
    ]);
  });

  test('one that cannot be read changes nothing', () => {
    const play = reading(ALPHA);
    play.disk.settingsUnreadable = fault('EACCES', 'settings.toml cannot be read: permission denied.');
    const before = structuredClone(play.state.settings);
    expect(edited(play, 'more_mode = false\n', how)).toEqual([
      '% settings.toml cannot be read: permission denied. No setting was changed.',
    ]);
    expect(play.state.settings).toEqual(before);
  });

  test('one that is gone changes nothing', () => {
    const play = reading(`more_mode = false\n${ALPHA}`);
    const before = structuredClone(play.state.settings);
    expect(edited(play, null, how)).toEqual([GONE]);
    expect(edited(play, undefined)).toEqual([]);
    expect(edited(play, undefined, 'command')).toEqual([GONE]);
    expect(play.state.settings).toEqual(before);
  });

  test('warnings are those of the file, bounded', () => {
    const play = reading('');
    const unknown = Array.from({ length: 500 }, (_, i) => `key${i} = 1\n`).join('');
    const told = edited(play, `${unknown}more_mode = false\n`, how);
    expect(told).toHaveLength(12);
    expect(told.at(-2)).toBe('% settings.toml: there are 490 more faults like these.');
    expect(told.at(-1)).toBe('% settings.toml has changed: more_mode = false.');
  });

  test.each([
    ['a BOM', '\ufeffmore_mode = false\n'],
    ['line ends of Windows', 'more_mode = false\r\ninput_height = 3\r\n'],
    ['no line end', 'more_mode = false'],
  ])('a file with %s', (_, text) => {
    const play = reading('');
    expect(edited(play, text, how)).toEqual(['% settings.toml has changed: more_mode = false.']);
  });
});

test('a file that nobody has touched says nothing, nor one that says the same; asked, it says so', () => {
  const play = reading(`odd = 1\nmore_mode = false\n${ALPHA}`);
  expect(edited(play, undefined)).toEqual([]);
  expect(edited(play, `# more\nmore_mode = false\n${ALPHA}`)).toEqual([]);
  expect(edited(play, undefined, 'command')).toEqual(['% settings.toml has nothing new.']);
});

test('what Clay has written itself is no news', () => {
  const play = reading(ALPHA);
  play.enter('/setup more_mode off');
  play.enter('/addworld Beta beta.example 23');
  play.press('F2 F2');
  play.enter('/unworld Alpha');
  expect(edited(play, undefined)).toEqual([]);
  expect(edited(play, undefined, 'command')).toEqual(['% settings.toml has nothing new.']);
});

test('what was edited before Clay wrote is taken up all the same', () => {
  const play = reading('');
  play.disk.settings = 'input_height = 5\n';
  play.enter('/setup more_mode off');
  expect(play.state.settings.input_height).toBe(3);
  expect(edited(play, undefined)).toEqual(['% settings.toml has changed: input_height = 5.']);
  expect(play.state.settings).toMatchObject({ more_mode: false, input_height: 5 });
});

test('two clients of one profile see what the other has written', () => {
  const [one, other] = [reading(''), reading('')];
  one.enter('/setup more_mode off');
  other.disk.settings = one.disk.settings ?? null;
  other.enter('/setup input_height 6');
  expect(edited(other, undefined)).toEqual(['% settings.toml has changed: more_mode = false.']);
  expect(edited(one, other.disk.settings)).toEqual(['% settings.toml has changed: input_height = 6.']);
  expect(one.state.settings).toEqual(other.state.settings);
});

test('the list is short, and no secret is on it', () => {
  const play = reading(ALPHA);
  const worlds = Array.from({ length: 20 }, (_, i) => `[worlds.W${i}]\nhost = "h"\n`).join('');
  const secret = 'password = "xyzzy"\npassword_command = "pass xyzzy"\n';
  const told = edited(play, `${ALPHA}${secret}[web]\npassword = "xyzzy"\n${worlds}`).join(' ');
  expect(told).toMatch(/web\.password is another, worlds\.Alpha\.password is another/);
  expect(told).toMatch(/, and 13 more\.$/);
  expect(told).not.toContain('xyzzy');
});

test('a value that would move the cursor is told without its controls', () => {
  const play = reading(ALPHA);
  const told = edited(play, `${ALPHA}user = "a\\u009b31mb${'long'.repeat(50)}"\n`).join('\n');
  expect(told).not.toMatch(/[\u0080-\u009f]/);
  expect(told.length).toBeLessThan(160);
});

describe('what runs follows', () => {
  test('log and gmcp of a connected world', () => {
    const play = connected();
    play.receive('Alpha', Buffer.from('\xff\xfb\xc9', 'latin1'));
    edited(play, `${ALPHA}log = true\ngmcp = false\n`);
    expect(play.sent('Alpha').toString('latin1')).toMatch(/\xff\xfe\xc9$/);
    play.receive('Alpha', 'kept\n');
    play.advance(200);
    expect(Object.values(play.disk.logs)).toEqual(['kept\n']);
  });

  test('an address counts from the next connection on', () => {
    const play = connected();
    edited(play, ALPHA.replace('mud.example', 'new.example'));
    expect(play.world('Alpha')).toMatchObject({ phase: 'connected', link: { host: 'mud.example' } });
    play.close('Alpha');
    play.enter('/connect');
    expect(play.world('Alpha').link?.host).toBe('new.example');
  });

  test('an open dialog: rows that were not changed there', () => {
    const play = reading('more_mode = true\nmouse = true\ninput_height = 3\n');
    play.enter('/setup');
    play.type(' ');
    edited(play, 'more_mode = true\nmouse = false\ninput_height = 3\n');
    const row = (label: string) => play.screen().find(one => one.includes(label));
    expect([row('More Mode'), row('Mouse')]).toEqual([
      expect.stringContaining('[ ] off'),
      expect.stringContaining('[ ] off'),
    ]);
    play.press('Enter');
    expect(play.output().at(-1)).toBe('% Saved. More Mode: false.');
    expect(play.disk.settings).toBe('more_mode = false\nmouse = false\ninput_height = 3\n');
  });
});

describe('a world that was taken out of the file', () => {
  test('goes at once if it is not in use', () => {
    const play = reading(ALPHA);
    expect(edited(play, '')).toEqual(['% settings.toml has changed: world Alpha is gone.']);
    play.enter('/worlds Alpha');
    expect(play.output().at(-1)).toMatch(/There is no world "Alpha"/);
  });

  test('stays while it is connected, through more reloads, and goes when it is closed and left', () => {
    const play = connected();
    edited(play, '');
    edited(play, '# again\n');
    play.reload();
    play.enter('north');
    expect(play.sent('Alpha').toString()).toBe('north\r\n');
    expect(play.world('Alpha').phase).toBe('connected');
    play.enter('/log on');
    expect(play.disk.settings).toBe('# again\n');
    play.receive('Alpha', 'last words\n');
    play.close('Alpha');
    expect(play.state.settings.worlds).toEqual({});
    // Its last words are still to be read.
    expect(play.output().join('\n')).toContain('last words');
    play.enter('/log off');
    play.enter('/connect');
    expect(play.output().join('\n')).toContain('Alpha is not in settings.toml any more');
    play.enter('/connect other.example 23');
    expect(Object.keys(play.state.worlds)).toEqual(['other.example:23']);
    expect(play.state).toMatchObject({ leaving: [], temporary: ['other.example:23'] });
  });

  test('does not connect again by itself', () => {
    const play = connected();
    play.enter('/setup worlds.Alpha.reconnect 5');
    edited(play, '');
    play.close('Alpha');
    play.advance(60_000);
    expect(play.world('Alpha').phase).toBe('disconnected');
    const waiting = connected();
    waiting.enter('/setup worlds.Alpha.reconnect 5');
    waiting.close('Alpha');
    edited(waiting, '');
    waiting.advance(60_000);
    expect(waiting.world('Alpha').phase).toBe('disconnected');
  });

  test('is one of the file again when it is there again', () => {
    const play = connected();
    edited(play, '');
    edited(play, `${ALPHA}user = "bob"\n`);
    play.close('Alpha');
    expect(play.state.settings.worlds.Alpha?.user).toBe('bob');
    expect(play.state).toMatchObject({ leaving: [], temporary: [] });
    play.enter('/connect');
    expect(play.world('Alpha').phase).toBe('connecting');
  });

  test('/addworld takes it back with what it had', () => {
    const play = reading(`${ALPHA}encoding = "latin1"\n`);
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    edited(play, '');
    play.enter('/addworld Alpha mud.example 4000');
    play.close('Alpha');
    expect(play.state.settings.worlds.Alpha).toMatchObject({ encoding: 'latin1' });
    expect(play.disk.settings).toContain('encoding = "latin1"');
    expect(edited(play, undefined, 'command')).toContain('% settings.toml has nothing new.');
  });
});

test('worlds of this run stay, and are of the file once they are in it', () => {
  const play = reading('');
  play.enter('/connect mud.example 23');
  expect(edited(play, 'more_mode = false\n')).toEqual(['% settings.toml has changed: more_mode = false.']);
  expect(Object.keys(play.state.settings.worlds)).toEqual(['mud.example:23']);
  edited(play, '[worlds."mud.example:23"]\nhost = "mud.example"\nport = 24\n');
  expect(play.state.temporary).toEqual([]);
  expect(play.state.settings.worlds['mud.example:23']?.port).toBe(24);
});

describe('what could not be saved', () => {
  /** more_mode is off and Beta is there, and the file does not know. */
  function unsaved(text = ALPHA): Play {
    const play = reading(text);
    play.disk.settingsFault = FULL;
    play.enter('/setup more_mode off');
    play.enter('/addworld Beta beta.example 23');
    play.disk.settingsFault = null;
    return play;
  }

  test('is told, and goes with the next change', () => {
    const play = reading('');
    play.disk.settingsFault = FULL;
    play.enter('/setup more_mode off');
    expect(play.output().at(-1)).toBe(
      '% Not saved in settings.toml: the disk is full. In force until Clay ends: more_mode = false.',
    );
    play.disk.settingsFault = null;
    play.enter('/setup mouse off');
    expect(play.disk.settings).toBe('more_mode = false\nmouse = false\n');
    expect(play.state.settingsFile.unsaved).toEqual([]);
  });

  test('stays through a reload, which writes it down', () => {
    const play = unsaved();
    expect(edited(play, undefined)).toEqual([]);
    expect(play.state.settings).toMatchObject({ more_mode: false, worlds: { Beta: { port: 23 } } });
    expect(play.disk.settings).toMatch(/^more_mode = false\n[\s\S]*\[worlds\.Beta\]\nhost = "beta\.example"/);
  });

  test('stays through a reload that cannot write it either, and is told once', () => {
    const play = unsaved();
    play.disk.settingsFault = FULL;
    expect(edited(play, `input_height = 5\n${ALPHA}`)).toEqual([
      '% settings.toml has changed: input_height = 5.',
      '% Not saved in settings.toml: the disk is full. In force until Clay ends: more_mode = false, worlds.Beta.host = beta.example, worlds.Beta.port = 23, worlds.Beta.tls = false.',
    ]);
    expect(play.state.settings).toMatchObject({ more_mode: false, worlds: { Beta: { port: 23 } } });
  });

  test('but where the file was edited by hand since, the hand wins', () => {
    const play = unsaved('input_height = 5\n');
    play.disk.settingsFault = FULL;
    play.enter('/setup input_height 6');
    play.disk.settingsFault = null;
    const told = edited(play, 'input_height = 7\n');
    expect(told).toEqual(['% settings.toml has changed: input_height = 7.']);
    expect(play.disk.settings).toMatch(/^input_height = 7\nmore_mode = false\n/);
    expect(play.state.settings).toMatchObject({ more_mode: false, input_height: 7 });
  });

  test('a world that was removed stays removed', () => {
    const play = reading(`${ALPHA}log = false\n`);
    play.disk.settingsFault = FULL;
    play.enter('/setup worlds.Alpha.user bob');
    play.enter('/unworld Alpha');
    play.disk.settingsFault = null;
    expect(edited(play, undefined)).toEqual([]);
    expect(play.state.settings.worlds).toEqual({});
    expect(play.disk.settings).not.toContain('Alpha');
  });

  test('a world that was removed and added again is as it was added', () => {
    const play = reading(`${ALPHA}user = "bob"\n`);
    play.disk.settingsFault = FULL;
    play.enter('/unworld Alpha');
    play.enter('/addworld Alpha other.example 23');
    play.disk.settingsFault = null;
    expect(edited(play, undefined)).toEqual([]);
    expect(play.state.settings.worlds.Alpha).toMatchObject({ host: 'other.example', user: '' });
    expect(play.disk.settings).not.toContain('bob');
  });

  test('pressing F2 without end makes no endless list', () => {
    const play = reading('');
    play.disk.settingsFault = FULL;
    for (let i = 0; i < 50; i++) play.press('F2');
    expect(play.state.settingsFile.unsaved).toHaveLength(1);
  });

  test('the file was removed: the next change writes all of it anew', () => {
    const play = reading(`more_mode = false\n${ALPHA}encoding = "latin1"\n`);
    play.enter('/connect mud.example 23');
    play.disk.settings = null;
    play.enter('/setup mouse off');
    const { settings } = structuredClone(play.state);
    expect(play.disk.settings).toContain('encoding = "latin1"');
    expect(play.disk.settings).not.toContain('mud.example:23');
    expect(edited(play, undefined, 'command')).toContain('% settings.toml has nothing new.');
    expect(play.state.settings).toEqual(settings);
  });

  test('a client without a file has missed none', () => {
    const play = reading(null);
    expect(edited(play, undefined)).toEqual([]);
    play.enter('/setup mouse off');
    expect(play.disk.settings).toBe('mouse = false\n');
    expect(edited(play, undefined)).toEqual([]);
  });
});

test('/settings says how it is used', () => {
  const play = reading('');
  play.enter('/settings');
  expect(play.output().at(-1)).toBe(
    '% /settings reload reads settings.toml once more; /setup shows and changes settings.',
  );
});

test('a thousand worlds are written anew, and taken up, in one piece', () => {
  const worlds = Array.from({ length: 1000 }, (_, i) => `[worlds.W${i}]\nhost = "h${i}"\nlog = true\n`).join(
    '',
  );
  const play = reading(`mouse = false\n${worlds}`);
  const { settings } = structuredClone(play.state);
  play.disk.settings = null;
  play.enter('/setup more_mode off');
  const saves = play.asked.filter(({ type }) => type === 'save settings');
  expect(saves.map(effect => 'anew' in effect)).toEqual([false, true]);
  expect(edited(play, undefined, 'command')).toContain('% settings.toml has nothing new.');
  expect(play.state.settings).toEqual({ ...settings, more_mode: false });
});

test.each([
  ['mouse = true\n', true],
  ['more_mode = true\n', false],
])('a state of a build that took the mouse by default, beside %j: no change is told', (text, mouse) => {
  const play = reading(text);
  play.state.settings.mouse = true;
  delete (play.state.settings as Partial<typeof play.state.settings>).links;
  completed({ state: play.state } as Snapshot);
  expect(edited(play, undefined)).toEqual([]);
  expect(play.state.settings.mouse).toBe(mouse);
  expect(edited(play, `${text}input_height = 5\n`)).toEqual([
    '% settings.toml has changed: input_height = 5.',
  ]);
  expect(edited(play, `mouse = ${!mouse}\n`)).toEqual([expect.stringContaining(`mouse = ${!mouse}`)]);
});
