import fc from 'fast-check';
import { asTyped, marksWithin, spliced, wholly } from '../../../client/editor/pasted.ts';
import type { Pasted } from '../../../client/state/terminal.ts';

/** `p` for each unit that is marked, `.` for the others. */
function drawn(marks: Pasted, length: number): string {
  return Array.from({ length }, (_, at) =>
    marks.some(([from, to]) => from <= at && at < to) ? 'p' : '.',
  ).join('');
}

const change = fc.record({
  start: fc.nat(30),
  removed: fc.nat(8),
  inserted: fc.array(fc.record({ pasted: fc.boolean(), length: fc.integer({ min: 1, max: 4 }) }), {
    maxLength: 3,
  }),
});

test('marks move with the text, unit by unit, and neighbours are one', () => {
  const all = fc.property(fc.array(change, { maxLength: 12 }), changes => {
    let marks: Pasted = [];
    let expected = '';
    for (const { start: wished, removed, inserted } of changes) {
      const start = Math.min(wished, expected.length);
      const end = Math.min(start + removed, expected.length);
      const units = inserted.map(({ pasted, length }) => (pasted ? 'p' : '.').repeat(length)).join('');
      marks = spliced(marks, start, end, units.length, marksOf(units));
      expected = expected.slice(0, start) + units + expected.slice(end);
      expect(drawn(marks, expected.length)).toBe(expected);
      expect(marks).toEqual(marksOf(expected));
      expect(marksWithin(marks, start, end)).toEqual(marksOf(expected.slice(start, end)));
    }
  });
  fc.assert(all, { numRuns: 500 });
});

/** The runs of `p`. */
function marksOf(units: string): Pasted {
  return [...units.matchAll(/p+/g)].map(({ index, 0: run }) => [index, index + run.length] as const);
}

test('marks beyond what found room are cut off', () => {
  expect(spliced([], 0, 0, 3, [[1, 9]])).toEqual([[1, 3]]);
  expect(spliced([[0, 2]], 1, 1, 0, [[0, 5]])).toEqual([[0, 2]]);
});

test('a slash that was pasted to the start of a line is doubled, no other', () => {
  const text = '/a\n/b /c\n//d\n/e';
  expect(asTyped(text, wholly(text))).toBe('//a\n//b /c\n///d\n//e');
  expect(asTyped(text, [[3, 5]])).toBe('/a\n//b /c\n//d\n/e');
  expect(
    asTyped(text, [
      [1, 3],
      [4, 8],
    ]),
  ).toBe(text);
  expect(asTyped(text, [])).toBe(text);
});
