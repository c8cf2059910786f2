/** A box over the game: cells outside it are the game's, those inside are the box's, and of a wide character that is cut a blank is left. */
import fc from 'fast-check';
import type { FrameRow } from '../../client/state/terminal.ts';
import { cellsOf } from '../../client/terminal/cells.ts';
import { RICH } from '../../client/terminal/profile.ts';
import { textWidth } from '../../client/text/width.ts';
import { cutRow, overlaid, paragraph } from '../../client/view/dialog/box/cells.ts';

const WIDTH = 24;
const piece = fc.constantFrom(
  'a',
  ' ',
  'bc',
  '\u8a9e',
  'e\u0301',
  '\u{1f600}',
  '\u{1f469}\u200d\u{1f4bb}',
  '\u0e01\u0e33',
  '\xad',
  '\u200b',
);
const row: fc.Arbitrary<FrameRow> = fc.array(
  fc.record({
    text: fc.array(piece, { maxLength: 8 }).map(all => all.join('')),
    style: fc.constantFrom('', '1', '31'),
  }),
  { maxLength: 5 },
);
const textOf = (cut: FrameRow) => cut.map(({ text }) => text).join('');

test('a part of a row has exactly its cells', () => {
  fc.assert(
    fc.property(row, fc.nat(WIDTH), fc.nat(WIDTH), (cells, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const cut = cutRow(cells, from, to);
      expect(cut.reduce((sum, { text }) => sum + textWidth(text), 0)).toBe(to - from);
      const whole = cellsOf(cells, 4 * WIDTH, RICH);
      const part = cellsOf(cut, to - from, RICH);
      for (let at = from; at < to; at++) {
        const isHalf = (at === from && whole.text[at] === '') || (at === to - 1 && whole.text[at + 1] === '');
        expect(part.text[at - from]).toBe(isHalf ? ' ' : whole.text[at]);
        if (!isHalf) expect(part.pen[at - from]).toBe(whole.pen[at]);
      }
    }),
    { numRuns: 500 },
  );
});

test('what lies beside a box stays as it is', () => {
  fc.assert(
    fc.property(row, row, fc.nat(WIDTH), fc.nat(WIDTH), (under, over, left, columns) => {
      const place = { left, top: 0, columns: Math.min(columns, WIDTH - left) };
      const box = cutRow(over, 0, place.columns);
      const [drawn = []] = overlaid([under], [box], place, WIDTH);
      expect(textOf(cutRow(drawn, 0, left))).toBe(textOf(cutRow(under, 0, left)));
      expect(textOf(cutRow(drawn, left, left + place.columns))).toBe(textOf(box));
      const right = left + place.columns;
      expect(textOf(cutRow(drawn, right, WIDTH))).toBe(textOf(cutRow(under, right, WIDTH)));
    }),
    { numRuns: 500 },
  );
});

test('a paragraph has all words of its text, in rows that fit', () => {
  const words = fc.array(
    fc.array(piece, { maxLength: 5 }).map(all => all.join('')),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 2, max: WIDTH }), (all, columns) => {
      const text = all.join(' ');
      const rows = paragraph(text, columns);
      expect(rows.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const one of rows) expect(textWidth(one)).toBeLessThanOrEqual(columns);
    }),
  );
});
