import { playAlpha } from '../../support/play.ts';

const RULES = `
[[trigger]]
name = "note"
pattern = '^kill (\\w+)'
mode = "regexp"
on = "sent"
set = { target = "$1" }
send = "follow $1"
group = "war"

[[alias]]
name = "k"
body = "kill $*"
`;

function play(more = '') {
  return playAlpha({ automation: RULES + more, columns: 100 });
}

test('a rule about what is sent acts on what is typed, and that goes out as it is', () => {
  const one = play();
  one.enter('kill orc');
  one.reload();
  one.enter('k elf');
  one.receive('Alpha', 'kill troll\r\n');
  expect(one.sent('Alpha').toString()).toBe('kill orc\r\nfollow orc\r\nkill elf\r\n');
  one.enter('/triggers');
  expect(one.output().join('\n')).toContain('– acted once');
});

test('what is hidden while it is typed is never looked at, and no rule goes round', () => {
  const one = play('[[trigger]]\nname = "any"\npattern = "*"\nmode = "glob"\non = "sent"\nbody = "//look"\n');
  one.enter('a');
  expect(one.sent('Alpha').toString()).toBe('a\r\n/look\r\n');
  one.receive('Alpha', Buffer.from('\xff\xfb\x01Password: ', 'latin1'));
  one.enter('kill secret');
  expect(one.sent('Alpha').toString()).not.toContain('follow secret');
});

test('groups that are off stay so over a reload, and that is shown', () => {
  const one = play();
  one.enter('/group war off');
  one.reload();
  one.enter('kill orc');
  expect(one.sent('Alpha').toString()).toBe('kill orc\r\n');
  one.enter('/group');
  one.enter('/try -s kill orc');
  const output = one.output().join('\n');
  expect(output).toContain('war: off, 1 rule');
  expect(output).toContain('(would not act: the group war is off)');
});

test('/aliases lists them, with how often they were used; /try -s shows what one makes of a line', () => {
  const one = play();
  one.enter('/try -s k orc');
  expect(one.output().join('\n')).toContain('sends: kill orc');
  expect(one.sent('Alpha').toString()).toBe('');
  one.enter('k orc');
  one.enter('k orc');
  one.enter('/aliases');
  expect(one.output().join('\n')).toContain('k = kill $* – acted 2 times');
});

test('with strict_send a body sends by /send only', () => {
  const one = play('[[alias]]\nname = "s"\nbody = "/send wave"\n');
  one.enter('/setup strict_send on');
  one.enter('k orc');
  one.enter('s');
  one.enter('typed');
  expect(one.sent('Alpha').toString()).toBe('wave\r\ntyped\r\n');
  expect(one.output().join('\n')).toContain('Not sent, for strict_send is on: kill orc');
});
