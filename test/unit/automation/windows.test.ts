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
    ...texts,
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

test('words that many rules have are not what they are filed under', () => {
  const letters = 'bcdfghjklmnpqrstvwxz';
  const words = Array.from(
    { length: 30 },
    (_, n) => `w${letters[n % 20]}${'aeiou'[n % 5]}${letters[n % 13]}`,
  );
  let seed = 1;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  const word = () => words[next(30)];
  const name = () => Array.from({ length: 6 }, () => letters[next(20)]).join('');
  const all = Array.from({ length: 300 }, () => [[`${name()} ${word()} ${word()}`]]);
  const lines = Array.from({ length: 50 }, () => Array.from({ length: 25 }, word).join(' '));
  const comparedBy = (isHeeded: boolean) => {
    const texts = createTexts();
    let compared = 0;
    const index = createCandidates({
      ...texts,
      stands(text, line, from) {
        compared++;
        return texts.stands(text, line, from);
      },
    });
    if (isHeeded) for (const needs of all) index.heed(needs);
    for (const [id, needs] of all.entries()) index.add(id, needs);
    for (const line of lines) index.find(line);
    return compared;
  };
  const unheeded = comparedBy(false);
  expect(unheeded).toBeGreaterThan(100);
  expect(comparedBy(true)).toBeLessThan(unheeded / 4);
});
