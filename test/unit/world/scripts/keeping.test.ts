/** Scripts that keep much: what the engine does about their memory is nothing that they have done. */
import { type Play, playAlpha } from '../../../support/play.ts';

const playing = (source: string) => playAlpha({ columns: 200, rows: 40, scripts: { big: source } });
const KEEPS = 'const keep = new Map(); let n = 0;';
/** 400 objects in circles. */
const MORE = `for (let i = 0; i < 400; i++) { const o = { n, at: [] }; o.at.push(o); KEEP n++; }`;
const adds = (keep: string) => MORE.replace('KEEP', keep);

function lines(play: Play, count: number): void {
  for (let at = 0; at < count; at++) play.receive('Alpha', 'more\r\n');
}

function expectWell(play: Play): void {
  expect(play.output().join(' ')).not.toContain('big.js');
  expect(play.state.scripts?.packages.big?.stopped).toBeUndefined();
  play.receive('Alpha', 'tell\r\n');
}

test('one that keeps 60,000 small objects has an end in sight on each line, and is not charged for what the engine does', () => {
  const play = playing(`${KEEPS}
    clay.trigger('more', () => { ${adds(`keep.set('k' + n, o);`)} });
    clay.trigger('tell', () => clay.send('keeps ' + keep.size));`);
  const steps = () => play.state.scripts?.packages.big?.steps ?? 0;
  let most = 0;
  for (let at = 0; at < 150; at++) {
    const before = steps();
    lines(play, 1);
    most = Math.max(most, steps() - before);
  }
  // More than a call may take, with all that there is to come to an end.
  expect(most).toBeGreaterThan(1_000_000);
  expectWell(play);
  expect(play.sent('Alpha').toString()).toBe('keeps 60000\r\n');
});

test.each([0, 12])('what nothing leads to any more is given back, where %i MiB are kept', kept => {
  const play = playing(`const buffer = new ArrayBuffer(${kept} * 1024 * 1024); let n = 0;
    clay.trigger('more', () => { ${adds('')} });
    clay.trigger('tell', () => clay.send('made ' + n + ' beside ' + buffer.byteLength));`);
  lines(play, 300);
  expectWell(play);
  expect(play.sent('Alpha').toString()).toBe(`made 120000 beside ${kept * 1024 * 1024}\r\n`);
});

test('what a reload in the middle of it makes of it is what none makes', () => {
  const told = [false, true].map(reloads => {
    const play = playing(`const kept = []; let n = 0;
      clay.trigger('more', () => { ${adds('if (i % 4 === 0) kept.push(o);')} });
      clay.trigger('tell', () => clay.send(n + ' ' + kept.length));`);
    const steps: (number | undefined)[] = [];
    for (let at = 0; at < 40; at++) {
      lines(play, 1);
      steps.push(play.state.scripts?.packages.big?.steps);
      if (reloads && at % 7 === 0) play.reload();
    }
    expectWell(play);
    return [play.sent('Alpha').toString(), ...steps];
  });
  expect(told[1]).toEqual(told[0]);
});

test.each(['for (;;);', `new Array(1e9) + '';`])(
  'what it keeps gives an endless program no time: %s',
  code => {
    const play = playing(`${KEEPS}
    clay.trigger('more', () => { ${adds(`keep.set('k' + n, o);`)} });
    clay.trigger('go', () => { ${code} });`);
    lines(play, 100);
    // Whatever is due is collected before.
    play.receive('Alpha', 'more\r\n');
    const charged = play.state.scripts?.packages.big?.steps ?? 0;
    play.receive('Alpha', 'go\r\n');
    expect(play.output().join(' ')).toContain('big.js was stopped: no end in sight');
    expect((play.state.scripts?.packages.big?.steps ?? 0) - charged).toBeLessThan(1_300_000);
  },
);
