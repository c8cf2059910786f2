/** What a script waits for comes when it is due, by the client's own clock, whatever happens to the program meanwhile. */
import fc from 'fast-check';
import { playAlpha } from '../../../support/play.ts';

const SOURCE = `
const began = Date.now();
const since = () => Date.now() - began;
(async () => {
  await clay.wait(3000);
  clay.send('wait ' + since());
  const came = await clay.line('never', { within: 2500 });
  clay.send('line ' + came + ' ' + since());
})();
clay.after(1700, () => clay.send('after ' + since()));
clay.every(700, 'beat', () => clay.send('beat ' + since()));
`;

const EXPECTED = [
  ...[...Array(10).keys()].map(n => ({ at: (n + 1) * 700, said: `beat ${(n + 1) * 700}` })),
  ...[
    { at: 3000, said: 'wait 3000' },
    { at: 5500, said: 'line null 5500' },
    { at: 1700, said: 'after 1700' },
  ],
].sort((one, other) => one.at - other.at);

test('timers, waits and waits for a line end at the very millisecond over reloads at any moments', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 6999 }), { maxLength: 6 }), moments => {
      const play = playAlpha({ scripts: { clock: SOURCE } });
      let now = 0;
      for (const moment of [...moments].sort((one, other) => one - other)) {
        play.advance(moment - now);
        now = moment;
        play.reload();
      }
      play.advance(7000 - now);
      expect(play.sent('Alpha').toString().split('\r\n').slice(0, -1)).toEqual(
        EXPECTED.map(({ said }) => said),
      );
    }),
    { numRuns: 15, examples: [[[1000, 2000]]] },
  );
});

test('who comes late, as after a reload that takes long, is told so, and what comes again and again keeps its times', () => {
  const play = playAlpha({ scripts: { clock: SOURCE } });
  play.advance(600);
  // Nobody is there for a second.
  play.state.now += 1000;
  play.reload();
  play.dispatch({ type: 'tick' });
  play.advance(500);
  expect(play.sent('Alpha').toString()).toMatch(
    /^beat 1600\r\n(?:beat 1600\r\n)?after 1700\r\nbeat 2100\r\n$/,
  );
});
