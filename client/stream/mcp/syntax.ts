/** How messages of MCP 2.1 are written (https://www.moo.mud.org/mcp/, section 2.2): lines that begin with `#$#`. */

export interface Message {
  /** In small letters, as are all keys. */
  readonly name: string;
  /** The authentication key; '' = none. */
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose values come line by line. */
  readonly long: readonly string[];
}

/** A line of a value that has several, the end of such a message, or a message; null: it is none. */
export type Read =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'line'; readonly tag: string; readonly key: string; readonly text: string }
  | { readonly type: 'end'; readonly tag: string };

const START = /^([a-z_][\w-]*)(?: +([^\s:*"\\]+)(?= |$))?/i;
const PAIR = / +([a-z_][\w-]*)(\*?): +(?:"((?:[^"\\]|\\.)*)"|([^\s"]\S*))/iy;
const LINE = /^\* ([^\s:*"\\]+) ([a-z_][\w-]*): ?(.*)$/is;
const END = /^: ([^\s:*"\\]+)\s*$/;

/** Reads what stands behind `#$#`. */
export function readMessage(text: string): Read | null {
  if (text.startsWith('*')) {
    const [, tag, key, line] = LINE.exec(text) ?? [];
    return tag === undefined ? null : { type: 'line', tag, key: key!.toLowerCase(), text: line! };
  }
  if (text.startsWith(':')) {
    const [, tag] = END.exec(text) ?? [];
    return tag === undefined ? null : { type: 'end', tag };
  }
  const start = START.exec(text);
  if (!start) return null;
  const values = new Map<string, string>();
  const long: string[] = [];
  PAIR.lastIndex = start[0].length;
  let end = start[0].length;
  for (let match = PAIR.exec(text); match; match = PAIR.exec(text)) {
    const [, name, star, quoted, bare] = match;
    const key = name!.toLowerCase();
    // A key that stands there twice makes it none.
    if (values.has(key)) return null;
    values.set(key, quoted === undefined ? bare! : quoted.replace(/\\(.)/gs, '$1'));
    if (star) long.push(key);
    end = PAIR.lastIndex;
  }
  if (text.slice(end).trim() !== '') return null;
  const message = {
    name: start[1]!.toLowerCase(),
    key: start[2] ?? '',
    values: Object.fromEntries(values),
    long,
  };
  return { type: 'message', message };
}

/** A message with these values, without its line end. Line ends and controls are in none of them. */
export function writeMessage(name: string, key: string, values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(([one, value]) => ` ${one}: ${quoted(value)}`);
  return `#$#${name}${key === '' ? '' : ` ${key}`}${pairs.join('')}`;
}

function quoted(value: string): string {
  return /^[^\s:*"\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
