import type { Keyboard } from '../../../client/state/terminal.ts';
import { legacyKey } from '../../../client/terminal/keyboard/legacy.ts';
import {
  answeredBy,
  keyboardOf,
  keyboardOff,
  keyboardOn,
} from '../../../client/terminal/keyboard/protocol.ts';
import { emptyKeys, readKeys } from '../../../client/terminal/keys.ts';
import { createPlay } from '../../support/play.ts';

describe('which keyboard', () => {
  test.each<[NodeJS.ProcessEnv, Keyboard]>([
    [{ TERM: 'xterm-256color' }, 'asked'],
    [{ TERM: 'xterm-kitty' }, 'asked'],
    [{ TERM: 'alacritty' }, 'asked'],
    [{ TERM: 'foot-extra' }, 'asked'],
    [{ TERM: 'tmux-256color' }, 'modify'],
    [{ TERM: 'screen-256color', TMUX: '/tmp/tmux-0/default,1,0' }, 'modify'],
    [{ TERM: 'screen-256color' }, 'legacy'],
    [{ TERM: 'screen.xterm-256color' }, 'legacy'],
    [{ TERM: 'linux' }, 'legacy'],
    [{ TERM: 'vt100' }, 'legacy'],
    [{ TERM: 'rxvt-unicode-256color' }, 'legacy'],
    [{ TERM: 'st-256color' }, 'legacy'],
    [{ TERM: 'dumb' }, 'legacy'],
    [{}, 'legacy'],
  ])('%j: %s', (env, keyboard) => {
    expect(keyboardOf(env)).toBe(keyboard);
  });

  test('nothing is said to a terminal that is legacy', () => {
    expect(keyboardOn('legacy') + keyboardOff('legacy')).toBe('');
  });

  test.each<[string, string, Keyboard | null]>([
    ['?0', 'u', 'kitty'],
    ['?64;1;2;6;9;15;16;17;18;21;22;28', 'c', 'modify'],
    ['?62;22', 'c', 'legacy'],
    ['?6', 'c', 'legacy'],
    ['?1;2', 'c', 'legacy'],
    ['>41;354;0', 'c', null],
    ['106;3', 'u', null],
  ])('CSI %s %s is the answer %s', (parameters, final, keyboard) => {
    expect(answeredBy(parameters, final)).toBe(keyboard);
  });

  test('the first answer counts, whichever way the bytes are cut, and answers are no keys', () => {
    for (const [answer, keyboard] of [
      ['\x1b[?0u\x1b[?64;1c', 'kitty'],
      ['\x1b[?64;1c', 'modify'],
      ['\x1b[?62;c', 'legacy'],
    ] as const)
      for (let cut = 0; cut <= answer.length; cut++) {
        let state = { ...emptyKeys(), keyboard: 'asked' as Keyboard };
        expect(readKeys(state, Buffer.from(answer.slice(0, cut)))).toEqual([]);
        state = structuredClone(state);
        expect(readKeys(state, Buffer.from(answer.slice(cut)))).toEqual([]);
        expect(state.keyboard).toBe(keyboard);
      }
  });

  test('who was not asked is not believed', () => {
    const state = { ...emptyKeys(), keyboard: 'legacy' as Keyboard };
    readKeys(state, Buffer.from('\x1b[?1u'));
    expect(state.keyboard).toBe('legacy');
  });
});

test.each([
  ['S-Enter', 'Enter'],
  ['C-M-Enter', 'M-Enter'],
  ['C-Tab', 'Tab'],
  ['C-S-Tab', 'S-Tab'],
  ['C-S-r', 'C-r'],
  ['C-M-S-x', 'C-M-x'],
  ['C-/', 'C-_'],
  ['C-2', 'C-Space'],
  ['C-8', 'Backspace'],
  ['C-M-3', 'M-Escape'],
  ['C-Backspace', 'C-h'],
  ['S-Escape', 'Escape'],
  ['KPEnter', 'Enter'],
  ['S-KPEnter', 'Enter'],
  ['KPLeft', 'Left'],
  ['C-KPHome', 'C-Home'],
  ['M-KP8', 'M-8'],
])('%s is %s where fewer keys are told apart', (name, legacy) => {
  expect(legacyKey(name)).toEqual({ type: 'key', name: legacy });
});

test.each([
  ['C-9', '9'],
  ['C-;', ';'],
  ['KP8', '8'],
  ['C-KP+', '+'],
  ['C-ä', 'ä'],
])('%s types %s there', (name, text) => {
  expect(legacyKey(name)).toEqual({ type: 'text', text });
});

test.each([
  'Enter',
  'M-Enter',
  'C-r',
  'C-M-x',
  'Up',
  'C-S-Up',
  'F13',
  'S-Backspace',
  'M-j',
  'KPBegin',
  'S-Tab',
])('%s is what it is', name => {
  expect(legacyKey(name)).toBeNull();
});

describe('in the client', () => {
  const CSI_U = (code: number, modifiers = 1) => Buffer.from(`\x1b[${code};${modifiers}u`);

  test('a keyboard that tells more apart does what another one does', () => {
    const play = createPlay({ worlds: { Alpha: {} }, columns: 80, rows: 24 });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    for (const code of [57407, 97, 57413]) play.input(CSI_U(code));
    expect(play.terminal.editor.text).toBe('8a+');
    // Shift+Enter, then Ctrl+Shift+P.
    play.input(CSI_U(13, 2));
    expect(play.sent('Alpha').toString()).toBe('8a+\r\n');
    play.input(CSI_U(112, 6));
    expect(play.terminal.editor.text).toBe('8a+');
  });

  test('Esc, Esc j and Esc Esc are what they are', () => {
    const play = createPlay({ worlds: { Alpha: {} }, columns: 80, rows: 24 });
    for (const presses of [['\x1b[27u\x1b[27u'], ['\x1b[27;129u', '\x1b[27u']]) {
      for (const bytes of presses) {
        play.input(Buffer.from(bytes));
        play.advance(200);
      }
      expect(play.terminal.dialogs.at(-1)?.kind).toBe('menu');
      play.input(CSI_U(27));
      play.advance(200);
      expect(play.terminal.dialogs).toEqual([]);
    }
    play.input(CSI_U(27));
    play.advance(1000);
    play.type('/');
    expect(play.terminal.line).toMatch(/^command/);
  });

  test('what is bound comes before what it would have been', () => {
    const play = createPlay({
      columns: 80,
      rows: 24,
      settings: { keys: { menu: ['Ctrl+Shift+P', 'KPEnter'] } },
    });
    play.input(CSI_U(112, 6));
    expect(play.terminal.dialogs.at(-1)?.kind).toBe('menu');
  });

  test('/keys says what is pressed', () => {
    const play = createPlay({ columns: 80, rows: 24 });
    play.enter('/keys');
    play.input(CSI_U(112, 6));
    expect(play.screen().join('\n')).toContain('"Ctrl+Shift+P": nothing');
    play.input(CSI_U(57407));
    expect(play.screen().join('\n')).toContain('"KP8": walk-north');
  });

  test('a keyboard that has still to answer does so after a reload', () => {
    const play = createPlay({ columns: 80, rows: 24 });
    play.terminal.keys.keyboard = 'asked';
    play.input(Buffer.from('\x1b[?'));
    play.reload();
    play.input(Buffer.from('0u\x1b[?62c'));
    expect(play.terminal.keys.keyboard).toBe('kitty');
    expect(play.terminal.editor.text).toBe('');
  });
});

describe('the keypad', () => {
  function walking(settings: object) {
    const play = createPlay({ worlds: { Alpha: {} }, columns: 80, rows: 24, settings });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    return play;
  }

  test('types as long as it is not to walk', () => {
    const play = walking({});
    play.press('KP8 KP5 KP+');
    expect(play.terminal.editor.text).toBe('85+');
  });

  test('walks, and leaves the line under way as it is', () => {
    const play = walking({ keypad_walk: true });
    play.type('say 8');
    play.press('KP8 KP2 KP4 KP6');
    play.reload();
    play.press('KP7 KP9 KP1 KP3 KP5 KP+ KP-');
    expect(play.sent('Alpha').toString().trim().split('\r\n')).toEqual(
      'north south west east northwest northeast southwest southeast look down up'.split(' '),
    );
    expect(play.terminal.editor.text).toBe('say 8');
  });

  test('walks with Num Lock off by the kitty protocol, and moves the cursor when it does not walk', () => {
    const play = walking({ keypad_walk: true });
    play.input(CSI(57419));
    expect(play.sent('Alpha').toString()).toBe('north\r\n');
    const other = walking({});
    other.type('ac');
    other.input(CSI(57417));
    other.type('b');
    expect(other.terminal.editor.text).toBe('abc');
  });

  test('types in a dialog and where a password is asked for', () => {
    const play = walking({ keypad_walk: true });
    play.press('F4');
    play.press('KP8');
    expect(play.screen().join('\n')).toContain('Search: 8');
    play.press('Esc');
    play.advance(100);
    play.receive('Alpha', Buffer.from('Password: \xff\xfb\x01', 'latin1'));
    play.advance(1000);
    play.press('KP8 KP9 Enter');
    expect(play.sent('Alpha').toString()).toContain('89\r\n');
  });

  test('other keys can walk, whatever the setting says', () => {
    const play = walking({ keys: { 'walk-north': ['F9'], 'walk-up': ['KP*'] } });
    play.press('F9 KP* KP8');
    expect(play.sent('Alpha').toString()).toBe('north\r\nup\r\n');
    expect(play.terminal.editor.text).toBe('8');
  });

  function CSI(code: number) {
    return Buffer.from(`\x1b[${code}u`);
  }
});
