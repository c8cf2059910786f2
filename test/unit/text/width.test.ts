import { cellWidth, fitted, graphemeEnd, previousGrapheme, textWidth } from '../../../client/text/width.ts';

test.each([
  ['', 0],
  ['plain', 5],
  ['é', 1],
  ['e\u0301', 1],
  ['\u0301', 0],
  ['世界', 4],
  ['한', 2],
  ['\u1112\u1161\u11ab', 2],
  ['\u1100\u1100\u1161', 4],
  ['│─┤', 3],
  ['👍', 2],
  ['👍🏽', 2],
  ['👨‍👩‍👧', 2],
  ['❤', 1],
  ['❤️', 2],
  ['1️⃣', 2],
  ['🇩🇪', 2],
  ['🇩', 1],
  ['\u200b\u2060\ufeff\u00ad', 0],
  ['\x07\x1b\x9b', 3],
  ['\ud83d', 1],
  ['\udc4d', 1],
  ['ก\u0e33', 2],
  ['a🏽', 3],
])('%j takes %i cells', (text, cells) => {
  expect(textWidth(text)).toBe(cells);
});

test.each([
  ['ab', [1, 2]],
  ['e\u0301x', [2, 3]],
  ['👨‍👩‍👧a', [8, 9]],
  ['🇩🇪🇫🇷', [4, 8]],
  ['👍🏽👍', [4, 6]],
  ['\r\n\u0301', [1, 2, 3]],
  ['\ud83d\ud83d', [1, 2]],
])('the graphemes of %j end at %j', (text, ends) => {
  const found: number[] = [];
  for (let at = 0; at < text.length; ) found.push((at = graphemeEnd(text, at)));
  expect(found).toEqual(ends);
});

test('going back starts from inside a grapheme as well', () => {
  expect(previousGrapheme('a👨‍👩‍👧', 9)).toBe(1);
  expect(previousGrapheme('a👨‍👩‍👧', 4)).toBe(1);
  expect(previousGrapheme('a', 0)).toBe(0);
});

test('a flood of marks does not make one endless grapheme', () => {
  const text = `e${'\u0301'.repeat(100_000)}`;
  expect(graphemeEnd(text, 0)).toBe(33);
  expect(cellWidth(text)).toBe(1);
  expect(previousGrapheme(text, text.length)).toBeGreaterThan(text.length - 1100);
});

test.each([
  ['plain', 3, 'pla'],
  ['plain', 9, 'plain'],
  ['plain', 0, ''],
  ['plain', -1, ''],
  ['世界', 3, '世'],
  ['e\u0301e\u0301e', 2, 'e\u0301e\u0301'],
  ['👨‍👩‍👧👨‍👩‍👧', 3, '👨‍👩‍👧'],
])('of %j, %i cells hold %j', (text, cells, start) => {
  expect(fitted(text, cells)).toBe(start);
});

test.each(['\u00ad', '\u0301', 'e\u0301\u0301', '\u200d'])('%j without end is cut all the same', part => {
  expect(fitted(part.repeat(100_000), 20).length).toBeLessThan(2000);
});
