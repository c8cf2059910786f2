/** Styles as SGR has them (stream/text/sgr.ts), in the words of CSS. */

/** The sixteen colours, as xterm has them. */
const PALETTE = [
  ...['#000000', '#cd0000', '#00cd00', '#cdcd00', '#4040ee', '#cd00cd', '#00cdcd', '#e5e5e5'],
  ...['#7f7f7f', '#ff0000', '#00ff00', '#ffff00', '#5c5cff', '#ff00ff', '#00ffff', '#ffffff'],
];
const FLAGS: Readonly<Record<string, string>> = {
  ...{ '1': 'font-weight: bold', '2': 'opacity: .7', '3': 'font-style: italic', '8': 'visibility: hidden' },
};
const DECORATIONS: Readonly<Record<string, string>> = { '9': 'line-through', '53': 'overline' };

/** Declarations; '' for a style that changes nothing. */
export function cssOf(style: string): string {
  const codes = style.split(';');
  const declarations: string[] = [];
  const decorations: string[] = [];
  let [front, back, isReverse] = ['', '', false];
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as string;
    const number = Number(code);
    const flag = FLAGS[code];
    const decoration = DECORATIONS[code];
    if (flag !== undefined) declarations.push(flag);
    else if (decoration !== undefined) decorations.push(decoration);
    else if (code === '4' || code.startsWith('4:')) decorations.push('underline');
    else if (code === '7') isReverse = true;
    else if (number >= 30 && number <= 37) front = paletteColor(number - 30);
    else if (number >= 40 && number <= 47) back = paletteColor(number - 40);
    else if (number >= 90 && number <= 97) front = paletteColor(number - 82);
    else if (number >= 100 && number <= 107) back = paletteColor(number - 92);
    else if (number === 38 || number === 48 || number === 58) {
      const { color, length } = extended(codes.slice(at + 1));
      if (number === 38) front = color;
      if (number === 48) back = color;
      at += length;
    }
  }
  if (isReverse) [front, back] = [back || '#101010', front || '#d8d8d8'];
  if (front !== '') declarations.push(`color: ${front}`);
  if (back !== '') declarations.push(`background: ${back}`);
  if (decorations.length > 0) declarations.push(`text-decoration: ${decorations.join(' ')}`);
  return declarations.join('; ');
}

/** `5;n` and `2;r;g;b`, and how many parameters that are. */
function extended([kind, ...rest]: readonly string[]): { color: string; length: number } {
  if (kind === '5') return { color: paletteColor(Number(rest[0] ?? 0)), length: 2 };
  const [red = 0, green = 0, blue = 0] = rest.slice(0, 3).map(Number);
  return { color: hex(red, green, blue), length: 4 };
}

/** Of 256. */
function paletteColor(index: number): string {
  const known = PALETTE[index];
  if (known !== undefined) return known;
  if (index >= 232) return hex(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
  const level = (part: number) => (part === 0 ? 0 : 55 + 40 * part);
  const cube = index - 16;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function hex(...parts: readonly number[]): string {
  return `#${parts.map(part => Math.max(0, Math.min(255, part)).toString(16).padStart(2, '0')).join('')}`;
}
