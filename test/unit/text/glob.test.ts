import fc from 'fast-check';
import { findParts, matches, matchSome, parsePattern } from '../../../client/text/glob.ts';

test.each([
  ['troll', 'A Troll hits you.', true],
  ['', 'anything', true],
  ['*', '', true],
  ['troll*you', 'A troll hits you.', true],
  ['you*troll', 'A troll hits you.', false],
  ['h?ts', 'A troll hits you.', true],
  ['h?ts', 'hts', false],
  ['??', 'a', false],
  ['a*a', 'a', false],
  ['GRÜSSE', 'grüsse', true],
  ['.+[', 'a .+[ b', true],
])('%j in %j: %p', (pattern, text, found) => {
  expect(matches(parsePattern(pattern), text)).toBe(found);
});

test('findParts says where each part stands', () => {
  expect(findParts(parsePattern('tr?ll*you'), 'A troll hits you.')).toEqual([
    [2, 7],
    [13, 16],
  ]);
});

// Every way to fit it tried, it would not come to an end.
test('a pattern made to be slow is not', () => {
  expect(matches(parsePattern('?a'.repeat(50)), 'a'.repeat(100_000))).toBe(true);
  expect(matches(parsePattern(`${'a*'.repeat(50)}b`), 'a'.repeat(1_000_000))).toBe(false);
});

test('of a pattern as much counts as anybody looks for', () => {
  expect(matches(parsePattern('a'.repeat(10_000)), 'a'.repeat(300))).toBe(true);
});

/** What a `?` stands for, tried place by place. */
function naive(part: string, text: string, from: number): number {
  for (let at = from; at + part.length <= text.length; at++)
    if ([...part].every((unit, i) => unit === '?' || unit === text[at + i])) return at;
  return -1;
}

const letters = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.nat(alphabet.length - 1).map(at => alphabet[at] as string), maxLength });

test('law: a part with gaps is found where trying every place finds it', () => {
  fc.assert(
    fc.property(
      letters('ab?', 80).filter(part => part !== ''),
      letters('ab', 300),
      (part, text) => {
        const at = naive(part, text, 0);
        expect(findParts(parsePattern(part), text)).toEqual(at < 0 ? null : [[at, at + part.length]]);
      },
    ),
  );
});

test('law: looked through a piece at a time, stopped anywhere, the answer is the same', () => {
  const filler = fc.integer({ min: 0, max: 40_000 }).map(count => 'c'.repeat(count));
  const text = fc.array(fc.oneof(filler, letters('abİ', 20)), { maxLength: 6 }).map(all => all.join(''));
  fc.assert(
    fc.property(letters('ab?*', 12), text, fc.integer({ min: 1, max: 5 }), (pattern, line, steps) => {
      const parsed = parsePattern(pattern);
      const progress = { part: 0, from: 0 };
      let answer: boolean | null = null;
      while (answer === null) {
        let left = steps;
        answer = matchSome(parsed, line, progress, { hasTime: () => left-- > 0, spend() {} });
      }
      expect(answer).toBe(matches(parsed, line));
    }),
  );
});
