import { type Play, playAlpha } from '../../support/play.ts';

const sent = (play: Play) => play.sent('Alpha').toString().split('\r\n').slice(0, -1);

test('/repeat goes on over reloads, with its times', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/repeat 1 100 x');
  const times: number[] = [];
  for (let step = 0; step < 1100; step++) {
    const before = sent(play).length;
    play.advance(100);
    if (sent(play).length > before) times.push(step);
    if (step % 173 === 0) play.reload();
  }
  expect(times).toEqual(Array.from({ length: 100 }, (_, n) => 10 * n + 9));
  expect(play.state.automation.timers).toEqual({});
});

test('what was due while nothing ran is done once, and the times after it are what they were', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/repeat 10 i x');
  play.state.now += 35_000;
  play.dispatch({ type: 'tick' });
  expect(sent(play)).toEqual(['x']);
  play.advance(5000);
  expect(sent(play)).toEqual(['x', 'x']);
});

test('/delay once, /tick again and again with a warning, /timers shows what is left and ends one', () => {
  const play = playAlpha({ columns: 100, rows: 30 });
  play.enter('/delay -n up 5 stand;/echo up');
  play.enter('/tick 75');
  expect(play.answer('/timers').join('\n')).toMatch(/up +5 s +1 +Alpha +stand;\/echo up/);
  play.advance(5000);
  expect(sent(play)).toEqual(['stand']);
  play.reload();
  play.advance(65_000);
  expect(play.output()).toContain('A beat is 5 seconds away.');
  play.enter('/tick');
  expect(play.output().at(-1)).toBe('% The next beat is in 5 s.');
  play.enter('/timers -d tick');
  expect(play.answer('/timers').join('\n')).toContain('No timer runs.');
});

test('timers and variables of a world that is made later wait for it, as rules do, and that is said', () => {
  const play = playAlpha({ columns: 100, rows: 60, automation: '' });
  const yet = '% No world is called Gamma yet.';
  for (const command of [
    '/action -w Gamma t orc = /echo an orc',
    '/repeat -w Gamma -n here 10 i /echo in {world}: {target}',
    '/repeat -w Gamma -s -n kept 10 2 /echo kept in {world}',
    '/set -w Gamma target troll',
    '/set -w Gamma -s home temple',
  ])
    expect(play.answer(command).filter(line => line === yet)).toEqual([yet]);
  play.enter('/delay -w Gamma -n once 5 /echo once');
  play.reload();
  play.advance(20_000);
  const outcome = () => play.output().filter(line => /(in Gamma|did nothing)/.test(line));
  expect(outcome()).toEqual(['% The timer once did nothing: no world is called Gamma yet.']);
  expect(play.state.automation.timers?.kept?.left).toBe(2);
  play.enter('/addworld gamma localhost 1');
  play.enter('/unworld gamma');
  play.enter('/addworld Gamma localhost 1');
  play.enter('/set -w Gamma target');
  play.advance(30_000);
  expect(play.output()).toContain('% target = troll');
  expect(play.state.automation.timers).not.toHaveProperty('kept');
  expect(play.answer('/set -w __proto__ x y').at(-1)).toContain('a world cannot be called "__proto__"');
  expect(play.answer('/delay -w a/b 5 x').at(-1)).toContain('contains a slash');
});

test('/auto off: nothing acts, and times stay', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/repeat 10 i x');
  play.enter('/auto off');
  play.advance(25_000);
  play.reload();
  expect(sent(play)).toEqual([]);
  play.enter('/auto on');
  play.advance(5000);
  expect(sent(play)).toEqual(['x']);
});

test('variables are filled in, go on over a reload, and are in the file if they shall', () => {
  const play = playAlpha({ columns: 100, rows: 60, automation: '# mine\n[variables]\nhome = "temple"\n' });
  play.enter('/set target orc');
  play.enter('/set -w Alpha target troll');
  play.enter('/set -s gold 12');
  play.enter('/set -s -w Alpha rank "high"');
  play.enter('/alias a kill $target at $home for $gold');
  play.reload();
  play.enter('a');
  expect(sent(play)).toEqual(['kill troll at temple for 12']);
  expect(play.disk.automation).toContain('# mine\n[variables]\nhome = "temple"\ngold = "12"\n');
  expect(play.disk.automation).toContain('[world_variables.Alpha]\nrank = "\\"high\\""\n');
  play.enter('/unset -w Alpha target');
  play.enter('/unset gold');
  expect(play.disk.automation).not.toContain('gold =');
  play.enter('a');
  expect(sent(play).at(-1)).toBe('kill orc at temple for ');
  play.enter('/flush');
  play.enter('/vars');
  expect(play.output().slice(1)).toEqual([
    '% home = temple (kept)',
    '% target = orc',
    '% rank = "high" (Alpha, kept)',
  ]);
});

test('a trigger sets a variable that the next line knows', () => {
  const play = playAlpha({
    automation:
      '[[trigger]]\nname = "a"\npattern = "leader is *"\nmode = "glob"\nset = { leader = "$1" }\n' +
      '[[trigger]]\nname = "b"\npattern = "go"\nmode = "exact"\nsend = "follow $leader"\n',
  });
  play.receive('Alpha', 'leader is Bob\r\ngo\r\nleader is ;quit\r\ngo\r\n');
  expect(sent(play)).toEqual(['follow Bob', 'follow ;quit']);
});

const KEPT = `
[[timer]]
name = "save"
every = 10
send = "save"
world = "Alpha"

[[timer]]
name = "three"
every = 1
shots = 3
body = "x;/echo y"
group = "some"
`;

test('timers of automation.toml run from the start, over reloads, and as often as they may', () => {
  const play = playAlpha({ columns: 100, rows: 30, automation: KEPT });
  play.advance(1500);
  play.reload();
  play.advance(9000);
  expect(sent(play)).toEqual(['x', 'x', 'x', 'save']);
  play.enter('/auto load');
  play.advance(10_000);
  expect(sent(play)).toEqual(['x', 'x', 'x', 'save', 'save']);
  expect(play.answer('/timers').join('\n')).toMatch(/save +\d+ s +for ever +Alpha +\(kept\)/);
});

test('a timer that is changed or taken out by hand or by a command is another one, or none', () => {
  const play = playAlpha({ columns: 100, rows: 30, automation: KEPT });
  play.enter('/group some off');
  play.disk.automation = KEPT.replace('every = 10', 'every = 2');
  play.enter('/auto load');
  play.advance(5000);
  expect(sent(play)).toEqual(['save', 'save']);
  play.enter('/timers -d save');
  expect(play.disk.automation).not.toContain('"save"');
  play.enter('/repeat -s -n look -w Alpha 3 2 look');
  expect(play.disk.automation).toContain(
    '[[timer]]\nname = "look"\nbody = "look"\nevery = 3\nshots = 2\nworld = "Alpha"\n',
  );
  play.advance(20_000);
  expect(sent(play)).toEqual(['save', 'save', 'look', 'look']);
  play.enter('/undo');
  play.enter('/undo');
  play.advance(2000);
  expect(sent(play).at(-1)).toBe('save');
  expect(play.answer('/repeat -s 3 2 look').join()).toContain('has a name');
});

test('a mistake in a timer is named with its place', () => {
  const play = playAlpha({ columns: 100, automation: '[[timer]]\nname = "a"\nsend = "x"\n' });
  expect(play.state.automation.block).toHaveLength(0);
  play.enter('/auto load');
  expect(play.output().join(' ')).toContain('line 1, column 1: it does not say every how many seconds.');
});

test.each(['/group some off', '/auto off'])('%s: a timer that does not act has as many shots left', off => {
  const play = playAlpha({ columns: 100, rows: 30, automation: KEPT });
  play.advance(1500);
  expect(sent(play)).toEqual(['x']);
  play.enter(off);
  play.advance(1000);
  // Its times are not begun anew by another change.
  play.enter('/alias k kill');
  play.advance(10_000);
  play.enter('/alias k kill $1');
  play.enter(off.replace('off', 'on'));
  play.advance(500);
  expect(sent(play).filter(line => line === 'x')).toEqual(['x', 'x']);
  play.advance(10_000);
  play.enter('/alias k kill');
  play.advance(10_000);
  expect(sent(play).filter(line => line === 'x')).toEqual(['x', 'x', 'x']);
  expect(Object.keys(play.state.automation.timers ?? {})).toEqual(['save']);
});
