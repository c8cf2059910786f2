/** How tags of MXP are written: where one ends, its name, what stands in it. */

/** The longest tag that is taken for one (UTF-16 units); definitions of elements are the longest there are. */
export const MAX_TAG = 4096;

export interface Argument {
  /** In small letters; '' = it goes by its place. */
  readonly name: string;
  readonly value: string;
  /** It stood in quotation marks. */
  readonly quoted: boolean;
}

export interface Tag {
  /** In small letters; of a definition with its `!`. */
  readonly name: string;
  /** It ends what the tag of that name has begun. */
  readonly ends: boolean;
  readonly args: readonly Argument[];
}

/** What may follow a `<` that begins a tag. */
export function mayBegin(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || code === 0x2f || code === 0x21;
}

export interface Scan {
  /** Behind the last character that belongs to the tag. */
  at: number;
  /** The quotation mark that is open; '' = none. */
  quote: string;
  /** `whole`: its `>` was found; `broken`: another tag begins at `at`, so that this is none. */
  found: 'whole' | 'broken' | 'more';
}

/** Goes on in a tag whose characters before `at` are `before`, or were looked at. A quotation mark inside a word is none. */
export function scanTag(text: string, at: number, quote: string, before: string): Scan {
  if (isComment(before.slice(0, 4) + text.slice(at, at + 4))) return scanComment(text, at, before);
  let last = before.at(-1) ?? '';
  let open = quote;
  for (let i = at; i < text.length; i++) {
    const char = text.charAt(i);
    if (open !== '') open = char === open ? '' : open;
    else if (char === '>') return { at: i + 1, quote: '', found: 'whole' };
    else if (char === '<') return { at: i, quote: '', found: 'broken' };
    else if ((char === '"' || char === "'") && /[\s=]/.test(last)) open = char;
    last = char;
  }
  return { at: text.length, quote: open, found: 'more' };
}

function isComment(begin: string): boolean {
  return begin.startsWith('<!--');
}

function scanComment(text: string, at: number, before: string): Scan {
  // The `<!--` itself ends nothing.
  const tail = before.length > 6 ? before.slice(-2) : before.slice(4);
  const known = Math.max(0, 4 - before.length);
  const end = (tail + text.slice(at + known)).indexOf('-->');
  if (end < 0) return { at: text.length, quote: '', found: 'more' };
  return { at: at + known + end + 3 - tail.length, quote: '', found: 'whole' };
}

const NAME = /^(\/?)(!?[a-z][\w.-]*)\s*/i;
const ARGUMENT = /([a-z][\w.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']\S*))|"([^"]*)"|'([^']*)'|(\S+)/gi;

/** The tag between `<` and `>`; null if it is none. */
export function parseTag(text: string): Tag | null {
  const begin = NAME.exec(text);
  if (!begin) return null;
  const args: Argument[] = [];
  for (const match of text.slice(begin[0].length).matchAll(ARGUMENT)) {
    const [, name = '', double, single, bare, first, second, word = ''] = match;
    const value = double ?? single ?? bare ?? first ?? second ?? word;
    args.push({ name: name.toLowerCase(), value, quoted: (first ?? second) !== undefined });
  }
  return { name: begin[2]!.toLowerCase(), ends: begin[1] === '/', args };
}

/** The tags in a text, without `<` and `>`: the first `most`. */
export function tagsIn(text: string, most: number): string[] {
  const tags: string[] = [];
  let at = text.indexOf('<');
  while (at >= 0 && tags.length < most) {
    const scan = scanTag(text, at + 1, '', '<');
    if (scan.found === 'more') break;
    if (scan.found === 'whole') tags.push(text.slice(at + 1, scan.at - 1));
    at = scan.found === 'whole' ? text.indexOf('<', scan.at) : scan.at;
  }
  return tags;
}

/** What the arguments say to the names, which those without one have by their order; words of `flags` stand for themselves. */
export function named(
  args: readonly Argument[],
  names: readonly string[],
  flags: readonly string[] = [],
): { readonly values: Readonly<Record<string, string>>; readonly flags: readonly string[] } {
  const values: Record<string, string> = {};
  const found: string[] = [];
  let next = 0;
  for (const { name, value, quoted } of args) {
    const word = value.toLowerCase();
    if (name !== '') {
      if (names.includes(name)) values[name] = value;
    } else if (!quoted && flags.includes(word)) found.push(word);
    else {
      while (next < names.length && Object.hasOwn(values, names[next]!)) next++;
      if (next < names.length) values[names[next++]!] = value;
    }
  }
  return { values, flags: found };
}
