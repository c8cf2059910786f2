/** What was not taken, as the beginning of a script: its source in comments, and what could do it in a script. */
import type { ImportItem } from '../state/imports/found.ts';

/** UTF-16 units of one source, and of all of them. */
const LONGEST = 4096;
const LONGEST_OF_ALL = 512 * 1024;

/** What of a script does as a command of another client did, by the beginning of its name. */
const LIKE: readonly (readonly [name: RegExp, call: string])[] = [
  [/^act/i, "clay.trigger('PATTERN', match => { });"],
  [/^ali/i, "clay.alias('NAME', match => { });"],
  [/^tick|^del/i, 'clay.every(60_000, () => { });'],
  [/^event/i, "clay.hook('EVENT', what => { });"],
  [/^macro/i, "clay.key('KEY', () => { });"],
  [/^function/i, "clay.export('NAME', match => { });"],
  [/^gag/i, "clay.trigger('PATTERN', match => match.gag());"],
  [/^sub/i, "clay.trigger('PATTERN', match => match.replace('WORDS'));"],
  [/^high/i, "clay.trigger('PATTERN', match => match.hilite('STYLE'));"],
];

/** A name that a script can have: letters, digits, `_` and `-`. */
export function stubName(path: string): string {
  const base = (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '').replace(/[^\w-]+/g, '-');
  return `import-${base.replace(/^-+|-+$/g, '') || 'file'}`.slice(0, 64);
}

/** The script; null: of nothing that was not taken the source is known. Nothing of it does anything before it is written. */
export function stubOf(path: string, items: readonly ImportItem[]): string | null {
  const missed = items.filter(({ as, source }) => as.type === 'nothing' && source !== undefined);
  if (missed.length === 0) return null;
  const parts: string[] = [];
  let left = LONGEST_OF_ALL;
  for (const [at, item] of missed.entries()) {
    const part = partOf(item);
    left -= part.length;
    if (left < 0) {
      parts.push(`// ... and ${missed.length - at} more\n`);
      break;
    }
    parts.push(part);
  }
  const head = `What rules could not take of ${path}. Write what is to be done below each, call the file ${stubName(path)}.js, and /load ${stubName(path)}.`;
  return [`${comment(head)}\n`, ...parts].join('\n');
}

function partOf({ line, file, source = '', as }: ImportItem): string {
  const place = `${file === undefined ? '' : `${file} `}line ${line}`;
  const why = as.type === 'nothing' ? as.why : '';
  const text = source.length > LONGEST ? `${source.slice(0, LONGEST)} ...` : source;
  const name = /^\W*(\w*)/.exec(source)?.[1] ?? '';
  const call = LIKE.find(([like]) => like.test(name))?.[1];
  return [comment(`${place}: ${why}`), comment(text), ...(call ? [comment(call)] : []), ''].join('\n');
}

/** Whatever ends a line for JavaScript begins a new one of the comment. */
function comment(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(line => `// ${line}`.trimEnd())
    .join('\n');
}
