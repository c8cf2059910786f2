/** What is too large is known before it is made into a program, and nothing else is refused. */
import fc from 'fast-check';
import type { Node } from '../../../client/text/regexp/parse.ts';
import { parse } from '../../../client/text/regexp/parse.ts';
import { compileCapturing, refuseTooLarge } from '../../../client/text/regexp/program.ts';
import { oneOf } from '../../support/arbitrary.ts';

const isRefused = (make: () => unknown) => {
  try {
    make();
    return false;
  } catch {
    return true;
  }
};
const agree = (tree: Node) =>
  expect(isRefused(() => refuseTooLarge(tree))).toBe(isRefused(() => compileCapturing(tree, false)));

/** Nested repeats, groups and choices: small ones, and large ones around the bound. */
const { pattern } = fc.letrec<{ pattern: string }>(tie => ({
  pattern: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    oneOf(['a', '\\w', '^', '\\b', 'abc', '']),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => one + other),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(?:${one}|${other})`),
    tie('pattern').map(one => `(${one})`),
    fc
      .tuple(tie('pattern'), oneOf(['*', '+', '?', '+?', '{0}', '{3}', '{2,5}', '{4,}', '{31}', '{0,40}']))
      .map(([one, repeat]) => `(?:${one})${repeat}`),
  ),
}));

test('the size of a pattern is that of its program', () => {
  let refused = 0;
  fc.assert(
    fc.property(pattern, text => {
      const tree = parse(text);
      agree(tree);
      refused += Number(isRefused(() => refuseTooLarge(tree)));
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(5);
});

test.each([
  'a{998}',
  'a{999}',
  'a{1000}',
  '(a){333}',
  '(a){332}',
  '(?:a|b){249}',
  '(?:a|b){250}',
  `${'('.repeat(150)}a${'){1000}'.repeat(150)}`,
  `(?:${'('.repeat(150)}a${'){1000}'.repeat(150)}){0}a{999}`,
])('also near the bound, and far from it: %s', text => {
  if (!isRefused(() => parse(text))) agree(parse(text));
});
