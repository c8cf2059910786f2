import fc from 'fast-check';
import { wishesOf, wishesOfBody } from '../../../client/automation/act.ts';
import { asData, clean, keptBody, revealed } from '../../../client/automation/data.ts';
import { rulesOf } from '../../../client/automation/rules.ts';
import { bodyLines, fill } from '../../../client/automation/template.ts';
import { commands } from '../../../client/command/commands.ts';
import type { Rule } from '../../../client/state/automation.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const sent = (play: Play, world = 'Alpha') => play.sent(world).toString().split('\r\n').slice(0, -1);

const HOSTILE = String.raw`hi;/setup worlds.Alpha.password_command touch x;/quit;\;$0 ${'$'}{"}";/quit`;

function playing(body: string): Play {
  return playAlpha({
    columns: 200,
    rows: 60,
    automation: `[[trigger]]\nname = "r"\npattern = "^(\\\\w+) tells you: (.*)$"\nmode = "regexp"\nbody = '''${body}'''\n`,
  });
}

function isUntouched(play: Play): void {
  expect(play.state.settings.worlds.Alpha?.password_command).toBe('');
  expect(play.asked.filter(({ type }) => type === 'quit')).toEqual([]);
}

test.each([
  ['/delay 2 say $2', ''],
  ['/delay 1 /delay 1 say $2', ''],
  ['/delay 1 /repeat 1 1 say $2', ''],
  ['/repeat 2 1 say $2', ''],
  ['/delay 2 $2', ''],
  ['/alias k say $2', 'k'],
  ['/alias -r ^k$ = say $2', 'k'],
  ['/action x go = say $2', 'go'],
  ['/action --send "say $2" x go', 'go'],
  ['/action x go = /delay 2 say $2', 'go'],
  ['/hook PROMPT = say $2', 'prompt'],
  ['/bind F9 = say $2', 'F9'],
])('%s: what the game has said stays data, however long it is kept', (body, then) => {
  const play = playing(body);
  play.receive('Alpha', `Bob tells you: ${HOSTILE}\r\n`);
  play.reload();
  if (then === 'F9') play.press('F9');
  else if (then === 'go') play.receive('Alpha', 'go\r\n');
  else if (then === 'prompt') play.receive('Alpha', Buffer.from('> \xff\xf9', 'latin1'));
  else if (then !== '') play.enter(then);
  play.advance(4000);
  expect(sent(play)).toEqual([body.includes('say') ? `say ${HOSTILE}` : HOSTILE]);
  isUntouched(play);
});

test('it is no command in a rule that is kept in automation.toml and read again', () => {
  const play = playing('/alias k $2');
  play.receive('Alpha', 'Bob tells you: /quit;/quit\r\n');
  const again = playAlpha({ automation: play.disk.automation ?? '' });
  again.enter('k');
  expect(sent(again)).toEqual(['/quit;/quit']);
  isUntouched(again);
});

test('it is no pattern, name or option of a rule that another one makes', () => {
  const play = playing('/action -r $1 ^$2$ = say yes;/action -b x$1 $2 = say $$1');
  play.receive('Alpha', 'Bob tells you: .* = /quit\r\n');
  play.receive('Alpha', 'anything\r\n');
  expect(sent(play)).toEqual([]);
  play.receive('Alpha', '.* = /quit\r\n');
  expect(sent(play)).toEqual(['say yes', 'say ']);
  isUntouched(play);
});

test('what a notification of another rule says is data, too', () => {
  const play = playing('/action --notify "x $2" n go');
  play.receive('Alpha', 'Bob tells you: $0 $$\r\n');
  const rule = rulesOf(play.state.automation).all.find(({ name }) => name === 'n');
  expect(wishesOf({ rule: rule as Rule, match: null }, () => 'leak')).toEqual([
    { type: 'notify', text: 'x $0 $$' },
  ]);
  play.enter('/action --notify 12 number go');
  const number = rulesOf(play.state.automation).all.find(({ name }) => name === 'number');
  expect(number?.notify).toBe('12');
});

test('the game does not say which line arms a rule again', () => {
  const play = playing('/action --shots 1 --rearm "$2" n go = say x');
  play.receive('Alpha', 'Bob tells you: .*\r\n');
  expect(rulesOf(play.state.automation).all.map(({ name }) => name)).toEqual(['r']);
  expect(play.output().join(' ')).toContain('--rearm is what the rule says, never what is filled in');
});

test('a backslash before it opens no pattern for it', () => {
  const play = playing(String.raw`/action -r p ^\$2$ = say yes`);
  play.receive('Alpha', 'Bob tells you: .*\r\n');
  play.receive('Alpha', '\\x*\r\n');
  expect(sent(play)).toEqual([]);
  play.receive('Alpha', '\\.*\r\n');
  expect(sent(play)).toEqual(['say yes']);
});

test('which command a rule runs is never said by the game', () => {
  const play = playing('/$2;/delay 1 /$2');
  play.receive('Alpha', 'Bob tells you: quit\r\n');
  play.advance(2000);
  isUntouched(play);
  expect(play.output().join(' ')).toContain('names its commands itself');
});

test('options are of the rule alone: the game does not choose the world', () => {
  const play = createPlay({
    worlds: { Alpha: {}, Beta: {} },
    columns: 100,
    rows: 40,
    automation: '[[trigger]]\nname = "r"\npattern = "say *"\nmode = "glob"\nbody = "/send $1"\n',
  });
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  play.receive('Alpha', 'say -w Beta drop all\r\n');
  expect(sent(play, 'Beta')).toEqual([]);
  expect(sent(play)).toEqual(['-w Beta drop all']);
});

test('every command that has options knows those of a rule from what is filled in', () => {
  const careless = commands.filter(({ options, takesData }) => options && !takesData);
  // These compare all that stands behind them with few words.
  expect(careless.map(({ names }) => names[0])).toEqual(['reload', 'quit']);
});

test.each([
  ['/quit'],
  ['/setup worlds.Alpha.password_command touch x'],
  ['/setup worlds.Alpha.password x'],
  ['/setup worlds.Alpha.proxy socks5://h:1'],
  ['/setup web.enabled on'],
  ['/unworld Alpha'],
  ['/trust Alpha'],
  ['/web'],
  ['/key interrupt'],
  ['/scripts grant x send:*'],
])('no rule, timer or hook runs %s', line => {
  const play = playing(line);
  const before = structuredClone(play.state.settings);
  play.receive('Alpha', 'Bob tells you: x\r\n');
  play.enter(`/delay 1 ${line}`);
  play.advance(1500);
  play.enter(`/hook PROMPT = ${line}`);
  play.receive('Alpha', Buffer.from('> \xff\xf9', 'latin1'));
  const told = play.world('Alpha').scrollback.open.filter(({ text }) => text.includes('never'));
  expect(told.map(({ text }) => text)).toHaveLength(3);
  expect(play.state.settings).toEqual(before);
  expect(play.asked.filter(({ type }) => type === 'quit')).toEqual([]);
});

test('keys and aliases are pressed and typed by the user, and may', () => {
  const play = playAlpha();
  play.enter('/alias bye /setup worlds.Alpha.proxy socks5://h:1;/quit');
  play.enter('bye');
  expect(play.asked.map(({ type }) => type)).toContain('quit');
  expect(play.state.settings.worlds.Alpha?.proxy).toBe('socks5://h:1');
});

test('what the game has said is no code', () => {
  const play = playing('/js clay.send("$2")');
  play.receive('Alpha', 'Bob tells you: ");clay.send("x\r\n');
  expect(sent(play)).toEqual([]);
  expect(play.output().join(' ')).toContain('what is filled in is no code');
});

test('what is kept gives the same again at each level', () => {
  for (const text of [HOSTILE, '}"${"\\', '/quit', '$1', '\u{1f000} ;\u00a0x', ' a ']) {
    let body = keptBody(`/delay 1 x ${asData(text)}`);
    for (let level = 0; level < 3; level++) {
      const [line = '', ...more] = bodyLines(body);
      expect(more).toEqual([]);
      const filled = fill(line, null, () => '', asData);
      expect(revealed(filled)).toBe(`/delay 1 x ${text}`);
      body = keptBody(filled);
    }
  }
});

/** Signs of bodies, of what stands between quotes in them, and of commands. */
const SIGN = fc.constantFrom(
  '$',
  '\\',
  ';',
  '/',
  '"',
  '{',
  '}',
  '${"',
  '"}',
  ' ',
  'x',
  '1',
  '/quit',
  '\u{1f000}',
);
const DATA = fc
  .array(SIGN, { minLength: 1, maxLength: 6 })
  .map(signs => clean(signs.join('')))
  // Without any ASCII it is nothing but letters, of which any may stand in a body.
  .filter(data => /[\0-\x7f]/.test(data));
const PLACE = 'QZ';

test('a body has as many lines, of the same kinds, whatever is filled in behind whatever signs', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(SIGN, fc.constant(PLACE)), { maxLength: 10 }), DATA, (parts, data) => {
      const made = (value: string) =>
        wishesOfBody(
          keptBody(parts.map(part => (part === PLACE ? asData(value) : part)).join('')),
          null,
          () => '',
        );
      const read = (wishes: ReturnType<typeof made>) =>
        wishes.map(wish => ({ ...wish, text: revealed('text' in wish ? wish.text : '').trim() }));
      const expected = read(made(PLACE));
      expect(read(made(data))).toEqual(
        expected.map(wish => ({ ...wish, text: wish.text.replaceAll(PLACE, () => data).trim() })),
      );
    }),
    { numRuns: 2000, endOnFailure: true },
  );
});

test.each([
  ['/delay 1 say $$$1', 'say $x;/quit ;y'],
  [String.raw`/delay 1 say \$1`, String.raw`say \x;/quit ;y`],
  [String.raw`/delay 1 say \$$$1`, String.raw`say \$x;/quit ;y`],
  ['/delay 1 say $$$$$1', 'say $x;/quit ;y'],
  [String.raw`/delay 1 say \\$1`, String.raw`say \\x;/quit ;y`],
])('%s: no sign before what the game says lets it out', (body, said) => {
  const play = playAlpha({ columns: 200, rows: 60 });
  play.enter(`/action -r offer ^(.+) offers = ${body}`);
  play.receive('Alpha', 'x;/quit ;y offers\r\n');
  play.advance(2000);
  expect(sent(play)).toEqual([said]);
  isUntouched(play);
});

test('words that begin with a / are sent by //, in their turn', () => {
  const play = playing('look;//who;/send /me waves;smile');
  play.receive('Alpha', 'Bob tells you: x\r\n');
  expect(sent(play)).toEqual(['look', '/who', '/me waves', 'smile']);
});

test('the game names no file that is loaded', () => {
  const play = playing('/load $2');
  play.receive('Alpha', 'Bob tells you: /etc/hosts.tf\r\n');
  play.receive('Alpha', 'Bob tells you: combat\r\n');
  expect(play.screen().join('\n')).toContain('Not loaded: no file is named by what the game has said.');
  expect(play.asked.filter(({ type }) => /^read (script|macros)/.test(type))).toEqual([]);
});
