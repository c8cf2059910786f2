/**
 * The colours of all that Clay itself writes: one table of named styles for each theme. A frame has the name, and the
 * terminal that draws it makes of it what it can show; what a game writes has the colours that the game gives it.
 *
 * Each style is readable, with a contrast of at least 4.5 : 1, on the backgrounds that such terminals usually have:
 * test/unit/terminal/theme.test.ts computes it for all of them. With 16 colours that leaves few, because what they
 * look like is the terminal's affair.
 */
import type { Depth, Theme } from '../state/terminal.ts';

/** By where there are more than 16 colours, where there are 16, and where there are none. */
type Forms = readonly [many: string, sixteen: string, none: string];

/** Parameters of SGR for a colour given as `rrggbb`. */
function colour(code: 38 | 48, hex: string): string {
  const [red, green, blue] = [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16));
  return `${code};2;${red};${green};${blue}`;
}

const text = (hex: string) => colour(38, hex);
const on = (background: string, foreground: string) => `${text(foreground)};${colour(48, background)}`;
const bold = (style: string) => `1;${style}`;

/** The bar's grey is seen on black and on the dark greys that are usual. */
const dark = {
  /** What Clay says, what has failed, what the user has sent or asked for. */
  notice: [text('87d7d7'), '96', ''],
  fault: [text('ff8787'), '93', '1'],
  sent: [text('d7d787'), '92', ''],
  /** Less important than what stands beside it: tags, lines between parts, hints, help. */
  quiet: [text('a8a8a8'), '37', ''],
  strong: ['1', '1', '1'],
  /** The jar of the first page. */
  jar: [text('d7af87'), '93', ''],
  sign: [on('87d7d7', '080808'), '7;96', '7'],
  faultSign: [on('ff8787', '080808'), '7;93', '7'],
  /** What a search has found, and the one it has gone to: reverse, whatever the theme and the colours. */
  match: ['7', '7', '7'],
  found: ['1;7', '1;7', '1;7'],
  /** What the user wants to stand out, and a world in the column that has it. */
  highlight: [on('5f5f00', 'ffffd7'), '97;44', '1;4'],
  alert: [bold(on('ffaf5f', '000000')), '1;7', '1;7'],
  /** What has the keys, in a box or a list; what typing takes the place of; where one types. */
  chosen: [bold(on('87d7d7', '080808')), '1;7', '1;7'],
  selected: ['7', '7', '7'],
  typed: ['4', '4', '4'],
  frame: [text('a8a8a8'), '37', ''],
  bar: [on('444444', 'eeeeee'), '7', '7'],
  barStrong: [bold(on('444444', 'ffffff')), '1;7', '1;7'],
  barQuiet: [on('444444', 'bcbcbc'), '7', '7'],
  /** It waits for the user. */
  barAlert: [bold(on('ffaf5f', '000000')), '97;41', '1;7'],
  barNews: [on('444444', '87d7d7'), '7', '1;7'],
  barGood: [on('444444', 'afd787'), '7', '7'],
  barWarn: [on('444444', 'ffd787'), '7', '1;7'],
  barBad: [bold(on('444444', 'ffafaf')), '1;7', '1;7'],
} satisfies Record<string, Forms>;

export type StyleName = keyof typeof dark;

const light: Readonly<Record<StyleName, Forms>> = {
  notice: [text('005f87'), '34', ''],
  fault: [text('af0000'), '31', '1'],
  sent: [text('875f00'), '34', ''],
  quiet: [text('5f5f5f'), '', ''],
  strong: ['1', '1', '1'],
  jar: [text('875f00'), '31', ''],
  sign: [on('005f87', 'ffffff'), '7;34', '7'],
  faultSign: [on('af0000', 'ffffff'), '7;31', '7'],
  match: ['7', '7', '7'],
  found: ['1;7', '1;7', '1;7'],
  highlight: [on('ffff87', '000000'), '97;44', '1;4'],
  alert: [bold(on('ffaf00', '000000')), '1;7', '1;7'],
  chosen: [bold(on('005f87', 'ffffff')), '1;7', '1;7'],
  selected: ['7', '7', '7'],
  typed: ['4', '4', '4'],
  frame: [text('5f5f5f'), '', ''],
  bar: [on('dadada', '1c1c1c'), '7', '7'],
  barStrong: [bold(on('dadada', '000000')), '1;7', '1;7'],
  barQuiet: [on('dadada', '585858'), '7', '7'],
  barAlert: [bold(on('875f00', 'ffffff')), '97;41', '1;7'],
  barNews: [on('dadada', '005f87'), '7', '1;7'],
  barGood: [on('dadada', '005f00'), '7', '7'],
  barWarn: [on('dadada', '5f5f00'), '7', '1;7'],
  barBad: [bold(on('dadada', 'af0000')), '1;7', '1;7'],
};

const themes: Readonly<Record<Theme, Readonly<Record<string, Forms>>>> = { dark, light };

/** Their names: `styles.quiet` is the style of a span. */
export const styles = Object.fromEntries(Object.keys(dark).map(name => [name, name])) as {
  readonly [Name in StyleName]: Name;
};

/** A style with more to it: `underlined(styles.chosen)`. */
export function underlined(style: string): string {
  return style === '' || style === styles.typed ? styles.typed : `${style};4`;
}

/** Parameters of SGR for the style of a span: a name from above, perhaps with more parameters behind it, or parameters. */
export function resolved(style: string, theme: Theme, depth: Depth): string {
  // Parameters begin with a digit.
  if (style === '' || style < 'A') return style;
  const end = style.indexOf(';');
  const name = end < 0 ? style : style.slice(0, end);
  const more = end < 0 ? '' : style.slice(end + 1);
  const own = Object.hasOwn(themes[theme], name) ? formOf(themes[theme][name]!, depth) : '';
  return own !== '' && more !== '' ? `${more};${own}` : own + more;
}

function formOf([many, sixteen, none]: Forms, depth: Depth): string {
  return depth === 'none' ? none : depth === 16 ? sixteen : many;
}
