import { encodeRules, mayMention, preparing, rulesOf } from '../../../client/automation/rules.ts';
import type { Rule } from '../../../client/state/automation.ts';

const hook: Rule = { kind: 'hook', name: 'h', patterns: [], event: 'RELOAD', body: '/echo x' };
const trigger: Rule = { kind: 'trigger', name: 't', patterns: ['x'] };
/** As a reload brings them. */
const bytes = (rules: readonly Rule[]) => ({ block: Uint8Array.from(encodeRules(rules)) });

test('rules that nobody has decoded are not decoded to know that none of them waits for a reload', () => {
  expect(mayMention(bytes([trigger]), 'RELOAD')).toBe(false);
  expect(mayMention(bytes([trigger, hook]), 'RELOAD')).toBe(true);
  const known = bytes([trigger]);
  rulesOf(known);
  expect(mayMention(known, 'RELOAD')).toBe(true);
});

test('rules that are made ready in steps are those that are decoded at once, whoever is faster', () => {
  const rules = Array.from({ length: 300 }, (_, at): Rule => ({ ...trigger, name: `t${at}` }));
  const { block } = bytes(rules);
  const steps = preparing(block);
  for (let count = 0; count < 5; count++) steps.next();
  const atOnce = rulesOf({ block });
  expect([...steps].length).toBeGreaterThan(5);
  expect(rulesOf({ block })).toBe(atOnce);
  expect(atOnce.all).toEqual(rules);
  expect(atOnce.sets.line?.candidates.find('x').length).toBe(300);
});
