/** Screens as SVG: each thing that a cell can have. */
import { palettes, svgOf, textOf } from '../../screens/svg.ts';
import { createEmulator } from '../../support/emulator.ts';

const { dark, light } = palettes;

async function drawn(bytes: string, columns = 12, rows = 2, palette = dark): Promise<string> {
  const emulator = createEmulator(columns, rows, () => {});
  await new Promise<void>(done => emulator.feed(Buffer.from(bytes), done));
  const cursor = emulator.modes().cursorVisible ? emulator.cursor() : null;
  return svgOf({ columns, rows, cell: emulator.cell, cursor }, palette, 'a <title> & more');
}

const HIDE = '\x1b[?25l';
/** What is drawn for the text, without what all have. */
const inside = (svg: string) => svg.split('translate(12 12)">')[1]?.split('</g>')[0]?.trim();

test('the same cells make the same bytes, of a size that the cells need', async () => {
  const [one, other] = [await drawn('\x1b[31mred\x1b[m and more'), await drawn('\x1b[31mred\x1b[m and more')];
  expect(one).toBe(other);
  expect(one).toContain('viewBox="0 0 124.8 60"');
  expect(one).toContain('<title>a &lt;title&gt; &amp; more</title>');
});

test.each<[what: string, bytes: string, expected: string]>([
  ['plain text', 'abc', '<text x="0" y="13.5" textLength="25.2" lengthAdjust="spacingAndGlyphs">abc</text>'],
  [
    'blanks are left out',
    '  a   ',
    '<text x="16.8" y="13.5" textLength="8.4" lengthAdjust="spacingAndGlyphs">a</text>',
  ],
  ['signs of XML', '<&>', '>&lt;&amp;&gt;</text>'],
  ['one of 16 colours', '\x1b[31ma', `fill="${dark.colours[1]}"`],
  ['one of 256 colours', '\x1b[38;5;208ma', 'fill="#ff8700"'],
  ['a grey of 256', '\x1b[38;5;238ma', 'fill="#444444"'],
  ['a true colour', '\x1b[38;2;1;2;3ma', 'fill="#010203"'],
  [
    'a ground',
    ' \x1b[48;2;1;2;3m  \x1b[m',
    '<rect x="8.4" y="0" width="16.8" height="18" fill="#010203" shape-rendering="crispEdges"/>',
  ],
  ['reverse', '\x1b[7ma', `fill="${dark.foreground}"`],
  ['bold and italic', '\x1b[1;3ma', 'class="b i"'],
  ['faint', '\x1b[2;38;2;90;90;90;48;2;0;0;0ma', 'fill="#3c3c3c"'],
  ['underlined', '\x1b[4mab', '<path d="M0 15.5h16.8" stroke="#d6d6d6"/>'],
  ['underlined twice', '\x1b[4:2ma', '<path d="M0 14.5h8.4" stroke="#d6d6d6"/><path d="M0 17h8.4"'],
  ['a curl in a colour', '\x1b[4:3;58:2::255:0:0ma', 'd="M0 15.5q2.1 -3 4.2 0t4.2 0" stroke="#ff0000"'],
  ['dots', '\x1b[4:4ma', 'stroke-dasharray="1 2"'],
  ['dashes', '\x1b[4:5ma', 'stroke-dasharray="4 2"'],
  ['struck', '\x1b[9ma', '<path d="M0 9h8.4"'],
  ['a line', '───', '<path d="M0 9h25.2" stroke="#d6d6d6" stroke-width="1"'],
  ['a corner', '┌', 'd="M4.2 9h4.2M4.2 9v9"'],
  ['a thick one', '┃', 'd="M4.2 9v-9M4.2 9v9" stroke="#d6d6d6" stroke-width="3"'],
])('%s', async (_, bytes, expected) => {
  expect(await drawn(HIDE + bytes)).toContain(expected);
});

test('a wide character stands in its two cells, and what follows in its own', async () => {
  const svg = await drawn(`${HIDE}a世b`);
  expect(svg).toContain('<text x="8.4" y="13.5" textLength="16.8" lengthAdjust="spacingAndGlyphs">世</text>');
  expect(svg).toContain('<text x="25.2" y="13.5"');
});

test('what cannot be seen is not drawn', async () => {
  expect(inside(await drawn(`${HIDE}   `))).toBe('');
  expect(inside(await drawn(`${HIDE}\x1b[8ma`))).toContain(`fill="${dark.background}"`);
});

test('the cursor is a cell in reverse, if there is one', async () => {
  const cursor = `<rect x="8.4" y="0" width="8.4" height="18" fill="${dark.foreground}"`;
  expect(await drawn('a')).toContain(cursor);
  expect(await drawn(`a${HIDE}`)).not.toContain('shape-rendering');
});

test('a light terminal has its own colours', async () => {
  const svg = await drawn(`${HIDE}\x1b[31ma`, 12, 2, light);
  expect(svg).toContain(`fill="${light.colours[1]}"`);
  expect(svg).toContain(`fill="${light.background}" stroke`);
});

test('its text can be read again', async () => {
  const text = 'one \x1b[1mtwo\x1b[m  <3>\r\n  世 b';
  expect(textOf(await drawn(HIDE + text, 20))).toEqual(['one two  <3>', '  世 b']);
});
