/**
 * Law: whatever becomes of rules, and however far they are filed by then, those act on a line that a loop over all of them with
 * JavaScript's own regular expressions finds.
 */
import fc from 'fast-check';
import type { Steps } from '../../client/automation/block.ts';
import { matcherOf } from '../../client/automation/matching/matcher.ts';
import { encodeRules, preparing, ruleKey, rulesOf } from '../../client/automation/rules.ts';
import { actingOn } from '../../client/automation/run.ts';
import { allChanged } from '../../client/settings/rules/edit.ts';
import {
  type Automation,
  emptyAutomation,
  type PatternMode,
  type Rule,
} from '../../client/state/automation.ts';
import { isFault } from '../../shared/fault.ts';

const LOOKED_AT = 4096;
const world = fc.constantFrom('Alpha', 'Beta');

/** Letters of few sorts, so that patterns are met; some have another case of another length, or none, or are two units. */
const piece = fc.constantFrom(
  ...[
    'the orc',
    'orc',
    'troll is',
    'go',
    'x',
    'X',
    ' ',
    'ſtone',
    'STONE',
    'stone',
    'K',
    'k',
    'K',
    'ß',
    'ẞ',
    'SS',
  ],
  ...[
    'İ',
    'i',
    'I',
    'ı',
    'É',
    'é',
    '😀',
    '\ud83d',
    '\ude00',
    '𐐀',
    '𐐨',
    'ΐ',
    'ΐ',
    '\0',
    'abcabcabcabcabcabcabc',
  ],
);
const plain = fc.array(piece, { maxLength: 4 }).map(all => all.join(''));
const part = fc.oneof(
  { weight: 6, arbitrary: piece },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '.*',
      '.*?',
      '(.*)',
      '(.*?)',
      '[xo]+',
      '(?:go|orc)',
      'x*',
      'o?',
      '[^x]*',
      '(go )*',
    ),
  },
);
const regexp = fc
  .tuple(fc.constantFrom('', '', '^'), fc.array(part, { maxLength: 4 }), fc.constantFrom('', '', '$'))
  .map(([start, parts, end]) => start + parts.join('') + end);
const pattern = fc.oneof(
  fc.record({ mode: fc.constant<PatternMode>('regexp'), text: regexp }),
  fc.record({ mode: fc.constantFrom<PatternMode>('text', 'begins', 'exact'), text: plain }),
  fc.record({
    mode: fc.constant<PatternMode>('glob'),
    text: fc.array(fc.oneof(piece, fc.constantFrom('*', '?')), { maxLength: 4 }).map(all => all.join('')),
  }),
);
const ruleOf = fc.record({
  pattern,
  other: fc.option(plain, { nil: null }),
  exact: fc.boolean(),
  priority: fc.nat({ max: 2 }),
  world: fc.option(world, { nil: null, freq: 3 }),
  group: fc.option(fc.constant('g'), { nil: null, freq: 3 }),
  shots: fc.option(fc.integer({ min: 1, max: 2 }), { nil: null, freq: 3 }),
  ends: fc.boolean(),
});
type Made = typeof ruleOf extends fc.Arbitrary<infer T> ? T : never;

const line = fc
  .tuple(fc.array(piece, { maxLength: 12 }), fc.constantFrom(0, 0, 0, 4080, 4090, 4095))
  .map(([all, far]) => `${'-'.repeat(far)}${all.join('')}`);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('line' as const),
      before: line,
      of: fc.nat(),
      after: line,
      world,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      name: fc.nat({ max: 15 }),
      made: fc.option(ruleOf),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('import' as const),
      from: fc.nat({ max: 30 }),
      made: fc.array(ruleOf, { minLength: 1, maxLength: 2 }),
      times: fc.constantFrom(1, 2, 55),
      slices: fc.nat({ max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('undo' as const), back: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('group' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reload' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('slices' as const), count: fc.nat({ max: 12 }) }) },
);

function madeRule(
  name: string,
  { pattern: { mode, text }, other, exact, priority, world, group, shots, ends }: Made,
): Rule | null {
  const patterns = [text, ...(other === null || mode === 'regexp' ? [] : [other])];
  if (patterns.some(one => isFault(matcherOf(one, mode, exact)))) return null;
  return {
    ...{ kind: 'trigger', name, patterns, mode, case: exact },
    ...(priority > 0 && { priority }),
    ...(world !== null && { worlds: [world] }),
    ...(group !== null && { group }),
    ...(shots !== null && { shots }),
    ...(ends && { fall: false }),
  };
}

const ofRegexp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/\\-/g, '\\x2d');

function oracleOf({ mode = 'text', case: exact }: Rule, text: string): RegExp {
  const flags = exact ? 'u' : 'iu';
  if (mode === 'regexp') return new RegExp(text.replaceAll('.', '[^]'), flags);
  const source =
    mode === 'glob' ? ofRegexp(text).replaceAll('\\*', '[^]*').replaceAll('\\?', '[^]') : ofRegexp(text);
  return new RegExp(
    `${mode === 'text' ? '' : '^'}${source}${mode === 'text' || mode === 'begins' ? '' : '$'}`,
    flags,
  );
}

/** As the index and the machine do, without them. */
function* naively(
  all: readonly Rule[],
  automation: Automation,
  counts: Map<string, number>,
  text: string,
  world: string,
): Generator<string> {
  const sorted = [...all].sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0));
  const looked = text.slice(0, LOOKED_AT);
  for (const rule of sorted) {
    if (rule.worlds && !rule.worlds.includes(world)) continue;
    if (rule.group !== undefined && automation.groupsOff.includes(rule.group)) continue;
    const done = counts.get(rule.name) ?? 0;
    if (rule.shots !== undefined && done >= rule.shots) continue;
    if (!rule.patterns.some(one => oracleOf(rule, one).test(looked))) continue;
    counts.set(rule.name, done + 1);
    yield rule.name;
    if (rule.fall === false) return;
  }
}

test('the rules that act are those that a loop over all of them finds', () => {
  let acted = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 40 }), steps => {
      let automation = emptyAutomation();
      let all: Rule[] = [];
      const counts = new Map<string, number>();
      const lists: Rule[][] = [];
      let slices: Steps<undefined>[] = [];

      function put(changes: readonly { name: string; rule: Rule | null }[], ready?: Uint8Array): void {
        lists.push(all);
        const known = rulesOf(automation);
        all = allChanged(
          known.all,
          changes.map(({ name, rule }) => ({ kind: 'trigger', name, rule })),
        );
        automation.block = encodeRules(all, known, ready && rulesOf({ block: ready }));
        for (const { name } of changes) {
          delete automation.counts[ruleKey({ kind: 'trigger', name })];
          counts.delete(name);
        }
        slices.push(preparing(automation.block));
      }

      for (const one of steps) {
        if (one.type === 'put') {
          const name = `r${one.name}`;
          const rule = one.made && madeRule(name, one.made);
          put([{ name, rule }]);
        } else if (one.type === 'import') {
          const rules = Array.from({ length: one.made.length * one.times }, (_, n) => {
            const made = one.made[n % one.made.length] as Made;
            // The first act; the others are there to be many.
            return madeRule(
              `r${one.from + n}`,
              n < one.made.length
                ? made
                : { ...made, pattern: { mode: 'text', text: `word${n} of it` }, other: null },
            );
          }).filter(rule => rule !== null);
          const ready = encodeRules(rules);
          const filing = preparing(ready);
          for (let n = 0; n < one.slices; n++) filing.next();
          slices.push(filing);
          put(
            rules.map(rule => ({ name: rule.name, rule })),
            ready,
          );
        } else if (one.type === 'undo') {
          const before = lists.at(-1 - one.back);
          if (!before) continue;
          const names = new Set([...all, ...before].map(({ name }) => name));
          put([...names].map(name => ({ name, rule: before.find(rule => rule.name === name) ?? null })));
        } else if (one.type === 'group') automation.groupsOff = automation.groupsOff.length > 0 ? [] : ['g'];
        else if (one.type === 'reload') {
          automation = structuredClone({ ...automation, block: Uint8Array.from(automation.block) });
          slices = [preparing(automation.block)];
        } else if (one.type === 'slices') {
          for (const each of slices) for (let n = 0; n < one.count; n++) each.next();
        } else {
          // With the words of one of the rules: most are found by that.
          const now = rulesOf(automation).all;
          const words =
            now[one.of % Math.max(1, now.length)]?.patterns[0]?.replaceAll(/\.\*\??|[\^$*?()]/g, '') ?? '';
          const text = one.of % 3 === 0 ? words : `${one.before}${words}${one.after}`;
          const asked = { text, world: one.world, now: 0, lookUp: () => '' };
          const names = actingOn(automation, 'line', asked).hits.map(({ rule }) => rule.name);
          acted += names.length;
          expect([text, names]).toEqual([text, [...naively(now, automation, counts, text, one.world)]]);
        }
      }
    }),
    { numRuns: 20 },
  );
  // The law would hold of rules that never act.
  expect(acted).toBeGreaterThan(5);
});
