import { encodeRules, mayMention, preparing, rulesOf } from '../../../client/automation/rules.ts';
import type { Rule } from '../../../client/state/automation.ts';

const hook: Rule = { kind: 'hook', name: 'h', patterns: [], event: 'RELOAD', body: '/echo x' };
const trigger: Rule = { kind: 'trigger', name: 't', patterns: ['x'] };
/** As a reload brings them: a part of all that was read, which begins anywhere. */
const bytes = (rules: readonly Rule[]) => {
  const all = Buffer.concat([Buffer.from('all'), encodeRules(rules), Buffer.from('the rest')]);
  return { block: all.subarray(3, -8) };
};

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

/** Of all kinds of values that a rule may have, with letters of more than a byte. */
const some = (count: number) =>
  Array.from(
    { length: count },
    (_, at): Rule => ({
      ...trigger,
      name: `é${at}`,
      patterns: [`東京 ${at}`, 'x'],
      cooldown: 1.5,
      set: { a: '$1' },
    }),
  );

test('rules are read from the part that is read soonest, without a look at the rows before it', () => {
  const rules = some(100);
  const { block } = bytes(rules);
  const end = Buffer.from(block).indexOf('[{');
  expect(end).toBeGreaterThan(1000);
  block.fill(0xc1, 1, end);
  expect(rulesOf({ block }).all).toEqual(rules);
  expect(rulesOf({ block }).sets).toEqual({});
});

test('where that part is not there, or not known, the rows say the same', () => {
  const rules = some(100);
  const whole = bytes(rules);
  const unknown = bytes(rules);
  unknown.block[unknown.block.length - 1]!++;
  const { all, filings } = rulesOf(whole);
  expect(rulesOf(unknown).all).toEqual(all);
  expect(rulesOf(unknown).filings).toEqual(filings);
  // What an image before has written stays so until all is read anew: one more is put in as quickly as ever.
  expect(rulesOf({ block: encodeRules([...rulesOf(unknown).all, hook], rulesOf(unknown)) }).all).toEqual([
    ...rules,
    hook,
  ]);
});

test('rules that stay are taken as they are, and give the same bytes as if all were new', () => {
  const rules = some(40);
  const known = rulesOf(bytes(rules));
  const changed = [...known.all.slice(5), hook, ...known.all.slice(0, 3)];
  const block = encodeRules(changed, known);
  const read = rulesOf({ block: Uint8Array.from(block) });
  expect(read.all).toEqual(changed);
  expect(read.filings).toEqual(rulesOf({ block }).filings);
  const unknown = Uint8Array.from(block);
  unknown[unknown.length - 1]!++;
  expect(rulesOf({ block: unknown }).all).toEqual(changed);
  // Nobody has changed anything: neither do the bytes.
  expect(encodeRules(changed, rulesOf({ block }))).toEqual(block);
});

test('a rule that JSON would change is read from the rows', () => {
  const rules = [...some(3), { ...trigger, name: 'odd', cooldown: Number.POSITIVE_INFINITY }];
  expect(rulesOf(bytes(rules)).all).toEqual(rules);
  expect(rulesOf(bytes([...rules.slice(0, 3)])).all).toEqual(rules.slice(0, 3));
});
