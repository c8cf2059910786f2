/** Law: a search finds, counts and marks what a look at every line finds, however it is cut into slices, with reloads and new lines in between. */
import fc from 'fast-check';
import type { Pattern } from '../../client/state/view.ts';
import { meterOf } from '../../client/text/meter.ts';
import { finderOf } from '../../client/text/pattern.ts';
import { searchOf } from '../../client/view/dialog/stack.ts';
import { hitAfter, hitBefore, isHit } from '../../client/view/search/hits.ts';
import { foundBy } from '../../client/view/search/search.ts';
import { lineAt } from '../../client/world/scrollback.ts';
import { isFault } from '../../shared/fault.ts';
import { type Play, playAlpha } from '../support/play.ts';

/** Few words, so that patterns meet them; now and then a line that takes more than a slice. */
const line = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('troll', 'a Troll', 'orc', 'the orc? no', '', 'İ troll', '*') },
  { weight: 1, arbitrary: fc.constant(`${'o'.repeat(60_000)}rc`) },
);
const lines = fc.array(line, { maxLength: 60 });
const pattern = fc.constantFrom(
  'troll',
  'o?c',
  'o*c',
  'TROLL',
  '\\?',
  '^a',
  '(tr|o)[^x]*c?',
  'o+rc',
  'zzz',
  '*',
);

type Act =
  | { readonly act: 'type'; readonly text: string }
  | { readonly act: 'press'; readonly keys: string }
  | { readonly act: 'receive'; readonly lines: readonly string[] }
  | { readonly act: 'reload' | 'slice' | 'flush' };
const act: fc.Arbitrary<Act> = fc.oneof(
  pattern.map((text): Act => ({ act: 'type', text })),
  fc
    .constantFrom('Up', 'Down', 'Tab', 'M-c', 'C-f', 'C-u', 'PageUp', 'F4')
    .map((keys): Act => ({ act: 'press', keys })),
  lines.map((all): Act => ({ act: 'receive', lines: all })),
  fc.constantFrom('reload', 'slice', 'flush').map((one): Act => ({ act: one as 'reload' })),
);

function perform(play: Play, one: Act): void {
  if (one.act === 'type') play.type(one.text);
  else if (one.act === 'press') play.press(one.keys);
  else if (one.act === 'receive') play.receive('Alpha', one.lines.map(text => `${text}\n`).join(''));
  else if (one.act === 'reload') play.reload();
  else if (one.act === 'slice') play.dispatch({ type: 'tick' });
  else play.enter('/flush', 'other');
}

/** The numbers of the lines that match, by looking at each. */
function naive(play: Play, wanted: Pattern): number[] {
  const finder = finderOf(wanted);
  const { scrollback } = play.world('Alpha');
  const found: number[] = [];
  if (isFault(finder) || wanted.text === '') return found;
  for (let number = scrollback.first; number < scrollback.next; number++) {
    const { kind, text } = lineAt(scrollback, number, play.readChunk)!;
    if (kind !== 'again' && finder.test(text, { part: 0, from: 0 }, meterOf(1e12))) found.push(number);
  }
  return found;
}

test('law: what is found is what a look at every line finds', () => {
  fc.assert(
    fc.property(lines, fc.array(act, { minLength: 1, maxLength: 12 }), (before, acts) => {
      const play = playAlpha({ settings: { more_mode: false }, columns: 60 });
      play.openView('other', 60, 12).current = 'Alpha';
      play.receive('Alpha', before.map(text => `${text}\n`).join(''));
      play.press('F4');
      for (const one of acts) perform(play, one);
      // What is said at the last moment is looked at, too.
      play.advance(5000);
      play.advance(100);
      const search = searchOf(play.terminal)!;
      const wanted: Pattern = {
        text: search.editor.text,
        kind: search.how ?? 'wild',
        exact: search.exact ?? false,
      };
      const all = naive(play, wanted);
      if (all.length === 0 && (wanted.text === '' || isFault(finderOf(wanted)))) return;
      const looked = search.looked!;
      const { first, next } = play.world('Alpha').scrollback;
      const found: number[] = [];
      for (let at = hitBefore(looked, next); at !== null; at = hitBefore(looked, at)) found.unshift(at);
      expect(found).toEqual(all);
      const upwards: number[] = [];
      for (let at = hitAfter(looked, first - 1); at !== null; at = hitAfter(looked, at)) upwards.push(at);
      expect(upwards).toEqual(all);
      const told = foundBy(play.state, play.terminal, search);
      expect([told.count, told.isWhole]).toEqual([all.length, true]);
      if (search.match === null) return;
      expect(isHit(looked, search.match)).toBe(true);
      expect(told.rank).toBe(all.length - all.indexOf(search.match));
    }),
    { numRuns: 40 },
  );
});

const wishes = fc.record(
  {
    flags: fc.subarray(['-v', '-c', '-t', '-n']),
    kind: fc.constantFrom('', '-r', '-e'),
    before: fc.nat(3),
    after: fc.nat(3),
    range: fc.constantFrom('', '7', '/2', '/9', '-3', '10-25', '20-'),
    pattern: fc.constantFrom('troll', 'o*c', '', 'a', 'ZZZ', '.'),
  },
  { requiredKeys: ['flags', 'kind', 'before', 'after', 'range', 'pattern'] },
);
type Wishes = typeof wishes extends fc.Arbitrary<infer T> ? T : never;

/** The texts that are to be shown, by going over all lines at once. */
function naiveRecall(play: Play, { flags, kind, before, after, range, pattern }: Wishes): string[] {
  const { scrollback } = play.world('Alpha');
  const exact = flags.includes('-c');
  const finder = finderOf({
    text: pattern,
    kind: kind === '-r' ? 'regexp' : kind === '-e' ? 'text' : 'wild',
    exact,
  });
  if (isFault(finder)) throw new Error(finder.sentence);
  let lines: { number: number; text: string }[] = [];
  for (let number = scrollback.first; number < scrollback.next; number++) {
    const { kind: from, text } = lineAt(scrollback, number, play.readChunk)!;
    if (from === 'game') lines.push({ number, text });
  }
  const between = /^(\d+)-(\d*)$/.exec(range);
  if (between)
    lines = lines.filter(({ number }) => number + 1 >= +between[1]! && number + 1 <= +(between[2] || 1e9));
  else if (/^-\d/.test(range)) lines = lines.slice(+range).slice(0, lines.length >= -range ? 1 : 0);
  else if (/^\d/.test(range)) lines = lines.slice(-range);
  const most = range.startsWith('/') ? +range.slice(1) : range === '' && pattern === '' ? 20 : 2000;
  const hits = lines.flatMap(({ text }, at) =>
    finder.test(text, { part: 0, from: 0 }, meterOf(1e12)) !== flags.includes('-v') ? [at] : [],
  );
  const shown = new Set<number>();
  // Behind a match that is no longer shown nothing comes along.
  for (const hit of hits.slice(-most))
    for (let at = Math.max(0, hit - before); at <= Math.min(lines.length - 1, hit + after); at++)
      shown.add(at);
  return [...shown].sort((a, b) => a - b).map(at => lines[at]!.text);
}

test('law: what is recalled is what going over all lines at once gives', () => {
  fc.assert(
    fc.property(lines, wishes, fc.boolean(), (texts, wanted, reloads) => {
      const play = playAlpha({ settings: { more_mode: false }, columns: 60 });
      play.receive('Alpha', texts.map(text => `${text}\n`).join(''));
      play.advance(1000);
      const expected = naiveRecall(play, wanted);
      const { next } = play.world('Alpha').scrollback;
      const { flags, kind, before, after, range, pattern: text } = wanted;
      const plain = flags.filter(flag => flag === '-v' || flag === '-c');
      play.enter(
        ['/recall', ...plain, kind, `-B${before}`, `-A${after}`, range, text].filter(Boolean).join(' '),
      );
      if (reloads) play.reload();
      play.advance(1000);
      const { scrollback } = play.world('Alpha');
      const shown: string[] = [];
      for (let number = next; number < scrollback.next; number++) {
        const line = lineAt(scrollback, number, play.readChunk)!;
        if (line.kind === 'again' && line.text !== '--') shown.push(line.text);
      }
      // What is longer than the output is in a box.
      const box = play.terminal.dialogs.at(-1);
      const frame = /^(--|Recalled \d+ lines?\b.*|End of recall\.)$/;
      for (const { text } of box?.kind === 'pager' ? box.lines : []) if (!frame.test(text)) shown.push(text);
      // In a box a very long line goes on in the next one.
      expect(box?.kind === 'pager' ? shown.join('') : shown).toEqual(
        box?.kind === 'pager' ? expected.join('') : expected,
      );
    }),
    { numRuns: 40 },
  );
});
