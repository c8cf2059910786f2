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
const SLOTS = 12;

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

/** True-colour gradients make a style for every letter; a full memo is emptied. */
const MAX_MEMO = 4096;
const memo = new Map<string, Map<string, string>>();
let memoSize = 0;

/**
 * The style after `CSI params m` in `style`. Parameters are digits, `;` and `:`; those that are unknown or out
 * of range change nothing. Pure; remembered.
 */
export function applySgr(style: string, params: string): string {
  if (params === '' || params === '0') return '';
  const known = memo.get(style)?.get(params);
  if (known !== undefined) return known;
  const slots: Slots = new Array(SLOTS).fill('');
  if (style !== '') interpret(slots, style);
  interpret(slots, params);
  const result = format(slots);
  remember(style, params, result);
  return result;
}

function remember(style: string, params: string, result: string): void {
  if (++memoSize > MAX_MEMO) {
    memo.clear();
    memoSize = 1;
  }
  const byParams = memo.get(style);
  if (byParams === undefined) memo.set(style, new Map([[params, result]]));
  else byParams.set(params, result);
}

function format(slots: Slots): string {
  let style = '';
  for (const slot of slots) {
    if (slot !== '') style += style === '' ? slot : `;${slot}`;
  }
  return style;
}

// ---------------------------------------------------------------- parameters

function interpret(slots: Slots, params: string): void {
  const groups = params.split(';');
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at]!;
    if (group.includes(':')) setColon(slots, group.split(':').map(Number));
    else {
      const param = Number(group);
      const slot = extendedSlot(param);
      if (slot < 0) setPlain(slots, param);
      else at += setSemicolon(slots, slot, groups, at);
    }
  }
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
function setColon(slots: Slots, subs: readonly number[]): void {
  const slot = extendedSlot(subs[0]!);
  if (slot >= 0 && subs[1] === 5) setColour(slots, slot, subs.slice(2, 3));
  else if (slot >= 0 && subs[1] === 2)
    setColour(slots, slot, subs.length > 5 ? subs.slice(3, 6) : subs.slice(2, 5));
  else if (subs[0] === 4 && subs.length === 2) slots[UNDERLINE] = UNDERLINES[subs[1]!] ?? slots[UNDERLINE]!;
}

/** 38;5;n or 38;2;r;g;b; answers how many parameters belong to it. */
function setSemicolon(slots: Slots, slot: number, groups: readonly string[], at: number): number {
  const kind = groups[at + 1];
  const count = kind === '5' ? 1 : kind === '2' ? 3 : 0;
  if (count > 0) setColour(slots, slot, groups.slice(at + 2, at + 2 + count).map(Number));
  return count + 1;
}

/** One number is a palette index, three are red, green, blue; each at most 255. */
function setColour(slots: Slots, slot: number, numbers: readonly number[]): void {
  if (numbers.length !== 1 && numbers.length !== 3) return;
  for (const number of numbers) if (number > 255) return;
  slots[slot] = colour(slot, numbers);
}

/** Underline colours in `:` form: a terminal that does not know 58 would take the rest of the `;` form apart. */
function colour(slot: number, numbers: readonly number[]): string {
  if (slot === UNDERLINE_COLOUR)
    return numbers.length === 1 ? `58:5:${numbers[0]}` : `58:2::${numbers.join(':')}`;
  const lead = slot === FOREGROUND ? 38 : 48;
  return `${lead};${numbers.length === 1 ? 5 : 2};${numbers.join(';')}`;
}
