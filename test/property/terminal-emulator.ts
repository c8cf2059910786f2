/**
 * The emulator that the drawing tests ask: what does a terminal show after these bytes? Its second opinion on
 * a frame is a plain painter, too simple to be wrong.
 */
import { type IBufferCell, Terminal } from '@xterm/headless';
import type { Frame } from '../../client/state/terminal.ts';
import {
  classOf,
  EMOJI,
  EMOJI_BASE,
  EXTEND,
  PICTOGRAPH,
  REGIONAL,
  SKIN_TONE,
  ZWJ,
} from '../../client/text/codepoint.ts';
import { cellWidth, graphemeEnd } from '../../client/text/width.ts';

/** `clusters`: the terminal joins graphemes as we do; otherwise it advances by code point, as many do. */
export function newTerminal(columns: number, rows: number, clusters: boolean): Terminal {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  if (clusters) {
    terminal.unicode.register(clustering);
    terminal.unicode.activeVersion = clustering.version;
  }
  return terminal;
}

export function write(terminal: Terminal, bytes: string): Promise<void> {
  return new Promise(resolve => terminal.write(bytes, resolve));
}

export interface Shown {
  text: string;
  pen: string;
}

/** Every cell of the screen, row by row. */
export function screenOf(terminal: Terminal): Shown[][] {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, y) => {
    const line = active.getLine(active.baseY + y)!;
    return Array.from({ length: terminal.cols }, (_, x) => shownIn(line.getCell(x)!));
  });
}

function shownIn(cell: IBufferCell): Shown {
  const blank = cell.getChars() === '' && cell.getWidth() > 0;
  return { text: blank ? ' ' : cell.getChars(), pen: penOf(cell) };
}

function penOf(cell: IBufferCell): string {
  if (cell.isAttributeDefault()) return '';
  const colours = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
  const flags = [
    cell.isBold(),
    cell.isDim(),
    cell.isItalic(),
    cell.isUnderline(),
    cell.isInverse(),
    cell.isBlink(),
  ];
  return [...colours, ...flags, cell.isStrikethrough(), cell.isInvisible()].join(' ');
}

/** Paints a frame cell by cell, with nothing clever about it. */
export function paintPlainly({ rows, columns, cursor }: Frame): string {
  let out = '\x1b[m\x1b[2J\x1b[?7l';
  rows.forEach((row, y) => {
    let column = 0;
    for (const { text, style } of row) {
      for (let at = 0; at < text.length; at = graphemeEnd(text, at)) {
        const next = text.slice(at, graphemeEnd(text, at));
        // Half of a wide character is a blank in its style.
        const grapheme = column + cellWidth(next) > columns ? ' ' : next;
        const width = cellWidth(grapheme);
        if (width === 0 || column >= columns) continue;
        out += `\x1b[${y + 1};${column + 1}H\x1b[0;${style}m${grapheme}`;
        column += width;
      }
    }
  });
  return cursor === null ? out : `${out}\x1b[${cursor.row + 1};${Math.min(columns, cursor.column + 1)}H`;
}

const JOIN = 1;
const AFTER_ZWJ = 32;
const PAIRED = 64;
const KEYCAP = 128;

function pictograph(kind: number): boolean {
  return kind === PICTOGRAPH || kind === EMOJI || kind === EMOJI_BASE;
}

/** What joins, one code point at a time; packed as the emulator wants it: state, width, join. */
const clustering = {
  version: 'clusters',
  wcwidth(codePoint: number): 0 | 1 | 2 {
    return (classOf(codePoint) & 3) as 0 | 1 | 2;
  },
  charProperties(codePoint: number, preceding: number): number {
    const known = classOf(codePoint);
    const kind = known >> 2;
    const before = preceding >> 3;
    const base = before & 31;
    const width = (preceding >> 1) & 3;
    const join = (state: number, cells: number) => (state << 3) | (cells << 1) | JOIN;
    if (base !== 0) {
      if (kind === ZWJ) return join((before & ~AFTER_ZWJ) | AFTER_ZWJ, width);
      if (kind === EXTEND) {
        const grows =
          (codePoint === 0xfe0f && (base === EMOJI || base === EMOJI_BASE)) ||
          (codePoint === 0x20e3 && before & KEYCAP);
        return join(before & ~AFTER_ZWJ, grows ? 2 : width);
      }
      if (kind === SKIN_TONE && base === EMOJI_BASE) return join(before & ~AFTER_ZWJ, 2);
      if (pictograph(kind) && before & AFTER_ZWJ && pictograph(base)) return join(kind, 2);
      if (kind === REGIONAL && base === REGIONAL && !(before & PAIRED)) return join(REGIONAL | PAIRED, 2);
    }
    const keycap = /[0-9#*]/.test(String.fromCodePoint(codePoint)) ? KEYCAP : 0;
    return ((kind | keycap) << 3) | ((known & 3) << 1);
  },
};
