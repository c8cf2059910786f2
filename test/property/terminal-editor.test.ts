import fc from 'fast-check';
import { edit, emptyEditor, layoutInput, rowsWanted } from '../../client/editor/editor.ts';
import { offsetAt } from '../../client/editor/layout.ts';
import type { InputMemory } from '../../client/state/state.ts';
import type { Editor, Key } from '../../client/state/terminal.ts';
import { graphemeEnd, textWidth } from '../../client/text/width.ts';
import { oneOf } from '../support/arbitrary.ts';

const names =
  'C-a C-e C-b C-f C-d C-k C-u C-w C-y C-t C-h C-p C-n M-b M-f M-d M-c M-l M-u M-y M-Backspace Up Down Left Right ' +
  'Home End Backspace Delete C-Left C-Right Enter C-_ C-_ C-_ M-_ M-_ M-- C-Home C-End';
const texts = [
  'a',
  ' ',
  'Word',
  '世',
  '👍',
  '🏽',
  '\u200d',
  '🇩',
  'e',
  '\u0301',
  '\ufe0f',
  'ß',
  '\u1112',
  '\u1161',
  '_',
];

const key: fc.Arbitrary<Key> = fc.oneof(
  oneOf(names.split(' ')).map((name): Key => ({ type: 'key', name })),
  oneOf(texts).map((text): Key => ({ type: 'text', text })),
  fc.constantFrom('two\nlines', '\t', 'x\r\n', '\u0301').map((text): Key => ({ type: 'paste', text })),
);
const keys = fc.array(key, { maxLength: 40 });
const width = fc.integer({ min: 2, max: 12 });

function boundaries(text: string): Set<number> {
  const found = new Set([0]);
  for (let at = 0; at < text.length; ) found.add((at = graphemeEnd(text, at)));
  return found;
}

const emptyMemory = (): InputMemory => ({ history: [], unsavedHistory: [], kills: [] });

test('the cursor is always between graphemes, and a carried editor goes on like one that stayed', () => {
  const all = fc.property(keys, width, fc.boolean(), (pressed, columns, masked) => {
    const stayed: Editor = { ...emptyEditor(), masked };
    let carried = structuredClone(stayed);
    const memory = emptyMemory();
    let carriedMemory = emptyMemory();
    for (const one of pressed) {
      const result = edit(stayed, memory, one, columns);
      expect(edit(carried, carriedMemory, one, columns)).toEqual(result);
      expect(carried).toEqual(stayed);
      expect(carriedMemory).toEqual(memory);
      carriedMemory = structuredClone(carriedMemory);
      carried = structuredClone(carried);
      expect(boundaries(stayed.text).has(stayed.cursor)).toBe(true);
    }
  });
  fc.assert(all, { numRuns: 500 });
});

/** Slashes are pasted only, so no line that comes of it may be a command; each says what stood there. */
test('what was pasted never becomes a command, whatever is done to it', () => {
  const pieces = ['/quit', '/', '//x', 'a\n/b\n', '\n', '/世 b'];
  const edits = names.split(' ').filter(name => !/^(C-p|C-n|Up|Down|Enter)$/.test(name));
  const some = fc.oneof(
    { weight: 2, arbitrary: oneOf(edits).map((name): Key => ({ type: 'key', name })) },
    { weight: 1, arbitrary: fc.constantFrom('a', 'say ', '世').map((text): Key => ({ type: 'text', text })) },
    { weight: 1, arbitrary: oneOf(pieces).map((text): Key => ({ type: 'paste', text })) },
  );
  const all = fc.property(fc.array(some, { maxLength: 40 }), pressed => {
    const editor = emptyEditor();
    const memory = emptyMemory();
    for (const one of pressed) edit(editor, memory, one, 80);
    const { text } = editor;
    const { submitted = '' } = edit(editor, memory, { type: 'key', name: 'Enter' }, 80);
    const lines = submitted.split('\n');
    expect(lines.filter(line => /^\/(?!\/)/.test(line))).toEqual([]);
    expect(lines.map(line => line.replace(/^\/\//, '/')).join('\n')).toBe(text);
  });
  fc.assert(all, { numRuns: 1000 });
});

test('the input on screen holds prompt and text, each row fits, and the cursor stands in it', () => {
  const prompts = fc.constantFrom('', '> ', 'HP: 世界 > ');
  const all = fc.property(
    keys,
    width,
    prompts,
    fc.integer({ min: 1, max: 5 }),
    (pressed, columns, prompt, height) => {
      const editor = emptyEditor();
      const memory = emptyMemory();
      for (const one of pressed) edit(editor, memory, one, columns, textWidth(prompt));
      const spans = [{ text: prompt, style: '1' }];
      const { rows } = layoutInput(editor, columns, 250, spans);
      const lines = rows.map(row => row.map(span => span.text).join(''));
      expect(lines.join('')).toBe(prompt + editor.text.replaceAll('\n', ''));
      expect(lines.filter(line => textWidth(line) > columns)).toEqual([]);
      const wanted = rowsWanted(editor, columns, 250, spans);
      expect(layoutInput(editor, columns, wanted, spans).rows.concat(rows.slice(wanted))).toEqual(rows);
      expect(rowsWanted(editor, columns, height, spans)).toBe(Math.min(height, wanted));
      // One row less would not do: it has the end of the text, or the cursor behind a row that is full.
      const isFilled = textWidth(lines[wanted - 2] ?? '') === columns || editor.text.endsWith('\n');
      expect((lines[wanted - 1] ?? '') !== '' || wanted === 1 || isFilled).toBe(true);
      const small = layoutInput(editor, columns, height, spans);
      expect(small.rows).toHaveLength(height);
      expect(small.cursor.row).toBeLessThan(height);
      expect(small.cursor.column).toBeLessThan(columns);
      // A click where the cursor stands leaves it there.
      const cursor = offsetAt(editor, columns, height, spans, small.cursor);
      expect(boundaries(editor.text).has(cursor)).toBe(true);
      expect(layoutInput({ ...editor, cursor }, columns, height, spans).cursor).toEqual(small.cursor);
      const top = layoutInput(editor, columns, 250, spans).cursor.row - small.cursor.row;
      expect(small.rows).toEqual(rows.slice(top, top + height));
    },
  );
  fc.assert(all, { numRuns: 200 });
});

test('undo goes back to what there was at each step, and redo forth again', () => {
  const edits = names.split(' ').filter(name => !/^(C-p|C-n|Up|Down|Enter|C-_|M-_)$/.test(name));
  const some = fc.oneof(
    oneOf(edits).map((name): Key => ({ type: 'key', name })),
    oneOf(texts).map((text): Key => ({ type: 'text', text })),
    fc.constantFrom('two\nlines', '/x').map((text): Key => ({ type: 'paste', text })),
  );
  const all = fc.property(fc.array(some, { maxLength: 30 }), pressed => {
    const editor = emptyEditor();
    const memory = emptyMemory();
    const seen = new Set([JSON.stringify(['', []])]);
    const now = () => JSON.stringify([editor.text, editor.pasted]);
    for (const one of pressed) {
      edit(editor, memory, one, 80);
      seen.add(now());
    }
    const end = now();
    const press = (name: string) => edit(editor, memory, { type: 'key', name }, 80);
    for (let i = 0; i < 40; i++) {
      press('C-_');
      expect(seen).toContain(now());
      expect(boundaries(editor.text).has(editor.cursor)).toBe(true);
    }
    expect(now()).toBe(JSON.stringify(['', []]));
    for (let i = 0; i < 40; i++) press('M-_');
    expect(now()).toBe(end);
  });
  fc.assert(all, { numRuns: 300 });
});

test('what is typed goes back by the same steps, however much of it comes at a time', () => {
  const typed = fc.array(oneOf([' ', '  ', 'a', 'word', '\u0301', '\u{1f44d}', ' x ', '\u4e16']), {
    maxLength: 12,
  });
  const all = fc.property(typed, pieces => {
    const whole = emptyEditor();
    const single = emptyEditor();
    const memory = emptyMemory();
    edit(whole, memory, { type: 'text', text: pieces.join('') }, 80);
    for (const text of pieces.join('')) edit(single, memory, { type: 'text', text }, 80);
    for (let i = 0; i < 20; i++) {
      expect(whole).toEqual(single);
      for (const one of [whole, single]) edit(one, memory, { type: 'key', name: 'C-_' }, 80);
    }
  });
  fc.assert(all, { numRuns: 300 });
});
