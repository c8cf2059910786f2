import type { Key, KeysState } from '../../../client/state/terminal.ts';
import {
  armMeta,
  emptyKeys,
  flushKeys,
  pasteSilent,
  pendingEscape,
  readKeys,
} from '../../../client/terminal/keys.ts';
import { pushAll } from '../../../shared/arrays.ts';

function read(text: string): Key[] {
  return readKeys(emptyKeys(), Buffer.from(text));
}

/** Keys as one string: names as they are, text in quotes. */
function names(keys: Key[]): string {
  return keys.map(show).join(' ');
}

function show(key: Key): string {
  if (key.type === 'key') return key.name;
  return key.type === 'mouse' ? `${key.action}@${key.column},${key.row}` : `${key.type}'${key.text}'`;
}

test('characters come as one text', () => {
  expect(read('say grüß 世界👍')).toEqual([{ type: 'text', text: 'say grüß 世界👍' }]);
});

test('a control ends the text before it and is a key', () => {
  expect(names(read('north\rsouth\x7f\t\x12\x00\x1f\x08\n'))).toBe(
    "text'north' Enter text'south' Backspace Tab C-r C-Space C-_ C-h Enter",
  );
});

test.each([
  ['xterm', '\x1b[A\x1b[1;5A\x1b[1;2D\x1b[1;3C\x1b[1;8B', 'Up C-Up S-Left M-Right C-M-S-Down'],
  ['application mode', '\x1bOA\x1bOD\x1bOH\x1bOF', 'Up Left Home End'],
  [
    'editing keys',
    '\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~\x1b[3;5~',
    'Home Insert Delete End PageUp PageDown C-Delete',
  ],
  [
    'function keys',
    '\x1bOP\x1bOS\x1b[15~\x1b[24~\x1b[1;5P\x1b[15;2~\x1b[1;2R',
    'F1 F4 F5 F12 C-F1 S-F5 S-F3',
  ],
  [
    'rxvt',
    '\x1b[7~\x1b[8~\x1b[a\x1bOa\x1b[5$\x1b[5^\x1b[5@\x1b[11~',
    'Home End S-Up C-Up S-PageUp C-PageUp C-S-PageUp F1',
  ],
  ['rxvt with Alt', '\x1b\x1b[A\x1b\x1bOd\x1b\x1b[5~', 'M-Up C-M-Left M-PageUp'],
  ['the Linux console', '\x1b[[A\x1b[[E\x1b[17~', 'F1 F5 F6'],
  ['older terminals', '\x1bO5A\x1bO2P', 'C-Up S-F1'],
  ['back tab', '\x1b[Z', 'S-Tab'],
  [
    'CSI u',
    '\x1b[114;5u\x1b[106;3u\x1b[13;2u\x1b[127;5u\x1b[97;1:3u\x1b[57441u',
    'C-r M-j S-Enter C-Backspace',
  ],
  ['modifyOtherKeys', '\x1b[27;5;114~\x1b[27;6;82~\x1b[27;5;105~\x1b[27;2;13~', 'C-r C-S-r Tab S-Enter'],
])('knows the keys of %s', (_, bytes, expected) => {
  expect(names(read(bytes))).toBe(expected);
});

test('the keypad has keys of its own, in application mode and by the kitty protocol', () => {
  expect(names(read('\x1bOp\x1bOy\x1bOk\x1bOM\x1bOE\x1b[E'))).toBe('KP0 KP9 KP+ KPEnter KPBegin KPBegin');
  expect(names(read('\x1b[57399u\x1b[57408;129u\x1b[57413;5u\x1b[57414u\x1b[57417u\x1b[57427u'))).toBe(
    'KP0 KP9 C-KP+ KPEnter KPLeft KPBegin',
  );
});

test('keys beyond F12 have names, too', () => {
  expect(names(read('\x1b[57376u\x1b[57387;2u\x1b[57388u'))).toBe('F13 S-F24');
});

test('shifted characters in CSI u are text', () => {
  expect(names(read('\x1b[97u\x1b[97;2u\x1b[32;2u\x1b[228u'))).toBe("text'a' text'A' text' ' text'ä'");
});

test('ESC and a character is that character with Alt', () => {
  expect(names(read('\x1bj\x1bé\x1b\x7f\x1b\r\x1b\x01\x1b x'))).toBe(
    "M-j M-é M-Backspace M-Enter C-M-a M-Space text'x'",
  );
});

test('reports, focus events and unknown sequences are swallowed', () => {
  const replies = [
    '\x1b[?62;22c',
    '\x1b[>41;354;0c',
    '\x1b[12;40R',
    '\x1b[I',
    '\x1b[O',
    '\x1b[?2026;2$y',
    '\x1b[0n',
  ];
  const strings = [
    '\x1bP>|xterm(354)\x1b\\',
    '\x1b]11;rgb:0000/0000/0000\x07',
    '\x1b_Gi=1;OK\x1b\\',
    '\x1b^x\x1b\\',
  ];
  const unknown = ['\x1b[99;99z', '\x1b[25~', '\x1bOz', '\x1b[[Z', `\x1b[${'1;'.repeat(500)}m`, '\x1b[201~'];
  expect(names(read([...replies, ...strings, ...unknown, 'x'].join('')))).toBe("text'x'");
});

test('a control or a character inside a sequence is not lost with it', () => {
  expect(names(read('\x1b[1;\rx\x1b]11;rgb\x03\x1b[é\x1bO\x7f\x1b]0;t\x1b[A'))).toBe(
    "Enter text'x' C-c text'é' Backspace Up",
  );
});

test('the SGR mouse counts from 0', () => {
  expect(
    names(
      read('\x1b[<0;1;1M\x1b[<0;10;5m\x1b[<64;3;4M\x1b[<65;300;200M\x1b[<35;2;2M\x1b[<20;1;2M\x1b[<66;1;1M'),
    ),
  ).toBe('press@0,0 release@9,4 wheel-up@2,3 wheel-down@299,199 move@1,1 press@0,1');
});

test('where the wheel is told from the arrow keys it scrolls by rows; elsewhere both are keys', () => {
  const arrows = '\x1bOA\x1bOB\x1b[A\x1b[B\x1b\x1bOA\x1bO5A';
  expect(names(readKeys({ ...emptyKeys(), wheelIsApart: true }, Buffer.from(arrows)))).toBe(
    'wheel-row-up wheel-row-down Up Down M-Up C-Up',
  );
  expect(names(read(arrows))).toBe('Up Down Up Down M-Up C-Up');
});

test('the three-byte mouse of old terminals is no text', () => {
  expect(names(read('\x1b[M !!\x1b[M#""\x1b[M`!!x'))).toBe("press@0,0 release@1,1 wheel-up@0,0 text'x'");
});

test('a paste is one key, whatever is in it', () => {
  expect(read('\x1b[200~north\r\x1b[A\x1b[20\x1b\x1b[201~x')).toEqual([
    { type: 'paste', text: 'north\r\x1b[A\x1b[20\x1b' },
    { type: 'text', text: 'x' },
  ]);
});

test('a paste of a mebibyte, cut into reads, comes whole', () => {
  const state = emptyKeys();
  const text = 'löng '.repeat(200_000);
  const bytes = Buffer.from(`\x1b[200~${text}\x1b[201~`);
  const keys: Key[] = [];
  for (let at = 0; at < bytes.length; at += 4093)
    pushAll(keys, readKeys(state, bytes.subarray(at, at + 4093)));
  expect(keys).toEqual([{ type: 'paste', text }]);
  expect(state).toEqual(emptyKeys());
});

test('a paste beyond 4 MiB goes on in a further one, cut neither in a character nor between CR and LF', () => {
  const limit = 4 * 1024 * 1024;
  const text = `${'x'.repeat(limit - 1)}\r\n${'y'.repeat(limit - 2)}👍`;
  const keys = read(`\x1b[200~${text}\x1b[201~`);
  expect(keys.map(key => (key.type === 'paste' ? key.text.length : 0))).toEqual([limit - 1, limit, 2]);
  expect(keys.map(key => (key.type === 'paste' ? key.text : '')).join('')).toBe(text);
});

test('bytes that are no UTF-8 become U+FFFD, and C1 controls nothing', () => {
  expect(readKeys(emptyKeys(), Uint8Array.of(0x61, 0xe9, 0x62, 0xc2, 0x9b, 0x41, 0xe4, 0xb8, 0x0d))).toEqual([
    { type: 'text', text: 'a\ufffdbA\ufffd' },
    { type: 'key', name: 'Enter' },
  ]);
});

describe('time', () => {
  test.each([
    ['\x1b', 'Escape'],
    ['\x1b[', 'M-['],
    ['\x1bO', 'M-O'],
    ['\x1b]', 'M-]'],
    ['\x1b\x1b', 'M-Escape'],
    ['\x1b]\x1b', 'Escape'],
  ])('decides what a lone %j was', (bytes, name) => {
    const state = emptyKeys();
    expect(readKeys(state, Buffer.from(bytes))).toEqual([]);
    expect(pendingEscape(state)).toBe(true);
    expect(names(flushKeys(state))).toBe(name);
    expect(pendingEscape(state)).toBe(false);
    expect(names(readKeys(state, Buffer.from('j')))).toBe("text'j'");
  });

  test('does not run while a character, a paste or a sequence that nobody types is under way', () => {
    for (const bytes of ['\xc3', '\x1b[200~x', '\x1b[1;5', '\x1b]11;rgb', 'x']) {
      const state = emptyKeys();
      readKeys(state, Buffer.from(bytes, 'latin1'));
      expect(pendingEscape(state)).toBe(false);
      expect(flushKeys(state)).toEqual([]);
    }
  });

  test.each([
    ['\x1b', '[1;5Ax', "C-Up text'x'"],
    ['\x1b', '[A', 'Up'],
    ['\x1b', 'OP', 'F1'],
    ['\x1b[', 'A', 'Up'],
    ['\x1b[', '11~x', "F1 text'x'"],
    ['\x1bO', 'P', 'F1'],
    ['\x1bO', 'Path', "text'Path'"],
    ['\x1b[', 'a', "text'a'"],
  ])('after %j the rest %j of a sequence that comes too late is no text', (start, rest, expected) => {
    const state = emptyKeys();
    readKeys(state, Buffer.from(start));
    flushKeys(state);
    // As after an Escape that nothing wanted.
    if (start === '\x1b') armMeta(state);
    expect(names(readKeys(state, Buffer.from(rest)))).toBe(expected);
    expect(state).toEqual(emptyKeys());
  });

  test('a sequence that comes in three is none the less one', () => {
    for (const [parts, expected] of [
      ['\x1b [ A', 'Escape M-[ Up'],
      ['\x1b O A', 'Escape M-O Up'],
      ['\x1b [ 1;5A', 'Escape M-[ C-Up'],
      ['\x1b [ ?62;1c', 'Escape M-['],
    ] as const) {
      const state = emptyKeys();
      const keys: Key[] = [];
      for (const part of parts.split(' ')) {
        pushAll(keys, readKeys(state, Buffer.from(part)));
        pushAll(keys, flushKeys(state));
        if (part === '\x1b') armMeta(state);
      }
      expect(names(keys)).toBe(expected);
      expect(state).toEqual(emptyKeys());
    }
  });

  test('behind an Escape that was wanted a bracket is a bracket, unless more comes', () => {
    const state = emptyKeys();
    readKeys(state, Buffer.from('\x1b'));
    expect(names(flushKeys(state))).toBe('Escape');
    expect(readKeys(state, Buffer.from('['))).toEqual([]);
    expect(names(flushKeys(state))).toBe("text'['");
    expect(names(readKeys(state, Buffer.from('x')))).toBe("text'x'");
  });

  test.each([
    '[?62;1;4c',
    '[>84;0;0c',
    '[?1u',
    ']11;rgb:00/00/00\x1b\\',
    'P>|tmux 3.4\x1b\\',
    'P1+r\x1b\\',
    '_Gi=1;OK\x1b\\',
  ])('an answer of the terminal whose ESC comes long before %j is no text', rest => {
    const state = emptyKeys();
    readKeys(state, Buffer.from('\x1b'));
    flushKeys(state);
    expect(readKeys(state, Buffer.from(rest))).toEqual([]);
    expect(names(readKeys(state, Buffer.from('x')))).toBe("text'x'");
  });

  test('an Escape that nothing wanted makes the next key a key with Alt', () => {
    const state = emptyKeys();
    armMeta(state);
    expect(names(readKeys(state, Buffer.from('jj')))).toBe("M-j text'j'");
  });
});

describe('a paste without its end mark', () => {
  /** The state inside a paste that has brought these bytes. */
  function pasting(bytes: string): KeysState {
    const state = emptyKeys();
    expect(readKeys(state, Buffer.from(`\x1b[200~${bytes}`))).toEqual([]);
    return state;
  }

  /** Asks so often whether there is more; what the last time brought. */
  function silent(state: KeysState, times: number): Key[] {
    for (let i = 1; i < times; i++) expect(pasteSilent(state)).toEqual([]);
    return pasteSilent(state);
  }

  test('ends after ten silences in a row, and keeps what has come', () => {
    const state = pasting('half\r/quit\r');
    expect(silent(state, 9)).toEqual([]);
    readKeys(state, Buffer.from('more'));
    expect(silent(state, 10)).toEqual([{ type: 'paste', text: 'half\r/quit\rmore', cut: true }]);
    expect(state).toEqual(emptyKeys());
    expect(names(readKeys(state, Buffer.from('look\r')))).toBe("text'look' Enter");
    expect(pasteSilent(state)).toEqual([]);
  });

  test.each([
    ['x\x1b[201', 'x'],
    ['x\x1b', 'x'],
    ['', ''],
  ])('of %j the start of an end mark is no text', (bytes, text) => {
    expect(silent(pasting(bytes), 10)).toEqual([{ type: 'paste', text, cut: true }]);
  });

  test('a character that was cut does not spoil the next key', () => {
    const state = emptyKeys();
    readKeys(state, Buffer.from('\x1b[200~x\xe4\xb8', 'latin1'));
    expect(silent(state, 10)).toEqual([{ type: 'paste', text: 'x\ufffd', cut: true }]);
    expect(names(readKeys(state, Buffer.from('y')))).toBe("text'y'");
  });

  test('an end mark that comes too late is nothing', () => {
    const state = pasting('x');
    silent(state, 10);
    expect(names(readKeys(state, Buffer.from('\x1b[201~y')))).toBe("text'y'");
  });

  test('ends at a Ctrl+C that nothing follows', () => {
    const state = pasting('x\x03');
    expect(pendingEscape(state)).toBe(true);
    expect(flushKeys(state)).toEqual([{ type: 'paste', text: 'x\x03', cut: true }]);
    expect(state).toEqual(emptyKeys());
  });

  test('ends at once at a Ctrl+C after a silence, whatever follows', () => {
    const state = pasting('x');
    silent(state, 1);
    expect(readKeys(state, Buffer.from('\x03look'))).toEqual([
      { type: 'paste', text: 'x', cut: true },
      { type: 'text', text: 'look' },
    ]);
  });

  test('does not end at a Ctrl+C that was pasted', () => {
    const state = pasting('x\x03');
    readKeys(state, Buffer.from('/quit\r'));
    expect(pendingEscape(state)).toBe(false);
    expect(readKeys(state, Buffer.from('\x1b[201~'))).toEqual([{ type: 'paste', text: 'x\x03/quit\r' }]);
  });
});
