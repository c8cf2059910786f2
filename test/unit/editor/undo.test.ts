/** Undo and redo, bracket motion, keys as characters, the ends of the text. */
import { edit, emptyEditor } from '../../../client/editor/editor.ts';
import type { InputMemory } from '../../../client/state/state.ts';
import type { Editor, Key } from '../../../client/state/terminal.ts';
import { playAlpha } from '../../support/play.ts';

let memory: InputMemory;
beforeEach(() => {
  memory = { history: [], unsavedHistory: [], kills: [] };
});

/** `|` marks the cursor. */
function editorWith(marked: string): Editor {
  return { ...emptyEditor(), text: marked.replace('|', ''), cursor: marked.indexOf('|') };
}

const shown = ({ text, cursor }: Editor) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

/** Words are key names; 'quoted' ones are text, "quoted" ones are pasted. */
function press(editor: Editor, keys: string): void {
  for (const word of keys.match(/'[^']*'|"[^"]*"|\S+/g) ?? []) edit(editor, memory, keyOf(word), 40);
}

function keyOf(word: string): Key {
  if (word.startsWith("'")) return { type: 'text', text: word.slice(1, -1) };
  if (word.startsWith('"')) return { type: 'paste', text: word.slice(1, -1) };
  return { type: 'key', name: word };
}

test.each([
  ['what was typed goes by words', '|', "'say hello there' C-_", 'say hello |'],
  ['each of them', '|', "'say hello there' C-_ C-_ C-_ C-_", '|'],
  ['also typed letter by letter', '|', "'s' 'a' 'y' ' ' 'h' 'i' C-_", 'say |'],
  ['what was deleted comes back in one piece', 'abc|d', 'Backspace Backspace Delete C-_', 'abc|d'],
  ['a kill as a whole', 'kill the dragon|', 'C-w C-_', 'kill the dragon|'],
  ['kills one by one', 'kill the dragon|', 'C-w C-w C-_', 'kill the |'],
  ['all that was thrown away', 'one tw|o', 'C-g C-_', 'one two|'],
  ['a paste', 'a|b', `"x y z" C-_`, 'a|b'],
  ['what was put back', 'a b|', 'C-w C-y C-_', 'a |'],
  ['a changed word', '|hello', 'M-u C-_', '|hello'],
  ['redo does it again', '|', "'say hello' C-w C-_ C-_ M-_ M-_", 'say |'],
  ['and ends with what is typed after an undo', '|', "'say hello' C-_ 'no' M-_", 'say no|'],
  ['graphemes stay whole', '|', "'e' '\u0301' 'x' C-_ M-_", 'e\u0301x|'],
  ['nothing to undo', 'a|', 'C-_ M-_', 'a|'],
])('undo: %s', (_, before, keys, after) => {
  const editor = editorWith(before);
  press(editor, keys);
  expect(shown(editor)).toBe(after);
});

test('what was pasted is still no command when it comes back', () => {
  const editor = emptyEditor();
  press(editor, `"/quit" C-u C-_`);
  expect([shown(editor), editor.pasted]).toEqual(['/quit|', [[0, 5]]]);
  press(editor, 'C-_ M-_');
  expect([shown(editor), editor.pasted]).toEqual(['/quit|', [[0, 5]]]);
  expect(edit(editor, memory, { type: 'key', name: 'Enter' }, 40).submitted).toBe('//quit');
});

test('what was entered, and what was hidden, does not come back', () => {
  const editor = emptyEditor();
  press(editor, "'a word' Enter C-_ C-_");
  expect(editor.text).toBe('');
  const secret: Editor = { ...emptyEditor(), masked: true };
  press(secret, "'hunter2' C-w");
  expect(JSON.stringify(secret)).not.toContain('hunter');
  press(secret, 'C-_');
  expect(secret.text).toBe('');
  secret.masked = false;
  press(secret, 'C-_');
  expect(secret.text).toBe('');
});

test('memory is bounded, and the longest input can be had back', () => {
  const editor = emptyEditor();
  press(editor, `"${'x'.repeat(1024 * 1024)}"`);
  for (let i = 0; i < 700; i++) press(editor, "Backspace 'y '");
  press(editor, 'C-g');
  const units = [...(editor.done ?? [])].reduce(
    (sum, { removed, inserted }) => sum + removed.length + inserted.length,
    0,
  );
  expect(units).toBeLessThanOrEqual(2 * 1024 * 1024);
  expect(editor.done!.length).toBeLessThanOrEqual(500);
  press(editor, 'C-_');
  expect(editor.text).toHaveLength(1024 * 1024);
});

test('it goes through a reload', () => {
  const play = playAlpha();
  play.type('say hello there');
  play.press('C-w C-_ C-_');
  play.reload();
  play.press('C-M-_');
  expect(play.terminal.editor.text).toBe('say hello there');
  play.type('\x1f\x1f');
  expect(play.terminal.editor.text).toBe('say ');
});

test.each([
  ['|(a)', '(a|)'],
  ['(a|)', '|(a)'],
  ['f(a(b)[c])|', 'f|(a(b)[c])'],
  ['say| (x (y))', 'say (x (y)|)'],
  ['{[a}|', '|{[a}'],
  ['(a|', '(a|'],
  ['no brackets|', 'no brackets|'],
])('from %s a matching bracket is at %s', (before, after) => {
  const editor = editorWith(before);
  press(editor, 'M--');
  expect(shown(editor)).toBe(after);
});

test('Ctrl+Home and Ctrl+End go to the ends of all lines', () => {
  const editor = editorWith('one\ntw|o\nthree');
  press(editor, 'C-Home');
  expect(shown(editor)).toBe('|one\ntwo\nthree');
  press(editor, 'C-End');
  expect(shown(editor)).toBe('one\ntwo\nthree|');
});

describe('Ctrl+V', () => {
  test('makes a character of the next key, which is shown as a picture and sent as it is', () => {
    const play = playAlpha();
    for (const keys of ['\x16\x1b', '\x16\x03', '\x16\t', '\x16\x12']) {
      play.type(keys);
      play.advance(60);
    }
    play.type('x');
    expect(play.screen().at(-1)).toBe('␛␃␉␒x');
    play.reload();
    play.type('\r');
    expect(play.sent('Alpha').toString('latin1')).toBe('\x1b\x03\t\x12x\r\n');
    expect(play.output().at(-1)).toBe('␛␃␉␒x');
    expect(JSON.stringify(play.frame())).not.toMatch(/\\u00|\\t/);
    expect(play.asked).toEqual([]);
  });

  test('makes text of a /, a line of an Enter, and two keys of one with Esc', () => {
    const play = playAlpha();
    play.type('\x16/quit');
    play.type('\x16\rnext\x16\x1bx');
    play.type('\r');
    expect(play.sent('Alpha').toString('latin1')).toBe('/quit\r\nnext\x1bx\r\n');
  });

  test('says that a key has no character, and does nothing then', () => {
    const play = playAlpha();
    play.press('C-v F1');
    expect(play.output().slice(-2).join(' ')).toBe(
      '% That key stands for no character; nothing was inserted.',
    );
    expect(play.terminal.dialogs).toEqual([]);
    play.press('F1');
    expect(play.terminal.dialogs).toHaveLength(1);
  });

  test('waits through a reload', () => {
    const play = playAlpha();
    play.press('C-v');
    play.reload();
    play.press('C-r');
    expect([play.screen().at(-1), play.asked]).toEqual(['␒', []]);
  });
});

test('of thousands of words that are typed at once as many go back as are kept, and no others are noted', () => {
  const play = playAlpha({ columns: 80 });
  const words = Array.from({ length: 4000 }, (_, n) => `w${n} `);
  play.type('old');
  const summed = jest.spyOn(Array.prototype, 'reduce');
  try {
    play.type(` ${words.join('')}`);
    expect(summed.mock.calls.length).toBeLessThan(1500);
  } finally {
    summed.mockRestore();
  }
  const { editor } = play.terminal;
  expect(editor.text).toBe(`old ${words.join('')}`);
  for (let n = 0; n < 600; n++) play.press('C-_');
  expect(editor.text).toBe(`old ${words.slice(0, 3500).join('')}`);
});
