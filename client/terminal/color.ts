/** Styles for terminals with fewer colours, the nearest of those they have, and with plain underlines. */
import { pushAll } from '../../shared/arrays.ts';
import type { Depth, Profile } from './profile.ts';

/** The usual (xterm's) values of the 16 colours, for finding the nearest. */
const palette16: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

/** Levels of the 6×6×6 cube that colours 16-231 of the 256 are. */
const levels = [0, 95, 135, 175, 215, 255];

/** Recomputable; emptied at this size, which only true-colour gradients reach. */
const MEMO_SIZE = 4096;
const memos = new Map<string, Map<string, string>>();

/** A canonical SGR parameter string as such a terminal can show it. */
export function downgrade(
  style: string,
  { depth, underlines }: Pick<Profile, 'depth' | 'underlines'>,
): string {
  if (style === '' || (depth === 'truecolor' && underlines)) return style;
  // Only 38, 48 and 58 lead to more than 16 colours, only colons to other underlines.
  if (depth !== 'none' && !style.includes('8') && !style.includes(':')) return style;
  const memo = memoOf(depth, underlines);
  const known = memo.get(style);
  if (known !== undefined) return known;
  const fewer = convert(style, depth, underlines);
  if (memo.size >= MEMO_SIZE) memo.clear();
  memo.set(style, fewer);
  return fewer;
}

function memoOf(depth: Depth, underlines: boolean): Map<string, string> {
  const name = `${depth} ${underlines}`;
  const memo = memos.get(name) ?? new Map<string, string>();
  memos.set(name, memo);
  return memo;
}

function convert(style: string, depth: Depth, underlines: boolean): string {
  const parameters = style.split(';');
  const result: string[] = [];
  for (let at = 0; at < parameters.length; ) {
    const code = parameters[at]!;
    const length = colourLength(parameters, at);
    if (code.includes(':')) pushAll(result, withColons(code, depth, underlines));
    else if (depth === 'none') pushAll(result, COLOUR.test(code) ? [] : [code]);
    else if (length === 0) result.push(code);
    else if (code !== '58' || underlines)
      pushAll(result, colour(code, parameters.slice(at + 1, at + length).map(Number), depth));
    at += Math.max(1, length);
  }
  return result.join(';');
}

/** A kind of underline, or the colour of one. */
function withColons(code: string, depth: Depth, underlines: boolean): string[] {
  if (!underlines) return code.startsWith('58:') ? [] : ['4'];
  const [, red, green, blue] = /^58:2::?(\d+):(\d+):(\d+)$/.exec(code)?.map(Number) ?? [];
  if (depth === 'truecolor' || !code.startsWith('58:')) return [code];
  // The colour of underlines has no form with 16 colours.
  if (depth === 16 || depth === 'none') return [];
  return blue === undefined ? [code] : [`58:5:${nearest256(red as number, green as number, blue)}`];
}

/** 30-39, 40-49, 58, 59, 90-97, 100-107. */
const COLOUR = /^([34]\d|5[89]|(9|10)[0-7])$/;

/** How many parameters the colour that starts here takes; 0 if none starts here. */
function colourLength(parameters: readonly string[], at: number): number {
  const code = parameters[at];
  if (code !== '38' && code !== '48' && code !== '58') return 0;
  return parameters[at + 1] === '2' ? 5 : 3;
}

/** `values` is `5, index` or `2, red, green, blue`. */
function colour(code: string, values: readonly number[], depth: Exclude<Depth, 'none'>): string[] {
  if (depth === 'truecolor') return [code, ...values.map(String)];
  const [form, first = 0, green = 0, blue = 0] = values;
  if (depth === 256) return [code, '5', String(form === 5 ? first : nearest256(first, green, blue))];
  // The colour of underlines has no form with 16 colours.
  if (code === '58') return [];
  const index = form === 5 ? indexTo16(first) : nearest16(first, green, blue);
  const base = (code === '38' ? 30 : 40) + (index < 8 ? index : index - 8 + 60);
  return [String(base)];
}

function nearest256(red: number, green: number, blue: number): number {
  const [r, g, b] = [nearestLevel(red), nearestLevel(green), nearestLevel(blue)];
  const cube = distance([levels[r]!, levels[g]!, levels[b]!], red, green, blue);
  const step = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
  const grey = 8 + step * 10;
  return distance([grey, grey, grey], red, green, blue) < cube ? 232 + step : 16 + 36 * r + 6 * g + b;
}

function nearestLevel(value: number): number {
  let best = 0;
  for (let i = 1; i < levels.length; i++) {
    if (Math.abs(levels[i]! - value) < Math.abs(levels[best]! - value)) best = i;
  }
  return best;
}

function indexTo16(index: number): number {
  if (index < 16) return index;
  if (index >= 232) return nearestGrey(8 + (index - 232) * 10);
  const cube = index - 16;
  return nearest16(levels[Math.floor(cube / 36)]!, levels[Math.floor(cube / 6) % 6]!, levels[cube % 6]!);
}

function nearestGrey(value: number): number {
  return nearest16(value, value, value);
}

function nearest16(red: number, green: number, blue: number): number {
  let best = 0;
  for (let i = 1; i < palette16.length; i++) {
    const closer = distance(palette16[i]!, red, green, blue) < distance(palette16[best]!, red, green, blue);
    if (closer) best = i;
  }
  return best;
}

function distance(
  colour: readonly [number, number, number],
  red: number,
  green: number,
  blue: number,
): number {
  return (colour[0] - red) ** 2 + (colour[1] - green) ** 2 + (colour[2] - blue) ** 2;
}
