/** One list of what was entered, seen by world, by prefix, and searched. */
import { addHistory, edit, emptyEditor } from '../../../client/editor/editor.ts';
import { beginFind, findNext, findPattern } from '../../../client/editor/find.ts';
import type { InputMemory } from '../../../client/state/state.ts';
import { createPlay, type Play, type PlayOptions, playAlpha } from '../../support/play.ts';

/** Alpha on screen, and Beta; something was entered in both, and before. */
function playing(options: PlayOptions = {}): Play {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, columns: 60, ...options });
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  Object.assign(play.state, {
    history: ['old', 'cast fire', 'buy bread', 'look', 'kill Dragon', 'look', 'sell bread'],
    historyWorlds: [null, 'Alpha', 'Beta', 'Alpha', 'Alpha', 'Beta', 'Beta'],
  });
  return play;
}

const input = ({ terminal: { editor } }: Play) => editor.text;
const row = (play: Play) => play.screen().at(-1);

/** What stands in the input after each of the keys. */
function through(play: Play, keys: string): string[] {
  return keys.split(' ').map(key => {
    play.press(key);
    return input(play);
  });
}

describe('Up and Down', () => {
  test('go through what was entered in the world on screen, and what is known of no world', () => {
    const play = playing();
    play.type('half');
    expect(through(play, 'Up Up Up Up Up')).toEqual(['kill Dragon', 'look', 'cast fire', 'old', 'old']);
    expect(through(play, 'Down Down Down Down')).toEqual(['cast fire', 'look', 'kill Dragon', 'half']);
  });

  test('in the other world through its own', () => {
    const play = playing();
    play.enter('/worlds Beta');
    expect(through(play, 'Up Up Up')).toEqual(['sell bread', 'look', 'buy bread']);
  });

  test('begin anew from the newest behind what Ctrl+G has thrown away, and keep a draft', () => {
    const play = playing();
    expect(through(play, 'Up Up C-g Up')).toEqual(['kill Dragon', 'look', '', 'kill Dragon']);
    const other = playing();
    other.type('half');
    expect(through(other, 'Up C-g Down')).toEqual(['kill Dragon', '', 'half']);
  });

  test('through all by the setting, as Ctrl+P and Ctrl+N do by themselves', () => {
    const all = ['sell bread', 'look', 'kill Dragon', 'look', 'buy bread', 'cast fire', 'old'];
    expect(through(playing({ settings: { history: 'common' } }), 'Up Up Up Up Up Up Up')).toEqual(all);
    const play = playing();
    expect(through(play, 'C-p C-p C-p C-p C-p C-p C-p')).toEqual(all);
    expect(through(play, 'C-n C-n Down Down')).toEqual(['cast fire', 'buy bread', 'look', 'kill Dragon']);
  });

  test('what is entered is its world\u2019s, the console\u2019s included, and is saved so', () => {
    const play = createPlay({ worlds: { Alpha: {}, Beta: {} } });
    play.enter('/version');
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    play.enter('look');
    play.enter('/worlds Beta');
    play.enter('look');
    play.enter('look');
    expect(play.state.historyWorlds).toEqual(['', '', 'Alpha', 'Alpha', 'Beta']);
    expect(play.disk.history).toEqual(['/version', '/worlds Alpha', 'look', '/worlds Beta', 'look']);
    play.enter('/worlds Alpha');
    expect(through(play, 'Up Up Up')).toEqual(['/worlds Beta', 'look', 'look']);
    play.reload();
    expect(through(play, 'Down')).toEqual(['/worlds Beta']);
  });

  test('a build before may have added entries that are of no world', () => {
    const play = playing();
    play.state.history.push('by another build');
    expect(through(play, 'Up Up')).toEqual(['by another build', 'sell bread']);
    play.enter('');
    play.enter('look');
    expect(play.state.historyWorlds).toEqual([...Array(8).fill(null), 'Alpha', 'Alpha']);
  });

  test('undo brings back what was written before', () => {
    const play = playing();
    play.type('half');
    play.press('Up C-_');
    expect(input(play)).toBe('half');
  });
});

describe('Esc p and Esc n', () => {
  test('find what begins like the input up to the cursor', () => {
    const play = playing({ settings: { history: 'common' } });
    play.type('l');
    expect(through(play, 'M-p M-p M-n')).toEqual(['look', 'look', 'l']);
    play.press('C-u');
    play.type('b');
    expect(through(play, 'M-p M-p')).toEqual(['buy bread', 'buy bread']);
    expect(through(play, 'M-n')).toEqual(['b']);
  });

  test('in the history of the world, through a reload', () => {
    const play = playing();
    play.type('c');
    expect(through(play, 'M-p')).toEqual(['cast fire']);
    play.reload();
    expect(through(play, 'M-n')).toEqual(['c']);
    play.type('ast water');
    expect(through(play, 'Left M-p')).toEqual(['cast water', 'cast water']);
    play.press('M-b');
    expect(through(play, 'M-p')).toEqual(['cast fire']);
  });
});

describe('Esc r', () => {
  test('shows pattern and match, goes to older and newer ones, and takes what is found without sending it', () => {
    const play = playing();
    play.type('half');
    play.press('M-r');
    expect(row(play)).toBe('% History: half');
    play.type('BR');
    expect(row(play)).toBe('% History "BR": sell bread');
    play.press('M-r');
    expect(row(play)).toBe('% History "BR": buy bread');
    expect(play.frame().cursor?.column).toBe('% History "BR": buy '.length);
    play.press('Up');
    expect(row(play)).toBe('% History "BR", no other: buy bread');
    play.press('Down');
    expect(row(play)).toBe('% History "BR": sell bread');
    play.press('Enter');
    expect([row(play), play.sent('Alpha').length]).toEqual(['sell bread', 0]);
    expect(through(play, 'Down')).toEqual(['half']);
  });

  test.each(['Esc', 'C-g', 'C-c', 'Esc Esc'])('%s brings back what was typed, with its cursor', key => {
    const play = playing();
    play.type('half');
    play.press('Left M-r');
    play.type('look');
    play.press(key);
    play.advance(60);
    expect([row(play), play.terminal.editor.cursor]).toEqual(['half', 3]);
    expect([play.terminal.dialogs, play.terminal.interruptedAt]).toEqual([[], 0]);
    play.type('x');
    expect(input(play)).toBe('halxf');
  });

  test('a longer pattern goes on from where one is, a shorter one from the newest', () => {
    const play = playing();
    play.press('M-r');
    play.type('lo');
    play.press('M-r');
    expect(row(play)).toBe('% History "lo", no other: look');
    play.press('Backspace');
    expect(row(play)).toBe('% History "l": sell bread');
    play.type('xyz');
    expect(row(play)).toBe('% History "lxyz", no other: sell bread');
    play.press('Backspace Backspace Backspace Backspace');
    expect(row(play)).toBe('% History:');
  });

  test('any other key takes what is found and does what it does; the output is moved meanwhile', () => {
    const play = playing();
    play.press('M-r');
    play.type('dragon');
    play.press('F2');
    expect(row(play)).toBe('% History "dragon": kill Dragon');
    play.press('C-a');
    play.type('x');
    expect(row(play)).toBe('xkill Dragon');
    play.press('C-_ C-_');
    expect(row(play)).toBe('');
  });

  test('a reload changes nothing of it', () => {
    const play = playing();
    play.type('half');
    play.press('M-r');
    play.type('br');
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
    play.press('M-r');
    play.reload();
    expect(row(play)).toBe('% History "br": buy bread');
    play.press('Esc');
    play.advance(60);
    expect(row(play)).toBe('half');
  });

  test('is not begun where input is hidden, and opens no menu at a command that is found', () => {
    const play = playAlpha({ columns: 60 });
    play.enter('/version');
    play.receive('Alpha', Buffer.of(255, 251, 1));
    play.type('hunter2');
    play.press('M-r');
    expect(row(play)).toBe('*******');
    play.receive('Alpha', Buffer.of(255, 252, 1));
    play.press('M-r');
    play.type('vers');
    expect([row(play), play.terminal.choices]).toEqual(['% History "vers": /version', null]);
  });

  test('on a screen of 20 columns all of it is there, in rows', () => {
    const play = playing({ columns: 20, rows: 6 });
    play.press('M-r');
    play.type('dragon');
    expect(play.screen().slice(-2)).toEqual(['% History "dragon":', 'kill Dragon']);
  });
});

test('among very many entries each key looks at each entry once at most', () => {
  const history = Array.from({ length: 10_000 }, (_, at) => `entry ${at}`);
  let looks = 0;
  const counted = new Proxy(history, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
      return Reflect.get(target, key);
    },
  });
  const memory: InputMemory = { history: counted, unsavedHistory: [], kills: [] };
  const editor = emptyEditor();
  const press = (name: string) => edit(editor, memory, { type: 'key', name }, 80, 0, 'Alpha');
  beginFind(editor);
  for (const step of [
    () => findPattern(editor, memory, 'Entry 0'),
    () => findNext(editor, memory, -1),
    () => findPattern(editor, memory, 'none'),
    () => press('M-p'),
    () => press('Up'),
  ]) {
    looks = 0;
    step();
    expect(looks).toBeLessThanOrEqual(30_000);
  }
});

test('of a full list the oldest goes before the new one comes: it never grows', () => {
  const lengths: number[] = [];
  const list = (entries: string[]) =>
    new Proxy(entries, {
      set(target, key, value) {
        const done = Reflect.set(target, key, value);
        lengths.push(target.length);
        return done;
      },
    });
  const memory = {
    history: list(['a', 'b', 'c']),
    historyWorlds: ['', '', ''],
    unsavedHistory: [],
    kills: [],
  };
  addHistory(emptyEditor(), memory, 'd', '', 3);
  expect([memory.history, memory.historyWorlds]).toEqual([
    ['b', 'c', 'd'],
    ['', '', ''],
  ]);
  expect(lengths.every(length => length <= 3)).toBe(true);
});
