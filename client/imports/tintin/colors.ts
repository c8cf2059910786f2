/** Colours of TinTin++ as styles: `light red`, `<118>`, `<F08F>`. */

import { pushAll } from '../../../shared/arrays.ts';

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const ATTRIBUTES: Readonly<Record<string, string>> = {
  ...{ bold: '1', dim: '2', faint: '2', italic: '3', underscore: '4', underline: '4', blink: '5' },
  ...{ reverse: '7', inverse: '7', strikethrough: '9' },
};
/** Names of its own for colours between those. */
const OTHERS: Readonly<Record<string, string>> = {
  ...{ azure: '2;0;170;255', jade: '2;0;255;170', lime: '2;170;255;0', orange: '2;255;170;0' },
  ...{
    pink: '2;255;0;170',
    violet: '2;170;0;255',
    silver: '5;250',
    ebony: '5;240',
    coal: '5;236',
    tan: '5;180',
  },
  ...{ grey: '5;245', gray: '5;245' },
};

/** The style as SGR has it; null: it is none that is known. */
export function styleOfColor(text: string): string | null {
  const codes: string[] = [];
  let isLight = false;
  let base = 30;
  const words = text
    .replace(/<[^<>\s]+>/g, code => ` ${code} `)
    .toLowerCase()
    .split(/[\s,]+/);
  for (const word of words.filter(one => one !== '')) {
    const color = COLORS.indexOf(word);
    if (word === 'light') isLight = true;
    else if (word === 'dark') isLight = false;
    else if (word === 'b' || word === 'background' || word === 'on') base = 40;
    else if (word === 'foreground') base = 30;
    else if (color >= 0) codes.push(String(base + color + (isLight ? 60 : 0)));
    else if (Object.hasOwn(OTHERS, word)) codes.push(`${base + 8};${OTHERS[word]}`);
    else if (Object.hasOwn(ATTRIBUTES, word)) codes.push(ATTRIBUTES[word] as string);
    else {
      const coded = ofCode(word);
      if (coded === null) return null;
      pushAll(codes, coded);
      continue;
    }
    if (word !== 'light') isLight = isLight && color < 0;
  }
  return codes.length > 0 ? codes.join(';') : null;
}

/** `<118>`: attribute, letters, ground; `<f08f>`, `<b0088ff>`: red, green, blue; `<abc>`: of a cube of 6. */
function ofCode(word: string): string[] | null {
  const [, attribute, letters, ground] = /^<(\d)(\d)(\d)>$/.exec(word) ?? [];
  if (attribute !== undefined) {
    const codes = /[1-57]/.test(attribute) ? [attribute] : [];
    if (Number(letters) < 8) codes.push(`3${letters}`);
    if (Number(ground) < 8) codes.push(`4${ground}`);
    return codes;
  }
  const [, where, rgb = ''] = /^<([fb])([\da-f]{3}|[\da-f]{6})>$/.exec(word) ?? [];
  if (where !== undefined) {
    const parts = rgb.length === 3 ? [...rgb].map(one => one + one) : (rgb.match(/../g) ?? []);
    return [`${where === 'f' ? 38 : 48};2;${parts.map(one => Number.parseInt(one, 16)).join(';')}`];
  }
  const cube = /^<([a-f])([a-f])([a-f])>$/.exec(word);
  if (cube) {
    const [red = 0, green = 0, blue = 0] = cube.slice(1).map(one => one.charCodeAt(0) - 97);
    return [`38;5;${16 + 36 * red + 6 * green + blue}`];
  }
  const grey = /^<g(\d\d)>$/.exec(word);
  return grey && Number(grey[1]) < 24 ? [`38;5;${232 + Number(grey[1])}`] : null;
}

/** Codes of colours as they stand in a text. */
export const COLOR_CODES = /<(?:\d{3}|[FBfb](?:[\dA-Fa-f]{3}|[\dA-Fa-f]{6})|[a-f]{3}|[A-F]{3}|[gG]\d\d)>/g;
