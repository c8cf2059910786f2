/** Scripts that go wrong: what is said, what goes on, and who is switched off. */
import { type Play, playAlpha } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');

function playing(source: string, more: Record<string, string> = {}): Play {
  return playAlpha({ columns: 200, rows: 40, scripts: { combat: source, ...more } });
}

test('a fault says script, function and line; the third within a minute switches it off, which is said', () => {
  const play = playing(`
function onHit(m) {
  nothing.here();
}
clay.trigger('hit', onHit);`);
  play.receive('Alpha', 'hit\r\n');
  expect(text(play)).toContain(
    'combat.js: ReferenceError: nothing is not defined, in onHit (line 3, column 3).',
  );
  play.receive('Alpha', 'hit\r\nhit\r\n');
  expect(text(play)).toContain(
    'combat.js is off, for it failed 3 times within a minute: /scripts on combat runs it again.',
  );
  play.enter('/flush');
  play.receive('Alpha', 'hit\r\n');
  expect(text(play)).not.toContain('ReferenceError');
  play.enter('/scripts on combat');
  play.receive('Alpha', 'hit\r\n');
  expect(text(play)).toContain('ReferenceError');
});

test('three faults over more than a minute are nothing to stop it for', () => {
  const play = playing(`clay.trigger('hit', () => { throw new Error('no'); });`);
  for (let i = 0; i < 4; i++) {
    play.receive('Alpha', 'hit\r\n');
    play.advance(31_000);
  }
  expect(text(play)).not.toContain('is off');
});

test('one without an end is stopped, and names itself; the others go on', () => {
  const play = playing(
    `clay.trigger('go', function spin() {
       for (;;);
     });
     clay.trigger('ask', () => clay.send('here'));`,
    { other: `clay.trigger('go', () => clay.send('other'));` },
  );
  play.receive('Alpha', 'go\r\n');
  expect(text(play)).toContain('combat.js was stopped: no end in sight in spin (line 2).');
  play.receive('Alpha', 'ask\r\n');
  expect(play.sent('Alpha').toString()).toBe('other\r\nhere\r\n');
});

test('one that is stopped in the middle of something is put back to what it was, with what it had registered, and is off', () => {
  const play = playing(`
let n = 0;
clay.trigger('count', () => { n++; clay.after(1000, () => clay.send('timer ' + n)); });
clay.trigger('tell', () => clay.send('n ' + n));
clay.trigger('break', () => { clay.trigger('late', () => clay.send('late')); n = 99; new Array(1e9) + ''; });`);
  play.receive('Alpha', 'count\r\n');
  play.dispatch({ type: 'flush logs' });
  play.receive('Alpha', 'count\r\nbreak\r\n');
  expect(text(play)).toMatch(
    /combat.js was stopped: no end in sight\. What it changed since \d\d:\d\d:\d\d is undone\. \/scripts on combat runs it again\./,
  );
  play.receive('Alpha', 'tell\r\n');
  expect(play.sent('Alpha').toString()).toBe('');
  play.enter('/scripts on combat');
  play.receive('Alpha', 'late\r\ntell\r\n');
  play.advance(5000);
  expect(play.sent('Alpha').toString()).toBe('n 1\r\ntimer 1\r\n');
});

test('a rejected promise is told of, not dropped', () => {
  const play = playing(
    `clay.trigger('go', async function later() { await clay.wait(10); throw new Error('too late'); });`,
  );
  play.receive('Alpha', 'go\r\n');
  play.advance(10);
  expect(text(play)).toContain('combat.js: Error: too late, in later (line 1, column 76).');
});

test('a script with a mistake is not loaded; the one before stays as it was', () => {
  const play = playing(`clay.trigger('a', () => clay.send('old'));`);
  play.disk.scripts.combat = `clay.trigger('a', () => clay.send('new'));\n\nlet x = ;`;
  play.enter('/load combat');
  expect(text(play)).toMatch(/combat.js: SyntaxError: .* in line 3, column 9\. It stays as it was\./);
  play.disk.scripts.combat = `clay.trigger('a', () => clay.send('new'));\nnothing();`;
  play.enter('/load combat');
  expect(text(play)).toContain(
    'combat.js: ReferenceError: nothing is not defined, in line 2, column 1. It stays as it was.',
  );
  play.receive('Alpha', 'a\r\n');
  expect(play.sent('Alpha').toString()).toBe('old\r\n');
});

test.each([
  'let x = (',
  'let x = (\n',
  'function f() {\n',
  'f({ a: 1 }\n\n',
  'let y =',
  'f();\n}\n',
  'if (1',
  '[1, 2',
])(
  'what is found behind the end of a script is told as that, not as a line that there is not: %j',
  source => {
    const play = playing(`clay.trigger('a', () => clay.send('old'));`);
    play.disk.scripts.combat = source;
    play.enter('/load combat');
    expect(text(play)).toContain(
      'combat.js: SyntaxError at its end: something is not finished there, or a bracket is missing or one too many. It stays as it was.',
    );
  },
);

test('what is new is said when it is loaded again, and nothing is there twice', () => {
  const play = playing(
    `clay.trigger('a', () => clay.send('one')); clay.alias('k', () => 1); clay.every(1000, () => clay.send('old'));`,
  );
  play.disk.scripts.combat = `clay.trigger('a', () => clay.send('two')); clay.trigger('b', () => 1); clay.trigger(/c/, () => 1);`;
  play.enter('/load combat');
  expect(text(play)).toContain('combat.js is loaded: +2 triggers, -1 alias.');
  play.receive('Alpha', 'a\r\n');
  play.advance(5000);
  expect(play.sent('Alpha').toString()).toBe('two\r\n');
  play.enter('/load nobody');
  expect(text(play)).toContain('There is no nobody.js.');
});

test('what it keeps is on disk, and there when it is loaded again; one that is no JSON is not written over', () => {
  const play = playing(
    `clay.store.list ??= []; clay.trigger(/add (.*)/, m => { clay.store.list.push(m[1]); });`,
  );
  play.receive('Alpha', 'add one\r\n');
  play.reload();
  play.advance(1000);
  expect(JSON.parse(play.disk.stores.combat ?? '')).toEqual({ list: ['one'] });
  play.enter('/load combat');
  play.receive('Alpha', 'add two\r\n');
  play.advance(1000);
  expect(JSON.parse(play.disk.stores.combat ?? '')).toEqual({ list: ['one', 'two'] });
  play.disk.stores.combat = '{ broken';
  play.enter('/load combat');
  expect(text(play)).toContain('combat.json is no JSON object');
  play.advance(5000);
  expect(play.disk.stores.combat).toBe('{ broken');
});

test('/auto off stops scripts, timers go on afterwards; unloading ends it', () => {
  const play = playing(
    `clay.trigger('a', () => clay.send('a')); clay.after(2000, () => clay.send('timer'));`,
  );
  play.enter('/auto off');
  play.receive('Alpha', 'a\r\n');
  play.reload();
  play.advance(5000);
  expect(play.sent('Alpha').toString()).toBe('');
  play.enter('/auto on');
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toBe('timer\r\n');
  play.enter('/scripts unload combat');
  play.receive('Alpha', 'a\r\n');
  expect(play.sent('Alpha').toString()).toBe('timer\r\n');
  expect(play.state.scripts?.packages).toEqual({});
});

test.each([
  ['an answer', `clay.trigger('go', () => 1);`, '/js -p combat "x".repeat(150_000)'],
  ['a notification', `clay.trigger('go', () => clay.notify('x'.repeat(150_000)));`, ''],
  ['a line', `clay.trigger('go', m => m.replace('x'.repeat(150_000)));`, ''],
])('%s of 150,000 letters is cut, and the script goes on', (_, source, typed) => {
  const play = playing(`let n = 0; clay.trigger('count', () => clay.send('n' + ++n)); ${source}`);
  play.receive('Alpha', 'count\r\n');
  if (typed === '') play.receive('Alpha', 'go\r\n');
  else play.enter(typed);
  play.receive('Alpha', 'count\r\n');
  expect(play.sent('Alpha').toString()).toBe('n1\r\nn2\r\n');
  expect(play.state.scripts?.packages.combat?.failed).toBe(0);
});

test('one that wants too much at a time is told so, and keeps what it has done', () => {
  const play = playing(`let n = 0; clay.trigger('go', m => { n++; for (let i = 0; i < 5000; i++) m.gag(); });
    clay.trigger('count', () => clay.send('n' + n));`);
  play.receive('Alpha', 'go\r\ncount\r\n');
  expect(text(play)).toContain('combat.js: Error: that is too much at a time');
  expect(play.sent('Alpha').toString()).toBe('n1\r\n');
});

describe('what the user types into a script', () => {
  const typed = '/js -p combat nosuch()';

  test('is said if it is wrong, and never counts against the script', () => {
    const play = playing(`clay.trigger('hit', () => clay.send('here'));`);
    for (let i = 0; i < 4; i++)
      expect(play.answer(typed)).toEqual([
        expect.stringMatching(/^% combat\.js: ReferenceError: '?nosuch'? is not defined\.$/),
      ]);
    play.reload();
    play.receive('Alpha', 'hit\r\n');
    expect(play.sent('Alpha').toString()).toBe('here\r\n');
    expect(play.answer('/scripts').join('\n')).not.toContain('off');
    expect(play.state.scripts?.packages.combat).toMatchObject({ failed: 0, faults: [] });
  });

  test.each(['x x', 'throw 1', 'Promise.reject(new Error("no"))', 'new Function("for (;;);")()'])(
    '%s',
    code => {
      const play = playing('');
      play.enter(`/js -p combat ${code}`);
      expect(play.state.scripts?.packages.combat).toMatchObject({ failed: 0, faults: [] });
      expect(play.answer('/js -p combat 6 * 7')).toEqual(['% 42']);
    },
  );

  test('nor against the one of its own, whose first lines wait for it', () => {
    const play = playing('');
    for (let i = 0; i < 4; i++) play.enter('/js nosuch()');
    expect(play.answer('/js 6 * 7')).toEqual(['% 42']);
  });

  test('a rule that says the same again and again is no user: the script is off', () => {
    const play = playing('');
    play.enter(`/action fight hit = ${typed}`);
    play.receive('Alpha', 'hit\r\nhit\r\nhit\r\n');
    expect(text(play)).toContain('combat.js is off, for it failed 3 times within a minute');
  });
});
