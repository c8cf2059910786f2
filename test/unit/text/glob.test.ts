import { findParts, matches, parsePattern } from '../../../client/text/glob.ts';

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
