/** What a program writes to its terminal, as the kinds of control sequences that stand in it. */

/** CSI with its parts; strings (OSC, DCS …); character sets; other escapes; single controls but for line ends. */
const SEQUENCE =
  /\x1b\[([?>=<!]?)([\d;:]*)([ -/]*)([@-~])|\x1b\](\d*)[^\x07\x1b]*(?:\x07|\x1b\\)|\x1b([PX^_])[^\x1b]*\x1b\\|\x1b([()][\dA-Z])|\x1b(.)|([\x00-\x08\x0b\x0c\x0e-\x1f\x7f])/gs;

/**
 * Their names, each once: `CSI H`, `CSI ?25h`, `CSI >4;1m`, `OSC 8`, `DCS`, `ESC M`, `ESC (B`, `^X`. Those of SGR are taken
 * apart: `SGR 1`, `SGR 38;5`, `SGR 4:3`.
 */
export function sequencesIn(output: string): Set<string> {
  const found = new Set<string>();
  for (const match of output.matchAll(SEQUENCE)) for (const name of namesOf(match)) found.add(name);
  return found;
}

function namesOf([
  whole,
  prefix,
  parameters = '',
  between = '',
  final,
  osc,
  string,
  charset,
  other,
]: RegExpMatchArray): string[] {
  if (final === 'm' && prefix === '' && between === '') return styles(parameters);
  if (final !== undefined) {
    const shown = prefix === '' && final !== 'h' && final !== 'l' ? '' : parameters;
    return [`CSI ${prefix}${shown}${between}${final}`];
  }
  if (osc !== undefined) return [`OSC ${osc}`];
  if (string !== undefined) return [string === 'P' ? 'DCS' : `ESC ${string}`];
  if (charset !== undefined || other !== undefined) return [`ESC ${charset ?? other}`];
  const code = whole.charCodeAt(0);
  return [`^${String.fromCharCode(code ^ 64)}`];
}

function styles(parameters: string): string[] {
  const codes = parameters.split(';').map(code => (code === '' ? '0' : code));
  const found: string[] = [];
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    const isColour = /^[345]8$/.test(code);
    found.push(isColour ? `SGR ${code};${codes[at + 1]}` : `SGR ${code}`);
    if (isColour) at += codes[at + 1] === '2' ? 4 : 2;
  }
  return found;
}
