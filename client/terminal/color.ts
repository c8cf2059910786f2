/** Styles for terminals with fewer colours: the nearest of those they have. */
import { pushAll } from '../../shared/arrays.ts';

/** How many colours a terminal shows; 16 also serves those with 8. */
export type Depth = 16 | 256 | 'truecolor';

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
const memo: Record<16 | 256, Map<string, string>> = { 16: new Map(), 256: new Map() };

/** A canonical SGR parameter string as a terminal of this depth can show it. */
export function downgrade(style: string, depth: Depth): string {
  // Only 38, 48 and 58 lead to more than 16 colours.
  if (depth === 'truecolor' || !style.includes('8')) return style;
  const known = memo[depth].get(style);
  if (known !== undefined) return known;
  const fewer = convert(style, depth);
  if (memo[depth].size >= MEMO_SIZE) memo[depth].clear();
  memo[depth].set(style, fewer);
  return fewer;
}

function convert(style: string, depth: 16 | 256): string {
  const parameters = style.split(';');
  const result: string[] = [];
  for (let at = 0; at < parameters.length; ) {
    const code = parameters[at]!;
    const length = colourLength(parameters, at);
    if (length === 0) result.push(code);
    else pushAll(result, colour(code, parameters.slice(at + 1, at + length).map(Number), depth));
    at += Math.max(1, length);
  }
  return result.join(';');
}

/** How many parameters the colour that starts here takes; 0 if none starts here. */
function colourLength(parameters: readonly string[], at: number): number {
  const code = parameters[at];
  if (code !== '38' && code !== '48' && code !== '58') return 0;
  return parameters[at + 1] === '2' ? 5 : 3;
}

/** `values` is `5, index` or `2, red, green, blue`. */
function colour(code: string, values: readonly number[], depth: 16 | 256): string[] {
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
