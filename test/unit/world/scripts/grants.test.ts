/** What scripts may do, and what has to be granted. */
import { createPlay, type Play } from '../../../support/play.ts';

function playing(source: string, grants = ''): Play {
  const play = createPlay({
    columns: 200,
    rows: 40,
    worlds: { Alpha: {}, Beta: {} },
    scripts: { combat: source },
    grants,
  });
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  return play;
}

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');
const ELSEWHERE = `clay.trigger('go', () => { clay.send('here'); clay.send('there', { world: 'Beta' }); });`;

test('to another world it may send once that is granted, which is kept', () => {
  const play = playing(ELSEWHERE);
  play.receive('Alpha', 'go\r\n');
  expect(play.sent('Alpha').toString()).toBe('here\r\n');
  expect(play.sent('Beta').toString()).toBe('');
  expect(text(play)).toContain(
    'combat.js: Error: combat.js may not send to Beta: /scripts grant combat send:Beta lets it',
  );
  play.enter('/scripts grant combat send:Beta');
  expect(play.disk.grants).toContain('[combat]\nallow = ["send:Beta"]');
  play.receive('Alpha', 'go\r\n');
  expect(play.sent('Beta').toString()).toBe('there\r\n');
  play.enter('/scripts revoke combat send:Beta');
  play.receive('Alpha', 'go\r\n');
  expect(play.sent('Beta').toString()).toBe('there\r\n');
});

test('it acts in the worlds that it is bound to, and sends to no other', () => {
  const play = playing(ELSEWHERE, '[combat]\nworlds = ["Beta"]\nallow = ["send:*"]\n');
  play.receive('Alpha', 'go\r\n');
  expect(play.sent('Alpha').toString()).toBe('');
  play.receive('Beta', 'go\r\n');
  expect(play.sent('Beta').toString()).toBe('here\r\nthere\r\n');
  play.enter('/scripts worlds combat Alpha');
  play.receive('Beta', 'go\r\n');
  expect(play.sent('Beta').toString()).toBe('here\r\nthere\r\n');
});

const RUNS = `clay.command('/try-it', words => clay.run(words));`;

test.each([
  ['/worlds Beta', '/scripts grant combat command:worlds lets it'],
  ['/wo Beta', '/scripts grant combat command:worlds lets it'],
  ['/qui', '/scripts grant combat command:quit lets it'],
  ['/scripts grant combat send:*', 'no script may run /scripts'],
  ['/js 1', 'no script may run /js'],
  ['/nothing', 'is no command'],
])('without a grant it may not run %s', (line, why) => {
  const play = playing(RUNS);
  play.enter(`/try-it ${line}`);
  expect(text(play)).toContain(why);
  expect(play.asked.some(({ type }) => type === 'quit')).toBe(false);
});

test('what it may run is granted by name, and nothing else', () => {
  const play = playing(RUNS, '[combat]\nallow = ["command:set"]\n');
  play.enter('/try-it /quit');
  play.enter('/try-it /setup worlds.Alpha.password hush');
  expect(play.asked.some(({ type }) => type === 'quit')).toBe(false);
  expect(play.state.settings.worlds.Alpha?.password).toBe('');
  play.enter('/try-it /set target orc');
  expect(play.state.automation.variables?.['']?.target).toBe('orc');
  play.enter('/scripts grant combat command:quit');
  play.enter('/try-it /quit');
  expect(play.asked.some(({ type }) => type === 'quit')).toBe(true);
});

test.each(['\\n', '\\u2028', '\\ufeff', '\\u200b', '\\x07'])(
  'what is run is what was looked at: %s in a name makes no other command of it',
  sign => {
    const play = playing(
      `clay.command('/try-it', () => clay.run('/scr${sign}ipts grant combat send:*'));`,
      '[combat]\nallow = ["command:scroll", "command:scrollback"]\n',
    );
    play.enter('/try-it');
    expect(play.state.scripts?.grants.combat?.allow).not.toContain('send:*');
    expect(text(play).includes('no script may run /scripts')).toBe(!/^(?:\\n|\\u2028|\\ufeff)$/.test(sign));
  },
);

test.each([
  ['/setup worlds.Alpha.password_command touch x', 'setup'],
  ['/setup worlds.Alpha.proxy socks5://h:1', 'setup'],
  ['/setup web.enabled on', 'setup'],
  ['/key interrupt', 'key'],
  ['/key accept-line', 'key'],
])('a grant of the command does not cover what only a person does: %s', (line, command) => {
  const play = playing(RUNS, `[combat]\nallow = ["command:${command}"]\n`);
  const before = structuredClone(play.state.settings);
  play.enter(`/try-it ${line}`);
  expect(text(play)).toContain(`Not run: ${line} – scripts never do this; type it yourself.`);
  expect(play.state.settings).toEqual(before);
});

test.each([
  ['/setup more_mode off', 'setup'],
  ['/setup worlds.Alpha.encoding', 'setup'],
  ['/trust', 'trust'],
])('a grant of the command covers the rest of it: %s', (line, command) => {
  const play = playing(RUNS, `[combat]\nallow = ["command:${command}"]\n`);
  play.enter(`/try-it ${line}`);
  expect(text(play)).not.toContain('Not run');
});

test('it has no file, no network, no module, no global of Node', () => {
  const play = playing('');
  for (const name of ['require', 'process', 'fetch', 'WebAssembly', 'Buffer', 'setTimeout', 'std', 'os'])
    expect(play.answer(`/js typeof ${name}`).join()).toContain('undefined');
});

test('a file of grants with a mistake is not in force, and says so', () => {
  const play = playing('', '[combat]\nallow = ["send:*", "fly:*"]\n');
  expect(play.state.scripts?.grants).toEqual({});
  play.enter('/load combat');
  expect(text(play)).toContain('fly:* is no grant');
});
