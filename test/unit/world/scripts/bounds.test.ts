/** What all scripts together may have; and timers, which keep their times. */
import { type Play, playAlpha } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');
const MIB = 1024 * 1024;

test('all scripts together have 64 MiB: who would take more is stopped, and what it took is given back', () => {
  const eats = `let all = []; clay.trigger('eat', () => { for (let i = 0; i < 13; i++) all.push(new Uint8Array(${MIB})); clay.send('ate'); });`;
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: Object.fromEntries(names.map(name => [name, eats])),
  });
  play.receive('Alpha', 'eat\r\n');
  expect(text(play)).toContain(
    'e.js was stopped: scripts would use more than 64 MiB in all. What it changed since',
  );
  const { packages } = play.state.scripts!;
  expect(names.filter(name => packages[name]?.stopped !== undefined)).toEqual(['e', 'f']);
  expect(play.answer('/scripts').join('\n')).toContain('scripts would use more than 64 MiB in all');
});

test.each([
  ['a script that was off', '/scripts off beat', '/scripts on beat'],
  ['/auto off', '/auto off', '/auto on'],
])('a timer keeps its times through %s', (_, off, on) => {
  const play = playAlpha({
    columns: 200,
    rows: 40,
    scripts: { beat: `clay.every(10_000, () => clay.send('at ' + (Date.now() % 10_000)));` },
  });
  const phase = play.state.now % 10_000;
  play.advance(10_000);
  play.enter(off);
  play.advance(23_456);
  play.enter(on);
  play.advance(40_000);
  const sent = play.sent('Alpha').toString().split('\r\n').slice(0, -1);
  // The one that was missed comes once, late.
  expect(sent.filter(line => line !== `at ${phase}`)).toHaveLength(1);
  expect(sent).toHaveLength(6);
});
