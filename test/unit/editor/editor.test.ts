import {
  addHistory,
  edit,
  emptyEditor,
  insertText,
  layoutInput,
  replaceBefore,
  setText,
} from '../../../client/editor/editor.ts';
import type { InputMemory } from '../../../client/state/state.ts';
import type { Editor, Key } from '../../../client/state/terminal.ts';

/** `|` marks the cursor. */
function editorWith(marked: string): Editor {
  const cursor = marked.indexOf('|');
  return { ...emptyEditor(), text: marked.replace('|', ''), cursor };
}

/** What all input lines share. */
let memory: InputMemory;

beforeEach(() => {
  memory = { history: [], unsavedHistory: [], kills: [] };
});

function shown({ text, cursor }: Editor): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

/** Words are key names; 'quoted' ones are text. */
function press(editor: Editor, keys: string, width = 20): void {
  for (const name of keys.match(/'[^']*'|\S+/g) ?? []) edit(editor, memory, keyOf(name), width);
}

function keyOf(name: string): Key {
  return name.startsWith("'") ? { type: 'text', text: name.slice(1, -1) } : { type: 'key', name };
}

test.each([
  ['|', "'north'", 'north|'],
  ['no|th', "'r'", 'nor|th'],
  ['say hello| you', 'C-a', '|say hello you'],
  ['say| hello', 'C-e', 'say hello|'],
  ['say| hello', 'C-b C-b C-f', 'sa|y hello'],
  ['👍🏽👨‍👩‍👧é|', 'Left Left', '👍🏽|👨‍👩‍👧é'],
  ['|👍🏽👨‍👩‍👧é', 'Right Right', '👍🏽👨‍👩‍👧|é'],
  ['a👨‍👩‍👧|b', 'Backspace', 'a|b'],
  ['a|👨‍👩‍👧b', 'Delete', 'a|b'],
  ['ab|c', 'C-h C-d', 'a|'],
  ['|', 'Backspace C-d C-k C-u C-w M-d M-Backspace C-t C-y M-y M-c', '|'],
  ['get the-red_apple| now', 'M-b', 'get the-|red_apple now'],
  ['get| the-red now', 'M-f M-f', 'get the-red| now'],
  ['grüße ми|р', 'C-Left C-Left', '|grüße мир'],
  ['get all| from bag', 'C-k', 'get all|'],
  ['get all| from bag', 'C-u', '| from bag'],
  ['get the-red| x', 'C-w', 'get | x'],
  ['get the-red| x', 'M-Backspace', 'get the-| x'],
  ['get| the-red', 'M-d', 'get|-red'],
  ['te|h', 'C-t', 'the|'],
  ['teh|', 'C-t', 'the|'],
  ['世|界x', 'C-t', '界世|x'],
  ['|get GOLD coin', 'M-c M-l M-u', 'Get gold COIN|'],
  ['one\ntw|o\nthree', 'C-a C-k', 'one\n|\nthree'],
  ['one\n|\nthree', 'C-k', 'one\n|three'],
  ['one\n|three', 'C-u', 'one|three'],
  ['one\ntw|o\nthree', 'End', 'one\ntwo|\nthree'],
  ['🇩🇪|🇫🇷', "'🇫'", '🇩🇪🇫🇫|🇷'],
])('%j, then %s, gives %j', (before, keys, after) => {
  const editor = editorWith(before);
  press(editor, keys);
  expect(shown(editor)).toBe(after);
});

describe('killing and yanking', () => {
  test('kills in a row make one entry, in the order of the text', () => {
    const editor = editorWith('one two |three four');
    press(editor, 'M-d M-d C-w C-w C-y');
    expect(shown(editor)).toBe('one two three four|');
    expect(memory.kills).toEqual([{ text: 'one two three four', pasted: [] }]);
  });

  test('a key in between starts a new entry, and M-y goes back through them and around', () => {
    const editor = editorWith('one two three|');
    press(editor, 'C-w Left Right C-w Left Right C-w C-y');
    expect(shown(editor)).toBe('one |');
    press(editor, 'M-y');
    expect(shown(editor)).toBe('two |');
    press(editor, 'M-y M-y');
    expect(shown(editor)).toBe('one |');
  });

  test('M-y without a yank before it does nothing', () => {
    const editor = editorWith('one|');
    press(editor, "C-w C-y 'x' M-y");
    expect(shown(editor)).toBe('onex|');
  });

  test('C-g throws all lines away, wherever the cursor is, and C-y puts them back with their marks', () => {
    const editor = editorWith('typed |');
    const text = Array.from({ length: 200 }, (_, line) => `/line ${line}`).join('\n');
    edit(editor, memory, { type: 'paste', text }, 20);
    const before = structuredClone(editor);
    press(editor, 'Up C-a C-g');
    expect([editor.text, editor.pasted]).toEqual(['', []]);
    press(editor, 'C-y');
    expect([editor.text, editor.pasted]).toEqual([before.text, before.pasted]);
    const secret = { ...editorWith('sec|ret'), masked: true };
    press(secret, 'C-g C-y C-g');
    expect([secret.text, JSON.stringify(memory.kills).includes('secret')]).toEqual(['', false]);
  });

  test('a password does not enter the ring', () => {
    const editor = { ...editorWith('secret|'), masked: true };
    press(editor, 'C-u');
    expect([editor.text, memory.kills]).toEqual(['', []]);
  });

  test('the ring keeps 32 entries and 2 MiB', () => {
    const editor = emptyEditor();
    for (let i = 0; i < 40; i++) press(editor, `'${i}' C-u Left`);
    expect(memory.kills).toHaveLength(32);
    expect(memory.kills.at(-1)?.text).toBe('39');
    for (let i = 0; i < 3; i++) {
      setText(editor, 'x'.repeat(1024 * 1024));
      press(editor, 'C-u Left');
    }
    expect(memory.kills).toHaveLength(2);
  });
});

describe('Enter', () => {
  test('gives out the text and leaves the editor empty', () => {
    const editor = editorWith('nor|th');
    expect(edit(editor, memory, { type: 'key', name: 'Enter' }, 20)).toEqual({
      handled: true,
      submitted: 'north',
    });
    expect(editor).toEqual(emptyEditor());
    expect(memory.history).toEqual(['north']);
  });

  test('remembers neither passwords nor blanks nor the same twice', () => {
    const editor = emptyEditor();
    press(editor, "'look' Enter 'look' Enter ' ' Enter Enter 'north' Enter");
    editor.masked = true;
    press(editor, "'secret' Enter");
    expect(memory.history).toEqual(['look', 'north']);
  });
});

describe('history', () => {
  test('C-p and C-n go through it and come back to what was being written', () => {
    const editor = editorWith('dra|ft');
    memory.history = ['one', 'two'];
    press(editor, 'C-p');
    expect(shown(editor)).toBe('two|');
    press(editor, 'C-p C-p');
    expect(shown(editor)).toBe('one|');
    press(editor, 'C-n C-n C-n');
    expect(shown(editor)).toBe('draft|');
  });

  test('Up and Down move between rows and reach it at the edge', () => {
    const editor = editorWith('first\nsec|ond');
    memory.history = ['old'];
    press(editor, 'Up');
    expect(shown(editor)).toBe('fir|st\nsecond');
    press(editor, 'Up');
    expect(shown(editor)).toBe('old|');
    press(editor, 'Down');
    expect(shown(editor)).toBe('first\nsecond|');
  });

  test('is out of reach for a password', () => {
    const editor = { ...editorWith('sec|ret'), masked: true };
    memory.history = ['old'];
    press(editor, 'Up C-p Down C-n');
    expect(shown(editor)).toBe('sec|ret');
  });

  test('is bounded in entries and in size', () => {
    const editor = emptyEditor();
    for (let i = 0; i < 5100; i++) addHistory(editor, memory, `line ${i}`);
    expect(memory.history).toHaveLength(5000);
    addHistory(editor, memory, 'x'.repeat(9000));
    expect(memory.history.at(-1)).toBe('line 5099');
    for (let i = 0; i < 200; i++) addHistory(editor, memory, `${i}`.padEnd(8000));
    expect(memory.history.length).toBe(131);
  });
});

describe('Up and Down', () => {
  test('keep the column over shorter rows', () => {
    const editor = editorWith('a long line\nx\nanother lo|ng');
    press(editor, 'Up');
    expect(shown(editor)).toBe('a long line\nx|\nanother long');
    press(editor, 'Up');
    expect(shown(editor)).toBe('a long lin|e\nx\nanother long');
    press(editor, 'Down Down');
    expect(shown(editor)).toBe('a long line\nx\nanother lo|ng');
  });

  test('go by the rows on screen, with the prompt counted', () => {
    const editor = editorWith('abcdefghijklm|n');
    edit(editor, memory, { type: 'key', name: 'Up' }, 10, 4);
    expect(shown(editor)).toBe('abc|defghijklmn');
    edit(editor, memory, { type: 'key', name: 'Down' }, 10, 4);
    expect(shown(editor)).toBe('abcdefghijklm|n');
  });

  test('stay in the row they aim at', () => {
    const editor = editorWith('世界世界\nabc|');
    press(editor, 'Up', 4);
    expect(shown(editor)).toBe('世界世界|\nabc');
    press(editor, 'Up', 4);
    expect(shown(editor)).toBe('世界世|界\nabc');
    press(editor, 'Up', 4);
    expect(shown(editor)).toBe('世|界世界\nabc');
  });
});

describe('pasted and inserted text', () => {
  test('keeps its line breaks and loses its controls', () => {
    const editor = editorWith('say |');
    const result = edit(editor, memory, { type: 'paste', text: 'a\r\nb\rc\td\x1b[31m\x07\x9be' }, 20);
    expect(result).toEqual({ handled: true });
    expect(shown(editor)).toBe('say a\nb\nc    d[31me|');
  });

  test('is cut where the input is full, and says by how much', () => {
    const editor = emptyEditor();
    setText(editor, 'x'.repeat(1024 * 1024 - 3));
    expect(edit(editor, memory, { type: 'paste', text: 'ab👍cd' }, 20)).toEqual({
      handled: true,
      refused: 4,
    });
    expect(editor.text.length).toBe(1024 * 1024 - 1);
    expect(insertText(editor, 'ef')).toBe(1);
  });

  test('replaces the word before the cursor for completion', () => {
    const editor = editorWith('/conn| now');
    replaceBefore(editor, 0, '/connect');
    expect(shown(editor)).toBe('/connect| now');
  });

  // Four thousand keys: with a loop over the text for each it would not come to an end.
  test('typing into a hundred kilobytes stays quick', () => {
    const editor = emptyEditor();
    insertText(editor, 'ab 世é'.repeat(20_000));
    editor.cursor = 50_000;
    const before = shown(editor);
    for (let i = 0; i < 1000; i++) press(editor, "'x' Left Right Backspace", 80);
    expect(shown(editor)).toBe(before);
  });
});

test('other keys are left to the application', () => {
  const editor = editorWith('x|');
  for (const name of ['C-r', 'F1', 'PageUp', 'Tab', 'Escape', 'M-j', 'constructor']) {
    expect(edit(editor, memory, { type: 'key', name }, 20)).toEqual({ handled: false });
  }
  expect(edit(editor, memory, { type: 'mouse', action: 'press', column: 0, row: 0 }, 20)).toEqual({
    handled: false,
  });
  expect(editor).toEqual(editorWith('x|'));
});

describe('layoutInput', () => {
  const prompt = [{ text: 'HP> ', style: '1;32' }];

  /** Rows as text, with the cursor marked. */
  function rowsOf(editor: Editor, width: number, height: number, spans = prompt): string[] {
    const { rows, cursor } = layoutInput(editor, width, height, spans);
    const texts = rows.map(row => row.map(span => span.text).join(''));
    const line = texts[cursor.row]!.padEnd(cursor.column);
    texts[cursor.row] = `${line.slice(0, cursor.column)}|${line.slice(cursor.column)}`;
    return texts;
  }

  test('puts the text behind the prompt and keeps the styles', () => {
    expect(layoutInput(editorWith('look|'), 20, 2, prompt)).toEqual({
      rows: [[...prompt, { text: 'look', style: '' }], []],
      cursor: { column: 8, row: 0 },
    });
  });

  test('cuts by cell and never through a wide character', () => {
    expect(rowsOf(editorWith('abcdefg|'), 6, 3)).toEqual(['HP> ab', 'cdefg|', '']);
    const editor = editorWith('a世界|');
    const { rows, cursor } = layoutInput(editor, 6, 2, prompt);
    expect(rows.map(row => row.map(span => span.text).join(''))).toEqual(['HP> a', '世界']);
    expect(cursor).toEqual({ column: 4, row: 1 });
  });

  test('gives the cursor a row of its own behind a full one', () => {
    expect(rowsOf(editorWith('ab|'), 6, 2)).toEqual(['HP> ab', '|']);
    expect(rowsOf(editorWith('a世|'), 6, 2, [{ text: 'x> ', style: '' }])).toEqual(['x> a世', '|']);
  });

  test('wraps a prompt that is longer than a row', () => {
    expect(
      rowsOf(editorWith('abc|'), 5, 3, [
        { text: 'a long', style: '' },
        { text: ' one', style: '1' },
      ]),
    ).toEqual(['a lon', 'g one', 'abc|']);
    expect(rowsOf(editorWith('abc|'), 4, 2, [{ text: 'prompt', style: '' }])).toEqual(['ptab', 'c|']);
  });

  test('shows the rows around the cursor, one below it', () => {
    const text = 'one\ntwo\nthree\nfour\nfive\nsix';
    expect(rowsOf(editorWith(`${text}|`), 10, 3, [])).toEqual(['four', 'five', 'six|']);
    expect(rowsOf(editorWith(text.replace('three', 'th|ree')), 10, 3, [])).toEqual(['two', 'th|ree', 'four']);
    expect(rowsOf(editorWith(text.replace('one', '|one')), 10, 3, [])).toEqual(['|one', 'two', 'three']);
    expect(rowsOf(editorWith(text.replace('two', 't|wo')), 10, 1, [])).toEqual(['t|wo']);
  });

  test('shows a password as stars', () => {
    expect(rowsOf({ ...editorWith('sé👍|x'), masked: true }, 20, 1)).toEqual(['HP> ***|*']);
  });
});
