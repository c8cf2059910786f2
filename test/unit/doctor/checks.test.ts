/** What the doctor makes of what it sees. */
import { examine } from '../../../client/doctor/checks.ts';
import { configText } from '../../../client/doctor/config.ts';
import type { Facts } from '../../../client/doctor/facts.ts';
import { summary, table } from '../../../client/doctor/table.ts';
import { parseSettings } from '../../../client/settings/load.ts';
import { defaultSettings, defaultWeb, defaultWorld, type Settings } from '../../../client/state/settings.ts';
import { fault } from '../../../shared/fault.ts';

const SOUND: Facts = {
  node: 'v24.22.3',
  directory: '/opt/clay/dist',
  addon: null,
  missing: [],
  hasCodeCache: true,
  hasSnapshot: true,
  distrust: null,
  env: { TERM: 'xterm-256color', LANG: 'en_GB.UTF-8' },
  isTerminal: true,
  size: [80, 24],
  home: { path: '/home/u/.clay', stats: { mode: 0o40700, uid: 1000 } },
  free: 1e9,
  files: [{ path: '/home/u/.clay/settings.toml', stats: { mode: 0o100600, uid: 1000 } }],
  uid: 1000,
  settings: { settings: defaultSettings(), warnings: [] },
  rules: 0,
  runtime: { path: '/run/user/1000/clay', isNoexec: false },
  clients: [],
  proxies: [],
  descriptors: 1024,
  certificate: null,
  now: Date.UTC(2026, 10, 29),
};

function withSettings(change: Partial<Settings>): Partial<Facts> {
  return { settings: { settings: { ...defaultSettings(), ...change }, warnings: [] } };
}

test('where all is as it should be nothing is to be done', () => {
  const findings = examine(SOUND);
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(summary(findings)).toBe('Nothing is wrong.\n');
});

const tls = { ...defaultWorld(), host: 'x', port: 1, tls: true };

test.each<[string, Partial<Facts>, 'hint' | 'fault', RegExp, RegExp]>([
  ['Node', { node: 'v18.20.8' }, 'fault', /v18\.20\.8 is too old/, /20\.19/],
  ['build', { missing: ['tlsproxy.js'] }, 'fault', /lacks tlsproxy\.js/, /again/],
  ['build', { distrust: 'everybody may write to it' }, 'fault', /everybody/, /right to write/],
  ['native addon', { addon: 'It is missing.' }, 'fault', /missing/, /C compiler/],
  ['quick starts', { hasCodeCache: false }, 'hint', /no code cache/, /\/opt\/clay\/dist\/prepare\.js/],
  ['quick starts', { hasSnapshot: false }, 'hint', /no start-up snapshot/, /prepare\.js/],
  ['terminal', { isTerminal: false }, 'hint', /none/, /--plain/],
  ['terminal', { env: { TERM: 'dumb' } }, 'hint', /dumb/, /--plain/],
  ['terminal', { size: [30, 5] }, 'hint', /30 × 5/, /40 × 6/],
  ['characters', { env: { TERM: 'xterm', LANG: 'C' } }, 'hint', /ascii/, /UTF-8/],
  ['profile', { home: { path: '/p', stats: { mode: 0o755, uid: 1000 } } }, 'fault', /0755/, /chmod 700 \/p/],
  ['profile', { home: { path: '/p', stats: { mode: 0o700, uid: 7 } } }, 'fault', /uid 7/, /chown/],
  ['profile', { free: 1e6 }, 'fault', /0 MiB/, /room/],
  [
    'files',
    { files: [{ path: '/s', stats: { mode: 0o644, uid: 1000 } }] },
    'fault',
    /\/s \(0644\)/,
    /chmod 600 \/s/,
  ],
  ['settings.toml', { settings: fault('X', 'Line 3 is wrong.') }, 'fault', /Line 3/, /default settings/],
  [
    'settings.toml',
    { settings: { settings: defaultSettings(), warnings: ['unknown key bla'] } },
    'hint',
    /bla/,
    /help/,
  ],
  ['automation.toml', { rules: 'line 7: x' }, 'fault', /line 7/, /no rules/],
  ['runtime directory', { runtime: fault('X', 'It is open.') }, 'fault', /open/, /crash/],
  ['runtime directory', { runtime: { path: '/r', isNoexec: true } }, 'hint', /noexec/, /XDG_RUNTIME_DIR/],
  ['descriptors', { descriptors: 64 }, 'hint', /64/, /ulimit/],
  ['TLS Proxy', withSettings({ worlds: { A: tls } }), 'hint', /1 world has TLS/, /tls_proxy on/],
  [
    'browsers',
    { ...withSettings({ web: { ...defaultWeb(), https: true } }), certificate: 'no' },
    'fault',
    /read/,
    /Remove/,
  ],
])('%s: %j', (what, change, state, said, cure) => {
  const found = examine({ ...SOUND, ...change }).filter(one => one.state !== 'ok');
  expect(found).toEqual([
    { what, state, said: expect.stringMatching(said) as string, cure: expect.stringMatching(cure) as string },
  ]);
});

test('with the proxy on, TLS worlds need no hint', () => {
  const found = examine({
    ...SOUND,
    ...withSettings({ tls_proxy: true, worlds: { A: tls } }),
    proxies: ['b'],
  });
  expect(found.find(({ what }) => what === 'TLS Proxy')).toEqual({
    what: 'TLS Proxy',
    state: 'ok',
    said: 'on; 1 known',
  });
});

test('the table is as wide as the terminal, and what to do stands below what is said', () => {
  const findings = examine({ ...SOUND, addon: 'one two three four five six seven eight nine ten' });
  const lines = table(findings, 60).split('\n');
  const at = lines.findIndex(line => line.startsWith('FAULT  native addon'));
  expect(lines.slice(at, at + 4).join('\n')).toMatchInlineSnapshot(`
"FAULT  native addon       one two three four five six seven
                          eight nine ten
                          > Without it Clay cannot replace
                          its code. Install a C compiler,"
`);
  expect(lines.filter(line => line.length > 60)).toEqual([]);
  expect(summary(findings)).toBe('1 of 15 things are not as they should be.\n');
});

test('settings are printed as a file that says the same, defaults as comments, secrets when asked for', () => {
  const text =
    'more_mode = false\n[keys]\nreload = "C-g"\n[worlds."My World"]\nhost = "h"\nport = 4\npassword = "geheim"\n';
  const loaded = parseSettings(text);
  if ('fault' in loaded) throw new Error(loaded.fault);
  const all = configText(loaded.settings, true);
  expect(parseSettings(all)).toEqual({ settings: loaded.settings, warnings: [] });
  expect(all).toContain('# tls_proxy = false\n');
  const secret = parseSettings(
    '[worlds.A]\nhost = "h"\nport = 1\nlogin = ["Password?", "geheim"]\nenviron = { P = "geheim" }\npassword_command = "geheim"\n',
  );
  if ('fault' in secret) throw new Error(secret.fault);
  expect(configText(secret.settings, false)).not.toContain('geheim');
  expect(configText(secret.settings, true).match(/geheim/g)).toHaveLength(3);
  const without = configText(loaded.settings, false);
  expect(without).not.toContain('geheim');
  expect(without).toContain('# password is set; --secrets prints it\n');
});
