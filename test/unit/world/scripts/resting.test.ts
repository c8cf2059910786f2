/** Scripts that wait, but never long enough to rest. */
import { type Play, playAlpha } from '../../../support/play.ts';

const playing = (bad: string) => playAlpha({ columns: 200, rows: 40, scripts: { bad } });
const calls = (play: Play) => play.state.scripts!.packages.bad!.calls;
const told = (play: Play) => play.output().filter(one => one.includes('never rests'));

/** So many turns at one moment. */
function turns(play: Play, count: number): void {
  for (let turn = 0; turn < count; turn++) play.dispatch({ type: 'tick' });
}

test.each([
  `(async () => { for (;;) await clay.line('never', { within: 0 }); })();`,
  `(async () => { for (;;) await clay.wait(0); })();`,
  `function again() { clay.after(0, again); } again();`,
  `clay.hook('connect', () => {}); (async () => { for (;;) { try { await clay.wait(-1); } catch {} } })();`,
])('what waits for nothing without an end has rests from then on, and is told of once: %s', code => {
  const play = playing(code);
  turns(play, 3000);
  expect(calls(play)).toBeLessThan(1100);
  expect(told(play)).toEqual([
    '% bad.js never rests: it waits less than 10 ms again and again. Each such wait takes 10 ms as long as it goes on so.',
  ]);
  const before = calls(play);
  play.reload();
  play.advance(2000);
  expect(calls(play) - before).toBeGreaterThan(150);
  expect(calls(play) - before).toBeLessThan(250);
  expect(told(play)).toHaveLength(1);
});

test('long work that lets others have their turns goes on at once', () => {
  const play = playing(
    `(async () => { for (let n = 0; n < 900; n++) await clay.wait(0); clay.send('done'); })();`,
  );
  turns(play, 1000);
  expect(play.sent('Alpha').toString()).toBe('done\r\n');
  expect(told(play)).toEqual([]);
});

test('what comes every 10 ms comes then, however late it is', () => {
  const play = playing(
    `let n = 0; for (let t = 0; t < 3; t++) clay.every(10, () => n++); clay.alias('n', () => clay.send(n));`,
  );
  for (let count = 0; count < 400; count++) {
    play.advance(10);
    play.state.now += 3;
  }
  play.enter('n');
  expect(Number(play.sent('Alpha').toString())).toBeGreaterThan(1100);
  expect(told(play)).toEqual([]);
});

test.each([
  `clay.trigger(/^line/, async () => { await clay.wait(0); n++; });`,
  `clay.trigger(/^line/, () => clay.after(5, () => n++));`,
  `(async () => { for (;;) if (await clay.line(/^line/, { within: 5 })) n++; else await clay.wait(50); })();`,
])('what lines have it wait for ends with them, however many there are: %s', code => {
  const play = playing(`let n = 0; ${code} clay.alias('n', () => clay.send(n));`);
  for (let line = 0; line < 1500; line++) {
    play.receive('Alpha', `line ${line}\r\n`);
    play.advance(1);
  }
  play.advance(6);
  play.enter('n');
  expect(Number(play.sent('Alpha').toString())).toBeGreaterThan(1300);
  expect(play.state.scripts!.packages.bad!.hurry?.told).toBeUndefined();
});
