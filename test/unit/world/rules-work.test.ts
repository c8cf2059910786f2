import { type Play, playAlpha } from '../../support/play.ts';

/** A read of 64 KiB, in lines of 120 characters. */
const COUNT = 546;
const LINES = Array.from({ length: COUNT }, (_, n) =>
  `${n} hit, a line of a game, with commas, `.padEnd(120, 'abc de'),
);
const READ = LINES.map(line => `${line}\n`).join('');

function withRules(count: number, pattern: string): Play {
  const rules = Array.from(
    { length: count },
    (_, n) => `[[trigger]]\nname = "t${n}"\npattern = '${pattern}'\nmode = "regexp"\nset = { n = "1" }\n`,
  );
  return playAlpha({ automation: rules.join(''), settings: { more_mode: false } });
}

/** As much as the kernel gives at once. */
function receive(play: Play): void {
  const link = play.world('Alpha').link?.id as number;
  play.dispatch({ type: 'received', link, bytes: Buffer.from(READ) });
}

function lineCount(play: Play): number {
  const { first, next } = play.world('Alpha').scrollback;
  return next - first;
}

test.each([
  [1, 'hit(?:[a-d,]| |e|of|lin)*', 400],
  [10, '(.*),(.*),(.*)x', 30],
])(
  'lines that %d rules like %j have much to do with are worked off in slices, none lost',
  (count, pattern, most) => {
    const play = withRules(count, pattern);
    receive(play);
    expect(lineCount(play)).toBeLessThan(most);
    expect(play.world('Alpha').link?.held).toBe(true);
    play.type('typing goes first');
    play.reload();
    play.advance(0);
    expect(play.world('Alpha').link?.held).toBe(false);
    expect(lineCount(play)).toBe(COUNT);
    expect(play.output().join('\n')).toContain('545 hit');
    const counts = Object.values(play.state.automation.counts);
    if (count === 1) expect(counts).toMatchObject([{ hits: COUNT }]);
  },
);

test('they are cut at the same places by an image that has matched before and one that has just begun', () => {
  const [cold, warm] = [withRules(3, '[a-d].*[^z]'), withRules(3, '[a-d].*[^z]')];
  for (const play of [cold, warm]) play.receive('Alpha', `${LINES[0]} äöü\n`);
  cold.reload();
  const before = lineCount(warm);
  for (const play of [cold, warm]) receive(play);
  expect(lineCount(cold)).toBeLessThan(COUNT);
  expect(lineCount(warm)).toBe(lineCount(cold));
  expect(lineCount(cold)).toBeGreaterThan(before);
});

test('lines that rules have little to do with are worked off at once', () => {
  const play = withRules(10, 'no such thing');
  receive(play);
  expect(lineCount(play)).toBe(COUNT);
});
