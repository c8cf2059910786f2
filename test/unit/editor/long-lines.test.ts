/** Input lines of a mebibyte: only what is in view is looked at. */
import { emptyEditor, layoutInput } from '../../../client/editor/editor.ts';
import { offsetAt, rowsWanted } from '../../../client/editor/layout.ts';
import {
  type Part,
  partAt,
  partBehind,
  partStarts,
  rowStarts,
  verticalMove,
} from '../../../client/editor/rows.ts';
import { MAX_TEXT } from '../../../client/editor/text.ts';
import { blankWordStart, nextWord, wordEnd, wordStart } from '../../../client/editor/words.ts';
import type { Editor } from '../../../client/state/terminal.ts';

const PROMPT = [{ text: '> ', style: '' }];

function editorWith(text: string, cursor: number, more: Partial<Editor> = {}): Editor {
  return { ...emptyEditor(), text, cursor, ...more };
}

/** The starts of all rows, part by part. */
function allStarts(text: string, width: number, indent: number): number[] {
  const starts: number[][] = [];
  let part: Part | null = partAt(text, 0, width, indent);
  while (part) {
    starts.push(partStarts(text, part, width, indent));
    part = partBehind(text, part, width, indent);
  }
  return starts.flat();
}

test.each([79, 80, 13])('ASCII stands in the same rows, %i cells wide, as if it was not cut', width => {
  for (const length of [4096, 4097, 4110, 8192, 10_000, 80 * 128 - 2]) {
    const text = 'x'.repeat(length);
    for (const indent of [0, 2])
      expect(allStarts(text, width, indent)).toEqual(rowStarts(text, 0, length, width, indent));
  }
});

test.each([
  ['wide', '世'],
  ['pictures', '👨‍👩‍👧'],
  ['marks', 'e\u0301'],
  ['flags', '🇩🇪'],
  ['a bit of all', 'abc世e\u0301👍🏽 '],
])('%s: the rows are all there is of it, in order, and none is too wide', (_, piece) => {
  const text = piece.repeat(Math.ceil(20_000 / piece.length));
  const starts = allStarts(text, 31, 2);
  expect(starts.every((start, at) => at === 0 || start > starts[at - 1]!)).toBe(true);
  const cursors = Array.from({ length: 40 }, (_, n) => partAt(text, n * 500, 31, 2).from);
  for (const cursor of cursors) {
    const { rows, cursor: place } = layoutInput(editorWith(text, cursor), 31, 5, PROMPT);
    expect(rows).toHaveLength(5);
    expect(rows[place.row]).toBeDefined();
    const end = offsetAt(editorWith(text, cursor), 31, 5, PROMPT, place);
    expect(end).toBe(cursor);
  }
});

test('up and down go through all rows, each once', () => {
  const text = 'abc世'.repeat(3000);
  const width = 20;
  const starts = allStarts(text, width, 0);
  const editor = editorWith(text, text.length);
  const seen: number[] = [];
  for (let at: number | null = text.length; at !== null; ) {
    seen.push(at);
    editor.cursor = at;
    at = verticalMove(editor, -1, width, 0);
    editor.last = 'vertical';
  }
  expect(seen).toHaveLength(starts.length);
  editor.last = 'other';
  for (let at: number | null = verticalMove(editor, 1, width, 0); at !== null; ) {
    editor.cursor = at;
    seen.pop();
    at = verticalMove(editor, 1, width, 0);
    editor.last = 'vertical';
  }
  expect(seen).toHaveLength(1);
});

test.each([
  ['shown', {}],
  ['hidden', { masked: true }],
])(
  'a mebibyte, %s, is laid out at once wherever the cursor is',
  (_, more) => {
    const text = '世'.repeat(MAX_TEXT);
    for (let n = 0; n <= 60; n++) {
      const editor = editorWith(text, Math.floor((text.length * n) / 60), more);
      const { rows } = layoutInput(editor, 80, 3, PROMPT);
      expect(rows.flat().some(({ text: shown }) => /世世|\*\*/.test(shown))).toBe(true);
      expect(rowsWanted(editor, 80, 20, PROMPT)).toBe(20);
      expect(verticalMove({ ...editor }, n === 0 ? 1 : -1, 80, 2)).not.toBeNull();
    }
  },
  15_000,
);

test.each(['世', 'a', '👍', ' '])('of %j without end a key goes a bit at a time, there and back', piece => {
  const text = piece.repeat(Math.floor(MAX_TEXT / piece.length));
  for (const back of [wordStart, blankWordStart]) {
    const at = back(text, text.length);
    expect([at < text.length, at > text.length - 40_000]).toEqual([true, true]);
  }
  for (const on of [wordEnd, nextWord]) expect(on(text, 10)).toBeLessThan(40_000);
  for (const before of ['', '-']) {
    const end = Math.max(wordEnd(before + text, 0), nextWord(before + text, 0));
    expect([end > before.length, (end - before.length) % piece.length]).toEqual([true, 0]);
  }
});
