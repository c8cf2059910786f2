/** Scripts that register, or start, as much as they may have; and those that find no end of it. */
import type { Package } from '../../../../client/state/script/scripts.ts';
import { registeredOf } from '../../../../client/world/scripts/carried/packed.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');
const playing = (big: string) => playAlpha({ columns: 200, rows: 40, scripts: { big } });
/** Until what it has registered is filed. */
function filed(play: Play): Play {
  for (let turn = 0; play.state.scripts?.stale && turn < 1000; turn++) play.dispatch({ type: 'tick' });
  return play;
}
const registered = (play: Play) => play.state.scripts?.packages.big?.registered.length;

const KINDS = {
  text: `clay.trigger('The orc number ' + n + ' arrives', () => clay.send('t' + n));`,
  regexp: `clay.trigger(new RegExp('^(\\\\w+) number ' + n + ' (?<what>arrives)$'), m => clay.send('t' + n), { priority: 3, fall: true });`,
  hook: `clay.hook('line', m => { if (m.text.endsWith(' ' + n + ' arrives')) clay.send('t' + n); }, { worlds: ['Alpha'] });`,
  line: `clay.line('number ' + n + ' arrives').then(() => clay.send('t' + n));`,
  alias: `clay.alias('orc' + n, () => clay.send('t' + n));`,
};

test.each(Object.entries(KINDS))('2,000 of them are registered in one go: %s', (kind, code) => {
  const play = playing(`for (let n = 0; n < 2000; n++) ${code}`);
  expect(registered(play)).toBe(2000);
  filed(play);
  if (kind === 'alias') play.enter('orc1999');
  else if (kind !== 'hook')
    play.receive('Alpha', 'orc number 1999 arrives\r\nThe orc number 1999 arrives\r\n');
  if (kind !== 'hook') expect(play.sent('Alpha').toString()).toBe('t1999\r\n');
});

test('a hook registers as many, and 1,000 timers are started in one go', () => {
  const play = playing(`clay.trigger('now', () => {
    for (let n = 1; n < 2000; n++) clay.trigger('orc ' + n, () => clay.send('t' + n));
    for (let n = 0; n < 1000; n++) clay.after(1000 + n, () => { if (n === 999) clay.send('last'); });
  });`);
  play.receive('Alpha', 'now\r\n');
  expect(registered(play)).toBe(2000);
  play.receive('Alpha', 'orc 1999\r\n');
  expect(text(play)).not.toContain('big.js');
  for (let n = 0; n < 40; n++) play.advance(100);
  expect(play.sent('Alpha').toString()).toMatch(/t1999\r\n(?:.*\r\n)*last\r\n$/);
});

test.each([
  [
    'registers',
    `clay.trigger('a' + n, () => 1);`,
    'big.js: Error: a script has 2000 triggers and the like at most',
  ],
  [
    'minds no fault',
    `try { clay.trigger('a' + n, () => 1); } catch {}`,
    'big.js was stopped: no end in sight',
  ],
  ['removes them', `clay.trigger('a' + n, () => 1).remove();`, 'big.js: Error: no steps are left'],
  ['starts and stops timers', `clay.after(1000, () => 1).stop();`, 'big.js: Error: no steps are left'],
])('one that finds no end is stopped: it %s', (_, code, said) => {
  const play = playing(`for (let n = 0; ; n++) { ${code} }`);
  play.enter('/load big');
  expect(text(play)).toContain(said);
  expect(play.state.scripts?.packages.big).toBeUndefined();
  play.enter('typed');
  expect(play.sent('Alpha').toString()).toBe('typed\r\n');
});

test('what a reload at each part of the registering makes of it is what none makes', () => {
  const [none, each] = [false, true].map(reloads => {
    const play = playing(`(async () => {
      for (let n = 0; n < 1500; n++) {
        const one = clay.trigger('orc ' + n + ' comes', m => clay.send(n + m.text));
        if (n % 3 === 0) one.remove();
        if (n % 300 === 299) await clay.wait(10);
      }
      clay.send('done');
    })();`);
    for (let part = 0; part < 6; part++) {
      if (reloads) play.reload();
      play.receive('Alpha', `orc ${part * 300 + 1} comes\r\n`);
      play.advance(10);
    }
    const big = play.state.scripts?.packages.big as Package;
    return { sent: play.sent('Alpha').toString(), registered: registeredOf(big) };
  });
  expect(none?.registered).toHaveLength(1000);
  expect(none?.sent).toContain('done');
  expect(each).toEqual(none);
});

test('a trigger takes as many steps among 1,000 as alone', () => {
  const [one, last] = [0, 999].map(count => {
    const play = playing(
      `for (let n = 0; n <= ${count}; n++) clay.trigger('orc' + n + ' comes', () => clay.send('hit'));`,
    );
    const of = filed(play).state.scripts?.packages.big;
    const before = of?.steps ?? 0;
    play.receive('Alpha', `orc${count} comes\r\n`);
    return (of?.steps ?? 0) - before;
  }) as [number, number];
  expect(one).toBeGreaterThan(500);
  expect(last).toBeGreaterThan(500);
  expect(last).toBeLessThan(one * 1.2);
});
