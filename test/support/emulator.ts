/** The terminal emulator that tests look at: @xterm/headless, fed with everything the program writes. */
import { type IBufferCell, Terminal as Xterm } from '@xterm/headless';
import { eastAsianWidth } from 'get-east-asian-width';

/** The terminal's own colour, an entry of its palette (0-255), or a true colour as '#rrggbb'. */
export type Color = 'default' | number | string;

/** As xterm.js numbers them, and `4:0` to `4:5` too. */
const UNDERLINES = ['none', 'straight', 'double', 'curly', 'dotted', 'dashed'] as const;

export interface Cell {
  /** '' for the right half of a wide character, ' ' for a cell nobody has written to. */
  readonly char: string;
  readonly width: number;
  readonly fg: Color;
  readonly bg: Color;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly underlineStyle: (typeof UNDERLINES)[number];
  /** 'default': that of the text. */
  readonly underlineColor: Color;
  readonly blink: boolean;
  readonly inverse: boolean;
  readonly invisible: boolean;
  readonly strikethrough: boolean;
}

export interface Modes {
  /** The alternate screen is shown. */
  readonly alternate: boolean;
  readonly bracketedPaste: boolean;
  readonly mouse: 'none' | 'x10' | 'vt200' | 'drag' | 'any';
  /** Mouse reports come as SGR (mode 1006). */
  readonly sgrMouse: boolean;
  readonly focusReports: boolean;
  readonly applicationCursorKeys: boolean;
  readonly cursorVisible: boolean;
  readonly wraparound: boolean;
  /** A frame is being drawn (mode 2026): a real terminal would not show it yet. */
  readonly synchronizedOutput: boolean;
}

export interface Emulator {
  /** Calls back when the bytes are on the screen. */
  feed(bytes: Uint8Array, done: () => void): void;
  resize(columns: number, rows: number): void;
  /** The rows on screen, without trailing blanks. */
  screen(): string[];
  /** Zero-based. */
  cursor(): { x: number; y: number };
  /** Zero-based column and row of the screen; throws outside of it. */
  cell(x: number, y: number): Cell;
  modes(): Modes;
}

/** `answer` gets what the terminal replies to queries (cursor position, device attributes). */
export function createEmulator(columns: number, rows: number, answer: (text: string) => void): Emulator {
  const xterm = new Xterm({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
  useCurrentUnicode(xterm);
  const privateModes = followPrivateModes(xterm);
  xterm.onData(answer);
  const line = (y: number) => xterm.buffer.active.getLine(xterm.buffer.active.baseY + y);
  return {
    feed: (bytes, done) => xterm.write(bytes, done),
    resize: (newColumns, newRows) => xterm.resize(newColumns, newRows),
    // xterm.js keeps what a narrower window cuts off.
    screen: () =>
      Array.from(
        { length: xterm.rows },
        (_, y) => line(y)?.translateToString(true, 0, xterm.cols).trimEnd() ?? '',
      ),
    cursor: () => ({ x: xterm.buffer.active.cursorX, y: xterm.buffer.active.cursorY }),
    cell: (x, y) => {
      const cell = y >= 0 && y < xterm.rows ? line(y)?.getCell(x) : undefined;
      if (!cell) throw new RangeError(`no cell ${x},${y} on a screen of ${xterm.cols}x${xterm.rows}`);
      return toCell(cell);
    },
    modes: () => ({
      alternate: xterm.buffer.active.type === 'alternate',
      bracketedPaste: xterm.modes.bracketedPasteMode,
      mouse: xterm.modes.mouseTrackingMode,
      sgrMouse: privateModes.has(1006),
      focusReports: xterm.modes.sendFocusMode,
      applicationCursorKeys: xterm.modes.applicationCursorKeysMode,
      cursorVisible: privateModes.has(25),
      wraparound: xterm.modes.wraparoundMode,
      synchronizedOutput: xterm.modes.synchronizedOutputMode,
    }),
  };
}

function toCell(cell: IBufferCell): Cell {
  const width = cell.getWidth();
  return {
    char: cell.getChars() || (width === 0 ? '' : ' '),
    width,
    fg: toColor(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    bg: toColor(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    ...underlineOf(cell),
    blink: cell.isBlink() !== 0,
    inverse: cell.isInverse() !== 0,
    invisible: cell.isInvisible() !== 0,
    strikethrough: cell.isStrikethrough() !== 0,
  };
}

/** xterm.js has this in its cells, and does not say so in its types. */
interface Underlined {
  getUnderlineStyle(): number;
  getUnderlineColor(): number;
  isUnderlineColorRGB(): boolean;
  isUnderlineColorDefault(): boolean;
}

function underlineOf(cell: IBufferCell): Pick<Cell, 'underlineStyle' | 'underlineColor'> {
  const own = cell as IBufferCell & Underlined;
  if (cell.isUnderline() === 0) return { underlineStyle: 'none', underlineColor: 'default' };
  const color = own.getUnderlineColor();
  return {
    underlineStyle: UNDERLINES[own.getUnderlineStyle()] ?? 'straight',
    underlineColor: toColor(own.isUnderlineColorDefault() || color < 0, own.isUnderlineColorRGB(), color),
  };
}

function toColor(isDefault: boolean, isTrueColor: boolean, value: number): Color {
  if (isDefault) return 'default';
  return isTrueColor ? `#${value.toString(16).padStart(6, '0')}` : value;
}

/** The DEC private modes now set, kept for those that xterm.js does not tell. */
function followPrivateModes(xterm: Xterm): ReadonlySet<number> {
  const on = new Set<number>([25]);
  const follow = (final: string, change: (mode: number) => void) =>
    xterm.parser.registerCsiHandler({ prefix: '?', final }, parameters => {
      for (const mode of parameters.flat()) change(mode);
      return false; // xterm.js handles it as well
    });
  follow('h', mode => on.add(mode));
  follow('l', mode => on.delete(mode));
  return on;
}

/**
 * xterm.js alone has the character widths of Unicode 6, where emoji are narrow; terminals of today draw them
 * wide. Code points are taken one by one: sequences joined by ZWJ are not merged, as in most terminals.
 */
function useCurrentUnicode(xterm: Xterm): void {
  const wcwidth = (codepoint: number) => widthOf(codepoint);
  const charProperties = (codepoint: number, preceding: number) => {
    const width = widthOf(codepoint);
    const joins = width === 0 && preceding !== 0;
    // xterm.js packs state << 3 | width << 1 | joins; a joined character keeps the width before it.
    return ((joins ? (preceding >> 1) & 3 : width) << 1) | (joins ? 1 : 0);
  };
  xterm.unicode.register({ version: 'current', wcwidth, charProperties });
  xterm.unicode.activeVersion = 'current';
}

function widthOf(codepoint: number): 0 | 1 | 2 {
  if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0)) return 0;
  if (codepoint < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(String.fromCodePoint(codepoint))) return 0;
  return eastAsianWidth(codepoint);
}
