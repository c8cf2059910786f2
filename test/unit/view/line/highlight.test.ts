/** Words of a world that stand out. */
import { highlighter } from '../../../../client/view/line/highlight.ts';
import { playAlpha } from '../../../support/play.ts';

const LIT = 'highlight';

/** The parts of a line that are lit. */
function lit(words: readonly string[], text: string): string[] {
  const { runs } = highlighter(words)({ text, runs: [], time: 0, kind: 'game' });
  return runs.flatMap(({ at, style }, i) => (style === LIT ? [text.slice(at, runs[i + 1]?.at)] : []));
}

test.each([
  [['bob'], 'Bob and bobby, said BOB', ['Bob', 'BOB']],
  [['dragon*'], 'dragons, a Dragon, snapdragon', ['dragon', 'Dragon']],
  [['*stone'], 'keystone and stones', ['stone']],
  [['*oo*'], 'a book too', ['oo', 'oo']],
  [['gold', 'old coin'], 'a gold coin, an old coin', ['gold', 'old coin']],
  [['a*c', 'b'], 'a b c d b', ['a b c', 'b']],
  [['tells you*gold'], 'Bob tells you: no gold here', ['tells you: no gold']],
  [['世界'], 'こんにちは世界です', ['世界']],
  [['über'], 'Überall über', ['über']],
  [['*', ''], 'nothing', []],
])('%j in %j', (words, text, expected) => {
  expect(lit(words, text)).toEqual(expected);
});

test('colours and links go on around them, and what is not of the game is left alone', () => {
  const play = playAlpha({ columns: 40, worlds: { Alpha: { highlight: ['gold'] } } });
  play.receive(
    'Alpha',
    '\x1b[31mred gold \x1b[32mgreen\x1b[0m \x1b]8;;http://x/\x1b\\gold\x1b]8;;\x1b\\ end\n',
  );
  play.enter('gold');
  play.enter('/nonsense gold');
  play.reload();
  const rows = play.frame().rows.filter(row => row.some(({ text }) => text.includes('gold')));
  expect(rows[0]).toEqual([
    { text: 'red ', style: '31' },
    { text: 'gold', style: LIT },
    { text: ' ', style: '31' },
    { text: 'green', style: '32' },
    { text: ' ', style: '' },
    { text: 'gold', style: LIT, link: 'http://x/' },
    { text: ' end', style: '' },
  ]);
  expect(
    rows
      .slice(1)
      .flat()
      .map(({ style }) => style),
  ).not.toContain(LIT);
});

test('a hundred words in a line of sixteen thousand characters are looked for a few times each', () => {
  const words = Array.from({ length: 100 }, (_, i) => `w${i}*x`);
  const light = highlighter(words);
  const line = { text: 'w1 '.repeat(5000), runs: [], time: 0, kind: 'game' } as const;
  const looks = jest.spyOn(String.prototype, 'indexOf');
  const { runs } = light(line);
  const { length: count } = looks.mock.calls;
  looks.mockRestore();
  expect(runs).toEqual([]);
  expect(count).toBeGreaterThan(words.length);
  expect(count).toBeLessThan(10 * words.length);
});
