/** Law: the index of rules never hides a match, and captures are those that JavaScript finds. */
import fc from 'fast-check';
import { createCandidates } from '../../client/automation/matching/candidates.ts';
import { fold } from '../../client/automation/matching/fold.ts';
import { type Matcher, matcherOf } from '../../client/automation/matching/matcher.ts';
import type { PatternMode } from '../../client/state/automation.ts';
import { meterOf } from '../../client/text/meter.ts';
import { isFault } from '../../shared/fault.ts';

/** Letters that are the same in other cases, in ways that are easily got wrong. */
const letter = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'A',
    'B',
    ' ',
    'ſ',
    's',
    'S',
    'é',
    'É',
    'ß',
    'ẞ',
    'İ',
    'ı',
    'i',
    'I',
    'k',
    'K',
    'µ',
    'μ',
    '𐐀',
    '𐐨',
  ],
);
const atom = fc.oneof(
  { weight: 8, arbitrary: letter },
  { weight: 4, arbitrary: fc.constantFrom('ab', 'aab', 'bca', 'aB') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\\w',
      '\\d',
      '.',
      '\\s',
      '[ab]',
      '[^a]',
      '[a-c]',
      '\\S',
      '[A-B]',
      '[kK]',
      '[sS]',
    ),
  },
);
const { alternatives } = fc.letrec<{ node: string; alternatives: string }>(tie => ({
  node: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: atom },
    { weight: 1, arbitrary: fc.constantFrom('\\b', '\\B') },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('alternatives'), { minLength: 1, maxLength: 3 })
        .map(all => `(${(all as string[]).join('|')})`),
    },
    { weight: 1, arbitrary: tie('alternatives').map(all => `(?:${all})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(atom, fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0}', '+?', '*?'))
        .map(([one, times]) => one + times),
    },
  ),
  alternatives: fc.array(tie('node'), { maxLength: 5 }).map(all => all.join('')),
}));
const regexp = fc
  .tuple(fc.constantFrom('', '', '^'), alternatives, fc.constantFrom('', '', '$'))
  .map(parts => parts.join(''));
const plain = fc
  .array(fc.oneof(letter, fc.constantFrom('*', '?', '\\*')), { maxLength: 6 })
  .map(all => all.join(''));
const pattern = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ text: regexp, mode: fc.constant<PatternMode>('regexp'), exact: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      text: plain,
      mode: fc.constantFrom<PatternMode>('text', 'begins', 'exact', 'glob'),
      exact: fc.boolean(),
    }),
  },
);
const line = fc.oneof(
  fc.array(letter, { maxLength: 30 }).map(all => all.join('')),
  // All ASCII, and of few letters: those in a row are compared at once there.
  fc.array(fc.constantFrom('a', 'b', 'c', 'A', ' '), { maxLength: 40 }).map(all => all.join('')),
);

function made(patterns: readonly { text: string; mode: PatternMode; exact: boolean }[]): Matcher[] {
  return patterns.flatMap(({ text, mode, exact }) => {
    const matcher = matcherOf(text, mode, exact);
    return isFault(matcher) ? [] : [matcher];
  });
}

test('what a loop over all rules finds is among the candidates, with what was filed before as well', () => {
  let matched = 0;
  let pruned = 0;
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 30 }),
      fc.array(line, { minLength: 1, maxLength: 10 }),
      (patterns, lines) => {
        const matchers = made(patterns);
        const index = createCandidates();
        const again = createCandidates();
        for (const [id, { required }] of matchers.entries()) again.add(id, index.add(id, required));
        for (const text of lines) {
          const found = [...index.find(text)];
          expect([...again.find(text)]).toEqual(found);
          pruned += matchers.length - found.length;
          for (const [id, matcher] of matchers.entries()) {
            if (!matcher.match(text, meterOf(1e6))) continue;
            matched++;
            if (!found.includes(id)) throw new Error(`hidden: ${JSON.stringify([patterns, id, text])}`);
          }
        }
      },
    ),
    { numRuns: 400 },
  );
  // The law would hold of an index that finds everything, or of patterns that match nothing.
  expect(matched).toBeGreaterThan(300);
  expect(pruned).toBeGreaterThan(300);
});

test('of many texts made of the same few words exactly those are found that stand in the line', () => {
  const words = fc.constantFrom('the', 'Fox', 'jumps', 'over', 'ſtone', 'a', 'x');
  const phrase = fc.array(words, { minLength: 1, maxLength: 5 }).map(all => all.join(' '));
  fc.assert(
    fc.property(
      fc.array(phrase, { minLength: 60, maxLength: 200 }),
      fc.array(words, { minLength: 5, maxLength: 30 }).map(all => all.join(' ')),
      (phrases, text) => {
        const index = createCandidates();
        for (const [id, { required }] of made(
          phrases.map(one => ({ text: one, mode: 'text', exact: false })),
        ).entries())
          index.add(id, required);
        const standing = phrases.flatMap((one, id) => (fold(text).includes(fold(one)) ? [id] : []));
        expect([...index.find(text)]).toEqual(standing);
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

test('few rules are found one by one as they are found among many', () => {
  const others = Array.from({ length: 20 }, (_, n) => [`no line has ${n} of these`]);
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 6 }),
      fc.array(line, { minLength: 1, maxLength: 10 }),
      (patterns, lines) => {
        const few = createCandidates();
        const many = createCandidates();
        const matchers = made(patterns);
        for (const [id, { required }] of matchers.entries()) many.add(id, few.add(id, required));
        for (const [n, texts] of others.entries()) many.add(matchers.length + n, [texts]);
        for (const text of lines) {
          const alone = [...few.find(text)];
          found += alone.length;
          expect([...many.find(text)]).toEqual(alone);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(300);
});

test('a match and its groups are those of JavaScript', () => {
  fc.assert(
    fc.property(
      regexp,
      fc.boolean(),
      fc.array(line, { minLength: 1, maxLength: 8 }),
      (text, exact, lines) => {
        const matcher = matcherOf(text, 'regexp', exact);
        // Words are those of every language here; JavaScript has its own idea of them, and of a loop over nothing.
        if (isFault(matcher) || /\\[wbB]/.test(text)) return;
        const oracle = new RegExp(text.replaceAll('.', '[^]'), exact ? 'du' : 'diu');
        for (const one of lines) {
          const indices = oracle.exec(one)?.indices ?? null;
          const slots = indices && [...indices].flatMap(pair => pair ?? [-1, -1]);
          expect([text, one, matcher.match(one, meterOf(1e6))?.slots ?? null]).toEqual([text, one, slots]);
        }
      },
    ),
    { numRuns: 400 },
  );
});
