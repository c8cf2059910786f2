import type { Frame, FrameRow, Span } from '../../../client/state/terminal.ts';
import { downgrade } from '../../../client/terminal/color.ts';
import { RICH } from '../../../client/terminal/profile.ts';
import { draw } from '../../../client/terminal/screen.ts';

function span(text: string, style = '', link?: string): Span {
  return link === undefined ? { text, style } : { text, style, link };
}

function frame(rows: FrameRow[], cursor: Frame['cursor'] = null, columns = 20): Frame {
  return { columns, rows, cursor };
}

const cursor = { column: 5, row: 1 };

test('a repaint ends what was cut off, sets everything back and paints each row to its end', () => {
  expect(draw(null, frame([[span('one', '1;31')], []], { column: 0, row: 1 }))).toBe(
    '\x18\x1b\\\x1b[r\x1b[?6l\x1b[4l\x0f\x1b(B\x1b]8;;\x1b\\\x1b[m' +
      '\x1b[?2026h\x1b[?25l\x1b[?7l' +
      '\x1b[1H\x1b[0;1;31mone\x1b[m\x1b[K\r\n\x1b[K' +
      '\x1b[?7h\x1b[?25h\x1b[?2026l',
  );
});

test('a box over the text is painted anew as text is: as it stands, and blanks at the end of a row are erased', () => {
  const rows = [
    [span('You are'), span('   '), span('┌─', '2'), span(' box '), span('─┐', '2'), span(' '), span('')],
    [span('here'), span('      '), span('│', '2'), span('       '), span('┃', '2')],
  ];
  expect(draw(null, frame(rows, null, 40))).toContain(
    '\x1b[1HYou are   \x1b[0;2m┌─\x1b[m box \x1b[0;2m─┐\x1b[m\x1b[K\r\nhere      \x1b[0;2m│\x1b[m       \x1b[0;2m┃\x1b[m\x1b[K',
  );
});

test('a typed character costs its move and itself', () => {
  const last = frame([[], [span('say h')]], cursor);
  const next = frame([[], [span('say he')]], { column: 6, row: 1 });
  expect(draw(last, next)).toBe('\x1b[2;6He');
});

test('a cursor that moves is all that is sent', () => {
  expect(draw(frame([[], []], cursor), frame([[], []], { column: 0, row: 0 }))).toBe('\x1b[1H');
  expect(draw(frame([[], []], cursor), frame([[], []]))).toBe('\x1b[?25l');
  expect(draw(frame([[], []]), frame([[], []], cursor))).toBe('\x1b[2;6H\x1b[?25h');
});

test('nothing is sent when nothing changed, however the spans are cut', () => {
  expect(draw(frame([[span('one two')]], null), frame([[span('one '), span('two')]], null))).toBe('');
});

test('another size is a repaint', () => {
  expect(draw(frame([[]]), frame([[]], null, 30))).toContain('\x18');
  expect(draw(frame([[]]), frame([[], []]))).toContain('\x18');
});

test('a change elsewhere is shown at once, with the cursor out of the way', () => {
  const last = frame([[span('12:00')], [span('say ')]], cursor);
  expect(draw(last, frame([[span('12:01')], [span('say ')]], cursor))).toBe(
    '\x1b[?2026h\x1b[?25l\x1b[1;5H1\x1b[2;6H\x1b[?25h\x1b[?2026l',
  );
});

test('blanks are erased rather than written, with the default pen', () => {
  const last = frame([[span('x'.repeat(20), '7')]], null);
  expect(draw(last, frame([[span('a'), span(' '.repeat(14)), span('b')]]))).toBe(
    '\x1b[?2026h\x1b[1Ha\x1b[14X\x1b[16Gb\x1b[K\x1b[?2026l',
  );
});

test('cells that stay are jumped over, or written again where that is as short', () => {
  const last = frame([[span('HP: 100 of 100, MV: 80')]], null, 30);
  expect(draw(last, frame([[span('HP: 200 of 200, MV: 81')]], null, 30))).toBe(
    '\x1b[?2026h\x1b[1;5H2\x1b[12G2\x1b[22G1\x1b[?2026l',
  );
  expect(draw(last, frame([[span('HP: 20x of 100, MV: 80')]], null, 30))).toBe(
    '\x1b[?2026h\x1b[1;5H20x\x1b[?2026l',
  );
});

const output = Array.from({ length: 8 }, (_, i) => [span(`line ${i} of the output`)]);
const bottom = [[span(' status ', '7')], [span('> ')]];

test('output that moves up is moved by the terminal', () => {
  const next = frame([...output.slice(1), [span('new')], ...bottom], { column: 2, row: 9 });
  expect(draw(frame([...output, ...bottom], { column: 2, row: 9 }), next)).toBe(
    '\x1b[?2026h\x1b[?25l\x1b[1;8r\x1b[8H\n\x1b[r\x1b[8Hnew\x1b[10;3H\x1b[?25h\x1b[?2026l',
  );
});

test('output that moves down is moved by the terminal', () => {
  const next = frame([[span('old')], [], ...output.slice(0, 6), ...bottom]);
  expect(draw(frame([...output, ...bottom]), next)).toBe(
    '\x1b[?2026h\x1b[1;8r\x1b[1H\x1bM\x1bM\x1b[r\x1b[1Hold\x1b[?2026l',
  );
});

test('a line of output in a screen of 200 by 50 costs at most 300 bytes', () => {
  const text = (i: number) => [
    span(`${i} The orc hits you `.padEnd(120, 'very '), '1;31'),
    span('hard.', '38;5;208'),
  ];
  const rows = (from: number) => [...Array.from({ length: 46 }, (_, i) => text(from + i)), ...bottom, [], []];
  const bytes = draw(
    frame(rows(0), { column: 2, row: 47 }, 200),
    frame(rows(1), { column: 2, row: 47 }, 200),
  );
  expect(bytes.length).toBeLessThanOrEqual(300);
});

test('links are opened and closed, and never hold a control', () => {
  const next = frame([[span('here', '4', 'https://example.org/'), span('!')]]);
  expect(draw(frame([[]]), next)).toBe(
    '\x1b[?2026h\x1b[1H\x1b[0;4m\x1b]8;id=14c0kke;https://example.org/\x1b\\here\x1b[m\x1b]8;;\x1b\\!\x1b[?2026l',
  );
  expect(draw(frame([[]]), frame([[span('x', '', 'a\x07b')]]))).toBe('\x1b[?2026h\x1b[1Hx\x1b[?2026l');
});

test('controls, lone surrogates and invisible characters do not reach the terminal', () => {
  const next = frame([[span('a\x1b[2J\x9b\ud83d\u202e\u200b\u0007b')]]);
  expect(draw(frame([[]]), next)).toBe('\x1b[?2026h\x1b[1Ha\ufffd[2J\ufffd\ufffd\ufffdb\x1b[?2026l');
});

test('an emoji gets its cells cleared, is stepped over by number, and what follows it is sent again', () => {
  const next = frame([[span('a👍🏽cd')]]);
  expect(draw(frame([[span('abbcd')]]), next)).toBe(
    '\x1b[?2026h\x1b[?7l\x1b[1;2H\x1b[2X👍🏽\x1b[4Gcd\x1b[K\x1b[?7h\x1b[?2026l',
  );
});

test('the last column is written with autowrap off', () => {
  expect(draw(frame([[span('abc')]], null, 4), frame([[span('abcd')]], null, 4))).toBe(
    '\x1b[?2026h\x1b[?7l\x1b[1;4Hd\x1b[?7h\x1b[?2026l',
  );
});

test.each([
  ['1;31', 16, '1;31'],
  ['38;5;9', 16, '91'],
  ['48;5;4', 16, '44'],
  ['1;38;5;208;48;5;17', 16, '1;33;40'],
  ['38;2;255;0;10', 16, '91'],
  ['48;2;0;0;0;4', 16, '40;4'],
  ['4;58;5;3', 16, '4'],
  ['38;5;208', 256, '38;5;208'],
  ['38;2;255;135;0', 256, '38;5;208'],
  ['38;2;128;128;128', 256, '38;5;244'],
  ['38;2;1;2;3', 'truecolor', '38;2;1;2;3'],
  ['1;31', 'none', '1'],
  ['7;36', 'none', '7'],
  ['4;38;5;208;48;2;1;2;3;3', 'none', '4;3'],
  ['97;100;39;49', 'none', ''],
  ['4:3;58:2::255:0:0', 'none', '4:3'],
] as const)('style %s with %s colours is %s', (style, depth, expected) => {
  expect(downgrade(style, { depth, underlines: true })).toBe(expected);
});

test('draw() takes the depth', () => {
  const bytes = draw(frame([[]]), frame([[span('x', '38;2;255;0;0')]]), { ...RICH, depth: 16 });
  expect(bytes).toBe('\x1b[?2026h\x1b[1H\x1b[0;91mx\x1b[m\x1b[?2026l');
});

test('a terminal that has no columns by number, and erases no cells, gets neither; nor a link', () => {
  const last = frame([[span('x'.repeat(20), '7')]], null);
  const next = frame([[span('a'), span(' '.repeat(14)), span('b', '', 'http://example.org')]]);
  const bytes = draw(last, next, { ...RICH, exact: false, links: false });
  expect(bytes).toBe(`\x1b[?2026h\x1b[1Ha${' '.repeat(14)}b\x1b[K\x1b[?2026l`);
  expect(draw(null, next, { ...RICH, exact: false, links: false })).not.toContain('\x1b]');
});
