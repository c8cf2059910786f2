import { styleOf, styleWords } from '../../../client/automation/style.ts';
import { lineAt } from '../../../client/world/scrollback.ts';
import { createPlay, playAlpha } from '../../support/play.ts';

test('rules are written to automation.toml with the smallest edit, and can be taken back', () => {
  const before = '# mine\n[[trigger]]\nname = "a" # one\npattern = "x"\nsend = "y"\n';
  const play = playAlpha({ automation: before });
  play.enter('/gag spam');
  expect(play.disk.automation).toBe(`${before}\n[[trigger]]\nname = "spam"\npattern = "spam"\ngag = true\n`);
  play.enter('/action -g chat a x = z');
  expect(play.disk.automation).toContain('name = "a" # one\npattern = "x"\ngroup = "chat"\nbody = "z"\n');
  play.enter('/undo');
  play.enter('/undo');
  expect(play.disk.automation).toBe(before);
  play.enter('/action -d a');
  expect(play.disk.automation).toBe('# mine\n');
  play.reload();
  play.enter('/undo');
  expect(play.disk.automation).toContain('name = "a"');
});

test.each([
  ['x = 1\n', 'line 1, column 1: there is no table x'],
  [
    '[[trigger]]\nname = "a"\npattern = "x"\n\n[[trigger]]\nname = "b"\nshots = "3"\npattern = "y"',
    'line 7, column 1: shots is a whole number',
  ],
  [
    '[[trigger]]\nname = "a"\nmode = "regexp"\npattern = "(x"\n',
    'line 4, column 1: (x: a ( has no ) behind it',
  ],
  ['[[trigger]]\nname = "a"\npattern = "x"\nsedn = "y"\n', 'line 4, column 1: a trigger has no key sedn'],
  [
    '[[trigger]]\nname = "a"\npattern = "x"\n[[trigger]]\nname = "a"\npattern = "x"\n',
    'line 5, column 1: there are two of the name a',
  ],
  ['[[trigger]\n', 'line 1'],
])('a file with a mistake changes nothing and says where it is', (text, sentence) => {
  const play = playAlpha({
    automation: '[[trigger]]\nname = "old"\npattern = "x"\nsend = "y"\n',
    columns: 100,
  });
  play.disk.automation = text;
  play.reload();
  expect(play.output().join(' ')).toContain(sentence);
  play.receive('Alpha', 'x\r\n');
  expect(play.sent('Alpha').toString()).toBe('y\r\n');
  play.enter('/gag more');
  expect(play.disk.automation).toBe(text);
});

test('what was edited by hand is taken up by a reload and by /auto load, and the changes are listed', () => {
  const rule = (name: string, send: string) =>
    `[[trigger]]\nname = "${name}"\npattern = "x"\nsend = "${send}"\n`;
  const play = playAlpha({ automation: rule('a', '1') + rule('b', '2'), columns: 100 });
  play.disk.automation = rule('a', '3') + rule('c', '4') + rule('d', '5');
  play.reload();
  expect(play.output().join('\n')).toContain(
    'automation.toml has changed: +2 (trigger c, trigger d) -1 (trigger b) ~1 (trigger a).',
  );
  play.receive('Alpha', 'x\r\n');
  expect(play.sent('Alpha').toString()).toBe('3\r\n4\r\n5\r\n');
  play.enter('/flush');
  play.enter('/auto load');
  expect(play.output().join('\n')).toContain('automation.toml has nothing new.');
  play.disk.automation = null;
  play.reload();
  expect(play.output().join('\n')).toContain('automation.toml is gone.');
});

test('a file that cannot be written is told, and the rule holds', () => {
  const play = playAlpha({ columns: 100 });
  play.disk.automationFault = { code: 'X', sentence: 'No space.' };
  play.enter('/gag spam');
  expect(play.output().join('\n')).toContain('Not saved in automation.toml: No space.');
  play.reload();
  play.disk.automationFault = null;
  play.enter('/gag more');
  expect(play.disk.automation).toContain('name = "spam"');
  expect(play.disk.automation).toContain('name = "more"');
});

test('/try shows which rules match, what they have matched and would do, in order, and does nothing', () => {
  const play = playAlpha({ columns: 100, rows: 30 });
  play.enter('/action -p 1 first * tells you: * = say $1;/echo $2');
  play.enter('/gag tells you');
  const said = play.answer('/try Bob tells you: hi');
  expect(said.join('\n')).toBe(
    [
      '% first: * tells you: * = say $1;/echo $2 (priority = 1, mode = glob)',
      '%   $1 = Bob',
      '%   $2 = hi',
      '%   sends: say Bob',
      '%   says: hi',
      '% tells you (gag = true)',
      '% The line would be hidden.',
    ].join('\n'),
  );
  expect(play.sent('Alpha').length).toBe(0);
  expect(play.answer('/triggers -s').join('\n')).toMatch(/first +0 +0 +never/);
});

test.each([
  ['/action', 'There are no triggers.'],
  ['/action heal', 'There is no trigger "heal".'],
  ['/action -q x y = z', '/action: there is no option -q.'],
  ['/action --gag=yes x y = z', '/action: --gag is on or off, not yes.'],
  ['/action --priority=high x y = z', '/action: priority is a whole number'],
  ['/action -p high x y = z', '/action: priority is a whole number'],
  ['/action -r x (y = z', '/action: (y: a ( has no ) behind it. Nothing was changed.'],
  ['/gag -d x', '/gag: there is no "x".'],
  ['/hilite -s reddish x', '/hilite: hilite is a style'],
  ['/substitute x', 'Usage: /substitute pattern = words.'],
  ['/group g off', 'No rule is in a group "g".'],
  ['/auto maybe', '/auto knows no "maybe"'],
  ['/undo', 'There is no change of a rule to take back.'],
  ['/try', 'Usage: /try'],
  ['/triggers on x', 'The trigger "x" was not stopped.'],
])('%s is answered in one sentence', (command, sentence) => {
  const play = playAlpha({ columns: 120 });
  expect(play.answer(command).join('\n')).toContain(sentence);
  expect(play.disk.automation).toBeNull();
});

test('what was edited by hand since is taken up before anything is saved', () => {
  const play = playAlpha({ automation: '[[trigger]]\nname = "a"\npattern = "x"\n', columns: 100 });
  play.disk.automation += '# mine\n[[trigger]]\nname = "b"\npattern = "y"\n';
  play.enter('/gag spam');
  expect(play.output().join('\n')).toContain('automation.toml has changed: +1 (trigger b).');
  for (const one of ['"a"', '# mine', '"b"', '"spam"']) expect(play.disk.automation).toContain(one);
  play.enter('/triggers');
  for (const one of ['a: x', 'b: y', 'spam (gag = true)']) expect(play.output().join('\n')).toContain(one);
});

test('a file that was removed is written anew with all that is in force', () => {
  const play = playAlpha({
    automation:
      '[variables]\nk = "v"\n[[trigger]]\nname = "a"\npattern = "x"\n[[alias]]\nname = "b"\nbody = "c"\n',
    columns: 100,
  });
  play.disk.automation = null;
  play.enter('/gag spam');
  for (const one of ['"a"', '"b"', '"spam"', 'k = "v"']) expect(play.disk.automation).toContain(one);
  play.reload();
  play.enter('/auto');
  expect(play.output().join('\n')).toContain('3 rules, on.');
});

test('/try looks at the last lines again, in their styles, and at a line in a style', () => {
  const play = playAlpha({ columns: 120, rows: 60 });
  play.receive('Alpha', 'plain Bob\r\n\x1b[1;31mred Bob\x1b[0m\r\nBeth\r\n');
  play.enter('/action --style "bold red" red Bob = wave');
  expect(play.answer('/try -l 3')).toEqual([
    '% > plain Bob',
    '% (would not act: its condition does not hold, or the style is another) red: Bob = wave (style = bold red)',
    '%   sends: wave',
    '% > red Bob',
    '% red: Bob = wave (style = bold red)',
    '%   sends: wave',
    '% Rules would act on 1 of 3 lines.',
  ]);
  expect(play.answer('/try -c "bold red" Bob').join('\n')).not.toContain('would not act');
  expect(play.answer('/try -c pinkish Bob').join('\n')).toContain('is no style');
  expect(play.answer('/try -l x').join('\n')).toContain('Usage: /try -l number');
  expect(play.sent('Alpha')).toHaveLength(0);
});

test('/try -l and /rules -l are about what the game has said, and not what a rule shows in its place', () => {
  const play = playAlpha({ columns: 100, rows: 30 });
  play.enter('/substitute -r ^The (\\w+) dragon = A $1 beast');
  play.enter('/action -r red ^The red = run');
  play.receive('Alpha', 'The red dragon comes.\r\n');
  expect(play.output()).toContain('A red beast comes.');
  const { scrollback } = play.world('Alpha');
  const number = scrollback.sealed + scrollback.open.findIndex(({ text }) => text === 'A red beast comes.');
  play.reload();
  const tried = () => play.answer('/try -l 1').join('\n');
  expect(tried()).toMatch(/> The red dragon comes\.[\s\S]*Rules would act on 1 of 1 lines/);
  // It is so when the line is in the spill file, too.
  play.receive('Alpha', Array.from({ length: 200 }, (_, n) => `line ${n}\r\n`).join(''));
  expect(play.world('Alpha').scrollback.sealed).toBeGreaterThan(number);
  expect(lineAt(play.world('Alpha').scrollback, number, play.readChunk)).toMatchObject({
    text: 'A red beast comes.',
    original: { text: 'The red dragon comes.' },
  });
});

test('/rules -l lists lines as the game has said them', () => {
  const play = playAlpha({ columns: 100, rows: 30 });
  play.enter('/substitute dragon = beast');
  play.receive('Alpha', 'The red dragon comes.\r\n');
  play.enter('/rules -l');
  expect(play.screen().join('\n')).toContain('The red dragon comes.');
});

test('/try -l has one bound for all lines, and says what it did not come to', () => {
  const rules = Array.from(
    { length: 60 },
    (_, n) =>
      `[[trigger]]\nname = "t${n}"\nmode = "regexp"\npattern = '(?:x|y|z|xy)*(?:x|yz)*a'\nsend = "x"\n`,
  );
  const play = playAlpha({ columns: 120, automation: rules.join('') });
  play.enter('/auto off');
  for (let n = 0; n < 300; n++) play.receive('Alpha', `${'xyz'.repeat(60)}ab ${n}\r\n`);
  const said = play.answer('/try -l 300').join(' ');
  const [, acted, tried] = /would act on (\d+) of (\d+) lines/.exec(said) ?? [];
  const [, untried, again] = /the last (\d+) lines could not be tried; \/try -l (\d+) does/.exec(said) ?? [];
  expect(Number(tried)).toBeLessThan(100);
  expect(Number(tried) + Number(untried)).toBe(300);
  expect([acted, again]).toEqual(['0', untried]);
});

test('a trigger that would do nothing is told of, and not made', () => {
  const play = createPlay({ columns: 160, rows: 40 });
  const sentence = [expect.stringMatching(/^% \/action: it would do nothing\. .*behind a = /)];
  expect(play.answer('/action greet * arrives. wave $1')).toEqual(sentence);
  expect(play.answer('/action greet * arrives.=wave $1')).toEqual(sentence);
  expect(play.answer('/action -r --on prompt --cooldown 3 heal ^hp')).toEqual(sentence);
  expect(play.answer('/triggers')).toEqual(['% There are no triggers.']);
  for (const options of ['--send wave', '--log chat', '--hilite red', '--fall false', '--bell true'])
    expect(play.answer(`/action ${options} one * arrives.`)[0]).toMatch(/^% (New|Changed): one: /);
});

test('a line that would be looked at as a prompt only is told of', () => {
  const play = createPlay({ columns: 160, rows: 40 });
  play.enter('/action -r --on prompt heal ^\\d+hp = cast heal');
  expect(play.answer('/try 12hp')).toEqual([
    '% No rule would act on it. One for prompts matches: /try -p tries it as a prompt.',
  ]);
  expect(play.answer('/try hp')).toEqual(['% No rule would act on it.']);
  expect(play.answer('/try -s 12hp')).toEqual(['% No rule would act on it.']);
  expect(play.answer('/try -p 12hp').at(-1)).toBe('%   sends: cast heal');
});

test('styles are shown as one writes them, and a name that is the pattern once', () => {
  const play = createPlay({ columns: 160, rows: 40 });
  expect(play.answer('/hilite:red Bob')).toEqual(['% New: Bob (hilite = red)']);
  expect(play.answer('/hilite -s "bold bright-cyan on blue" Ann')).toEqual([
    '% New: Ann (hilite = bold bright-cyan on blue)',
  ]);
  expect(play.answer('/hilite -s 38;5;200 Eve')).toEqual(['% New: Eve (hilite = 38;5;200)']);
  expect(play.answer('/hook CONNECT = look')).toEqual(['% New: CONNECT = look']);
  expect(play.answer('/try Bob')).toEqual(['% Bob (hilite = red)', '%   paints: red']);
});

test.each([
  '1;31',
  '31;1',
  '7',
  '44',
  '31;44',
  '44;31',
  '91;104',
  '0',
  '38;5;7',
  '1;2;3;4;5;7;9',
  '100',
  '29',
])('the words for %s mean it', codes => expect(styleOf(styleWords(codes))).toBe(codes));

test.each([
  ['/action -r ^(\\w+) tells = say $1', '/action name ^(\\w+) tells = ...'],
  ['/action * arrives. = wave $1', '/action name * arrives. = ...'],
])('%s: a pattern where the name is missing makes no rule', (typed, meant) => {
  const play = playAlpha({});
  play.enter(typed);
  expect(play.output().join(' ')).toContain(meant);
  expect(play.disk.automation ?? '').toBe('');
});

test('a name that looks like a pattern is one in quotes, and where there is a rule of that name', () => {
  const play = playAlpha({});
  play.enter('/action "*x" * arrives. = wave');
  expect(play.disk.automation).toContain('name = "*x"\npattern = "* arrives."');
  play.enter('/action *x * leaves. = wave');
  expect(play.disk.automation).toContain('name = "*x"\npattern = "* leaves."');
});

test('options of yes or no need no word behind them: the next one is the name', () => {
  const play = playAlpha();
  play.enter('/action --gag one spam');
  play.enter('/action --case --bell two Spam = x');
  play.enter('/action --case false --blank on --fall false three spam = y');
  play.enter('/action --enabled');
  expect(play.disk.automation).toBe(`[[trigger]]
name = "one"
pattern = "spam"
gag = true

[[trigger]]
name = "two"
pattern = "Spam"
case = true
bell = true
body = "x"

[[trigger]]
name = "three"
pattern = "spam"
case = false
blank = true
fall = false
body = "y"
`);
});
