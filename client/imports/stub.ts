/** What was not taken, as the beginning of a script: its source in comments, and what could do it in a script. */
import { finish, type Steps } from '../automation/block.ts';
import type { ImportItem } from '../state/imports/found.ts';
import { beginning } from './beginning.ts';
import { asComment } from './comment.ts';
import { scriptName } from './script.ts';

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

/** The script; null: of nothing that was not taken the source is known. Nothing of it does anything before it is written. */
export function stubOf(path: string, items: readonly ImportItem[]): string | null {
  return finish(stubbing(path, items));
}

/** Items between two rests. */
const AT_ONCE = 50;

/** As stubOf(), in steps. */
export function* stubbing(path: string, items: readonly ImportItem[]): Steps<string | null> {
  const missed = items.filter(({ as, source }) => as.type === 'nothing' && source !== undefined);
  if (missed.length === 0) return null;
  const parts: string[] = [];
  let left = LONGEST_OF_ALL;
  for (const [at, item] of missed.entries()) {
    if (at % AT_ONCE === 0) yield;
    const part = partOf(item);
    left -= part.length;
    if (left < 0) {
      parts.push(`// ... and ${missed.length - at} more\n`);
      break;
    }
    parts.push(part);
  }
  const name = `${scriptName(path)}-more`;
  const head = `What was not taken of ${path}. Write what is to be done below each, call the file ${name}.js, and /load ${name}.`;
  return [`${asComment(head)}\n`, ...parts].join('\n');
}

function partOf({ line, file, source = '', as }: ImportItem): string {
  const place = `${file === undefined ? '' : `${file} `}line ${line}`;
  const why = as.type === 'nothing' ? as.why : '';
  const text = source.length > LONGEST ? `${beginning(source, LONGEST)} ...` : source;
  const name = /^\W*(\w*)/.exec(source)?.[1] ?? '';
  const call = LIKE.find(([like]) => like.test(name))?.[1];
  return [asComment(`${place}: ${why}`), asComment(text), ...(call ? [asComment(call)] : []), ''].join('\n');
}
