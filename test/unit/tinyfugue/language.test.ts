import { createPlay } from '../../support/play.ts';
import { told } from '../../support/tinyfugue/machine.ts';

test('a body is commands parted by %;, with what is filled in', () => {
  expect(
    told(`/def f = /echo #=%{#} *=%{*} 1=%1 -1=%{-1} L=%L L2=%L2 def=%{9-none} -L=%{-L}%;/echo $[1+2*3] %%x $$y
/f one two three`),
  ).toEqual(['#=3 *=one two three 1=one -1=two three L=three L2=two def=none -L=one two', '7 %x $y']);
});

test('conditions, loops and what comes back', () => {
  expect(
    told(`/def lp = /let i=0%; /while (i<3) /let i=$[i+1]%; /if (i==2) /echo two%; /elseif (i==3) /echo three%; /else /echo one%; /endif%; /done
/lp
/for i 1 3 /echo for %i
/def h = /return 42
/def r = /result strcat("res:",{1})
/eval /echo $[h()] $[r("zz")] $(/r yy) $(/echo a%;/echo b)
/def b = /while (1) /test ++n%; /if (n > 2) /break%; /endif%; /done%; /echo %n
/b`),
  ).toEqual(['one', 'two', 'three', 'for 1', 'for 2', 'for 3', '42 res:zz res:yy a b', '3']);
});

test('a line as it is typed is not filled in, a body is', () => {
  expect(told('/set x=val\n/echo %x $[1]\n/eval /echo %x $[1]')).toEqual(['%x $[1]', 'val 1']);
});

test('what is filled in never becomes a command', () => {
  expect(told('/def do = %{*}\n/do /echo x\n/def real = /eval -s0 %{*}\n/real /echo x')).toEqual([
    '> /echo x',
    'x',
  ]);
});

test('a mistake is one sentence with its place, and the next line goes on', () => {
  expect(
    told(
      '/def f = /echo $[1 +]\n/f\n/nosuch\n/eval /echo $[nofunc(1)]\n/test 5/0\n/let 1x=2\n/def g = /if (1) x\n/g\n/echo ok',
    ),
  ).toEqual([
    "! t.tf, line 2: f: expression syntax error: expected operand, found ']'; nothing of it was run.",
    '! t.tf, line 3: nosuch: no such command or macro.',
    '! t.tf, line 4: nofunc: no such function.',
    '! t.tf, line 5: division by zero.',
    '! t.tf, line 6: let: "1x" cannot be the name of a variable.',
    '! t.tf, line 8: g: expected /endif; nothing of it was run.',
    'ok',
  ]);
});

test('nothing goes on for ever, or grows without an end', () => {
  const [rounds, depth, length, ok] = told(`/def l = /while (1) /test ++n%; /done
/l
/def r = /r
/r
/def g = /let x=y%; /for i 1 40 /let x=%%x%%x
/g
/echo ok`);
  expect(rounds).toContain('more than 1000 rounds of a loop');
  expect(depth).toContain('nested too deep');
  expect(length).toContain('a text gets longer than');
  expect(ok).toBe('ok');
});

test('variables are of the macro that sets them, and seen by those that it calls', () => {
  expect(
    told(`/def sc = /let v=1%; /sc2%; /echo sc %v
/def sc2 = /echo sc2 sees %v%; /test v:=2%; /let v=3%; /echo own %v
/sc
/echo end
/eval /echo [%v]`),
  ).toEqual(['sc2 sees 1', 'own 3', 'sc 2', 'end', '[]']);
});

test('a file has remarks, lines that go on, and blanks before them', () => {
  expect(told('; remark\n# remark\n   /echo a \\\n;   in between\n    b\\\n c\n\n/echo d%\\\n')).toEqual([
    'a bc',
    'd\\',
  ]);
});

test('a line of a file that is no command is not sent, and the rest of the file is taken', () => {
  expect(told(`/set css=\\\ntd { } \\\n\n.x { padding: ${'0 '.repeat(40)}}\n  ; indented\n/echo ok`)).toEqual(
    [
      `! t.tf, line 4: this is no command, and is not sent: .x { padding: ${'0 '.repeat(23)} ...`,
      '! t.tf, line 5: this is no command, and is not sent: ; indented.',
      'ok',
    ],
  );
});

test('a file that is no UTF-8 is taken, and it is said that it was read as Latin-1', () => {
  const play = createPlay({ columns: 120 });
  play.disk.macros = null;
  play.enter('/load ~/old.tf');
  const id = play.state.tinyfugue?.threads.find(({ waits }) => waits?.file !== undefined)?.waits?.file;
  const file = { text: '/def leaf = /echo gr\u00fcn\n', isLatin: true } as const;
  play.dispatch({ type: 'macros read', id: id as number, path: '/home/me/old.tf', file });
  play.advance(100);
  play.enter('/leaf');
  expect(play.output()).toContain('% old.tf is no UTF-8, and was read as Latin-1.');
  expect(play.output()).toContain('gr\u00fcn');
});
