/** Slips of those who write scripts: each is told of, and does nothing else. */
import type { Effect } from '../../../../client/state/events.ts';
import type { Turn } from '../../../../client/state/state.ts';
import { saveStores } from '../../../../client/world/scripts/store/save.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');
const playing = (combat: string) => playAlpha({ columns: 200, rows: 40, scripts: { combat } });

test.each([
  [
    'clay.trigger(/x/, () => 1, { world: "Alpha" })',
    'there is no option world here: there are priority, fall,',
  ],
  ['clay.trigger(/x/, () => 1, { within: 5 })', 'there is no option within here'],
  ['clay.trigger(/x/, () => 1, { toString: 5 })', 'there is no option toString here'],
  ['clay.alias("x", () => 1, { wrold: "Alpha" })', 'there is no option wrold here'],
  ['clay.hook("line", () => 1, { shots: 1 })', 'there is no option shots here: there is worlds'],
  ['clay.send("x", { wrold: "Beta" })', 'there is no option wrold here: there is world'],
  ['clay.send("x", "Beta")', 'options are an object, such as { world: … }'],
  ['clay.echo("x", { colour: "red" })', 'there is no option colour here: there are world, style'],
  ['clay.walk("n", { World: "Beta" })', 'there is no option World here: there is world'],
  ['clay.run("/bell", { World: "Beta" })', 'there is no option World here: there is world'],
  ['clay.echo("x".repeat(1e5))', 'RangeError: a text has 32768 letters at most here, not 100000'],
  ['clay.send("x".repeat(2e5))', 'a text has 32768 letters at most here'],
  ['clay.vars.x = "x".repeat(1e5)', 'a text has 32768 letters at most here'],
  ['clay.file.write("a/b", "c\\0d")', 'a text to write has no NUL and no half of a letter in it'],
  ['clay.file.write("a/b", "c\\ud800d")', 'a text to write has no NUL and no half of a letter in it'],
  ['clay.store = null', 'clay.store is an object, such as { kills: 0 }'],
  ['clay.store = 5', 'clay.store is an object'],
  ['clay.store = []', 'clay.store is an object'],
  ['clay.store.seen = new Map()', 'clay.store keeps plain data, and no Map: Object.fromEntries(it) is some'],
  ['clay.store.seen = new Set()', 'clay.store keeps plain data, and no Set: [...it] is some'],
  ['clay.store.gold = 10n', 'clay.store keeps plain data, and no BigInt: String(it) is a text'],
])('what nobody would do is told: %s', (code, told) => {
  const play = playing(`clay.trigger('now', () => { ${code}; }); clay.trigger('x', () => clay.send('y'));`);
  play.receive('Alpha', 'now\r\n');
  expect(text(play)).toContain(told);
  play.receive('Alpha', 'x\r\n');
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toBe('y\r\n');
  expect(play.disk.stores).toEqual({});
});

test('options of which none is given, or which are none, are as before', () => {
  const play = playing(`
    clay.trigger('now', () => { clay.send('a', undefined); clay.send('b', {}); clay.send('c', null); }, { cooldown: undefined });
    clay.line('now', { worlds: ['Alpha'], mode: 'begins', case: true }).then(m => clay.send(m.text));`);
  play.receive('Alpha', 'now\r\n');
  expect(play.sent('Alpha').toString()).toBe('a\r\nb\r\nc\r\nnow\r\n');
});

test('a line that is waited for with a time that is none is not waited for', () => {
  const play = playing(`clay.command('/wait', () => { clay.line('x', { within: 'soon' }); });`);
  play.enter('/wait');
  expect(text(play)).toContain('a time is a number of milliseconds');
  expect(play.state.scripts?.packages.combat?.registered).toHaveLength(1);
});

test('variables are listed and taken away as properties are: the one of the world first', () => {
  const play =
    playing(`clay.command('/names', () => clay.echo(JSON.stringify({ ...clay.vars }) + ' ' + ('gone' in clay.vars)));
    clay.command('/away', () => { delete clay.vars.both; delete clay.vars.never; });`);
  play.enter('/set one 1');
  play.enter('/set both all');
  play.enter('/set -w Alpha both own');
  play.enter('/names');
  expect(text(play)).toContain('{"both":"own","one":"1"} false');
  play.enter('/away');
  play.enter('/names');
  expect(text(play)).toContain('{"one":"1","both":"all"} false');
});

test('what a script shares with its store is kept, however it is changed', () => {
  const play = playing(`
    const kills = (clay.store.kills ??= { orc: 0, of: [] });
    clay.trigger('dies', async () => { kills.orc++; await null; kills.of.push('late'); });
    clay.trigger('anew', () => { const all = (clay.store = { orc: 0 }); all.orc = 7; });`);
  play.advance(2000);
  const kept = () => JSON.parse(play.disk.stores.combat ?? 'null') as unknown;
  expect(kept()).toEqual({ kills: { orc: 0, of: [] } });
  for (let orc = 1; orc < 5; orc++) {
    play.receive('Alpha', 'dies\r\n');
    play.advance(1100);
    expect(kept()).toEqual({ kills: { orc, of: Array(orc).fill('late') } });
  }
  play.receive('Alpha', 'dies\r\n');
  play.enter('/load combat');
  expect(kept()).toMatchObject({ kills: { orc: 5 } });
  play.receive('Alpha', 'anew\r\n');
  play.advance(1100);
  expect(kept()).toEqual({ orc: 7 });
});

test('what a script shares with its store is written when the script has run, and not for ever', () => {
  const play = playing(`const own = (clay.store.own ??= {}); clay.trigger('x', () => 1);`);
  const isOwed = () => 'store combat' in play.state.timers;
  for (let at = 0; at < 5; at++) play.advance(1000);
  expect(isOwed()).toBe(false);
  play.receive('Alpha', 'x\r\n');
  expect(isOwed()).toBe(true);
  for (let at = 0; at < 3; at++) play.advance(1000);
  expect(isOwed()).toBe(false);
});

test('what could not be written is owed: to whoever loads the script anew, and at the end', () => {
  const play = playing(`clay.store.n ??= 0; clay.trigger('more', () => { clay.store.n++; });
    clay.trigger('ask', () => clay.send('n = ' + clay.store.n));`);
  play.advance(1100);
  play.disk.storeFault = 'the disk is full';
  for (let at = 0; at < 3; at++) {
    play.receive('Alpha', 'more\r\n');
    play.advance(1100);
  }
  expect(text(play).split('combat.json cannot be written: the disk is full.')).toHaveLength(2);
  play.enter('/load combat');
  play.receive('Alpha', 'ask\r\n');
  expect(play.sent('Alpha').toString()).toBe('n = 3\r\n');
  play.receive('Alpha', 'more\r\n');
  play.advance(1100);
  const effects: Effect[] = [];
  saveStores({ state: play.state, effects } as unknown as Turn);
  expect(effects).toEqual([{ type: 'save store', name: 'combat', text: '{\n  "n": 4\n}', now: true }]);
});

test('one with a mistake changes no variable, and runs no program', () => {
  const play = playing('');
  play.disk.grants = '[combat]\nallow = ["run:true"]\n';
  play.enter('/set one 1');
  play.enter('/set two 2');
  play.disk.scripts.combat = `clay.vars.one = 'x'; clay.vars.one = 'y'; delete clay.vars.two; clay.vars.three = 'z';
    clay.run(['true']); throw new Error('no');`;
  play.enter('/load combat');
  expect(text(play)).toContain('combat.js: Error: no, in line 2, column 35. It stays as it was.');
  expect(play.disk.jobs).toEqual([]);
  expect(play.state.automation.variables).toEqual({ '': { one: '1', two: '2' } });
  play.disk.scripts.combat = `clay.vars.one = 'x'; clay.run(['true']);`;
  play.enter('/load combat');
  expect(play.disk.jobs).toHaveLength(1);
  expect(play.state.automation.variables?.['']?.one).toBe('x');
});

test('timers that are stopped leave their places to others at once', () => {
  const play = playing(`
    let all = [];
    clay.trigger('anew', () => { for (const one of all) one.stop(); all = []; for (let n = 0; n < 600; n++) all.push(clay.after(1e6, () => 1)); });
    clay.trigger('more', () => { for (let n = 0; n < 401; n++) clay.after(1e6, () => 1); });`);
  for (let at = 0; at < 3; at++) {
    play.receive('Alpha', 'anew\r\n');
    play.advance(10);
  }
  expect(text(play)).not.toContain('combat.js');
  expect(Object.keys(play.state.timers).filter(name => name.startsWith('wait combat '))).toHaveLength(600);
  play.receive('Alpha', 'more\r\n');
  expect(text(play)).toContain('a script has 1000 timers at most');
});

test('what a script lets rules call is listed by its name', () => {
  const play = playing(`clay.export('wave', () => 1);`);
  play.enter('/scripts combat');
  expect(text(play)).toContain('% export wave');
});

test.each(['constructor', '__proto__', 'toString', 'valueOf'])(
  'words that every object knows are no words of /scripts, and no names: %s',
  word => {
    const play = playing('');
    play.enter(`/scripts ${word} combat`);
    expect(text(play)).toContain(`There is no script ${word}.`);
    play.enter(`/load ${word}`);
    expect(text(play)).toContain(
      `Not loaded: ${word} is no script of the profile directory; the name of a script is letters, digits, _ and -, 64 at most.`,
    );
  },
);

test.each(['scripts/combat.js', '~/.clay/scripts/combat.js', './combat.js', '-s ./combat.js'])(
  'a script is not taken for macros: /load %s',
  args => {
    const play = playing('');
    play.enter(`/load ${args}`);
    expect(text(play)).toContain(
      `Not loaded: ${args} is no file of macros. /load name runs scripts/name.js of the profile directory.`,
    );
  },
);
