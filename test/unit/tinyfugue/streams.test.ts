/** Streams of tfopen(): queues and files, over reloads, full disks and hosts that never answer. */
import { fault } from '../../../shared/fault.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const player = () => playAlpha({ columns: 120, rows: 60 });

/** What an expression is, with reloads wherever it waits. */
function value(play: Play, expression: string): string {
  play.enter(`/eval /echo = $[${expression}]`);
  play.advance(50);
  return (play.output().findLast(line => line.startsWith('=')) ?? '').slice(1).trim();
}

function files(play: Play): Record<string, string> {
  if (!play.disk.streams) throw new Error('there is no disk');
  return play.disk.streams;
}

test('lines go to a file in order, and are read again, over reloads', () => {
  const play = player();
  expect(value(play, 'h := tfopen("log.txt","w")')).toBe('1');
  for (let n = 1; n <= 5; n++) {
    play.enter(`/test tfwrite(h, "line ${n}")`);
    if (n % 2) play.reload();
    play.advance(n * 20);
  }
  expect(value(play, 'tfclose(h)')).toBe('0');
  expect(files(play)['log.txt']).toBe('line 1\nline 2\nline 3\nline 4\nline 5\n');
  expect(play.state.tinyfugue?.streams).toEqual({});
  expect(value(play, 'r := tfopen("log.txt","r")')).toBe('2');
  for (let n = 1; n <= 5; n++) {
    expect(value(play, 'strcat(tfread(r, v), " ", v)')).toBe(`6 line ${n}`);
    play.reload();
  }
  expect(value(play, 'tfread(r, v)')).toBe('-1');
});

test('a reload finds a program that waits for its file, and asks for it again', () => {
  const play = player();
  files(play)['vars.txt'] = 'one\ntwo\n';
  play.disk.streams = null;
  play.enter(
    '/def load = /let h=$[tfopen("vars.txt","r")]%; /while (tfread(h, v) >= 0) /echo got %v%; /done%; /echo end',
  );
  play.enter('/eval /load');
  play.advance(50);
  expect(play.output()).not.toContain('end');
  play.disk.streams = { 'vars.txt': 'one\ntwo\n' };
  play.reload();
  play.advance(50);
  expect(play.output().filter(line => /^(?:got|end)/.test(line))).toEqual(['got one', 'got two', 'end']);
});

test('what was being written when the client was replaced is cut off, and there once', () => {
  const play = player();
  value(play, 'h := tfopen("log.txt","a")');
  value(play, 'tfwrite(h, "first")');
  play.disk.streams = null;
  play.enter('/test tfwrite(h, "second")');
  play.enter('/test tfwrite(h, "third")');
  play.advance(50);
  // Some of it got there, and nobody has said so.
  play.disk.streams = { 'log.txt': 'first\nsecond\nth' };
  play.reload();
  play.advance(50);
  expect(files(play)['log.txt']).toBe('first\nsecond\nthird\n');
});

test('a full disk is told once, and its lines are written when it has room', () => {
  const play = player();
  value(play, 'h := tfopen("log.txt","w")');
  play.disk.streamsFault = fault('TF_FILE', 'log.txt cannot be written: the disk is full.');
  for (const text of ['a', 'b']) value(play, `tfwrite(h, "${text}")`);
  value(play, 'tfclose(h)');
  play.advance(25_000);
  expect(play.output().filter(line => line.includes('the disk is full'))).toHaveLength(1);
  expect(files(play)['log.txt']).toBe('');
  play.reload();
  play.disk.streamsFault = null;
  play.advance(11_000);
  expect(files(play)['log.txt']).toBe('a\nb\n');
  expect(play.state.tinyfugue?.streams).toEqual({});
});

test('lines that are held back go by tfflush(), and before a checkpoint', () => {
  const play = player();
  value(play, 'h := tfopen("log.txt","w")');
  value(play, 'tfflush(h, "off")');
  value(play, 'tfwrite(h, "a")');
  expect(files(play)['log.txt']).toBe('');
  value(play, 'tfflush(h)');
  expect(files(play)['log.txt']).toBe('a\n');
  value(play, 'tfwrite(h, "b")');
  play.reload();
  expect(files(play)['log.txt']).toBe('a\n');
  play.dispatch({ type: 'flush logs' });
  expect(files(play)['log.txt']).toBe('a\nb\n');
});

test('what the game has said is data in a queue, and in a file that is read', () => {
  const play = player();
  play.enter('/def evil = /echo EVIL');
  value(play, 'h := tfopen()');
  value(play, 'f := tfopen("log.txt","w")');
  play.enter('/def -t"say *" s = /test tfwrite(h, {-1})%; /test tfwrite(f, {-1})');
  play.receive('Alpha', 'say /evil\r\n');
  play.enter('/test tfclose(f)');
  value(play, 'r := tfopen("log.txt","r")');
  play.enter('/test tfread(h, q)%; /test tfread(r, g)');
  value(play, 'tfread(h, q)');
  value(play, 'tfread(r, g)');
  play.enter('/eval /eval %q');
  play.enter('/eval /eval %g');
  expect(play.output()).not.toContain('EVIL');
  expect(files(play)['log.txt']).toBe('/evil\n');
});

test('what cannot be opened is told, and so is what nobody may do', () => {
  const play = player();
  expect(value(play, 'tfopen("/etc/x", "w")')).toBe('-1');
  expect(play.output().join(' ')).toContain('/etc/x cannot be opened: it is not there.');
  expect(value(play, 'tfopen("ls", "p")')).toBe('-1');
  expect(play.output().join(' ')).toContain('Clay runs no other programs for macros');
  expect(value(play, 'tfread(v)')).toBe('-1');
  expect(play.output().join(' ')).toContain('lines of the keyboard cannot be read here');
  expect(value(play, 'tfread(h, "no name")')).toBe('-1');
  play.enter('/repeat -$[tfopen("a","w")] 1 x');
  expect(play.state.tinyfugue?.threads).toEqual([]);
});

test('streams, and what waits in one, are bounded', () => {
  const play = player();
  play.enter('/set max_iter=0');
  play.enter('/def many = /while (tfopen() > 0) /done%; /echo full');
  play.enter('/many');
  for (let turn = 0; turn < 500 && play.state.tinyfugue?.threads.length; turn++) play.advance(1);
  expect(play.output().join(' ')).toContain('too many streams are open');
  expect(Object.keys(play.state.tinyfugue?.streams ?? {})).toHaveLength(100);
  play.enter('/def fill = /while (tfwrite(1, "x") > 0) /done%; /echo filled');
  play.enter('/fill');
  for (let turn = 0; turn < 5000 && play.state.tinyfugue?.threads.length; turn++) play.advance(1);
  expect(play.output().join(' ')).toContain('holds as much as it may');
  expect(play.state.tinyfugue?.streams?.[1]?.lines).toHaveLength(10_000);
});

test('where they may be written is a setting that only hands change', () => {
  const play = player();
  play.enter('/def -t"go" g = /setup macro_files ~');
  play.receive('Alpha', 'go\r\n');
  expect(play.state.settings.macro_files).toEqual([]);
  expect(play.output().join(' ')).toContain('rules, hooks and timers never do this');
});

test('macros are saved as they are typed, and are the same when they are loaded', () => {
  const play = player();
  play.enter('/def -t"{*} waves." -aCred -p3 wb = wave %1%; /echo it\'s %%x');
  play.enter('/def plain = look');
  play.enter('/def -i hidden = x');
  play.enter('/save my.tf');
  play.advance(10);
  expect(files(play)['my.tf']?.split('\n')).toHaveLength(3);
  play.enter('/save -a my.tf -i hidden');
  play.enter('/savedef defs.tf');
  play.reload();
  play.advance(10);
  expect(files(play)['defs.tf']).toBe('/def plain = look\n');
  play.disk.macros = { 'my.tf': files(play)['my.tf'] ?? '' };
  play.enter('/load my.tf');
  play.advance(50);
  expect(play.output().at(-1)).toBe('% my.tf: nothing new.');
  play.enter('/save /etc/x');
  expect(play.output().join(' ')).toContain('/etc/x cannot be opened');
});

test('two programs that read on in one file at a time get each line once, and all of them', () => {
  const play = player();
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
  files(play)['long.txt'] = lines.map(line => `${line}\n`).join('');
  value(play, 'r := tfopen("long.txt","r")');
  const body = '/let v=%; /while (tfread(r, v) >= 0) /send got %v%; /done';
  for (const name of ['a', 'b']) play.enter(`/def ${name} = ${body}`);
  // Both come to the end of a piece while the host has not answered.
  const all = files(play);
  play.disk.streams = null;
  for (const name of ['a', 'b']) play.enter(`/eval /${name}`);
  play.advance(5000);
  play.disk.streams = all;
  play.reload();
  play.advance(5000);
  const sent = play
    .sent('Alpha')
    .toString()
    .split('\r\n')
    .filter(line => line.startsWith('got'));
  expect(sent.toSorted()).toEqual(lines.map(line => `got ${line}`).toSorted());
});

test('what another stream has written in the same file stays, should a write be interrupted', () => {
  const play = player();
  value(play, 'a := tfopen("log.txt","a")');
  value(play, 'b := tfopen("log.txt","a")');
  value(play, 'tfwrite(b, "of b")');
  play.advance(100);
  const all = files(play);
  expect(all['log.txt']).toBe('of b\n');
  play.disk.streams = null;
  play.enter('/test tfwrite(a, "of a")');
  play.advance(100);
  play.disk.streams = all;
  play.reload();
  play.advance(100);
  expect(all['log.txt']).toBe('of b\nof a\n');
});

describe('several streams of one file', () => {
  /** Streams 1 and 2, with lines of both that the host has written and not said so: the client is replaced then. */
  function interrupted(left: string): Play {
    const play = player();
    for (const name of ['a', 'b']) value(play, `${name} := tfopen("log.txt","a")`);
    value(play, 'tfwrite(a, "first")');
    play.disk.streams = null;
    for (const name of ['a', 'b']) play.enter(`/test tfwrite(${name}, "of ${name}")`);
    play.advance(50);
    play.disk.streams = { 'log.txt': left };
    return play;
  }

  test.each(['first\nof a\nof b\n', 'first\nof a\n', 'first\nof', 'first\n'])(
    'what an interrupted write has left is cut off once, and takes nothing of the other with it: %j',
    left => {
      const play = interrupted(left);
      play.reload();
      play.advance(50);
      expect(files(play)['log.txt']).toBe('first\nof a\nof b\n');
    },
  );

  test('the one that cannot be written at first neither', () => {
    const play = interrupted('first\nof a\n');
    play.disk.streamsFault = fault('TF_FILE', 'The disk is full.');
    play.reload();
    play.advance(50);
    play.disk.streamsFault = null;
    value(play, 'c := tfopen("log.txt","a")');
    value(play, 'tfwrite(c, "of c")');
    play.advance(20_000);
    const lines = (files(play)['log.txt'] ?? '').split('\n').slice(0, -1);
    expect(lines.toSorted()).toEqual(['first', 'of a', 'of b', 'of c']);
  });

  test('one that is opened to be written anew empties it for all, and each line from then on is there once', () => {
    const play = player();
    value(play, 'a := tfopen("log.txt","a")');
    for (const line of ['old 1', 'old 2']) value(play, `tfwrite(a, "${line}")`);
    value(play, 'w := tfopen("log.txt","w")');
    for (const name of ['w', 'a']) value(play, `tfwrite(${name}, "new of ${name}")`);
    expect(files(play)['log.txt']).toBe('new of w\nnew of a\n');
    value(play, 'v := tfopen("log.txt","w")');
    play.disk.streams = null;
    play.enter('/test tfwrite(a, "last")');
    play.advance(50);
    // Written, which nobody has said.
    play.disk.streams = { 'log.txt': 'last\n' };
    play.reload();
    play.advance(50);
    expect(files(play)['log.txt']).toBe('last\n');
  });
});
