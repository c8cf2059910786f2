/** Styles as people write them: `red`, `bold yellow on blue`, or as SGR says it. */

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const ATTRIBUTES: Readonly<Record<string, string>> = {
  bold: '1',
  dim: '2',
  italic: '3',
  underline: '4',
  blink: '5',
  reverse: '7',
  strike: '9',
};

/** The style as SGR parameters; null if it is none. */
export function styleOf(text: string): string | null {
  const trimmed = text.trim().toLowerCase();
  if (/^\d{1,3}(;\d{1,3})*$/.test(trimmed)) return trimmed;
  const codes: string[] = [];
  let base = 30;
  for (const word of trimmed.split(/[\s,+]+/)) {
    const [, bright, name = ''] = /^(bright[-_]?)?(\w+)$/.exec(word) ?? [];
    const color = COLORS.indexOf(name === 'purple' ? 'magenta' : name);
    if (word === 'on') base = 40;
    else if (color >= 0) codes.push(String(base + color + (bright ? 60 : 0)));
    else if (!bright && Object.hasOwn(ATTRIBUTES, name)) codes.push(ATTRIBUTES[name] as string);
    else return null;
  }
  return codes.length > 0 ? codes.join(';') : null;
}

/** The style as people write it; what no words are known for stays as SGR says it. */
export function styleWords(codes: string): string {
  const words = codes.split(';').map(wordOf).join(' ');
  return styleOf(words) === codes ? words : codes;
}

function wordOf(code: string): string {
  const attribute = Object.keys(ATTRIBUTES).find(name => ATTRIBUTES[name] === code);
  if (attribute !== undefined) return attribute;
  const isBright = Number(code) >= 90;
  const plain = Number(code) - (isBright ? 60 : 0);
  return `${plain >= 40 ? 'on ' : ''}${isBright ? 'bright-' : ''}${COLORS[plain % 10]}`;
}
