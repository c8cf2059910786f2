/** Rules that change one by one: what is filed of the others stays. */
import fc from 'fast-check';
import { encodeRules, preparing, ruleSet, rulesOf } from '../../../client/automation/rules.ts';
import type { Rule } from '../../../client/state/automation.ts';

const ruleOf = (name: string, pattern: string, priority = 0): Rule => ({
  kind: 'trigger',
  name,
  patterns: [pattern],
  ...(priority !== 0 && { priority }),
});
const many = Array.from({ length: 3000 }, (_, n) => ruleOf(`r${n}`, `word${n} of it`));
/** Names of those that the line may be for, in their order. */
const found = (block: Uint8Array, line: string) => {
  const set = ruleSet(rulesOf({ block }), 'line');
  return set.candidates.find(line).map(at => set.rules[at]?.name);
};
const steps = (block: Uint8Array) => [...preparing(block)].length;

test('one more among thousands is filed by itself', () => {
  const first = encodeRules(many);
  expect(steps(first)).toBeGreaterThan(20);
  const block = encodeRules([...many, ruleOf('new', 'zorro')], rulesOf({ block: first }));
  expect(steps(block)).toBe(0);
  expect(found(block, 'zorro and word7 of it')).toEqual(['r7', 'new']);
  expect(found(first, 'zorro and word7 of it')).toEqual(['r7']);
});

test('what an import has filed already is not filed again', () => {
  const ready = encodeRules(many);
  [...preparing(ready)];
  const own = rulesOf({ block: encodeRules([ruleOf('own', 'zorro')]) });
  const block = encodeRules([...own.all, ...rulesOf({ block: ready }).all], own, rulesOf({ block: ready }));
  expect(steps(block)).toBe(0);
  expect(found(block, 'zorro and word7 of it')).toEqual(['own', 'r7']);
});

test('of rules that come and go nothing is left in the end', () => {
  let block = encodeRules([ruleOf('stays', 'zorro')]);
  const own = rulesOf({ block }).all;
  for (let n = 0; n < 40; n++) {
    block = encodeRules([...own, ...many.slice(50 * n, 50 * n + 50)], rulesOf({ block }));
    found(block, 'zorro');
  }
  const set = ruleSet(rulesOf({ block }), 'line');
  expect(set.filed?.numbers().size).toBeLessThan(700);
  expect(found(block, 'zorro and word1999 of it, word10 of it')).toEqual(['stays', 'r1999']);
});

test('whatever changes, the same rules are found in the same order as if all had been filed anew', () => {
  const change = fc.record({
    at: fc.nat({ max: 12 }),
    gone: fc.nat({ max: 2 }),
    pattern: fc.option(fc.constantFrom('orc', 'troll is', 'go', 'x'), { nil: null }),
    priority: fc.nat({ max: 2 }),
    isAsked: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), changes => {
      let block = encodeRules([]);
      let all: Rule[] = [];
      for (const [n, { at, gone, pattern, priority, isAsked }] of changes.entries()) {
        const fresh = pattern === null ? [] : [ruleOf(`n${n}`, pattern, priority)];
        all = [...all.slice(0, at), ...fresh, ...all.slice(at + gone)];
        block = encodeRules(all, rulesOf({ block }));
        if (!isAsked) continue;
        for (const line of ['an orc, a troll is here, x', 'go', 'nothing'])
          expect(found(block, line)).toEqual(found(Uint8Array.from(block), line));
      }
      expect(rulesOf({ block: Uint8Array.from(block) }).all).toEqual(all);
    }),
  );
});
