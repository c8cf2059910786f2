/**
 * Styles as canonical SGR parameter strings (ECMA-48, 8.3.117, and what xterm and kitty added): attributes
 * in a fixed order, then foreground, background and underline colour. Equal looks are equal strings.
 */

/** What is set, by the kinds below; "" is not set. */
type Slots = string[];

/** The canonical order: bold, faint, italic, underline, blink, inverse, conceal, strike, overline, three colours. */
const BOLD = 0;
const FAINT = 1;
const ITALIC = 2;
const UNDERLINE = 3;
const BLINK = 4;
const INVERSE = 5;
const CONCEAL = 6;
const STRIKE = 7;
const OVERLINE = 8;
const FOREGROUND = 9;
const BACKGROUND = 10;
const UNDERLINE_COLOUR = 11;

/** Parameter → what it sets, and to what. */
const PLAIN = new Map<number, readonly [number, string][]>([
  [1, [[BOLD, '1']]],
  [2, [[FAINT, '2']]],
  [3, [[ITALIC, '3']]],
  [4, [[UNDERLINE, '4']]],
  [5, [[BLINK, '5']]],
  [6, [[BLINK, '5']]],
  [7, [[INVERSE, '7']]],
  [8, [[CONCEAL, '8']]],
  [9, [[STRIKE, '9']]],
  [21, [[UNDERLINE, '4:2']]],
  [
    22,
    [
      [BOLD, ''],
      [FAINT, ''],
    ],
  ],
  [23, [[ITALIC, '']]],
  [24, [[UNDERLINE, '']]],
  [25, [[BLINK, '']]],
  [27, [[INVERSE, '']]],
  [28, [[CONCEAL, '']]],
  [29, [[STRIKE, '']]],
  [39, [[FOREGROUND, '']]],
  [49, [[BACKGROUND, '']]],
  [53, [[OVERLINE, '53']]],
  [55, [[OVERLINE, '']]],
  [59, [[UNDERLINE_COLOUR, '']]],
]);

/** 4:0 to 4:5: none, single, double, curly, dotted, dashed. */
const UNDERLINES = ['', '4', '4:2', '4:3', '4:4', '4:5'];

// ---------------------------------------------------------------- memo

/** Parameters up to this length are also a number: four bits a character. */
export const SHORT = 8;

/** Longer styles hold true colours, which seldom come twice. */
const MAX_STYLE = 12;
/** A full memo is emptied; a game uses a few hundred styles. */
const MAX_MEMO = 4096;
const memo = new Map<string, Map<number, string>>();
let memoSize = 0;

/**
 * The style after `CSI params m` in `style`. Parameters are digits, `;` and `:`; those that are unknown or out
 * of range change nothing. Pure.
 */
export function applySgr(style: string, params: string): string {
  for (let slot = 0; slot <= UNDERLINE_COLOUR; slot++) slots[slot] = '';
  if (style !== '') interpret(slots, style);
  interpret(slots, params);
  return format(slots);
}

/** The style with what `params` sets as it is in the style `before`: takes back what was set, and nothing that came since. */
export function restoreSgr(style: string, before: string, params: string): string {
  const [now, then, set] = [style, before, params].map(read) as [Slots, Slots, Slots];
  return format(now.map((value, slot) => (set[slot] === '' ? value : then[slot]!)));
}

function read(style: string): Slots {
  const read: Slots = Array.from({ length: UNDERLINE_COLOUR + 1 }, () => '');
  if (style !== '') interpret(read, style);
  return read;
}

/** Scratch: what is set by the parameters that are being applied. */
const slots: Slots = Array.from({ length: UNDERLINE_COLOUR + 1 }, () => '');

/** The same for at most SHORT characters, as the number that shortKey makes of them; remembered. */
export function applyShortSgr(style: string, key: number): string {
  if (key === 0 || key === RESET) return '';
  if (style.length > MAX_STYLE) return applySgr(style, shortParams(key));
  return memo.get(style)?.get(key) ?? remember(style, key);
}

/** Appends a character (`0` to `;`) to the number that parameters are. */
export function shortKey(key: number, code: number): number {
  return (key << 4) | (code - 0x2f);
}

const RESET = shortKey(0, 0x30);

function shortParams(key: number): string {
  let params = '';
  for (let rest = key; rest !== 0; rest >>>= 4) params = String.fromCharCode((rest & 15) + 0x2f) + params;
  return params;
}

function remember(style: string, key: number): string {
  const result = applySgr(style, shortParams(key));
  if (++memoSize > MAX_MEMO) {
    memo.clear();
    memoSize = 1;
  }
  const byKey = memo.get(style);
  if (byKey === undefined) memo.set(style, new Map([[key, result]]));
  else byKey.set(key, result);
  return result;
}

function format(slots: Slots): string {
  let style = '';
  for (const slot of slots) {
    if (slot !== '') style = style === '' ? slot : `${style};${slot}`;
  }
  return style;
}

// ---------------------------------------------------------------- parameters

const COLON = 0x3a;
const DIGIT_0 = 0x30;

/** Scratch: the first `count` are the numbers of the parameter being interpreted. */
const numbers: number[] = [0];
let count = 1;

function interpret(slots: Slots, params: string): void {
  let at = 0;
  while (at <= params.length) {
    const end = readGroup(params, at);
    const slot = extendedSlot(numbers[0]!);
    if (count > 1) setColon(slots, slot);
    else if (slot < 0) setPlain(slots, numbers[0]!);
    else {
      at = setSemicolon(slots, slot, params, end + 1);
      continue;
    }
    at = end + 1;
  }
}

/** Reads numbers joined by colons into the scratch, and answers where the group ends. An empty one is 0. */
function readGroup(params: string, from: number): number {
  let value = 0;
  let at = from;
  count = 0;
  for (; at < params.length; at++) {
    const code = params.charCodeAt(at);
    if (code > COLON) break;
    if (code === COLON) {
      numbers[count++] = value;
      value = 0;
    } else value = value * 10 + code - DIGIT_0;
  }
  numbers[count++] = value;
  return at;
}

function extendedSlot(param: number): number {
  return param === 38 ? FOREGROUND : param === 48 ? BACKGROUND : param === 58 ? UNDERLINE_COLOUR : -1;
}

function setPlain(slots: Slots, param: number): void {
  if (param === 0) slots.fill('');
  else if (isBasic(param, 30)) slots[FOREGROUND] = String(param);
  else if (isBasic(param, 40)) slots[BACKGROUND] = String(param);
  else for (const [slot, value] of PLAIN.get(param) ?? []) slots[slot] = value;
}

/** One of the eight colours from `base` on, or of the eight bright ones 60 higher. */
function isBasic(param: number, base: number): boolean {
  return (param >= base && param < base + 8) || (param >= base + 60 && param < base + 68);
}

/** 38:5:n, 38:2:r:g:b, 38:2:space:r:g:b (ISO 8613-6) and the same for 48 and 58; 4:0 to 4:5. */
function setColon(slots: Slots, slot: number): void {
  const param = numbers[0];
  const kind = numbers[1]!;
  if (slot >= 0 && kind === 5) setIndexed(slots, slot, colonNumber(2));
  else if (slot >= 0 && kind === 2) {
    const red = count > 5 ? 3 : 2;
    setDirect(slots, slot, colonNumber(red), colonNumber(red + 1), colonNumber(red + 2));
  } else if (param === 4 && count === 2) slots[UNDERLINE] = UNDERLINES[kind] ?? slots[UNDERLINE]!;
}

function colonNumber(at: number): number | undefined {
  return at < count ? numbers[at] : undefined;
}

/** 38;5;n or 38;2;r;g;b, from after the 38; answers where the next parameter begins. */
function setSemicolon(slots: Slots, slot: number, params: string, from: number): number {
  let at = readGroup(params, from) + 1;
  const kind = numbers[0];
  if (kind === 5) {
    at = readNumber(params, at);
    setIndexed(slots, slot, number);
  } else if (kind === 2) {
    const isUsual = at - from === 2;
    at = readNumber(params, at);
    const [red, isRed] = [number, isPlain];
    at = readNumber(params, at);
    const [green, isGreen] = [number, isPlain];
    at = readNumber(params, at);
    if (isUsual && isRed && isGreen && isPlain && slot !== UNDERLINE_COLOUR && from >= 3)
      slots[slot] = params.slice(from - 3, at - 1);
    else setDirect(slots, slot, red, green, number);
  }
  return at;
}

/** Scratch: the number that was read last, undefined if there was none; whether it is a byte, and stands as one writes it. */
let number: number | undefined;
let isPlain = false;

/** Reads the next parameter, if there is one; answers where the one after it begins. */
function readNumber(params: string, from: number): number {
  if (from > params.length) {
    number = undefined;
    isPlain = false;
    return from;
  }
  const end = readGroup(params, from);
  const value = numbers[0] as number;
  number = value;
  isPlain = value <= 255 && end - from === (value < 10 ? 1 : value < 100 ? 2 : 3);
  return end + 1;
}

/**
 * Underline colours in `:` form: a terminal that does not know 58 would take the `;` form apart. A number that
 * is missing or above 255 leaves the colour as it was.
 */
function setIndexed(slots: Slots, slot: number, index = 256): void {
  if (index > 255) return;
  slots[slot] = slot === UNDERLINE_COLOUR ? `58:5:${index}` : `${slot === FOREGROUND ? 38 : 48};5;${index}`;
}

function setDirect(slots: Slots, slot: number, red = 256, green = 256, blue = 256): void {
  if (red > 255 || green > 255 || blue > 255) return;
  if (slot === UNDERLINE_COLOUR) slots[slot] = `58:2::${red}:${green}:${blue}`;
  else slots[slot] = `${slot === FOREGROUND ? 38 : 48};2;${red};${green};${blue}`;
}
