/** What scripts have registered, as it comes through a reload: in bytes, until somebody asks. */
import type { Package, Registration } from '../../../../client/state/script/scripts.ts';
import type { State } from '../../../../client/state/state.ts';
import { registeredOf, withoutPacked, withPacked } from '../../../../client/world/scripts/carried/packed.ts';
import { listedOf } from '../../../../client/world/scripts/packages.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

const SOURCE = `let n = 0;
clay.trigger('count', () => clay.send('n ' + ++n));
clay.alias('c', () => clay.send('alias'));
clay.command('tell', () => clay.echo('told ' + n));
clay.key('F5', () => clay.send('key'));`;

const HOOKS = `clay.hook('line', ({ text }) => { if (text === 'all') clay.send('heard'); });
(async () => { const { text } = await clay.line(/^late /); clay.send('waited'); })();`;

const packageOf = ({ state }: Play, name: string) => state.scripts!.packages[name] as Package;
const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');

test('a line that is for no script leaves it as it came, and each way to the script works', () => {
  const play = playAlpha({ scripts: { count: SOURCE } });
  const before = packageOf(play, 'count').registered;
  play.reload();
  play.receive('Alpha', 'nothing\r\ncount\r\n');
  expect(packageOf(play, 'count')).toMatchObject({ registered: [], rest: { registered: [] } });
  expect(packageOf(play, 'count').packed).toBeDefined();
  play.enter('c');
  play.enter('/tell');
  expect(play.sent('Alpha').toString()).toBe('n 1\r\nalias\r\n');
  expect(text(play)).toContain('told 1');
  expect(packageOf(play, 'count').registered).toEqual(before);
  expect(packageOf(play, 'count').packed).toBeUndefined();
});

test('hooks and waits are heard by the first line', () => {
  const play = playAlpha({ scripts: { count: SOURCE, hooks: HOOKS } });
  play.reload();
  play.receive('Alpha', 'all\r\nlate one\r\n');
  expect(play.sent('Alpha').toString()).toBe('heard\r\nwaited\r\n');
});

test('over many reloads without a look at it the bytes are handed on as they are', () => {
  const play = playAlpha({ scripts: { count: SOURCE } });
  play.reload();
  const { packed } = packageOf(play, 'count');
  play.reload();
  expect(packageOf(play, 'count').packed).toEqual(packed);
});

test('what is registered later comes to the rest, and a script that breaks is put back to what it was', () => {
  const play = playAlpha({
    scripts: {
      count: `clay.trigger('more', () => clay.trigger('second', () => clay.send('second')));
clay.trigger('break', () => { clay.trigger('third', () => {}); new Array(1e9) + ''; });
clay.hook('connect', () => {});`,
    },
  });
  play.reload();
  play.receive('Alpha', 'more\r\nsecond\r\n');
  expect(play.sent('Alpha').toString()).toBe('second\r\n');
  expect(packageOf(play, 'count').registered).toHaveLength(4);
  play.reload();
  play.receive('Alpha', 'break\r\n');
  expect(packageOf(play, 'count').stopped).toBeDefined();
  expect(registeredOf(packageOf(play, 'count'))).toHaveLength(4);
});

const registered: Registration[] = [
  {
    id: 1,
    kind: 'trigger',
    rule: { kind: 'trigger', name: 'a 1', patterns: ['x', '\ud800', 'é'], priority: -1.5 },
  },
  { id: 2, kind: 'hook', event: 'connect', worlds: ['Alpha'] },
];

function stateWith(of: Partial<Package>): State {
  const all = { name: 'a', registered, rest: { registered: [registered[0]], timers: {}, at: 0 }, ...of };
  return { scripts: { packages: { a: all } } } as unknown as State;
}

test('there and back all is the same, and the state that was given is not touched', () => {
  const state = stateWith({});
  const given = structuredClone(state);
  const packed = withPacked(state);
  expect(state).toEqual(given);
  expect(packed.scripts!.packages.a).toMatchObject({ registered: [], hears: true, rest: { registered: [] } });
  expect(withoutPacked(packed)).toEqual(given);
  expect(withPacked(packed)).toBe(packed);
  expect(withoutPacked(state)).toBe(state);
  expect(withPacked(state).scripts!.packages.a!.packed).toBe(packed.scripts!.packages.a!.packed);
});

test('one with nothing but triggers has nothing that is looked for at each event, and is not read for that', () => {
  const of = withPacked(stateWith({ registered: [registered[0] as Registration] })).scripts!.packages
    .a as Package;
  expect(listedOf(of)).toEqual({ waits: [], events: new Map() });
  expect(of.packed).toBeDefined();
});

test.each([Number.NaN, -0, undefined, new Uint8Array(1)])('what JSON cannot say stays as it is: %p', odd => {
  const state = stateWith({ registered: [{ id: 1, kind: 'key', key: odd as unknown as string }] });
  expect(withPacked(state)).toBe(state);
});
