import { emptyStream, partial } from '../../../../client/stream/stream.ts';
import { feed, GA, IAC, lines, stateAfter, values } from '../helpers.ts';

const text = (stream: string) => lines(values(Buffer.from(`${stream}\n`)));

describe('colours', () => {
  test('become runs of the line', () => {
    expect(values('You \x1b[1;31mbleed\x1b[0m badly.\r\n')).toEqual([
      {
        type: 'line',
        text: 'You bleed badly.',
        runs: [
          { at: 4, style: '1;31' },
          { at: 9, style: '' },
        ],
      },
    ]);
  });

  test('last until they are changed, over line ends too', () => {
    expect(values('\x1b[32mone\r\ntwo\r\n')).toEqual([
      { type: 'line', text: 'one', runs: [{ at: 0, style: '32' }] },
      { type: 'line', text: 'two', runs: [{ at: 0, style: '32' }] },
    ]);
  });

  test('that colour nothing leave no run', () => {
    expect(values('\x1b[31m\x1b[32m\x1b[mplain\x1b[31m\r\n')).toEqual([
      { type: 'line', text: 'plain', runs: [] },
    ]);
  });

  test('the 8-bit CSI counts, as U+009B in UTF-8 and as a byte in ISO-8859-2', () => {
    expect(values('\xc2\x9b31mred\n')).toEqual([
      { type: 'line', text: 'red', runs: [{ at: 0, style: '31' }] },
    ]);
  });

  test('private and overlong SGR sequences change nothing', () => {
    expect(values(`\x1b[>4;2m\x1b[?1m\x1b[${'1;'.repeat(200)}1mplain\n`)).toEqual([
      { type: 'line', text: 'plain', runs: [] },
    ]);
  });
});

describe('hyperlinks', () => {
  const link = (uri: string) => values(`\x1b]8;id=1;${uri}\x1b\\here\x1b]8;;\x07 there\n`);

  test('become links of the runs', () => {
    expect(link('https://example.org/?a;b')).toEqual([
      {
        type: 'line',
        text: 'here there',
        runs: [
          { at: 0, style: '', link: 'https://example.org/?a;b' },
          { at: 4, style: '' },
        ],
      },
    ]);
  });

  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ssh://host',
    ' https://x',
    'https://x/\u00e9',
    `https://${'x'.repeat(5000)}`,
  ])('%.30s is no link', uri => {
    expect(link(uri)).toEqual([{ type: 'line', text: 'here there', runs: [] }]);
  });
});

describe('everything else is swallowed', () => {
  test.each([
    ['a cursor movement', 'a\x1b[5;10Hb'],
    ['the alternate screen', 'a\x1b[?1049hb'],
    ['a status request', 'a\x1b[6nb'],
    ['device attributes', 'a\x1b[cb\x1b[>c'],
    ['a window title', 'a\x1b]0;owned\x07b'],
    ['a window title ended by ST', 'a\x1b]2;owned\x1b\\b'],
    ['the clipboard', 'a\x1b]52;c;b3duZWQ=\x07b'],
    ['DECRQSS', 'a\x1bP$q"p\x1b\\b'],
    ['an application string', 'a\x1b_Gf=100;AAAA\x1b\\b'],
    ['a privacy message', 'a\x1b^x\x1b\\b'],
    ['a start of string', 'a\x1bXx\x1b\\b'],
    ['a character set', 'a\x1b(0b\x1b#8'],
    ['a keypad mode', 'a\x1b=b\x1b>'],
    ['an MXP line mode', 'a\x1b[1zb'],
    ['shift out and in', 'a\x0eb\x0f'],
    ['a string in 8-bit controls', 'a\u0090x\u009cb'],
    ['a title in 8-bit controls', 'a\u009d0;x\u009cb'],
    ['bidi controls', 'a\u202e\u2066\u200fb\u061c'],
    ['separators and byte order marks', 'a\u2028\u2029\ufeffb'],
  ])('%s', (_name, stream) => {
    expect(text(stream)).toEqual(['ab']);
  });

  test('a cancelled sequence, and one that is broken off by another', () => {
    expect(text('a\x1b[31\x18b')).toEqual(['ab']);
    expect(text('a\x1b]0;x\x1ab')).toEqual(['ab']);
    expect(text('a\x1b[31\x1b[0mb')).toEqual(['ab']);
    expect(text('a\x1b]0;x\x1b[0mb')).toEqual(['ab']);
  });

  test('a torn sequence costs no text beyond its line', () => {
    expect(text('a\x1b[31\r\nb')).toEqual(['a', 'b']);
    expect(text('a\x1b]0;title without end\r\nb')).toEqual(['a', 'b']);
  });

  test('an endless string ends after 64 KiB, in bounded memory', () => {
    const state = stateAfter('\x1bP');
    feed(state, 'x'.repeat(70_000));
    expect(state.ansi.mode).toBe('ground');
    expect(partial(state).text.length).toBe(70_000 - 65_536);
    const osc = stateAfter('\x1b]8;;');
    feed(osc, 'x'.repeat(60_000));
    expect(osc.ansi.collected.length).toBeLessThanOrEqual(4096);
    const csi = stateAfter('\x1b[');
    feed(csi, '1'.repeat(60_000));
    expect(csi.ansi.collected.length).toBeLessThanOrEqual(256);
  });
});

describe('control characters as MUDs use them', () => {
  test.each([
    ['CR LF', 'a\r\nb\r\n'],
    ['LF CR', 'a\n\rb\n\r'],
    ['LF', 'a\nb\n'],
    ['CR CR LF', 'a\r\r\nb\r\r\n'],
    ['CR NUL LF', 'a\r\0\nb\r\0\n'],
    ['CR NUL CR LF', 'a\r\0\r\nb\r\0\r\n'],
    ['CR NUL CR NUL CR LF', 'a\r\0\r\0\r\nb\r\0\r\0\r\n'],
    ['CR NUL CR CR NUL NUL LF', 'a\r\0\r\r\0\0\nb\r\0\r\r\0\0\n'],
    ['NEL', 'a\u0085b\x1bE'],
  ])('%s ends a line', (_name, stream) => {
    expect(lines(values(Buffer.from(stream)))).toEqual(['a', 'b']);
  });

  test('empty lines are lines', () => {
    expect(lines(values('a\n\r\n\r\n\rb\n'))).toEqual(['a', '', '', 'b']);
    expect(lines(values('a\r\n\r\nb\r\n'))).toEqual(['a', '', 'b']);
  });

  test('a lone CR starts the line again', () => {
    expect(lines(values('10%\r50%\r100%\r\n'))).toEqual(['100%']);
    expect(lines(values('a\r\x1b[0m\r\n'))).toEqual(['a']);
    expect(lines(values('> \r\x1b[K\x1b[1mBob\r\n'))).toEqual(['Bob']);
  });

  test('CR NUL starts the line again as well', () => {
    const stream = 'one\r\0\r\ntwo\r\0\r\nthree\r\0THREE\r\n10%\r\x0020%\r\0done\r\n';
    expect(lines(values(stream))).toEqual(['one', 'two', 'THREE', 'done']);
    expect(lines(values('\r\0tui> qu\x1b[0K\r\0\x1b[7C', '\r\0tui> quit\x1b[0K\r\0', '\r\n'))).toEqual([
      'tui> quit',
    ]);
    expect(lines(values('a\n\rb\n\r\0c\n\r'))).toEqual(['a', 'b', 'c']);
  });

  test('text before a lone CR stays until something follows', () => {
    const state = stateAfter('10%\r');
    expect(partial(state).text).toBe('10%');
    feed(state, '5');
    expect(partial(state).text).toBe('5');
  });

  test('backspace takes a character off, with its style', () => {
    expect(values('ab\x1b[31mc\bd\b\b\x08x\n')).toEqual([
      { type: 'line', text: 'x', runs: [{ at: 0, style: '31' }] },
    ]);
    expect(text('😀\b\bx')).toEqual(['x']);
    expect(text('ab\x1b[31mc\b\x1b[0md')).toEqual(['abd']);
  });

  test('tab goes to the next of every eight columns', () => {
    expect(text('a\tb\t\tc')).toEqual(['a       b               c']);
    expect(text('ab\r\tc')).toEqual(['ab      c']);
    expect(text('ab\x1b[3C\tc')).toEqual(['ab      c']);
  });

  test.each([
    ['世界\tx', '世界    x'],
    ['é\tx', 'é       x'],
    ['e\u0301\tx', 'e\u0301       x'],
    ['👨‍👩‍👧\tx', '👨‍👩‍👧      x'],
    ['Straße\t世\tx', 'Straße  世      x'],
  ])('a tab counts cells: %j', (sent, shown) => {
    expect(text(sent)).toEqual([shown]);
  });

  test.each([
    ['on by columns', 'a\x1b[5Cb\x1b[3Cc', 'a     b   c'],
    ['to a column', 'Name\x1b[10GAnn\x1b[20`HP', 'Name     Ann       HP'],
    ['to a column behind what takes two cells', '世界\x1b[7GAnn', '世界  Ann'],
    ['back to a column', 'abcdef\x1b[3Gx', 'abcdefx'],
    ['by one column, over what stands there', 'ab\x1b[Cc\x1b[1Cd', 'abcd'],
    ['behind a carriage return', 'tui> qu\r\x1b[7C', 'tui> qu'],
    ['behind a carriage return, and text replaces what stands from there on', 'abcd\r\x1b[2Cx', 'abx'],
    ['to a column behind a carriage return', 'abcd\r\0\x1b[4Gx', 'abcx'],
    ['behind a carriage return by one column, and by one', 'abcd\r\x1b[C\x1b[1Cx', 'abx'],
    ['behind a carriage return beyond the text', 'ab\r\x1b[5Cx', 'ab   x'],
    ['into the middle of what takes two cells', '世界\r\x1b[3Cx', '世 x'],
    ['behind a carriage return, and the rest is erased', 'abcd\r\x1b[2C\x1b[K', 'ab'],
    ['behind a carriage return, back, and on', 'abcd\r\x1b[3C\bx', 'abx'],
    ['nowhere by a backspace behind a carriage return', 'abcd\r\b', 'abcd'],
    ['to the first column, which is a carriage return', 'abcd\x1b[1Gx\x1b[Gy', 'y'],
    ['on, and a carriage return takes that back', 'ab\x1b[5C\rx', 'x'],
    ['on, and writes nothing', 'ab\x1b[5C', 'ab'],
    ['on twice, and by one', 'ab\x1b[5C\x1b[2C\x1b[Cx', 'ab        x'],
    ['on, and back by backspaces as far as the text', 'ab\x1b[2C\b\bx', 'abx'],
    ['on, in a line that is erased', 'ab\x1b[5C\x1b[2Kx', 'x'],
    ['on, and nothing is left of it in the next line', 'ab\x1b[5C\nx', 'ab\nx'],
    ['further than any screen is wide', 'a\x1b[999Cb\x1b[300Gc', 'abc'],
    ['by more than one number', 'a\x1b[5;5Cb', 'ab'],
    ['privately', 'a\x1b[?5Cb', 'ab'],
  ])('the cursor moves %s', (_, sent, shown) => {
    expect(text(sent)).toEqual(shown.split('\n'));
  });

  test('a cursor that was moved is in the state: cut anywhere, a stream leads to the same', () => {
    const stream = 'ab\x1b[3Ccd\r\x1b[4C\x1b[Kx\x1b[2C\b\ty\x1b[9C\n';
    const whole = lines(values(stream));
    expect(whole).toEqual(['ab  x   y']);
    for (let at = 1; at < stream.length; at++) {
      const state = stateAfter(stream.slice(0, at));
      const carried = JSON.parse(JSON.stringify(state)) as typeof state;
      expect(lines(feed(carried, stream.slice(at)))).toEqual(whole);
    }
  });

  test('a prompt has no blanks of a cursor that was moved on, nor has what follows it', () => {
    const state = stateAfter('> \x1b[20C', IAC, GA);
    expect(lines(feed(state, 'x\n'))).toEqual(['x']);
  });

  test('what the cursor moves over has no style, and what follows has it again', () => {
    expect(values('\x1b[41mab\x1b[3Cc\n')).toEqual([
      {
        type: 'line',
        text: 'ab   c',
        runs: [
          { at: 0, style: '41' },
          { at: 2, style: '' },
          { at: 5, style: '41' },
        ],
      },
    ]);
  });

  test('bell, form feed and clear screen are values of their own', () => {
    expect(values('a\x07b\x0cc\n')).toEqual([
      { type: 'bell' },
      { type: 'line', text: 'ab', runs: [] },
      { type: 'clear' },
      { type: 'line', text: 'c', runs: [] },
    ]);
    for (const clear of ['\x1b[2J', '\x1b[3J', '\x1b[H\x1b[J', '\x1b[1;1H\x1b[0J', '\x1bc']) {
      expect(values(clear)).toEqual([{ type: 'clear' }]);
    }
    expect(values('\x1b[J', '\x1b[Ha\x1b[J\x1b[5;1H\x1b[J')).toEqual([]);
  });

  test('NUL and DEL are nothing', () => {
    expect(text('a\0b\x7fc')).toEqual(['abc']);
  });
});

describe('long lines', () => {
  test('5 MB without a line end come in pieces of 64 Ki, told of once', () => {
    const state = emptyStream();
    const piece = 'x'.repeat(50_000);
    const received = Array.from({ length: 100 }, () => feed(state, piece)).flat();
    expect(received.filter(value => value.type === 'notice')).toHaveLength(1);
    expect(lines(received).map(line => line.length)).toEqual(new Array(76).fill(65_536));
    expect(partial(state).text.length).toBe(5_000_000 - 76 * 65_536);
  });

  test('a break never tears a surrogate pair', () => {
    const received = values(Buffer.from(`x${'😀'.repeat(600_000)}\n`));
    const broken = lines(received);
    expect(broken[0]!.length).toBe(65_535);
    expect(broken.join('')).toBe(`x${'😀'.repeat(600_000)}`);
  });

  test('a line of colours only is broken too', () => {
    const received = values(Buffer.from('\x1b[31mx\x1b[32my'.repeat(3000)));
    expect(received).toHaveLength(2);
    expect(received[1]).toMatchObject({ type: 'line' });
  });
});
