/** Macros that TinyFugue has from the start, where they reach the client; aliases, keys, and what a file has not taken. */

import { commands } from '../../../client/command/commands.ts';
import { compileBody } from '../../../client/tinyfugue/code/body.ts';
import { languageCommands } from '../../../client/tinyfugue/commands.ts';
import { libraryBodies, libraryMacro } from '../../../client/tinyfugue/library/table.ts';
import { clientCommands } from '../../../client/world/tinyfugue/commands/table.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const player = (macros: Record<string, string> = {}) => playAlpha({ columns: 120, rows: 60, macros });

/** Lines of the output since it was last asked. */
function lines(play: Play, act: () => void): string[] {
  const before = play.output().length;
  act();
  return play.output().slice(before);
}

test('each can be read, and is none of the commands', () => {
  for (const body of Object.values(libraryBodies)) expect(() => compileBody(body)).not.toThrow();
  const tables = [languageCommands, clientCommands];
  expect(Object.keys(libraryBodies).filter(name => tables.some(table => Object.hasOwn(table, name)))).toEqual(
    [],
  );
  expect(libraryMacro('__proto__')).toBeNull();
  expect(libraryMacro('CAR')?.name).toBe('car');
});

test('what a command of Clay and one from the start have the same name for is known', () => {
  const both = commands.flatMap(({ names }) => names.filter(name => Object.hasOwn(libraryBodies, name)));
  // In a program it is TinyFugue's: /connect to a host.
  expect(both).toEqual(['telnet']);
});

test('they are there in what is typed, in bodies and as functions, and no macro is made of them', () => {
  const play = player();
  expect(lines(play, () => play.enter('/car a b'))).toEqual(['a']);
  play.reload();
  expect(
    lines(play, () => play.enter('/eval /echo $(/reverse a b) $[length("x")] $[ismacro("cdr")]')),
  ).toEqual(expect.arrayContaining(['b a 1 1']));
  expect(lines(play, () => play.enter('/list'))).toEqual(expect.arrayContaining(['% There are no macros.']));
  expect(play.state.tinyfugue?.names).toEqual({});
});

test('a macro of the user goes before, and one that is gone leaves the other', () => {
  const play = player();
  play.enter('/def car = /echo mine %1');
  expect(lines(play, () => play.enter('/car a b'))).toContain('mine a');
  play.enter('/undef car');
  expect(lines(play, () => play.enter('/car a b'))).toContain('a');
});

test('what the game has said stays data in them', () => {
  const play = player();
  play.enter('/def evil = /echo EVIL');
  play.enter('/def -t"list *" l = /mapcar /eval %-1%; /push %2 st%; /pop st%; /eval $(/car %-1)');
  const said = lines(play, () => play.receive('Alpha', 'list /evil %;/evil\r\n'));
  expect(said).not.toContain('EVIL');
});

test('files of TinyFugue that are not installed are there all the same, if Clay has their macros', () => {
  const play = player({ 'own.tf': '/require lisp.tf\n/require nosuch.tf\n/eval /echo got $(/cdr a b)\n' });
  const said = lines(play, () => {
    play.enter('/load own.tf');
    play.advance(50);
  });
  expect(said.filter(line => /lisp/.test(line))).toEqual([]);
  expect(said.some(line => line.includes('nosuch.tf'))).toBe(true);
  expect(said).toContain('got b');
  expect(lines(play, () => play.enter('/require lisp.tf'))).toContain(
    '% lisp.tf: Clay has its macros from the start.',
  );
});

test('worlds get their types, and are listed by them', () => {
  const play = player();
  play.enter('/addtiny One localhost 4001');
  play.enter('/eval /addlp Two localhost 4002');
  play.enter(
    '/eval /echo <$(/listworlds -s)> <$(/listworlds -s -T"lp")> <$(/listsockets -s)> <$(/listworlds -c T*)>',
  );
  expect(play.output()).toContain('<Alpha One Two> <Two> <Alpha> </addworld -T"lp" Two localhost 4002>');
});

test('the input line is filled, and what is hidden in it is not touched', () => {
  const play = player();
  play.enter('/def -b"^[q" k = /input  there');
  play.type('hi');
  play.press('Esc q');
  expect(play.terminal.editor.text).toBe('hithere');
  play.enter('');
  play.enter('/grab say "hello"');
  expect(play.terminal.editor.text).toBe('say "hello"');
  play.enter('');
  play.enter('/def -b"^[w" w = /test kbgoto(1)%; /test kbdel(3)%; /test input("X")');
  play.type('abcdef');
  play.press('Esc w');
  expect(play.terminal.editor.text).toBe('aXdef');
  play.enter('');
  play.terminal.editor.masked = true;
  play.receive('Alpha', 'x\r\n');
  const hidden = play.terminal.editor;
  hidden.masked = true;
  play.enter('/def -t"fill" f = /grab secret?');
  hidden.masked = true;
  play.receive('Alpha', 'fill\r\n');
  expect(hidden.text).not.toContain('secret');
});

test('/at waits for its time', () => {
  const play = player();
  expect(lines(play, () => play.enter('/at 12:00:30 /echo now'))).toEqual([]);
  play.reload();
  play.advance(29_000);
  expect(play.output()).not.toContain('now');
  play.advance(2000);
  expect(play.output()).toContain('now');
  expect(lines(play, () => play.enter('/at 25:00 /echo no')).at(-1)).toContain(
    'there is no such time: 25:00',
  );
  expect(lines(play, () => play.enter('/at 2001-01-01 1:00 /echo no')).at(-1)).toContain('that time is over');
  play.enter('/at -v 11:00 /echo tomorrow');
  expect(play.output().at(-1)).toBe('% /at: 2024-01-16 11:00:00');
  play.enter('/at -v 01-15 11:00 /echo later');
  expect(play.output().at(-1)).toBe('% /at: 2025-01-15 11:00:00');
});

test('/retry tries until the world is connected, or /retry_off', () => {
  const play = player();
  play.enter('/addworld Beta localhost 4009');
  play.enter('/retry Beta 5');
  play.advance(100);
  expect(play.world('Beta').link).not.toBeNull();
  play.close('Beta');
  expect(play.world('Beta').link).toBeNull();
  play.reload();
  play.advance(5100);
  expect(play.world('Beta').link).not.toBeNull();
  play.close('Beta');
  play.enter('/retry_off Beta');
  play.advance(20_000);
  expect(play.world('Beta').link).toBeNull();
});

test('pages and whispers are painted, until that is taken back', () => {
  const play = player();
  play.enter('/hilite_page');
  play.enter('/hilite_whisper');
  const painted = (text: string) => {
    play.receive('Alpha', `${text}\r\n`);
    return (play.world('Alpha').scrollback.open.at(-1)?.runs.length ?? 0) > 0;
  };
  expect([painted('Bob pages: hi'), painted('Bob whispers "x" to you.'), painted('Bob says hi')]).toEqual([
    true,
    true,
    false,
  ]);
  play.enter('/nohilite_page');
  play.enter('/nohilite_whisper');
  expect([painted('Bob pages: hi'), painted('Bob whispers "x" to you.')]).toEqual([false, false]);
});

test('a switch is told what it may be', () => {
  const play = player();
  expect(lines(play, () => play.enter('/quiet maybe')).at(-1)).toBe(
    '% invalid quiet value "maybe"; there are off (0), on (1).',
  );
  play.enter('/wrap 60');
  expect(lines(play, () => play.enter('/eval /echo %wrap %wrapsize %visual')).at(-1)).toBe('on 60 on');
  expect(lines(play, () => play.enter('/isize 0')).at(-1)).toContain('an integer greater than or equal to 1');
});

test('/alias in a file is that of alias.tf, and Clay has its own behind /@', () => {
  const file = ['/alias k kill %1%; wield %2', '/alias Greet say hello, %*', '/@alias f flee', '/alias d $1'];
  const play = player({ 'a.tf': file.join('\n') });
  const said = lines(play, () => {
    play.enter('/load a.tf');
    play.advance(50);
  });
  expect(said.filter(line => line.includes("/@alias is Clay's own"))).toHaveLength(1);
  play.reload();
  for (const line of ['k orc sword', 'greet all of you', 'kk', 'f', 'k']) play.enter(line);
  expect(play.sent('Alpha').toString().split('\r\n')).toEqual([
    'kill orc',
    'wield sword',
    'say hello, all of you',
    'kk',
    'flee',
    'kill ',
    'wield ',
    '',
  ]);
  play.enter('/eval /alias k*');
  expect(play.output().at(-1)).toBe('% /alias k kill %1%; wield %2');
  play.enter('/unalias k');
  play.enter('k orc');
  expect(play.sent('Alpha').toString()).toContain('\r\nk orc\r\n');
  play.enter('/purgealias');
  play.enter('greet you');
  expect(play.sent('Alpha').toString()).toContain('\r\ngreet you\r\n');
});

test('a key is that of one macro: another one takes it, and that is said', () => {
  const play = player();
  play.enter('/def -b"^[q" one = /echo one');
  expect(lines(play, () => play.enter('/def -b"^[q" two = /echo two')).at(-1)).toBe(
    '% Redefined binding ^[q',
  );
  expect(play.state.tinyfugue?.names).toEqual({ two: 2 });
  play.reload();
  expect(lines(play, () => play.press('Esc q'))).toEqual(['two']);
  play.enter('/undef two');
  expect(lines(play, () => play.press('Esc q'))).toEqual([]);
});

test('the name of a key is what it does again once nothing is bound to it', () => {
  const play = player();
  play.enter('/def -b"key_f7" bound = /echo bound');
  play.enter('/def key_f7 = /echo named');
  expect(lines(play, () => play.press('F7'))).toEqual(['bound']);
  play.enter('/undef bound');
  expect(lines(play, () => play.press('F7'))).toEqual(['named']);
});

test('a line that has two complaints is one that was not taken, and those of files inside are counted', () => {
  const play = player({
    'outer.tf': '/eval /nosuch1%;/nosuch2\n/load inner.tf\n/nosuch3\n/def x = y\n',
    'inner.tf': '/nosuch4\n/eval /nosuch5%;/nosuch6\n',
  });
  play.enter('/load outer.tf');
  play.advance(100);
  expect(play.output().at(-1)).toBe('% outer.tf: 1 macro; 4 lines were not taken, as said above.');
});

test('a long list takes its time in parts', () => {
  const play = player();
  play.enter('/def long = /mapcar /count %*');
  play.enter('/def count = /test ++n');
  play.enter('/eval /long $[strrep("word ", 1200)]');
  expect(play.state.tinyfugue?.threads[0]?.steps).toBeLessThan(10_000);
  play.reload();
  for (let turn = 0; turn < 5000 && play.state.tinyfugue?.threads.length; turn++) play.advance(1);
  expect(play.state.tinyfugue?.threads).toEqual([]);
  expect(play.output().at(-1)).toContain('more than 1000 rounds');
});

test('/features lists them, and says of one whether it is there', () => {
  const play = player();
  expect(lines(play, () => play.enter('/features'))).toEqual(['+256colors +float +ftime +history +TZ']);
  expect(lines(play, () => play.enter('/eval /echo $[features("tz")] $[features("socks")]'))).toEqual([
    '1 0',
  ]);
});
