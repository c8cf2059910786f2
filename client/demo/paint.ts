/** Colours of the demo: SGR sequences (ECMA-48 8.3.117). */

/** The text in a style, e.g. `31` or `1;38;5;208`, and back to the default after it. */
export function paint(style: string, text: string): string {
  return `\u001b[${style}m${text}\u001b[0m`;
}

export const title = (text: string): string => paint('1;38;5;215', text);
export const name = (text: string): string => paint('1;36', text);
export const speech = (text: string): string => paint('33', text);
export const dim = (text: string): string => paint('90', text);
export const exit = (text: string): string => paint('32', text);
export const item = (text: string): string => paint('38;2;214;140;90', text);

const attributes: readonly (readonly [style: string, label: string])[] = [
  ['1', 'bold'],
  ['2', 'dim'],
  ['3', 'italic'],
  ['4', 'underline'],
  ['5', 'blink'],
  ['7', 'reverse'],
  ['9', 'strike'],
  ['21', 'double underline'],
  ['4:3', 'curly underline'],
  ['53', 'overline'],
  ['1;3;4;31', 'bold italic underlined red'],
];

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Every kind of colour there is, a line each. */
export function colourChart(): string[] {
  const gradient = (form: (red: number) => string): string =>
    range(0, 64)
      .map(i => `\u001b[${form(i * 4)}m `)
      .join('');
  return [
    range(30, 38)
      .map(code => paint(String(code), `fg${code}`))
      .join(' '),
    range(90, 98)
      .map(code => paint(String(code), `fg${code}`))
      .join(' '),
    range(40, 48)
      .map(code => paint(String(code), `bg${code}`))
      .join(' '),
    range(100, 108)
      .map(code => paint(String(code), `bg${code}`))
      .join(' '),
    attributes.map(([style, label]) => paint(style, label)).join(' '),
    ...range(0, 6).map(row =>
      range(0, 36)
        .map(i => paint(`48;5;${16 + row * 36 + i}`, '  '))
        .join(''),
    ),
    range(232, 256)
      .map(code => paint(`48;5;${code}`, '  '))
      .join(''),
    `${gradient(red => `48;2;${red};${255 - red};128`)}\u001b[0m true colour`,
    `${gradient(red => `48:2::128:${red}:${255 - red}`)}\u001b[0m true colour, with colons`,
    `\u001b[34mblue \u001b[1mand bold \u001b[22mno longer bold \u001b[39mno longer blue`,
    // The style runs over the line end and is put back on the next line.
    '\u001b[35mmagenta goes on',
    'over the line end\u001b[m and stops here',
    '\u001b]8;;https://example.org/clay\u001b\\a link\u001b]8;;\u001b\\ to follow',
  ];
}
