import fc from 'fast-check';
import type { Progress } from '../../../client/state/view.ts';
import { type Meter, meterOf } from '../../../client/text/meter.ts';
import { type Finder, finderOf } from '../../../client/text/pattern.ts';
import { isFault } from '../../../shared/fault.ts';

const PLENTY = 1e9;

function regexp(text: string, exact = false): Finder {
  const finder = finderOf({ text, kind: 'regexp', exact });
  if (isFault(finder)) throw new Error(finder.sentence);
  return finder;
}

const test1 = (pattern: string, text: string, exact = false) =>
  regexp(pattern, exact).test(text, { part: 0, from: 0 }, meterOf(PLENTY));

const faultOf = (text: string) => {
  const finder = finderOf({ text, kind: 'regexp', exact: false });
  return isFault(finder) ? finder.sentence : 'none';
};

test.each([
  ['tr[oa]ll', 'A TRALL growls', true],
  ['^You (hit|miss) .* for \\d+ damage\\.$', 'You hit the orc for 17 damage.', true],
  ['^You (hit|miss) .* for \\d+ damage\\.$', 'You hit the orc for ten damage.', false],
  ['\\bcat\\b', 'concatenate', false],
  ['\\bübung\\b', 'eine Übung!', true],
  ['a{2,3}b', 'xaab', true],
  ['a{3}b', 'xaab', false],
  ['colou?r', 'color', true],
  ['(?:ab)+c', 'zababc', true],
  ['(?<who>\\w+) tells you', 'Bob tells you: hi', true],
  ['[^a-z ]', 'all small', false],
  ['[]x]', 'a ] b', true],
  ['[[:digit:]]+ hp', '17 hp', true],
  ['x{', 'x{', true],
  ['\\x41\\u{1f600}', 'A😀', true],
  ['^.$', '😀', true],
  ['\\p{Lu}', 'ABC', true],
  ['who\\?', 'who?', true],
  ['who\\?', 'whom', false],
  ['', 'anything', true],
  ['a|', 'b', true],
])('%j in %j: %p', (pattern, text, found) => {
  expect(test1(pattern, text)).toBe(found);
});

test('capitals count where they shall', () => {
  expect([test1('Troll', 'a troll'), test1('Troll', 'a troll', true)]).toEqual([true, false]);
});

const AS_GROUP = 'match it as well, and put the part that you want into a group';
const AS_RULE = 'a rule of a higher priority with fall = false can take the lines that are not meant';

test.each([
  ['(ab', 'a ( has no ) behind it'],
  ['ab)', 'a ) has no ( before it'],
  ['[ab', 'a [ has no ] behind it'],
  ['*a', 'nothing stands before * that it could repeat'],
  ['a**', 'a repeat follows a repeat'],
  ['a{3,2}', '{3,2}: the first number is the larger one'],
  ['a{1,2000}', '{1,2000}: more than 1000 repeats'],
  ['[z-a]', 'z-a: the first one comes behind the second'],
  ['(?=a)', `looking ahead or behind, (?=…), is not possible here: ${AS_GROUP}`],
  ['(?<=a)', `looking ahead or behind, (?<=…), is not possible here: ${AS_GROUP}`],
  ['^(?!You)x', `looking ahead or behind, (?!…), is not possible here: ${AS_RULE}`],
  ['(?<!a)b', `looking ahead or behind, (?<!…), is not possible here: ${AS_RULE}`],
  ['(a)\\1', '\\1, what a group has matched, is not possible here'],
  ['(?<n>a)\\k<n>', '\\k, what a group has matched, is not possible here'],
  ['\\q', '\\q means nothing'],
  ['a\\', 'nothing follows the last \\'],
  ['\\p{Nonsense}', '\\p{Nonsense} is no kind of character'],
  ['a{1000}', 'the regular expression is too large'],
  ['((((((){1000}){1000}){1000}){1000}){1000}){1000}', 'the regular expression is too large'],
])('%j: %s', (pattern, sentence) => {
  expect(faultOf(pattern)).toBe(sentence);
});

test('every match in a line is marked, each as long as Perl has it', () => {
  expect(regexp('o+').spans('foo boo o')).toEqual([
    [1, 3],
    [5, 7],
    [8, 9],
  ]);
  expect(regexp('a*?b|a').spans('aab a')).toEqual([
    [0, 3],
    [4, 5],
  ]);
  expect(regexp('dragon').spans('İİİ dragon')).toEqual([[4, 10]]);
});

/** Counts the work. */
function counted(): Meter & { work: number } {
  return {
    work: 0,
    hasTime: () => true,
    spend(work) {
      this.work += work;
    },
  };
}

describe('attacks', () => {
  // None ends in a plain character, which would be looked for first.
  const evil = ['(a+)+', '(a|a)*', '(a|aa)+$', '(.*)*', '(.*a){20}', 'a{0,150}a{150}', '(a?){99}a{99}'];

  test.each(evil)('%s costs no more than its size for each character', pattern => {
    const work = (length: number) => {
      const meter = counted();
      const text = 'a'.repeat(length);
      expect(
        regexp(`${pattern}[bc]`).test(text, { part: 0, from: 0 }, { ...meter, spend: w => meter.spend(w) }),
      ).toBe(false);
      return meter.work;
    };
    expect(work(500)).toBeLessThan(500 * 1600);
    expect(work(1000)).toBeLessThan(2.2 * work(500) + 10_000);
  });

  test('it stops in the middle of a text when its time is over, and goes on there from plain data', () => {
    const text = `${'ab'.repeat(2000)}c`;
    const finder = regexp('[ab]*a[ab]{201}[cd]');
    let progress: Progress = { part: 0, from: 0 };
    let slices = 0;
    for (;;) {
      const meter = meterOf(10_000);
      const answer = finder.test(text, progress, meter);
      slices++;
      progress = JSON.parse(JSON.stringify(progress)) as Progress;
      if (answer === null) continue;
      expect(answer).toBe(true);
      break;
    }
    expect(slices).toBeGreaterThan(10);
  });
});

const atom = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', 'B');

/** Patterns that both engines can take, over few letters so that they meet; `repeated` makes what is repeated of others. */
function patterns(repeated: (node: fc.Arbitrary<string>) => fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ node: string }>(tie => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(atom, fc.constantFrom('\\b', '^', '$')),
      fc.tuple(tie('node'), tie('node')).map(([x, y]) => x + y),
      fc.tuple(tie('node'), tie('node')).map(([x, y]) => `(?:${x}|${y})`),
      fc
        .tuple(repeated(tie('node')), fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}'))
        .map(([x, sign]) => `(?:${x})${sign}`),
    ),
  })).node;
}
const pattern = patterns(node => node);
/** JavaScript gives up a way on which a repeat has taken nothing; others, and Clay, go on with it. */
const taking = patterns(node => fc.tuple(atom, node).map(([x, y]) => x + y));
const line = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', ' '), maxLength: 12 });

test('law: it finds whatever the engine of JavaScript finds', () => {
  fc.assert(
    fc.property(pattern, line, fc.boolean(), (source, text, exact) => {
      const native = new RegExp(source, exact ? 'u' : 'iu');
      expect(test1(source, text, exact)).toBe(native.test(text));
    }),
    { numRuns: 200 },
  );
});

test('law: what it marks is what the engine of JavaScript finds', () => {
  fc.assert(
    fc.property(taking, line, fc.boolean(), (source, text, exact) => {
      const found = [...text.matchAll(new RegExp(source, exact ? 'gu' : 'giu'))];
      const spans = found.map(({ index, 0: { length } }) => [index, index + length]);
      expect(regexp(source, exact).spans(text)).toEqual(spans.filter(([start, end]) => start !== end));
    }),
    { numRuns: 200 },
  );
});

test('law: stopped anywhere and gone on with, the answer is the same', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', 'A', '😀'), maxLength: 700 }),
      (source, text) => {
        const finder = regexp(source);
        const whole = finder.test(text, { part: 0, from: 0 }, meterOf(PLENTY));
        let progress: Progress = { part: 0, from: 0 };
        let answer = finder.test(text, progress, meterOf(1));
        while (answer === null) {
          progress = JSON.parse(JSON.stringify(progress)) as Progress;
          answer = finder.test(text, progress, meterOf(1));
        }
        expect(answer).toBe(whole);
      },
    ),
    { numRuns: 50 },
  );
});
