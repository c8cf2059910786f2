/** Scripts that wait for the engine, which is made ready beside everything else: in order, and over reloads. */
import { currentEngine } from '../../../../client/script/engines.ts';
import { prepareMachine } from '../../../../client/script/machines.ts';
import { withoutMemory } from '../../../support/engine.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

function waiting(): Play {
  const play = playAlpha({ columns: 100, rows: 30 });
  play.disk.engineSlow = true;
  Object.assign(play.disk.scripts, {
    one: `clay.trigger('tick', () => clay.send('one'));`,
    two: `clay.trigger('tick', () => clay.send('two'));`,
  });
  return play;
}

/** As the host says it, once for each that waits. */
function ready(play: Play): void {
  play.disk.engineSlow = false;
  play.dispatch({ type: 'engine ready', engine: currentEngine() });
}

const names = (play: Play) => Object.keys(play.state.scripts?.packages ?? {});
const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');

test('what is loaded before the engine is ready waits for it, and typing goes on', () => {
  const play = waiting();
  play.enter('/load two');
  play.enter('/load one');
  expect(names(play)).toEqual([]);
  play.enter('look');
  expect(play.sent('Alpha').toString()).toBe('look\r\n');
  ready(play);
  expect(names(play)).toEqual(['two', 'one']);
  expect(text(play)).toMatch(/two.js is loaded.*one.js is loaded/);
  play.receive('Alpha', 'tick\r\n');
  expect(play.sent('Alpha').toString()).toBe('look\r\ntwo\r\none\r\n');
});

test('a reload meanwhile loses none of them, nor the lines of code that wait with them', () => {
  const play = waiting();
  play.enter('/load one');
  play.enter('/js globalThis.n = 40');
  play.enter('/js n + 2');
  play.reload();
  expect(play.state.scripts?.awaiting).toHaveLength(2);
  ready(play);
  expect(names(play)).toEqual(['one', 'js']);
  expect(text(play)).toContain('% 42');
  expect(play.state.scripts?.awaiting).toBeUndefined();
});

test('one that is asked for twice is loaded once, as it was read last', () => {
  const play = waiting();
  play.enter('/load one');
  play.disk.scripts.one = `clay.trigger('tick', () => clay.send('new'));`;
  play.enter('/load one');
  ready(play);
  play.receive('Alpha', 'tick\r\n');
  expect(play.sent('Alpha').toString()).toBe('new\r\n');
});

test('those of the start go on one after the other', () => {
  const play = waiting();
  play.dispatch({ type: 'scripts found', names: ['one', 'two'] });
  play.reload();
  ready(play);
  expect(names(play)).toEqual(['one', 'two']);
  expect(play.state.scripts?.loading).toBeUndefined();
});

test('a script that nothing wakes stays as it lies after a reload; one that hears each line is made ready', () => {
  const play = playAlpha({
    scripts: {
      quiet: `clay.trigger('never', () => clay.send('x'));`,
      busy: `let n = 0; clay.hook('line', () => { n++; });`,
    },
  });
  play.reload();
  play.advance(2000);
  const scripts = play.state.scripts!;
  const { quiet, busy } = scripts.packages;
  expect(prepareMachine(scripts, busy!)).toBe('was ready');
  expect(prepareMachine(scripts, quiet!)).toBe('is ready');
});

test('where there is no memory for scripts each is told of, none is waited for any more, and they can be loaded later', () => {
  const play = waiting();
  play.enter('/load one');
  play.enter('/load two');
  const noRoom = withoutMemory();
  ready(play);
  noRoom.mockRestore();
  for (const name of ['one', 'two'])
    expect(text(play)).toContain(`${name}.js: there is no memory for it. It is not loaded.`);
  expect(play.state.scripts?.awaiting).toBeUndefined();
  play.enter('/load two');
  expect(names(play)).toEqual(['two']);
});

test('one for which there is no memory when it is woken is off, loses nothing, and can be switched on again', () => {
  const play = playAlpha({
    columns: 100,
    rows: 30,
    scripts: { count: `let n = 0; clay.trigger('tick', () => clay.send('n' + ++n));` },
  });
  play.receive('Alpha', 'tick\r\n');
  play.reload();
  const noRoom = withoutMemory();
  play.receive('Alpha', 'tick\r\n');
  expect(text(play)).toContain(
    'count.js is off: there is no memory for it. /scripts on count tries it again.',
  );
  noRoom.mockRestore();
  play.enter('/scripts on count');
  play.receive('Alpha', 'tick\r\n');
  expect(play.sent('Alpha').toString()).toContain('n2\r\n');
});

const COUNTING = `clay.store.seen ??= 0; clay.trigger(/^num/, () => { clay.store.seen++; });
  clay.trigger('say', () => clay.send('seen ' + clay.store.seen));`;

function counting(source: string, store = '{}'): Play {
  const play = playAlpha({ columns: 100, rows: 30, scripts: { count: source } });
  play.advance(3000);
  play.disk.stores.count = store;
  play.enter('/load count');
  for (let i = 0; i < 1000 && play.state.scripts?.opening; i++) play.advance(1);
  return play;
}

function seen(play: Play): string {
  play.receive('Alpha', 'say\r\n');
  return play.sent('Alpha').toString();
}

test.each([0, 3000])(
  'what a script keeps while its next self waits %d ms for the engine is handed over',
  ms => {
    const play = counting(COUNTING);
    play.receive('Alpha', 'num\r\n');
    play.disk.engineSlow = true;
    play.enter('/load count');
    for (let i = 0; i < 5; i++) play.receive('Alpha', 'num\r\n');
    play.advance(ms);
    play.reload();
    ready(play);
    play.receive('Alpha', 'num\r\n');
    expect(text(play)).toMatch(/count.js is loaded.*count.js is loaded/);
    expect(seen(play)).toBe('seen 7\r\n');
    play.advance(3000);
    expect(JSON.parse(play.disk.stores.count!)).toEqual({ seen: 7 });
  },
);

test.each([
  ['store', COUNTING, JSON.stringify({ all: Array.from({ length: 3000 }, (_, n) => `entry ${n}`) })],
  ['source', `${COUNTING}\n//${'x'.repeat(20_000)}`, '{}'],
])('with a long %s as well, however often it changes meanwhile', (_, source, store) => {
  const play = counting(source, store);
  play.receive('Alpha', 'num\r\n');
  play.disk.engineSlow = true;
  play.enter('/load count');
  play.receive('Alpha', 'num\r\n');
  const before = play.state.scripts?.packages.count;
  ready(play);
  let count = 2;
  for (; count < 1000 && play.state.scripts?.packages.count === before; count++) {
    play.receive('Alpha', 'num\r\n');
    play.advance(1);
  }
  expect(play.state.scripts?.packages.count).not.toBe(before);
  expect(seen(play)).toBe(`seen ${count}\r\n`);
  play.advance(3000);
  expect(JSON.parse(play.disk.stores.count!)).toEqual({ ...JSON.parse(store), seen: count });
});

test('what comes in while a long store is put into its next self is there as well', () => {
  const store = JSON.stringify({ all: Array.from({ length: 3000 }, (_, n) => `entry ${n}`) });
  const play = counting(COUNTING, store);
  play.advance(3000);
  const before = play.state.scripts!.packages.count;
  play.enter('/load count');
  expect(play.state.scripts!.opening).toHaveProperty('count');
  play.receive('Alpha', 'num\r\n');
  expect(play.state.scripts!.opening).toHaveProperty('count');
  for (let i = 0; i < 1000 && play.state.scripts!.packages.count === before; i++) play.advance(1);
  expect(seen(play)).toBe('seen 1\r\n');
});

test('one that waits can be taken out, and so can one whose next self waits', () => {
  const play = waiting();
  play.enter('/load one');
  play.enter('/scripts unload one');
  expect(text(play)).toContain('one.js is not loaded.');
  ready(play);
  expect(names(play)).toEqual([]);
  play.enter('/load two');
  play.disk.engineSlow = true;
  play.enter('/load two');
  play.enter('/scripts unload two');
  ready(play);
  expect(names(play)).toEqual([]);
  play.enter('/scripts unload two');
  expect(text(play)).toContain('There is no script two.');
});

test.each(['one', 'two'])(
  '%s of the start, asked for by name meanwhile, keeps the others from nothing',
  name => {
    const play = waiting();
    play.dispatch({ type: 'scripts found', names: ['one', 'two'] });
    play.enter(`/load ${name}`);
    ready(play);
    expect(names(play).toSorted()).toEqual(['one', 'two']);
    expect(play.state.scripts?.loading).toBeUndefined();
    // What it keeps in memory is not made anew.
    play.enter('/js -p one globalThis.n = 1');
    play.enter('/js -p two globalThis.n = 1');
    play.reload();
    expect(play.answer('/js -p one n').join()).toContain('1');
    expect(play.answer('/js -p two n').join()).toContain('1');
  },
);
