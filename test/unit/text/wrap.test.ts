import { rowCount, rowSpans, wrap } from '../../../client/text/wrap.ts';
import { maxOf } from '../../../shared/arrays.ts';

function rows(text: string, columns: number): string[] {
  const starts = wrap(text, columns);
  expect(rowCount(text, columns)).toBe(starts.length);
  return starts.map((start, i) => text.slice(start, starts[i + 1]));
}

test.each([
  ['', 10, ['']],
  ['short', 10, ['short']],
  ['exactly 10', 10, ['exactly 10']],
  ['You are standing here.', 10, ['You are ', 'standing ', 'here.']],
  ['ends with 10     and more', 10, ['ends with ', '10     and ', 'more']],
  ['hangs over     ', 10, ['hangs over     ']],
  ['a verylongwordindeed b', 10, ['a ', 'verylongwo', 'rdindeed b']],
  ['    indentedlongword', 10, ['    indent', 'edlongword']],
  ['               ', 10, ['               ']],
  ['世界世界世界', 5, ['世界', '世界', '世界']],
  ['say 世界世界', 9, ['say 世界', '世界']],
  ['grüße an alle', 9, ['grüße an ', 'alle']],
  ['🇩🇪🇫🇷', 3, ['🇩🇪', '🇫🇷']],
  ['世', 1, ['世']],
  ['世a', 1, ['世', 'a']],
  ['e\u0301e\u0301e\u0301', 2, ['e\u0301e\u0301', 'e\u0301']],
])('%j in %i columns', (text, columns, expected) => {
  expect(rows(text, columns)).toEqual(expected);
});

// If each row were looked for in all of the rest, it would not come to an end.
test('a word of four mebibytes is cut', () => {
  expect(rowCount('x'.repeat(4 * 1024 * 1024), 80)).toBe(52_429);
  expect(rowCount('é'.repeat(4 * 1024 * 1024), 80)).toBe(52_429);
});

test.each([
  ['spaces', ' '],
  ['marks', '\u0301'],
  ['joiners', '\u200d'],
  ['letters with marks', `a${'\u0301'.repeat(30)}`],
])('a row of %s without end is cut, and nothing of it is lost', (_name, part) => {
  const text = part.repeat(4096);
  const parts = rows(text, 10);
  expect(maxOf(parts.map(row => row.length))).toBeLessThan(10 * 16 + 66);
  expect(parts.join('')).toBe(text);
});

test('a row takes the runs that reach into it', () => {
  const line = {
    text: 'plain red link plain',
    runs: [
      { at: 6, style: '31' },
      { at: 10, style: '4', link: 'https://example.org/' },
      { at: 14, style: '' },
    ],
  };
  expect(rowSpans(line, 0, 8)).toEqual([
    { text: 'plain ', style: '' },
    { text: 're', style: '31' },
  ]);
  expect(rowSpans(line, 8, 20)).toEqual([
    { text: 'd ', style: '31' },
    { text: 'link', style: '4', link: 'https://example.org/' },
    { text: ' plain', style: '' },
  ]);
  expect(rowSpans(line, 12, 13)).toEqual([{ text: 'n', style: '4', link: 'https://example.org/' }]);
  expect(rowSpans(line, 20, 20)).toEqual([]);
});
