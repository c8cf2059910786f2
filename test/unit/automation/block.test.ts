import {
  encodeRules,
  mayMention,
  preparing,
  readyAt,
  ruleSet,
  rulesBy,
  rulesOf,
} from '../../../client/automation/rules.ts';
import type { Rule } from '../../../client/state/automation.ts';

const hook: Rule = { kind: 'hook', name: 'h', patterns: [], event: 'RELOAD', body: '/echo x' };
const trigger: Rule = { kind: 'trigger', name: 't', patterns: ['x'] };
/** As a reload brings them: a part of all that was read, which begins anywhere. */
const bytes = (rules: readonly Rule[]): { block: Buffer } => {
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
  const { all, entries } = rulesOf(whole);
  expect(rulesOf(unknown).all).toEqual(all);
  expect(rulesOf(unknown).entries.bytes).toEqual(entries.bytes);
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
  expect(read.entries).toEqual(rulesOf({ block }).entries);
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

/** The same, of which the JSON of all rules but some is damaged. */
const damaged = (rules: readonly Rule[], kept: readonly number[]) => {
  const { block } = bytes(rules);
  let at = block.indexOf('[{');
  for (const [n, rule] of rules.entries()) {
    if (!kept.includes(n)) block[at] = 0;
    at = block.indexOf('[{', at + JSON.stringify(rule).length);
  }
  return { block };
};

test('a line has those rules read that it may be for, and no others', () => {
  const rules = some(100).map((rule, at): Rule => ({ ...rule, patterns: [`東京 ${at}!`], priority: at % 3 }));
  const read = rulesOf(damaged(rules, [7, 71]));
  const set = ruleSet(read, 'line');
  const found = set.candidates.find('71 and 東京 7! and 東京 71!');
  expect(found.map(at => readyAt(set, at).rule)).toEqual([rules[71], rules[7]]);
  expect(() => read.all).toThrow();
});

test('who asks for rules of a kind has those read, and no others', () => {
  const bind: Rule = { kind: 'bind', name: 'b', patterns: [], key: 'F5', body: 'look' };
  const rules = [trigger, bind, hook];
  expect([...rulesBy(rulesOf(damaged(rules, [1])), 'bind', ({ name }) => name).values()]).toEqual([bind]);
  expect(ruleSet(rulesOf(damaged(rules, [2])), 'hook').rules).toEqual([hook]);
});

test('where the numbers that rules are filed by are not there, or not known, they are made anew', () => {
  const rules = some(40);
  const whole = bytes(rules);
  const other = bytes(rules);
  const mark = other.block.indexOf('\0entry');
  other.block[mark + 1]!++;
  const [read, anew] = [rulesOf(whole), rulesOf(other)];
  expect(anew.entries.bytes).toEqual(read.entries.bytes);
  expect(anew.all).toEqual(rules);
  const line = '東京 7';
  expect(ruleSet(anew, 'line').candidates.find(line)).toEqual(ruleSet(read, 'line').candidates.find(line));
  // The next change writes them.
  const block = encodeRules([...anew.all, hook], anew);
  expect(Buffer.from(block).includes('\0entry 1')).toBe(true);
  expect(rulesOf({ block: Uint8Array.from(block) }).all).toEqual([...rules, hook]);
});
