import { parseCondition } from '../../../client/automation/when.ts';
import { isFault } from '../../../shared/fault.ts';
import { playAlpha } from '../../support/play.ts';

const values: Record<string, string> = { hp: '42', 'gmcp.Char.hp': '7', name: 'Bob', empty: '', zero: '0' };

test.each([
  ['{hp} < 100', true],
  ['hp >= 43 | name = "Bob"', true],
  ['!empty & !zero & hp', true],
  ['!(hp = 42)', false],
  ['gmcp.Char.hp <= 7.0', true],
  ["name != 'Bob'", false],
  ['name < "Carl" & 9 < 10', true],
  ['empty < 5', false],
  ['unknown', false],
])('%s is %s', (text, expected) => {
  const condition = parseCondition(text);
  if (isFault(condition)) throw new Error(condition.sentence);
  expect(condition(name => values[name] ?? '')).toBe(expected);
});

test.each([
  ['hp <', 'it ends too early'],
  ['(hp', 'a ( has no ) behind it'],
  ['hp 3', '"3" is not expected there'],
  ['hp # 3', '"# 3" is not understood'],
  ['', 'it ends too early'],
])('%j is no condition, and it is said why', (text, sentence) => {
  expect(parseCondition(text)).toMatchObject({ sentence });
});

test('a condition knows groups and variables, and a mistake in one is one of the file', () => {
  const rule = (when: string) =>
    `[[trigger]]\nname = "heal"\npattern = '^(?<hp>\\d+) hp'\nmode = "regexp"\nwhen = '${when}'\nsend = "heal $hp"\n`;
  const play = playAlpha({ automation: rule('{hp} < 50 & !resting'), columns: 100 });
  play.receive('Alpha', '60 hp\r\n40 hp\r\n');
  play.enter('/set resting yes');
  play.reload();
  play.receive('Alpha', '30 hp\r\n');
  expect(play.sent('Alpha').toString()).toBe('heal 40\r\n');
  play.disk.automation = rule('{hp} <');
  play.enter('/auto load');
  expect(play.output().join(' ')).toContain(
    'automation.toml, line 5, column 1: when is a condition: it ends too early.',
  );
});

test('a style is a condition: bold red, and nothing else', () => {
  const play = playAlpha({
    automation: `[[trigger]]\nname = "a"\npattern = "help"\nstyle = "bold red"\nsend = "x"\n`,
  });
  for (const style of ['31', '1', '1;32', '']) play.receive('Alpha', `\x1b[${style}mhelp\x1b[0m me\r\n`);
  play.receive('Alpha', '\x1b[1;31mI need\x1b[0m help\r\n');
  expect(play.sent('Alpha').toString()).toBe('');
  play.receive('Alpha', 'I need \x1b[1;31mhelp\x1b[0m\r\n');
  expect(play.sent('Alpha').toString()).toBe('x\r\n');
});

test('several conditions are met one after the other within so many lines, with a reload between any two bytes', () => {
  const automation = `[[trigger]]\nname = "a"\nall = ['^A (\\w+)', '^B (\\w+)']\nmode = "regexp"\nlines = 3\nsend = "\${1.1} and \${2.1}, $1"\n`;
  const bytes = Buffer.from('A one\r\nx\r\nB two\r\n');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const play = playAlpha({ automation });
    play.receive('Alpha', bytes.subarray(0, cut));
    play.reload();
    play.receive('Alpha', bytes.subarray(cut));
    expect(play.sent('Alpha').toString()).toBe('one and two, two\r\n');
  }
  const play = playAlpha({ automation });
  play.receive('Alpha', 'A one\r\nx\r\nx\r\nB late\r\nB none\r\nA a\r\nA b\r\nB c\r\nB d\r\n');
  expect(play.sent('Alpha').toString()).toBe('b and c, c\r\n');
});

test('a block of forty lines comes whole and in order, with a reload in its middle', () => {
  const play = playAlpha({
    automation: `[[trigger]]\nname = "who"\npattern = "Players:"\nuntil = "Total"\nsend = "$block"\nmax = 50\n`,
  });
  const lines = ['Players:', ...Array.from({ length: 38 }, (_, n) => `player ${n}`), 'Total 38'];
  for (const [at, line] of lines.entries()) {
    play.receive('Alpha', `${line}\r\n`);
    if (at === 20) play.reload();
  }
  play.receive('Alpha', 'Total 1\r\n');
  expect(play.sent('Alpha').toString()).toBe(`${lines.join(' ')}\r\n`);
});

test('blank lines behind a hidden one are hidden, three at most', () => {
  const play = playAlpha({
    automation: `[[trigger]]\nname = "a"\npattern = "spam"\ngag = true\nblank = true\n`,
  });
  play.receive('Alpha', 'one\r\nspam\r\n\r\n');
  play.reload();
  play.receive('Alpha', '\r\n\r\n\r\ntwo\r\nspam\r\nthree\r\n\r\n');
  const hidden = play.world('Alpha').scrollback.open.map(({ text, hidden: is }) => `${text}${is ? '-' : ''}`);
  expect(hidden).toEqual(['one', 'spam-', '-', '-', '-', '', 'two', 'spam-', 'three', '']);
});
