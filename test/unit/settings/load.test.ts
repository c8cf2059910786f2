import { worldNameFault } from '../../../client/settings/check.ts';
import { parseSettings } from '../../../client/settings/load.ts';
import { defaultSettings, defaultWorld } from '../../../client/state/settings.ts';

function load(text: string) {
  const loaded = parseSettings(text);
  if ('fault' in loaded) throw new Error(loaded.fault);
  return loaded;
}

test('an empty file is the defaults', () => {
  expect(load('')).toEqual({ settings: defaultSettings(), warnings: [] });
});

test('all kinds of keys are read', () => {
  const { settings, warnings } = load(`
more_mode = false
theme = "light"
[web]
port = 8080
allow = ["192.0.2.1"]
[worlds.Alpha]
host = "mud.example.org"
port = 4_001
environ = { FONT = "serif" }
[worlds."Zwölf Städte"]
host = "::1"
`);
  expect(warnings).toEqual([]);
  expect(settings).toEqual({
    ...defaultSettings(),
    more_mode: false,
    theme: 'light',
    web: { ...defaultSettings().web, port: 8080, allow: ['192.0.2.1'] },
    worlds: {
      Alpha: { ...defaultWorld(), host: 'mud.example.org', port: 4001, environ: { FONT: 'serif' } },
      'Zwölf Städte': { ...defaultWorld(), host: '::1' },
    },
  });
});

test('what is read is plain data with ordinary prototypes', () => {
  const { settings } = load('[worlds.A]\nhost = "h"\nenviron = { A = "b" }\n');
  expect(structuredClone(settings)).toStrictEqual(settings);
  expect(Object.getPrototypeOf(settings.worlds.A!.environ)).toBe(Object.prototype);
});

test.each([
  ['more_mode =', 'settings.toml, line 1, column '],
  ['a = 1\nb = "x\n', 'settings.toml, line 2, column '],
  ['mouse = true\nmouse = false', 'settings.toml, line 2, column '],
])('a syntax error is one sentence with line and column: %j', (text, start) => {
  const loaded = parseSettings(text);
  expect(loaded).toEqual({ fault: expect.stringMatching(/^settings\.toml, line \d+, column \d+: .+\.$/) });
  expect(loaded).toEqual({ fault: expect.stringContaining(start) });
});

test.each([
  ['more_mode = "on"', 'settings.toml: more_mode is true or false, not "on"; true is used.'],
  ['input_height = 99', 'settings.toml: input_height is a whole number from 1 to 20, not 99; 3 is used.'],
  [
    'input_height = 12345678901234567890',
    'settings.toml: input_height is a whole number from 1 to 20, not 12345678901234567890; 3 is used.',
  ],
  ['theme = 2024-01-01', 'settings.toml: theme is "dark" or "light", not a date; "dark" is used.'],
  ['theme = ["dark"]', 'settings.toml: theme is "dark" or "light", not a list; "dark" is used.'],
  ['colour = 3', 'settings.toml: unknown key colour; it is kept in the file and has no effect.'],
  [
    '"a\\u001b[2J" = 3',
    'settings.toml: unknown key "a\\u001b[2J"; it is kept in the file and has no effect.',
  ],
  ['web = 3', 'web in settings.toml is a table, not 3; the defaults are used.'],
  ['worlds = "Alpha"', 'worlds in settings.toml is a table of worlds, not "Alpha"; there are none.'],
  [
    '[web]\nallow = ["here"]',
    'settings.toml: web.allow is not an address or a network such as 192.0.2.0/24: "here"; an empty list is used.',
  ],
  [
    '[web]\nallow = [1]',
    'settings.toml: web.allow is a list of texts, not a list of other things; an empty list is used.',
  ],
])('%j is warned about and the default is used', (text, warning) => {
  expect(load(text)).toEqual({ settings: defaultSettings(), warnings: [warning] });
});

test('warnings about a world name the world, and the world stays', () => {
  const { settings, warnings } = load('[worlds."my world"]\nport = 70000\ntls_cert = "a.pem"\nspeed = 1');
  expect(warnings).toEqual([
    'settings.toml: worlds."my world".port is a whole number from 1 to 65535, not 70000; 4000 is used.',
    'settings.toml: unknown key worlds."my world".speed; it is kept in the file and has no effect.',
    'World my world has no host in settings.toml; it cannot be connected.',
    'World my world needs both tls_cert and tls_key; it connects without a client certificate.',
  ]);
  expect(settings.worlds['my world']).toEqual({ ...defaultWorld(), tls_cert: 'a.pem' });
});

test('more than ten warnings are summed up, and all other settings hold', () => {
  const unknown = (count: number) => Array.from({ length: count }, (_, n) => `k${n} = 1\n`).join('');
  const { settings, warnings } = load(`mouse = false\n${unknown(130_000)}[worlds.Alpha]\nhost = "h"\n`);
  expect(settings.mouse).toBe(false);
  expect(Object.keys(settings.worlds)).toEqual(['Alpha']);
  expect(warnings).toHaveLength(11);
  expect(warnings[9]).toBe('settings.toml: unknown key k9; it is kept in the file and has no effect.');
  expect(warnings[10]).toBe('settings.toml: there are 129990 more faults like these.');
  expect(load(unknown(11)).warnings.at(-1)).toBe('settings.toml: there is 1 more fault like these.');
  expect(load(unknown(10)).warnings).toHaveLength(10);
});

test('worlds without end that are not one: as few warnings', () => {
  const { warnings } = load(Array.from({ length: 20_000 }, (_, n) => `[worlds.W${n}]\n`).join(''));
  expect(warnings).toHaveLength(11);
  expect(warnings[10]).toBe('settings.toml: there are 19990 more faults like these.');
});

test('a key without end is told by its start', () => {
  const { warnings } = load(`${'k'.repeat(1_000_000)} = 1\n`);
  expect(warnings).toEqual([
    `settings.toml: unknown key ${'k'.repeat(160)}…; it is kept in the file and has no effect.`,
  ]);
});

test.each(['a/b', '..', '.', '', ' ', 'a\u0000b', 'a\u001bb', 'x'.repeat(65), '__proto__', 'constructor'])(
  'a world cannot be called %j',
  name => {
    expect(worldNameFault(name)).toMatch(/world/);
    const { settings, warnings } = load(`[worlds.${JSON.stringify(name)}]\nhost = "h"`);
    expect(Object.keys(settings.worlds)).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/^settings\.toml: .*world.*; this world is left out\.$/),
    ]);
  },
);

test.each(['a', 'Zwölf Städte', 'a.b', '...', '龍'.repeat(64), '-x', '"'])(
  'a world can be called %j',
  name => {
    expect(worldNameFault(name)).toBeNull();
  },
);

test('a choice that is a number may be written as a number', () => {
  expect(parseSettings('colors = 256')).toMatchObject({ settings: { colors: '256' }, warnings: [] });
  expect(parseSettings('colors = 17')).toMatchObject({ settings: { colors: 'auto' } });
});
