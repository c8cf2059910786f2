/** Patterns made of the same words cost what they match, not how many there are: counted, not timed. */
import { createCandidates } from '../../../client/automation/matching/candidates.ts';
import { createTexts } from '../../../client/automation/matching/texts.ts';

test('ten thousand patterns of thirty words are told apart before they are compared', () => {
  const words = Array.from(
    { length: 30 },
    (_, n) => `w${'bcdfghjklm'[n % 10]}${'aeiou'[n % 5]}${'nprst'[n % 7] ?? 'x'}n`,
  );
  let seed = 1;
  const next = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return words[(seed >>> 8) % 30];
  };
  const texts = createTexts();
  let compared = 0;
  const index = createCandidates({
    add: texts.add,
    stands(text, line, from) {
      compared++;
      return texts.stands(text, line, from);
    },
  });
  for (let id = 0; id < 10_000; id++) index.add(id, [[`${next()} ${next()} ${next()}`]]);
  const line = Array.from({ length: 25 }, next).join(' ');
  const found = index.find(line).length;
  expect(found).toBeGreaterThan(0);
  expect(compared).toBeGreaterThanOrEqual(found);
  expect(compared).toBeLessThan(2000);
});
