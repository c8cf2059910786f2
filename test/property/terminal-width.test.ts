import fc from 'fast-check';
import stringWidth from 'string-width';
import { cellWidth, graphemeEnd, previousGrapheme, textWidth } from '../../client/text/width.ts';
import { rowCount, rowSpans, wrap } from '../../client/text/wrap.ts';
import { oneOf } from '../support/arbitrary.ts';

/** Shown as U+FFFD, which takes a cell; string-width leaves them out. */
function isShownControl(codePoint: number): boolean {
  return (
    codePoint < 0x20 ||
    (codePoint >= 0x7f && codePoint < 0xa0) ||
    (codePoint >= 0xd800 && codePoint <= 0xdfff)
  );
}

/** All where scripts and pictures are dense, some of the big blocks: the oracle is slow. */
function* codePoints(): Generator<number> {
  for (let codePoint = 0x20; codePoint < 0x3400; codePoint++) yield codePoint;
  for (let codePoint = 0x3400; codePoint < 0x1f000; codePoint += 23) yield codePoint;
  for (let codePoint = 0x1f000; codePoint < 0x1fb00; codePoint++) yield codePoint;
  for (let codePoint = 0x1fb00; codePoint < 0x110000; codePoint += 997) yield codePoint;
}

test('a code point is as wide as string-width says', () => {
  const wrong: string[] = [];
  for (const codePoint of codePoints()) {
    const char = String.fromCodePoint(codePoint);
    if (!isShownControl(codePoint) && textWidth(char) !== stringWidth(char))
      wrong.push(`U+${codePoint.toString(16)}`);
  }
  expect(wrong).toEqual([]);
});

test('every emoji that Unicode lists is two cells wide, in all its forms', () => {
  // A pattern that the compiler's target does not know yet.
  const everyForm = '^\\p{RGI_Emoji}$';
  const emoji = new RegExp(everyForm, 'v');
  const forms = [
    '',
    '\ufe0f',
    '\u{1f3fb}',
    '\u{1f3ff}',
    '\ufe0f\u20e3',
    '\u200d♂\ufe0f',
    '\u{1f3fd}\u200d♀\ufe0f',
  ];
  const wrong: string[] = [];
  for (let codePoint = 0x23; codePoint < 0x1fb00; codePoint++) {
    if (!/\p{Emoji}/u.test(String.fromCodePoint(codePoint))) continue;
    for (const form of forms) {
      const char = String.fromCodePoint(codePoint) + form;
      if (emoji.test(char) && (cellWidth(char) !== 2 || graphemeEnd(char, 0) !== char.length))
        wrong.push(char);
    }
  }
  expect(wrong).toEqual([]);
});

const pieces = [
  'a',
  ' ',
  'word',
  '世',
  '한',
  '\u1112\u1161\u11ab',
  '\u1100\u1100\u1161',
  'e\u0301',
  'क',
  'षि',
  'ไทย',
  '👍',
  '👍🏽',
  '👨‍👩‍👧',
  '❤️',
  '❤',
  '1️⃣',
  '🇩🇪',
  '🏴\u{e0067}\u{e0062}\u{e007f}',
  '\u200b',
  '\u2060',
  '│',
  'ｶﾞ',
];
const mixed = fc.array(oneOf(pieces), { maxLength: 20 }).map(some => some.join(''));

test('mixed text is as wide as string-width says', () => {
  fc.assert(
    fc.property(mixed, text => textWidth(text) === stringWidth(text)),
    { numRuns: 1000 },
  );
});

const anything = fc.string({ unit: 'binary', maxLength: 40 });

test('walking back over graphemes meets the boundaries of walking forward', () => {
  const all = fc.property(fc.oneof(mixed, anything), text => {
    const forward = [0];
    while (forward.at(-1)! < text.length) forward.push(graphemeEnd(text, forward.at(-1)!));
    const back = [text.length];
    while (back.at(-1)! > 0) back.push(previousGrapheme(text, back.at(-1)!));
    expect(back.reverse()).toEqual(forward);
  });
  fc.assert(all, { numRuns: 1000 });
});

test('rows hold the whole text, cut between graphemes, and fit unless a single grapheme is too wide', () => {
  const width = fc.integer({ min: 1, max: 25 });
  const all = fc.property(
    fc.oneof(mixed, anything, fc.string({ maxLength: 80 })),
    width,
    fc.nat(12),
    (text, columns, most) => {
      const indent = Math.min(most, columns >> 1);
      const starts = wrap(text, columns, { indent });
      expect(rowCount(text, columns, { indent })).toBe(starts.length);
      starts.forEach((start, i) => {
        const end = starts[i + 1] ?? text.length;
        const row = text.slice(start, end);
        // Spaces hang over the edge.
        const seen = row.replace(/ +$/, '');
        const room = i > 0 ? columns - indent : columns;
        expect(textWidth(seen) <= room || graphemeEnd(seen, 0) === seen.length).toBe(true);
        if (i > 0) expect(graphemeEnd(text, previousGrapheme(text, start))).toBe(start);
        const spans = rowSpans({ text, runs: [{ at: 3, style: '1' }] }, start, end);
        expect(spans.map(span => span.text).join('')).toBe(row);
      });
    },
  );
  fc.assert(all, { numRuns: 1000 });
});
