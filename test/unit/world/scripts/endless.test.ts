/** Scripts without an end, in a client: each is stopped and named, and everything else goes on. And scripts that go through reloads. */
import { ENDLESS } from '../../../support/endless.ts';
import { playAlpha } from '../../../support/play.ts';

test.each(Object.entries(ENDLESS))('%s', (_, code) => {
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: {
      bad: `clay.trigger('go', function onGo() {\n  ${code}\n});`,
      good: `let n = 0; clay.hook('line', () => clay.send('n' + ++n));`,
    },
  });
  play.receive('Alpha', 'go\r\nanother line\r\n');
  // What is done about the first line may be enough for a turn.
  play.dispatch({ type: 'tick' });
  play.enter('typed');
  play.enter('/load bad');
  const said = play.output().join(' ').replaceAll(/\s+/g, ' ');
  expect(said).toMatch(
    /bad\.js(?: was stopped|: InternalError: (?:out of memory|string too long)|: RangeError)/,
  );
  expect(play.sent('Alpha').toString()).toBe('n1\r\nn2\r\ntyped\r\n');
});

test('one that takes all its steps where nobody can stop it, as it is loaded, has no end in sight, either', () => {
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: { bad: `const big = [];\nfor (let i = 0; i < 20000; i++) big.push('x' + i);` },
  });
  play.enter('/load bad');
  const said = play.output().join(' ').replaceAll(/\s+/g, ' ');
  expect(said).toMatch(/bad\.js was stopped: no end in sight.* It is not loaded\./);
  expect(said).not.toContain('unreachable');
});

test.each([
  `clay.echo('line ' + n);`,
  `clay.vars.n = n;`,
  `if (clay.vars.n === 'x') break;`,
  `clay.gmcp('Char.Vitals.hp');`,
  `await clay.line; clay.echo('line ' + n);`,
])('one that asks for too much at a time ends where it does, and goes on afterwards: %s', code => {
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: {
      bad: `let calls = 0; clay.trigger('go', async function onGo() {\n  calls++; for (let n = 0; n < 20_000; n++) { ${code} }\n});
        clay.trigger('ask', () => clay.send('calls ' + calls));`,
    },
  });
  play.receive('Alpha', 'go\r\n');
  play.receive('Alpha', 'ask\r\n');
  const said = play.output().join(' ').replaceAll(/\s+/g, ' ');
  expect(said).toMatch(
    /bad\.js(?:: Error: no steps are left: that is too much at a time, in onGo \(line \d, column \d+\)| was stopped: no end in sight in onGo)/,
  );
  expect(said).not.toContain('undone');
  expect(play.sent('Alpha').toString()).toBe('calls 1\r\n');
});

test.each([
  `const all = []; for (let i = 0; i < 100_000; i++) all.push(i);`,
  `const all = new Map(); for (let i = 0; i < 100_000; i++) all.set('k' + i, i);`,
  `let all = ''; for (let i = 0; i < 100_000; i++) all += 'x' + i;`,
  `Array.from({ length: 20_000 }, (_, i) => i * 7919 % 20_011).sort((one, other) => one - other);`,
])('one whose loop has too much to do fails there, is not undone, and stays on: %s', code => {
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: {
      bad: `let calls = 0; clay.trigger('go', function onGo() { calls++; ${code} });
        clay.trigger('ask', () => clay.send('calls ' + calls));`,
    },
  });
  play.receive('Alpha', 'go\r\n');
  play.receive('Alpha', 'ask\r\n');
  const said = play.output().join(' ').replaceAll(/\s+/g, ' ');
  expect(said).toContain('bad.js was stopped: no end in sight in onGo');
  expect(said).not.toContain('undone');
  expect(play.sent('Alpha').toString()).toBe('calls 1\r\n');
});

test('one that minds no fault is stopped all the same', () => {
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: { bad: `clay.trigger('go', () => { for (;;) try { clay.echo('x'); } catch {} });` },
  });
  play.receive('Alpha', 'go\r\n');
  expect(play.output().join(' ')).toContain('bad.js was stopped: no end in sight');
  play.enter('typed');
  expect(play.sent('Alpha').toString()).toBe('typed\r\n');
});

const MUCH = `
  class Foe { #hp = 50; hit(n) { return (this.#hp -= n); } }
  function* numbers() { for (let n = 1; ; n++) yield n * n; }
  const [foe, squares, seen, weak] = [new Foe(), numbers(), new Map(), new WeakMap()];
  const count = (() => { let n = 0; return () => ++n; })();
  clay.hook('line', async m => {
    seen.set(m.text, count());
    weak.set(foe, [...seen.values()].at(-1));
    const rolled = Math.floor(Math.random() * 1000);
    await clay.wait(10);
    clay.send([foe.hit(1), squares.next().value, seen.size, weak.get(foe), rolled, /l(i)n/y.exec('lin')?.[1]].join(' '));
  });`;

test('what ten reloads in the middle of it make of a script is what none make', () => {
  const told = [false, true].map(reloads => {
    const play = playAlpha({ scripts: { much: MUCH } });
    for (let n = 0; n < 10; n++) {
      play.receive('Alpha', `line ${n % 7}\r\n`);
      if (reloads) play.reload();
      play.advance(10);
    }
    return play.sent('Alpha').toString();
  });
  expect(told[0]?.split('\r\n')).toHaveLength(11);
  expect(told[1]).toBe(told[0]);
});
