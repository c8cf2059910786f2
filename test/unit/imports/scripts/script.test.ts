/** What rules cannot do of TinTin++, as a script: what it does, when it is made, and what stays. */
import { HELPERS } from '../../../../client/imports/tintin/helpers/helpers.ts';
import { programOf } from '../../../../client/imports/tintin/script/program.ts';
import { createPlay } from '../../../support/play.ts';

function imported(file: string, options = '') {
  const play = createPlay({ columns: 200, rows: 200, worlds: { Alpha: {} } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.disk.foreign = { 'x.tin': file };
  const list = play.answer(`/import ${options}tintin x.tin`).join('\n');
  play.advance(500);
  return { play, list, sent: () => play.sent('Alpha').toString().trimEnd().split('\r\n') };
}

test('an alias with a loop and arithmetic sends, and goes on over a reload', () => {
  const { play, list, sent } = imported(
    '#variable {sum} {0}\n#alias {buy} {#loop {1} {%1} {i} {#math {sum} {$sum + $i};get $i of %2}}\n#alias {sum} {say $sum}',
  );
  expect(list).toMatch(/3 taken; 0 not taken/);
  expect(list).toContain('scripts/import-x.js is what rules could not do');
  play.enter('buy 2 bread');
  play.reload();
  play.enter('buy 1 beer');
  play.enter('sum');
  play.advance(5000);
  expect(sent()).toEqual(['get 1 of bread', 'get 2 of bread', 'get 1 of beer', 'say 4']);
});

test('actions hide lines, count by name, and no action below is asked', () => {
  const { play, sent } = imported(
    [
      '#action {^%1 hits you for %2$} {#if {&hits[%1]} {#math {hits[%1]} {$hits[%1] + %2}} {#variable {hits[%1]} {%2}};#if {%2 > 10} {#line gag;flee}}',
      '#action {^%1 hits %2$} {#loop {1} {1} {i} {say never}} {9}',
      '#alias {hits} {#foreach {*hits[]} {who} {say $who $hits[$who]}}',
    ].join('\n'),
  );
  play.receive('Alpha', 'Orc hits you for 7\r\nElf hits you for 12\r\nOrc hits you for 3\r\n');
  play.enter('hits');
  play.advance(5000);
  expect(sent()).toEqual(['flee', 'say Elf 12', 'say Orc 10']);
  expect(play.output().join('\n')).not.toContain('Elf hits');
  expect(play.state.automation.variables?.['']?.hits_Orc).toBe('10');
});

test('what a game says is data: no sign of an expression, of JavaScript or of a list in it counts', () => {
  const { play, sent } = imported(
    [
      '#action {^Say %1$} {#if {"%1" == "friend"} {wave};#loop {1} {1} {i} {say %1}}',
      '#action {^Name %1$} {#variable {name} {%1};#if {"$name" == "a%*"} {nod};#math {x} {%1 + 1};say $x}',
    ].join('\n'),
  );
  play.receive(
    'Alpha',
    'Say x" || "1\r\nSay `$\u007bclay.send("evil")}`\r\nSay friend\r\nName 1 || 1\r\nName a;b\r\n',
  );
  play.advance(5000);
  expect(sent()).toEqual([
    'say x" || "1',
    'say `$\u007bclay.send("evil")}`',
    'wave',
    'say friend',
    'say 0',
    'nod',
    'say 0',
  ]);
});

test('whatever a script names of its own is in it', () => {
  const declared = (text: string) =>
    [...text.matchAll(/^(?:const|function) (\w+)/gm)].map(([, name]) => name);
  const all = new Set(declared(Object.values(HELPERS).join('\n')));
  for (const name of Object.keys(HELPERS)) {
    const made = programOf('x', [{ place: 'line 1', source: '', code: name }]);
    const bare = made.replace(/\/\/.*|'(?:\\.|[^'\\\n])*'|(?<=\.)\w+/g, '');
    const own = new Set(declared(made));
    const called = [...bare.matchAll(/\b(\w+)(?=[(.])/g)].map(([, word]) => word);
    expect([name, called.filter(word => all.has(word) && !own.has(word))]).toEqual([name, []]);
  }
});

test('delays and tickers have names, and are taken out by them', () => {
  const { play, sent } = imported(
    [
      '#variable {n} {0}',
      '#alias {go} {#ticker {t} {#if {$n < 2} {#math {n} {$n + 1};tick $n} {#unticker {t}}} {1};#delay {d} {late} {2.5};#delay {3} {%1}}',
      '#alias {no} {#undelay {d};#if {1} {no}}',
    ].join('\n'),
  );
  play.enter('go west');
  play.enter('no');
  play.advance(10_000);
  expect(sent()).toEqual(['no', 'tick 1', 'tick 2', 'west']);
});

test('a body makes an action and takes it out again; aliases of the script call one another', () => {
  const { play, sent } = imported(
    [
      '#alias {watch} {#action {^%%1 comes$} {#if {1} {greet %%1 of %1}}}',
      '#alias {unwatch} {#unaction {^%%1 comes$};#if {1} {rest}}',
      '#alias {greet} {#if {"%1" != ""} {bow %0}}',
      '#alias {both} {#foreach {Ann;Bob} {x} {greet $x};look}',
    ].join('\n'),
  );
  play.enter('both');
  play.receive('Alpha', 'Cid comes\r\n');
  play.enter('watch Rome');
  play.receive('Alpha', 'Dan comes\r\n');
  play.enter('watch Bath');
  play.receive('Alpha', 'Eve comes\r\n');
  play.enter('unwatch');
  play.receive('Alpha', 'Fay comes\r\n');
  play.advance(2000);
  expect(sent()).toEqual(['bow Ann', 'bow Bob', 'look', 'bow Dan of Rome', 'bow Eve of Bath', 'rest']);
});

test('functions, #switch, #return and local variables', () => {
  const { play, sent } = imported(
    [
      '#function {worth} {#switch {"%1"} {#case {"gold"} {#return {100}};#case {"sil%*"} {#return {10}};#default {#return {0}}}}',
      '#alias {w} {#local {sum} {0};#foreach {%0} {c} {#math {sum} {$sum + @worth{$c}}};say $sum}',
      '#variable {sum} {outer}',
      '#alias {o} {#if {1} {say $sum}}',
    ].join('\n'),
  );
  play.enter('w gold');
  play.enter('w {silver}{gold}{mud}');
  play.enter('o');
  play.advance(2000);
  expect(sent()).toEqual(['say 100', 'say 110', 'say outer']);
});

test("names of the file are in nobody's way: those of the script itself, of what has matched, of other locals", () => {
  const { play, sent } = imported(
    [
      '#function {patterns} {#return {1}}',
      '#function {parse} {#return {2}}',
      '#function {Error} {#return {3}}',
      '#alias {f} {#if {"@patterns{}" == "a%*" || "1" == "@patterns{}"} {say @patterns{}@parse{}@Error{}}}',
      '#alias {l} {#local {name} {n};#local {if} {i};#local {if_} {j};#local {__proto__} {p};#all {$name};#if {1} {say $if $if_ $__proto__}}',
      '#alias {w} {#action {^%%1 comes$} {#local {m2} {x};#local {m1} {y};#if {1} {say $m1 $m2 %%1}}}',
      '#alias {v} {#variable {__proto__} {p};#variable {constructor[x]} {c};#if {1} {say $__proto__ $constructor[x]}}',
    ].join('\n'),
  );
  for (const line of ['f', 'l', 'w', 'v']) play.enter(line);
  play.receive('Alpha', 'Al comes\r\n');
  play.advance(2000);
  expect(sent()).toEqual(['say 123', 'n', 'say i j p', 'say p c', 'say y x Al']);
});

test('a pattern that is none here keeps its action from being taken, and no other', () => {
  const { play, list, sent } = imported(
    [
      '#action {^x {[} y$} {#math {x} {1}}',
      '#action {{(?=a)}b} {#math {x} {1}}',
      '#alias {r} {#replace {x} {{(}} {&1}}',
      '#alias {ok} {#if {1} {fine}}',
    ].join('\n'),
  );
  expect(list).toMatch(/1 taken; 3 not taken/);
  play.enter('ok');
  play.advance(2000);
  expect(sent()).toEqual(['fine']);
});

test('a long part is cut between two characters: the same file again changes nothing', () => {
  const { play } = imported(`#alias {a} {#if {1} {say ${'x'.repeat(1957)}${'😀'.repeat(30)}}}`);
  const made = play.disk.scripts['import-x'] as string;
  expect(Buffer.from(made).toString()).toBe(made);
  expect(made).toContain(' ...\n');
});

test('keys, events and what a file does as it is read', () => {
  const { play, sent } = imported(
    [
      '#list {path} {create} {n;e;s}',
      '#macro {F7} {#foreach {$path[]} {way} {$way}}',
      '#event {SESSION CONNECTED} {#if {"$char" == ""} {#math {c} {1 + 1}} {say $char};look $c}',
      '#event {IAC SB GMCP Char.Vitals IAC SE} {#if {"%0" == "%*hp%*"} {score}}',
    ].join('\n'),
  );
  play.press('F7');
  play.advance(2000);
  expect(sent()).toEqual(['n', 'e', 's']);
  play.enter('/dc');
  play.enter('/connect');
  play.connect('Alpha');
  play.advance(2000);
  expect(sent()).toContain('look 2');
});

test('nothing is made with -n; an edited script stays, and is in the list; -f puts it anew', () => {
  const file = '#alias {t} {#math {x} {$x + 1}}';
  const shown = imported(file, '-n ');
  expect(shown.list).toContain('scripts/import-x.js would be made and loaded.');
  expect(shown.play.disk.scripts).toEqual({});
  const { play } = imported(file);
  const made = play.disk.scripts['import-x'] as string;
  expect(made).toContain('// line 1: #alias {t} {#math {x} {$x + 1}}\nalias(');
  expect(play.answer('/import tintin x.tin').join('\n')).toMatch(/nothing new; 1 here already/);
  play.disk.scripts['import-x'] = `${made}\n// mine\n`;
  play.enter('/load import-x');
  play.advance(500);
  expect(play.answer('/import tintin x.tin').join('\n')).toMatch(/its script is another one here, and stays/);
  expect(play.disk.scripts['import-x']).toContain('// mine');
  play.enter('/import -f tintin x.tin');
  expect(play.disk.scripts['import-x']).toBe(made);
});

test.each([
  ['#alias {a} {#if {$x > {#math {y} {1}}', 'a { has no } behind it'],
  ['#alias {a} {#script {x} {date};#math {x} {1}}', '#script has no counterpart in scripts'],
  ['#alias {a} {#math {x} {$x ? 1}}', '? in $x ? 1 has no counterpart'],
  ['#alias {a} {#action {%1 comes} {#if {1} {bow}}}', 'its pattern is not known yet'],
  ['#action {^A %1$} {#regexp {%1} {b%1} {#if {1} {c}}}', 'a pattern with something that is filled in'],
  ['#alias {a} {#break;#math {x} {1}}', '#break stands in no loop'],
  ['#alias {a} {#list {x} {simplify} {y}}', '#list {x} {simplify} has no counterpart'],
  ['#foreach {n;e} {way} {$way}', 'words for the game, which would be sent as the file is read'],
  ['#if {1} {north;#delay {1} {south}}', 'words for the game, which would be sent as the file is read'],
  [
    `#alias {a} {#if {1} {${'#if {1} {'.repeat(60)}x${'}'.repeat(62)}`,
    'more than 50 braces stand within each other',
  ],
  [`#alias {a} {#if {1} {say ${'x'.repeat(20_000)}}}`, 'more than 16384 characters: split it'],
  ['#alias {a} {#list {x} {constructor} {y}}', '#list {x} {constructor} has no counterpart'],
  ['#alias {a} {#format {x} {%q} {y}}', '#format with %q has no counterpart'],
  ['#alias {a} {#if {1} {say @nope{1}}}', '@nope{…}: there is no function of that name'],
  ['#variable {password} {@f{1}}', 'it may be a password'],
])('not taken, with the reason: %s', (file, why) => {
  const { play, list } = imported(file);
  expect(list).toContain(why);
  expect(play.disk.scripts).toEqual({});
});

test('a line that a backslash leaves open ends with what is said next', () => {
  const { play, list, sent } = imported(
    '#alias {of} {#send {order followers \\}; %0}\n#alias {two} {#send {a \\}; #send {b \\}; c;#showme {x}}\n#alias {never} {#send {a \\};#showme {x}}',
  );
  play.enter('of kill rat');
  play.enter('two');
  play.advance(500);
  expect(sent()).toEqual(['order followers kill rat', 'a b c']);
  expect(list).toContain('a backslash leaves a line open that nothing ends');
});

test('names of variables are put together of what has matched, which is data there as well', () => {
  const { play, sent } = imported(
    [
      '#action {^%1 has %2 hp$} {#var {%1_hp} {%2};#math {%1_half} {$\u007b%1_hp} / 2};say $\u007b%1_half} of $\u007b%1_hp}}',
      '#alias {hp} {#if {$\u007b%1_hp} > 5} {say $Bob_hp}}',
    ].join('\n'),
  );
  play.receive('Alpha', 'Bob has 12 hp\r\n`$x`; __proto__ has 3 hp\r\n__proto__ has 4 hp\r\n');
  play.advance(1000);
  play.reload();
  play.enter('hp Bob');
  play.advance(1000);
  expect(sent()).toEqual(['say 6 of 12', 'say 1 of 3', 'say 2 of 4', 'say 12']);
  expect(play.state.automation.variables?.['']?.Bob_hp).toBe('12');
});

test('what is about the screen of TinTin++ alone, or its files, is left out of a body, and said', () => {
  const { play, list, sent } = imported(
    '#action {^Welcome$} {#split 0 4;#line log chat.txt {x};#loop {1} {2} {i} {say $i}}\n#alias {show} {#var hp;#buffer end;#loop 1 1 i say $i}',
  );
  play.receive('Alpha', 'Welcome\r\n');
  play.enter('show');
  play.advance(500);
  expect(sent()).toEqual(['say 1', 'say 2', 'say 1']);
  expect(list).toMatch(/#split is left out; #line log writes nothing/);
  expect(list).toMatch(/#variable hp shows nothing; #buffer is left out/);
});

test('a command without braces is all that stands there', () => {
  const { play, sent } = imported(
    '#alias k #send kill %0\n#alias {d} {#if 1 #send yes}\n#action {^Hi$} #send {hello}\n#action {^Ho$} {#if {1} #send ho}\n#alias {t} {#delay 1 #send later}',
  );
  for (const line of ['k big rat', 'd', 't']) play.enter(line);
  play.receive('Alpha', 'Hi\r\nHo\r\n');
  play.advance(3000);
  expect(sent()).toEqual(['kill big rat', 'yes', 'hello', 'ho', 'later']);
});

test('where a line ends within words there is one blank, in rules and in scripts', () => {
  const { play, sent } = imported(
    '#alias {a} {\n  say x\t\n\n\t\ty \\\n  z;\n}\n#alias {b} {\n  #loop 1 1 i {say x\r\n\t\ty}\n}\n#var {v} {p\n  q}',
  );
  play.enter('a');
  play.enter('b');
  play.advance(500);
  expect(sent()).toEqual(['say x y  z', 'say x y']);
  expect(play.state.automation.variables?.['']?.v).toBe('p q');
});
