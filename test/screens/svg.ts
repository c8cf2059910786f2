/**
 * The cells of a terminal as SVG, the same bytes for the same cells: fonts by a CSS stack, each run of cells stretched to
 * its columns whatever the font, lines of boxes as lines.
 */
import type { Cell, Color } from '../support/emulator.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  cell(x: number, y: number): Cell;
  /** null: hidden. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

/** What a terminal makes of colours that the program leaves to it. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  /** The first 16 of the 256 colours. */
  readonly colours: readonly string[];
}

export const palettes: Readonly<Record<'dark' | 'light', Palette>> = {
  dark: {
    background: '#16181a',
    foreground: '#d6d6d6',
    colours: colours(
      '16181a cc5555 6fae5f c9a24d 5f87c7 a877b5 5aa7a7 c8c8c8 7d7d7d e88080 98d088 e8cc80 8fb0e8 cfa0dc 88d0d0 ffffff',
    ),
  },
  light: {
    background: '#ffffff',
    foreground: '#1c1c1c',
    colours: colours(
      '1c1c1c b02020 2f6f2f 7f5f00 1f4fa0 803090 006f6f b0b0b0 5f5f5f d04040 3f8f3f 9f7f10 3f6fc8 a050b0 208f8f ffffff',
    ),
  },
};

function colours(all: string): string[] {
  return all.split(' ').map(hex => `#${hex}`);
}

const FONTS =
  "ui-monospace,'Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,'Noto Sans Mono CJK SC',monospace";
/** Of a cell; letters of most monospaced fonts are 0.6 of their size wide. */
const WIDTH = 8.4;
const HEIGHT = 18;
const SIZE = 14;
/** From the top of a cell. */
const BASELINE = 13.5;
const MARGIN = 12;

/** How a cell is drawn, as one string for each way. */
interface Look {
  readonly front: string;
  readonly back: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly struck: boolean;
  readonly underline: Cell['underlineStyle'];
  readonly underlineColour: string;
}

/** Cells of one look beside each other. */
interface Run extends Look {
  readonly x: number;
  readonly cells: number;
  readonly text: string;
}

export function svgOf(screen: Screen, palette: Palette, title: string): string {
  const width = number(screen.columns * WIDTH + 2 * MARGIN);
  const height = screen.rows * HEIGHT + 2 * MARGIN;
  const rows = Array.from({ length: screen.rows }, (_, y) => rowOf(screen, palette, y));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONTS}" font-size="${SIZE}" fill="${palette.foreground}" xml:space="preserve">`,
    `<title>${escaped(title)}</title>`,
    '<style>text{white-space:pre}.b{font-weight:bold}.i{font-style:italic}</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="${palette.background}" stroke="#808080" stroke-opacity=".4"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...rows.filter(row => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function rowOf(screen: Screen, palette: Palette, y: number): string {
  const runs = runsOf(screen, palette, y);
  const top = y * HEIGHT;
  const parts = [
    ...runs.filter(({ back }) => back !== palette.background).map(run => ground(run, top)),
    ...runs.map(run => letters(run, top, palette)),
    ...runs.map(run => lines(run, top)),
  ];
  return parts.join('');
}

function runsOf(screen: Screen, palette: Palette, y: number): Run[] {
  const runs: Run[] = [];
  let lastKey = '';
  for (let x = 0; x < screen.columns; x++) {
    const cell = screen.cell(x, y);
    if (cell.width === 0) continue;
    const isCursor = screen.cursor?.x === x && screen.cursor.y === y;
    const look = lookOf(cell, palette, isCursor);
    const key = `${JSON.stringify(look)} ${kindOf(cell.char, x)}`;
    const last = runs.at(-1);
    if (last && key === lastKey)
      runs[runs.length - 1] = { ...last, text: last.text + cell.char, cells: last.cells + cell.width };
    else runs.push({ ...look, x, cells: cell.width, text: cell.char });
    lastKey = key;
  }
  return runs;
}

/** What is drawn together; characters that fonts disagree about stand alone, each in its cells. */
function kindOf(character: string, x: number): string {
  if (BOX[character]) return 'box';
  return /^[\x20-\x7e]$/.test(character) ? 'ascii' : `alone at ${x}`;
}

function lookOf(cell: Cell, palette: Palette, isCursor: boolean): Look {
  // Bold letters in the first eight colours are bold, not brighter, as most terminals have it today.
  const front = colourOf(cell.fg, palette, palette.foreground);
  const back = colourOf(cell.bg, palette, palette.background);
  const isReverse = cell.inverse !== isCursor;
  const shown = cell.invisible ? back : cell.dim ? mixed(front, back) : front;
  return {
    front: isReverse ? back : shown,
    back: isReverse ? shown : back,
    bold: cell.bold,
    italic: cell.italic,
    struck: cell.strikethrough,
    underline: cell.underlineStyle,
    underlineColour: colourOf(cell.underlineColor, palette, ''),
  };
}

function colourOf(colour: Color, { colours: first }: Palette, byDefault: string): string {
  if (colour === 'default') return byDefault;
  if (typeof colour === 'string') return colour;
  if (colour < 16) return first[colour] as string;
  if (colour >= 232) return hex([0, 0, 0].map(() => 8 + (colour - 232) * 10));
  return hex(
    [36, 6, 1].map(step => [0, 95, 135, 175, 215, 255][Math.floor((colour - 16) / step) % 6] as number),
  );
}

function hex(values: readonly number[]): string {
  return `#${values.map(value => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** Faint: two thirds of it. */
function mixed(front: string, back: string): string {
  const value = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return hex([1, 3, 5].map(at => (2 * value(front, at) + value(back, at)) / 3));
}

function ground({ x, cells, back }: Run, top: number): string {
  return `<rect x="${number(x * WIDTH)}" y="${top}" width="${number(cells * WIDTH)}" height="${HEIGHT}" fill="${back}" shape-rendering="crispEdges"/>`;
}

function letters(run: Run, top: number, palette: Palette): string {
  const { text, front, bold, italic } = run;
  if (BOX[text[0] as string] !== undefined) return boxLines(run, top);
  const shown = text.trimEnd();
  const start = shown.length - shown.trimStart().length;
  if (shown === '') return '';
  const at = number((run.x + start) * WIDTH);
  const width = number((run.cells - start - (text.length - shown.length)) * WIDTH);
  const attributes = [
    `x="${at}" y="${number(top + BASELINE)}"`,
    `textLength="${width}" lengthAdjust="spacingAndGlyphs"`,
    front === palette.foreground ? '' : `fill="${front}"`,
    bold || italic ? `class="${[bold ? 'b' : '', italic ? 'i' : ''].join(' ').trim()}"` : '',
  ];
  return `<text ${attributes.filter(one => one !== '').join(' ')}>${escaped(shown.trimStart())}</text>`;
}

/** Which ways the lines of a character go from its middle: up, right, down, left; 1 thin, 2 thick. */
const BOX: Readonly<Record<string, readonly [number, number, number, number]>> = {
  '─': [0, 1, 0, 1],
  '━': [0, 2, 0, 2],
  '│': [1, 0, 1, 0],
  '┃': [2, 0, 2, 0],
  '┌': [0, 1, 1, 0],
  '┐': [0, 0, 1, 1],
  '└': [1, 1, 0, 0],
  '┘': [1, 0, 0, 1],
  '├': [1, 1, 1, 0],
  '┤': [1, 0, 1, 1],
  '┬': [0, 1, 1, 1],
  '┴': [1, 1, 0, 1],
  '┼': [1, 1, 1, 1],
};

/** Fonts leave gaps between the rows. */
function boxLines({ x, text, front }: Run, top: number): string {
  const thin: string[] = [];
  const thick: string[] = [];
  const middle = top + HEIGHT / 2;
  const add = (weight: number, path: string) =>
    void (weight === 2 ? thick : weight === 1 ? thin : []).push(path);
  if (/^─+$/.test(text)) add(1, `M${number(x * WIDTH)} ${middle}h${number(text.length * WIDTH)}`);
  else
    for (const [index, character] of [...text].entries()) {
      const [up, right, down, left] = BOX[character] ?? [0, 0, 0, 0];
      const from = `M${number((x + index + 0.5) * WIDTH)} ${middle}`;
      add(up, `${from}v${-HEIGHT / 2}`);
      add(right, `${from}h${number(WIDTH / 2)}`);
      add(down, `${from}v${HEIGHT / 2}`);
      add(left, `${from}h${number(-WIDTH / 2)}`);
    }
  return stroke(thin, front, 1) + stroke(thick, front, 3);
}

function stroke(paths: readonly string[], colour: string, width: number): string {
  return paths.length === 0
    ? ''
    : `<path d="${paths.join('')}" stroke="${colour}" stroke-width="${width}" fill="none"/>`;
}

/** Under and through the text, also where it is blank. */
function lines(run: Run, top: number): string {
  const { x, cells, front, underline, underlineColour, struck } = run;
  const from = number(x * WIDTH);
  const width = number(cells * WIDTH);
  const colour = underlineColour === '' ? front : underlineColour;
  const flat = (y: number, dashes = '') =>
    `<path d="M${from} ${number(y)}h${width}" stroke="${colour}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}/>`;
  const below = top + HEIGHT - 2.5;
  return [
    underline === 'straight' ? flat(below) : '',
    underline === 'double' ? flat(below - 1) + flat(below + 1.5) : '',
    underline === 'dotted' ? flat(below, '1 2') : '',
    underline === 'dashed' ? flat(below, '4 2') : '',
    underline === 'curly'
      ? stroke(
          [
            `M${from} ${below}${`q${number(WIDTH / 4)} -3 ${number(WIDTH / 2)} 0t${number(WIDTH / 2)} 0`.repeat(cells)}`,
          ],
          colour,
          1,
        )
      : '',
    struck ? `<path d="M${from} ${top + HEIGHT / 2}h${width}" stroke="${front}"/>` : '',
  ].join('');
}

/** The rows of text in such an SVG, but for lines of boxes. */
export function textOf(svg: string): string[] {
  const rows: { text: string; end: number }[] = [];
  for (const [, x, y, width, text] of svg.matchAll(
    /<text x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)</g,
  )) {
    const [from, cells] = [Number(x), Number(width)].map(value => Math.round(value / WIDTH)) as [
      number,
      number,
    ];
    const row = (rows[Math.floor(Number(y) / HEIGHT)] ??= { text: '', end: 0 });
    row.text += ' '.repeat(Math.max(0, from - row.end)) + unescaped(text as string);
    row.end = from + cells;
  }
  return Array.from(rows, row => row?.text ?? '');
}

/** With as few digits as it needs. */
function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
