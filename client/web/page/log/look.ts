/** Styles as the log has them (SGR parameters) as classes and colours of the page. */

export interface Look {
  readonly classes: readonly string[];
  readonly color: string;
  readonly background: string;
}

const FLAGS: Readonly<Record<number, string>> = { 1: 'B', 2: 'D', 3: 'I', 4: 'U', 8: 'H', 9: 'S' };

/** Games use a few styles all the time; one that has thousands of colours is not to fill the memory with them. */
const KEPT = 500;
const looks = new Map<string, Look>();

export function lookOf(style: string): Look {
  const known = looks.get(style);
  if (known) return known;
  if (looks.size >= KEPT) looks.clear();
  const look = read(style);
  looks.set(style, look);
  return look;
}

/** The sixteen colours are the theme's, all others the game's. */
function read(style: string): Look {
  const classes: string[] = [];
  const colors = { f: '', b: '' };
  const codes = style.split(';').map(Number);
  let isReverse = false;
  const set = (side: 'f' | 'b', index: number | string) => {
    colors[side] = typeof index === 'string' ? index : index < 16 ? `${index}` : cubeColor(index);
  };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number;
    if (code === 7) isReverse = true;
    else if (FLAGS[code]) classes.push(FLAGS[code]);
    else if (code === 38 || code === 48)
      at = extended(codes, at, color => set(code === 38 ? 'f' : 'b', color));
    else if (code >= 30 && code <= 37) set('f', code - 30);
    else if (code >= 40 && code <= 47) set('b', code - 40);
    else if (code >= 90 && code <= 97) set('f', code - 82);
    else if (code >= 100 && code <= 107) set('b', code - 92);
  }
  if (isReverse) [colors.f, colors.b] = [colors.b || 'var(--back)', colors.f || 'var(--text)'];
  const named = (side: 'f' | 'b') => (/^\d+$/.test(colors[side]) ? `var(--c${colors[side]})` : colors[side]);
  return { color: named('f'), background: named('b'), classes };
}

/** `38;5;n` and `38;2;r;g;b`. Returns where its last number is. */
function extended(codes: readonly number[], at: number, set: (color: number | string) => void): number {
  const [kind, first = 0, second = 0, third = 0] = codes.slice(at + 1, at + 5);
  if (kind === 5) {
    set(first);
    return at + 2;
  }
  set(`rgb(${first} ${second} ${third})`);
  return at + 4;
}

/** Of the 256 colours those that are the same everywhere. */
function cubeColor(index: number): string {
  if (index >= 232) return gray(8 + 10 * (index - 232));
  const level = (part: number) => (part === 0 ? 0 : 55 + 40 * part);
  const number = index - 16;
  return `rgb(${level(Math.floor(number / 36))} ${level(Math.floor(number / 6) % 6)} ${level(number % 6)})`;
}

function gray(level: number): string {
  return `rgb(${level} ${level} ${level})`;
}
