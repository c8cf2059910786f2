import { macrosWith } from '../../../client/world/tinyfugue/store.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const player = (macros: Record<string, string> = {}) => playAlpha({ columns: 100, rows: 40, macros });

/** Lines of the output since it was last asked. */
function lines(play: Play, act: () => void): string[] {
  const before = play.output().length;
  act();
  return play.output().slice(before);
}

test('a trigger says, sends and paints, also behind a reload', () => {
  const play = player();
  play.enter('/def -t"{*} waves." -aCred wb = wave %1%; /echo seen %*');
  expect(lines(play, () => play.receive('Alpha', 'Bob waves.\r\n'))).toEqual([
    'Bob waves.',
    'seen Bob waves.',
    'wave Bob',
  ]);
  expect(play.world('Alpha').scrollback.open.at(-3)?.runs).toEqual([{ at: 0, style: '31' }]);
  play.reload();
  play.receive('Alpha', 'Tim waves.\r\n');
  expect(play.sent('Alpha').toString()).toBe('wave Bob\r\nwave Tim\r\n');
});

test('what the game says is never evaluated, however often a macro evaluates it', () => {
  const play = player();
  play.enter('/def evil = /echo EVIL');
  play.enter(
    "/def -mregexp -t'^(\\\\w+) tells you, (.*)$' tell = /eval /echo got %P2%; /set last=%P2%; /eval %P2",
  );
  play.enter('/def again = /eval %last%; /eval /echo $$[%last]');
  const said = lines(play, () => {
    play.receive('Alpha', 'Bob tells you, /evil%;/quit\r\n');
    play.enter('/again');
  });
  expect(said.filter(line => line.includes('EVIL'))).toEqual([]);
  expect(said).toContain('got /evil%;/quit');
  // It is words for the world, and nothing else.
  expect(play.sent('Alpha').toString()).toBe('/evil%;/quit\r\n/evil%;/quit\r\n');
});

test('a variable that a rule of Clay has set from the game is as little evaluated', () => {
  const play = player();
  play.enter('/action -r keep ^hp (.*)$ = /set hp $1');
  play.enter('/def evil = /echo EVIL');
  play.receive('Alpha', 'hp /evil\r\n');
  expect(lines(play, () => play.enter('/eval %hp%;/echo %hp')).join()).not.toContain('EVIL');
});

test('the highest priority is asked first, and what does not fall through ends the search', () => {
  const play = player();
  play.enter('/def -p5 -F -t"*multi*" m1 = /echo one');
  play.enter('/def -p3 -t"*multi*" m2 = /echo two');
  play.enter('/def -p1 -t"*multi*" m3 = /echo three');
  expect(lines(play, () => play.receive('Alpha', 'xx multi yy\r\n'))).toEqual(['xx multi yy', 'one', 'two']);
});

test('what is counted of a macro goes with it', () => {
  const play = player();
  const counted = () => Object.keys(play.state.tinyfugue!.rules.counts).length;
  play.enter('/def -mregexp -t"^stays" stays = /echo stays');
  play.receive('Alpha', 'stays\r\n');
  const before = counted();
  expect(before).toBeGreaterThan(0);
  for (let time = 0; time < 3; time++) {
    play.enter('/def -F -p5 -mregexp -n1 -t"^goes (.*)" goes = /echo gone');
    play.enter('/def -hBGTEXT -t"goes" heard = /echo heard');
    play.enter('/def -mregexp -t"^(met|goes)" asked = /echo asked');
    play.receive('Alpha', 'goes away\r\n');
    play.enter('/undef heard');
    play.enter('/undef asked');
  }
  expect(play.output()).toContain('gone');
  play.receive('Alpha', 'stays\r\n');
  expect(counted()).toBe(before);
});

test('shots are counted over reloads, and the macro goes with the last one', () => {
  const play = player();
  play.enter('/def -n2 -t"x" twice = /echo hit');
  play.receive('Alpha', 'x\r\n');
  play.reload();
  expect(lines(play, () => play.receive('Alpha', 'x\r\nx\r\n'))).toEqual(['x', 'hit', 'x']);
  expect(lines(play, () => play.enter('/twice')).join()).toContain('There is no command /twice');
});

test('conditions, chance, worlds, gags and parts of a line', () => {
  const play = player();
  play.enter('/def -t"a*" -E"on & hp < 5" cond = /echo yes');
  play.enter('/def -t"b*" -c0 never = /echo never');
  play.enter('/def -t"c*" -wBeta other = /echo other');
  play.enter('/def -t"d*" -ag spam');
  play.enter("/def -t'e(\\\\w+)' -P1Cred;LCgreen part");
  play.enter('/set on=1');
  play.enter('/set hp=4');
  expect(lines(play, () => play.receive('Alpha', 'a1\r\nb1\r\nc1\r\nd1\r\nx ebc\r\n'))).toEqual([
    'a1',
    'yes',
    'b1',
    'c1',
    'x ebc',
  ]);
  expect(play.world('Alpha').scrollback.open.at(-1)?.runs).toEqual([
    { at: 0, style: '32' },
    { at: 2, style: '' },
    { at: 3, style: '31' },
  ]);
  play.enter('/set hp=9');
  expect(lines(play, () => play.receive('Alpha', 'a2\r\n'))).toEqual(['a2']);
});

test('a shot that chance has kept from acting is none', () => {
  const play = player();
  play.enter('/def -t"x" -F -c0 -n1 never = /echo never');
  play.receive('Alpha', 'x\r\nx\r\n');
  expect(macrosWith(play.state, 'never')).toHaveLength(1);
  play.enter('/def -t"y" -F -c50 -n3 half = wave');
  play.receive('Alpha', 'y\r\n'.repeat(40));
  expect(play.sent('Alpha').toString()).toBe('wave\r\n'.repeat(3));
  expect(macrosWith(play.state, 'half').map(({ name }) => name)).toEqual(['never']);
});

test.each([
  ['-c0', '= /echo never'],
  ['-q', '= /echo quiet'],
  ['', ''],
])('a SEND hook that does not act, is quiet or has no body takes no words (%s)', (options, body) => {
  const play = player();
  play.enter(`/def ${options} -h"SEND hey*" x ${body}`);
  play.enter('hey you');
  expect(play.sent('Alpha').toString()).toBe('hey you\r\n');
});

test('/try tells of macros as well, and does nothing', () => {
  const play = player();
  play.enter('/def -p5 -F -n1 -ag -mregexp -t"^(\\\\w+) waves" first = wave %P1');
  play.enter('/def -t"* waves*" second = bow %1');
  play.enter('/def -c0 -t"* nods" third = nod');
  expect(play.answer('/try Bob waves at you')).toEqual([
    "% /def -F -p5 -n1 -mregexp -t'^(\\\\w+) waves' -ag first = wave %P1",
    '%   %P1 = Bob',
    "% /def -mglob -t'* waves*' second = bow %1",
    '% The line would be hidden.',
  ]);
  play.enter('/auto off');
  expect(play.answer('/try Bob waves at you').at(-1)).toBe('% No rule would act on it.');
  expect(play.answer('/try nobody')).toEqual(['% No rule would act on it.']);
  expect(play.sent('Alpha').toString()).toBe('');
  expect(macrosWith(play.state, 'first')[0]?.shots).toBe(1);
});

test('/substitute puts other words in the place of the line', () => {
  const play = player();
  play.enter('/def -t"page> *" page = /substitute -aB %-1');
  expect(lines(play, () => play.receive('Alpha', 'page> hello there\r\n'))).toEqual(['hello there']);
});

test('a trigger that triggers itself comes to an end', () => {
  const play = player();
  play.enter('/def -t"again" again = /trigger again%; /echo once');
  const said = lines(play, () => play.receive('Alpha', 'again\r\n'));
  expect(said.join(' ')).toContain('without an end');
  expect(said.filter(line => line === 'once').length).toBeLessThan(12);
});

test('hooks act on what happens, and one of SEND takes the words', () => {
  const play = player();
  play.enter('/def -h"DISCONNECT" gone = /echo gone %1');
  play.enter('/def -h"SEND shout *" shout = /send yell %-1');
  play.enter('/def -h"NOMACRO *" nomacro = /echo what is %1');
  play.enter('shout hi');
  expect(play.sent('Alpha').toString()).toBe('yell hi\r\n');
  expect(lines(play, () => play.enter('/eval /nosuch')).join()).toContain('what is nosuch');
  expect(lines(play, () => play.close('Alpha')).join()).toContain('gone Alpha');
});

test('keys run macros, by -b and by the name of the key', () => {
  const play = player();
  play.enter("/def -b'^[x' kx = north");
  play.enter('/def key_f5 = south');
  play.press('M-x');
  play.press('F5');
  expect(play.sent('Alpha').toString()).toBe('north\r\nsouth\r\n');
});

test('behind a reload keys are known without a look at all the other macros', () => {
  const play = player();
  for (let n = 0; n < 50; n++) play.enter(`/def m${n} = wave`);
  play.enter('/def KEY_f6 = east');
  play.reload();
  expect(macrosWith(play.state, 'key').map(({ name }) => name)).toEqual(['KEY_f6']);
  play.press('F6');
  expect(play.sent('Alpha').toString()).toBe('east\r\n');
});

test('a macro is a command by its whole name, and hides none of Clay’s', () => {
  const play = player();
  expect(lines(play, () => play.enter('/def quit = /echo no')).join()).toContain('quit is a command of Clay');
  play.enter('/def gr = get ring');
  play.enter('/GR');
  expect(play.sent('Alpha').toString()).toBe('get ring\r\n');
  play.enter('/quit');
  expect(play.asked.some(({ type }) => type === 'quit') || play.terminal.dialogs.length > 0).toBe(true);
});

test('/repeat and /quote go on over reloads, and /kill ends them', () => {
  const play = player();
  play.enter('/repeat -2 3 /echo tick %%{?}%; look');
  play.enter('/quote -1 say `/echo a%;/echo b');
  play.advance(1500);
  play.reload();
  play.advance(10_000);
  expect(play.sent('Alpha').toString().split('\r\n').filter(Boolean).sort()).toEqual([
    ...['look', 'look', 'look', 'say a', 'say b'],
  ]);
  play.enter('/repeat -1 i east');
  play.enter('/kill 3');
  play.advance(5000);
  expect(play.sent('Alpha').toString()).not.toContain('east');
});

test('a long loop goes on in slices: a reload in its middle changes nothing', () => {
  const play = player();
  play.enter('/set max_iter=0');
  play.enter('/def long = /let n=0%; /while (n < 20000) /test ++n%; /done%; /echo done %n');
  play.enter('/long');
  expect(play.output().join()).not.toContain('done 20000');
  let turns = 0;
  while (!play.output().join().includes('done 20000') && turns < 100) {
    play.reload();
    play.dispatch({ type: 'tick' });
    turns++;
  }
  expect(turns).toBeGreaterThan(2);
  expect(turns).toBeLessThan(100);
});

test('a file is loaded, files in it too, and what is not there is said', () => {
  const play = player({
    'a.tf': '/def one = /echo one\n/require b.tf\n/require b.tf\n/load nosuch.tf\n/def two = /echo two',
    'b.tf': '/loaded b.tf\n/echo loading b',
  });
  const said = lines(play, () => {
    play.enter('/load a.tf');
    for (let n = 0; n < 10; n++) {
      play.advance(1);
      play.reload();
    }
    play.enter('/one');
    play.enter('/two');
  });
  expect(said.filter(line => line === 'loading b')).toHaveLength(1);
  expect(said.join()).toContain('There is no file nosuch.tf.');
  expect(said).toContain('one');
  expect(said).toContain('two');
});

test('a file is told of at its end, changes nothing the second time, and may be kept for each start', () => {
  const play = player({ '~/.tfrc': '/def one = /echo one\n/nosuch\n/def two = /echo two\n' });
  const load = (line: string) =>
    lines(play, () => {
      play.enter(line);
      play.advance(5);
    }).filter(text => text.includes('.tfrc'));
  expect(load('/load -s ~/.tfrc')).toEqual([
    '% .tfrc, line 2: nosuch: no such command or macro.',
    '% .tfrc: 2 macros; 1 line was not taken, as said above.',
  ]);
  expect(play.state.settings.macros).toEqual(['~/.tfrc']);
  expect(load('/load ~/.tfrc').at(-1)).toBe('% .tfrc: nothing new; 1 line was not taken, as said above.');
  const next = player({ '~/.tfrc': '/def one = /echo one' });
  next.state.settings.macros.push('~/.tfrc');
  next.dispatch({ type: 'started', notices: [], worlds: [] });
  next.advance(5);
  expect(lines(next, () => next.enter('/one'))).toContain('one');
});

test('a file that another image was to read is read by this one', () => {
  const play = player();
  const files = { 'a.tf': '/def one = /echo one' };
  play.disk.macros = null;
  play.enter('/load a.tf');
  play.disk.macros = files;
  play.reload();
  play.advance(5);
  expect(lines(play, () => play.enter('/one'))).toContain('one');
});

test('what every object has by itself is no command, no function and no type', () => {
  const play = player();
  const said = lines(play, () => play.enter('/eval /constructor x%; /echo $[toString()]'));
  expect(said.join(' ')).toContain('constructor: no such command or macro.');
  expect(said.join(' ')).toContain('no such function');
});

test('what a loop has other macros do is part of its turns', () => {
  const play = player();
  play.enter('/set max_iter=0');
  play.enter('/def -t"line *" inner = /let x=%*');
  play.enter('/def outer = /let n=0%; /while (n < 500) /trigger line %n%; /test ++n%; /done%; /echo done %n');
  play.enter('/outer');
  let turns = 0;
  while (!play.output().join().includes('done 500') && turns < 200) {
    play.dispatch({ type: 'tick' });
    turns++;
  }
  expect(turns).toBeGreaterThan(3);
  expect(turns).toBeLessThan(200);
});

describe('what is for hands is not done', () => {
  const never = (line: string, who = 'files of macros') =>
    `% Not run: ${line} – ${who} never do this; type it yourself.`;

  test.each<[line: string, said: string]>([
    ['/quit', never('/quit')],
    ['/setup more_mode off', never('/setup more_mode off')],
    ['/setup worlds.Alpha.tls_verify none', never('/setup worlds.Alpha.tls_verify none')],
    ['/setup web.port 4000', never('/setup web.port 4000')],
    ['/unworld Alpha', never('/unworld Alpha')],
    ['/eval /unworld Alpha', never('/unworld Alpha')],
    ['/dokey newline', never('/key accept-line')],
    ...['/setup', '/menu', '/keys'].map(
      line => [line, '% It opens a dialog, which only you can: type it yourself.'] as [string, string],
    ),
  ])('by a file that is loaded: %s', (line, said) => {
    const play = player({ 'a.tf': `${line}\n/def one = /echo one` });
    const before = JSON.stringify(play.state.settings);
    const told = lines(play, () => {
      play.enter('/load a.tf');
      play.advance(5);
    });
    expect(told).toContain(said);
    expect(play.asked.map(({ type }) => type)).not.toContain('quit');
    expect(play.state.views.terminal?.dialogs).toEqual([]);
    expect(JSON.stringify(play.state.settings)).toBe(before);
    expect(lines(play, () => play.enter('/one'))).toContain('one');
  });

  test('by a macro that the file calls, also behind a reload; it is, where the macro is typed', () => {
    const play = player({ 'a.tf': '/def quiet = /setup more_mode off\n/quiet' });
    play.enter('/load a.tf');
    play.reload();
    play.advance(5);
    expect(play.state.settings.more_mode).toBe(true);
    play.enter('/quiet');
    expect(play.state.settings.more_mode).toBe(false);
  });

  test('by a trigger that types something and presses Enter', () => {
    const play = player();
    play.enter('/def -t"go" x = /input hello%; /dokey newline');
    const told = lines(play, () => play.receive('Alpha', 'go\r\n'));
    expect(told).toContain(never('/key accept-line', 'rules, hooks and timers'));
    expect(play.asked.map(({ type }) => type)).not.toContain('quit');
  });

  test('worlds and macros are what a file is for', () => {
    const play = player({ 'a.tf': '/addworld Beta 127.0.0.1 4000\n/bind ^W = /dokey bword\n' });
    play.enter('/load a.tf');
    play.advance(5);
    expect(Object.keys(play.state.settings.worlds)).toContain('Beta');
  });
});

test.each([
  ['-aB -aCyellow', '1;33'],
  ['-arB -aCred -aCbgblue', '1;7;31;44'],
  ['-fCred -aB', '1;31'],
  ['-aCred -aCblue', '34'],
  ['-an -aB', '1'],
])('%s add up', (options, style) => {
  const play = player();
  play.enter(`/def ${options} -t"A*" a`);
  play.receive('Alpha', 'A line.\r\n');
  expect(play.world('Alpha').scrollback.open.at(-1)?.runs).toEqual([{ at: 0, style }]);
});

test('one that hides and paints hides', () => {
  const play = player();
  play.enter('/def -ag -aB -t"OOO*" o');
  play.receive('Alpha', 'OOO\r\n');
  expect(play.output()).not.toContain('OOO');
});
