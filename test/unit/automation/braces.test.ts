/** Rules that are typed as TinTin++ writes them, and what is left of what it has behind its own sign. */
import { createPlay, playAlpha } from '../../support/play.ts';

const WIDE = { columns: 200, rows: 40 };

test.each([
  ["/action {%0 tells you '%1'} {reply hi}", "Bob tells you 'x'\n", 'reply hi'],
  ['/alias {k} {kill %0}', null, 'kill orc'],
  ['/action {^You are hungry} {eat bread;drink water}', 'You are hungry\n', 'eat bread'],
])('%s is the rule that an import would make of it', (line, heard, sent) => {
  const play = playAlpha(WIDE);
  play.enter(line);
  expect(play.output().at(-1)).toMatch(/^% New: (?!.*group =)/);
  if (heard === null) play.enter('k orc');
  else play.receive('Alpha', heard);
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toContain(`${sent}\r\n`);
});

test('gags, highlights, substitutes and keys, too', () => {
  const play = playAlpha(WIDE);
  for (const line of [
    '/gag {spam}',
    '/hilite {dragon} {bold red}',
    '/substitute {the Ancient One} {Bob}',
    '/bind {\\cf} {look}',
  ])
    play.enter(line);
  expect(play.output().filter(row => row.startsWith('% New: '))).toHaveLength(4);
  play.receive('Alpha', 'some spam\nthe Ancient One sleeps\n');
  expect(play.output().join('\n')).toContain('Bob sleeps');
  expect(play.output().join('\n')).not.toContain('some spam');
  play.press('C-f');
  expect(play.sent('Alpha').toString()).toContain('look\r\n');
});

test('what cannot be taken so is said, and nothing is made', () => {
  const play = playAlpha(WIDE);
  play.enter('/action {x} {#if {$hp > 3} {#math a {$a + 1}}}');
  expect(play.output().at(-1)).toMatch(
    /^% \/action: that is how TinTin\+\+ writes it, and it cannot be taken so.*\/import tintin FILE/,
  );
  expect(play.output().join('\n')).not.toContain('New:');
});

test.each([
  ['/action {Bob waves} = wave', 'Bob waves', 'wave'],
  ['/action {Bob waves} =wave', 'Bob waves', '=wave'],
  ['/alias {Bob} = wave %1', null, 'wave x'],
])('a = behind braces, as rules are written here, is not what is sent: %s', (line, heard, sent) => {
  const play = playAlpha(WIDE);
  play.enter(line);
  if (heard === null) play.enter('Bob x');
  else play.receive('Alpha', `${heard}\n`);
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toBe(`${sent}\r\n`);
});

test.each([
  ['/action {un {closed} {say}', 'a { has no } behind it'],
  ['/alias {k {kill}', 'a { has no } behind it'],
  ['/gag {a {b', 'a { has no } behind it'],
  ['/action {x} {#if {$hp > 3} {#math a {$a + 1}}}', 'what it does takes a script'],
  ['/hilite {foo}', 'it has no colour'],
  ['/substitute {foo}', 'it has no words to be shown instead'],
])('the reason is said, and nothing is made: %s', (line, why) => {
  const play = playAlpha(WIDE);
  play.enter(line);
  expect(play.output().at(-1)).toContain(`cannot be taken so: ${why}.`);
  expect(play.output().join('\n')).not.toContain('New:');
});

test('one brace is a text like others', () => {
  const play = playAlpha(WIDE);
  for (const line of ['/gag {OOC', '/alias { say open', '/action open { = wave', '/substitute {foo} {}'])
    play.enter(line);
  expect(play.output().filter(row => row.startsWith('% New: '))).toHaveLength(4);
});

test.each([
  ['/bind F5 look', 'F5', 'look'],
  ['/bind Esc q say hi there', 'M-q', 'say hi there'],
  ['/bind F5 = look', 'F5', 'look'],
])('the = behind a key may be left out: %s', (line, key, sent) => {
  const play = playAlpha(WIDE);
  play.enter(line);
  play.press(key);
  expect(play.sent('Alpha').toString()).toContain(`${sent}\r\n`);
});

test('a command of TinTin++ that goes to the game is explained, other lines with a # are not', () => {
  const play = playAlpha(WIDE);
  play.enter('#action {x} {y}');
  expect(play.sent('Alpha').toString()).toContain('#action {x} {y}\r\n');
  expect(play.output().at(-1)).toContain('Sent to the game as it is: commands start with a / here');
  play.enter('#12 {x}');
  play.enter('#who');
  expect(play.output().slice(-2)).toEqual(['#12 {x}', '#who']);
});

test.each([
  ['#help action', 'Commands start with a /: /help action'],
  ['#session x mud.example 4000', 'Commands start with a /: /worlds or /connect'],
  ['#end', 'Commands start with a /: /quit'],
])('where no game is there to hear it the way is told: %s', (line, way) => {
  const play = createPlay(WIDE);
  play.enter(line);
  expect(play.output().join(' ')).toContain(way);
});

test('/unalias takes away an alias that was made by /alias, and one of TinyFugue', () => {
  const play = playAlpha(WIDE);
  play.enter('/alias gg get all');
  play.enter('/unalias gg');
  expect(play.output().at(-1)).toContain('Removed: gg = get all');
  play.enter('gg');
  expect(play.sent('Alpha').toString()).toMatch(/gg\r\n$/);
  play.enter('/unalias gg');
  expect(play.output().at(-1)).toContain('there is no alias "gg"');
});

test('a macro may give /alias the options of Clay\u2019s', () => {
  const play = playAlpha(WIDE);
  play.enter('/alias gg get all');
  play.enter('/def off = /alias -d gg');
  play.enter('/off');
  expect(play.output().at(-1)).toContain('Removed: gg = get all');
});

test('from macros, rules and files it is told where braces are taken, and how it is written there', () => {
  const play = playAlpha({
    ...WIDE,
    columns: 300,
    automation: '[[alias]]\nname = "al"\nbody = "/alias {x} {y}"\n',
  });
  play.enter('/def mm = /action {%%1 hits} {say hi}');
  play.enter('/mm');
  expect(play.output().at(-1)).toBe(
    '% /action: parts in braces, as TinTin++ has them, are taken only where the command is typed. In rules, macros and files it is /action NAME PATTERN = COMMANDS; /import tintin FILE takes whole files of TinTin++.',
  );
  play.enter('al');
  expect(play.output().at(-1)).toContain('In rules, macros and files it is /alias NAME = COMMANDS;');
  play.enter('/def ok = /action {a} {b} = say c');
  play.enter('/ok');
  expect(play.output().at(-1)).toContain('New: {a}: {b} = say c');
});
