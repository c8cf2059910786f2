import { rulesOf } from '../../../client/automation/rules.ts';
import { createPlay, playAlpha } from '../../support/play.ts';

const sent = (play: ReturnType<typeof playAlpha>) => play.sent('Alpha').toString().split('\r\n').slice(0, -1);

test('an alias becomes its body, in order with what else is typed, and does not for a password', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/alias k kill $*');
  play.enter('/alias kk k $1;k $2');
  play.enter('/alias -r ^gr (.+)$ = get $1;wear $1');
  play.type('k big orc\rlook\rkk a b\rgr ring\rkick\r');
  expect(sent(play)).toEqual(['kill big orc', 'look', 'kill a', 'kill b', 'get ring', 'wear ring', 'kick']);
  play.reload();
  play.receive('Alpha', Buffer.from([255, 251, 1]));
  play.enter('k secret');
  expect(play.sent('Alpha').toString()).toContain('k secret\r\n');
});

test.each([
  [['/alias a a'], 'a', 'a → a'],
  [['/alias a b', '/alias b a'], 'a', 'a → b → a'],
  [
    [
      '/alias a b;b',
      '/alias b c;c',
      '/alias c d;d',
      ...'defghijk'
        .split('')
        .map((one, at, all) => `/alias ${one} ${all[at + 1] ?? 'x'};${all[at + 1] ?? 'x'}`),
    ],
    'a',
    'more than 1000 lines',
  ],
])('aliases that go round or grow without end send nothing, and say so', (made, line, sentence) => {
  const play = playAlpha({ columns: 100 });
  for (const one of made) play.enter(one);
  play.enter(line);
  expect(play.output().join(' ')).toMatch(new RegExp(sentence));
  expect(sent(play)).toEqual([]);
});

test('what is filled in is never a command and never parts lines', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/alias s $*');
  play.enter('s ;/quit');
  expect(sent(play)).toEqual([';/quit']);
});

test('a key does what it is bound to, wins over what it did, and gives it back', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/bind F1 = cast heal;/echo $world heals');
  play.press('F1');
  expect(sent(play)).toEqual(['cast heal']);
  expect(play.output()).toContain('Alpha heals');
  play.reload();
  play.press('F1');
  expect(sent(play)).toEqual(['cast heal', 'cast heal']);
  play.enter('/bind -d F1');
  play.press('F1');
  expect(sent(play)).toEqual(['cast heal', 'cast heal']);
  play.press('Escape');
  play.advance(100);
  play.enter('/bind x = y');
  expect(play.output().at(-1)).toContain('cannot be "x"');
});

test('hooks do something when something happens', () => {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, columns: 100, rows: 40 });
  play.enter('/hook CONNECT = look;/echo connected');
  play.enter('/hook DISCONNECT = /echo gone');
  play.enter('/hook RELOAD = /echo reloaded');
  play.enter('/hook PROMPT *> = /echo prompt $1');
  play.enter('/hook -r GMCP ^Char.Vitals .*"hp":(\\d+) = /set hp $1');
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  expect(play.sent('Alpha').toString()).toContain('look\r\n');
  play.receive('Alpha', Buffer.from('12> \xff\xf9', 'latin1'));
  const sb = (text: string) =>
    Buffer.concat([Buffer.from([255, 250, 201]), Buffer.from(text), Buffer.from([255, 240])]);
  play.receive('Alpha', Buffer.from([255, 251, 201]));
  const message = sb('Char.Vitals {"hp":42}');
  play.receive('Alpha', message.subarray(0, 12));
  play.reload();
  play.receive('Alpha', message.subarray(12));
  play.enter('/alias hp say $hp and $gmcp.Char.Vitals.hp');
  play.enter('hp');
  expect(play.sent('Alpha').toString()).toContain('say 42 and 42\r\n');
  play.close('Alpha');
  const output = play.world('Alpha').scrollback.open.map(({ text }) => text);
  for (const one of ['connected', 'prompt 12', 'reloaded', 'gone']) expect(output).toContain(one);
  expect(play.answer('/hook NOTHING = x').join('\n')).toContain('event is one of "START"');
});

test('a hook tells of what is unread in another world, once', () => {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, columns: 100, rows: 40 });
  play.enter('/hook ACTIVITY = /echo news');
  for (const name of ['Alpha', 'Beta']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  play.receive('Alpha', 'one\r\ntwo\r\nthree\r\n');
  const told = play.world('Alpha').scrollback.open.filter(({ text }) => text === 'news');
  expect(told).toHaveLength(1);
});

test.each(['until', 'when'])('what --%s says is a text, also where it looks like a number', key => {
  const play = playAlpha();
  play.enter(`/action --${key} 12 numbered begin = /echo x`);
  expect(rulesOf(play.state.automation).all).toEqual([
    expect.objectContaining({ name: 'numbered', [key]: '12' }),
  ]);
});
