/** Patterns of scripts that take too long: they are stopped one by one, which is forgotten with them. */
import { type Play, playAlpha } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');
const SLOW = '/(((x)+)+)+y/';
const LONG = `${'x'.repeat(3000)}\r\n`;

function playing(source: string): Play {
  return playAlpha({ columns: 200, rows: 40, scripts: { combat: source } });
}

/** So many lines, each for itself. */
function receive(play: Play, count: number): void {
  for (let i = 0; i < count; i++) play.receive('Alpha', LONG);
}

test('a trigger of a script that was stopped can be started again, and a new one of its number is another', () => {
  const play = playing(`clay.trigger(${SLOW}, () => clay.send('slow'));`);
  receive(play, 3);
  expect(text(play)).toContain('The trigger combat 1 is stopped: its pattern took too long');
  play.receive('Alpha', 'xy\r\n');
  play.enter('/triggers on combat 1');
  expect(text(play)).toContain('The trigger combat 1 acts again.');
  play.receive('Alpha', 'xy\r\n');
  expect(play.sent('Alpha').toString()).toBe('slow\r\n');
  receive(play, 3);
  play.disk.scripts.combat = `clay.trigger('quick', () => clay.send('quick'), { shots: 1 });`;
  for (let i = 0; i < 2; i++) {
    play.enter('/load combat');
    play.receive('Alpha', 'quick\r\nquick\r\n');
  }
  expect(play.sent('Alpha').toString()).toBe('slow\r\nquick\r\nquick\r\n');
});

test('nothing is counted any more of what a script has taken back', () => {
  const play = playing(`const one = clay.trigger('a', () => one.remove()); clay.alias('k', () => 1);`);
  play.receive('Alpha', 'a\r\n');
  expect(play.state.scripts?.rules.counts).toEqual({});
  play.enter('k');
  play.enter('/scripts unload combat');
  expect(play.state.scripts?.aliases.counts).toEqual({});
});

test('waits that take too long are stopped as triggers are, and a line has so much time for all of them', () => {
  const play = playing(`for (let i = 0; i < 20; i++) clay.line(${SLOW}).then(() => clay.send('came'));`);
  receive(play, 1);
  expect(text(play)).toMatch(/took so long that 1\d rules could not be asked/);
  receive(play, 2);
  expect(text(play)).toContain('The trigger combat 1 is stopped: its pattern took too long');
  play.enter('/triggers on combat 1');
  expect(text(play)).toContain('The trigger combat 1 acts again.');
  play.receive('Alpha', 'xy\r\n');
  expect(play.sent('Alpha').toString()).toContain('came');
});

test('a script that was switched off in the middle of a line hears no more of it', () => {
  const play = playing(`
    clay.hook('line', () => { new Array(1e9) + ''; });
    clay.hook('line', () => clay.send('late'));
    clay.line('go').then(() => clay.send('later'));`);
  play.receive('Alpha', 'go\r\n');
  expect(text(play)).toContain('combat.js was stopped');
  expect(play.sent('Alpha').toString()).toBe('');
});
