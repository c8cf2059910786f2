/** A script of parts: what they need of TinTin++ first, then each with what it was, in the order of the file. */
import { finish, type Steps } from '../../../automation/block.ts';
import { beginning } from '../../beginning.ts';
import { asComment } from '../../comment.ts';
import { HELPERS } from '../helpers/helpers.ts';

/** A command that became JavaScript. */
export interface ScriptPart {
  /** Where it stood, in words. */
  readonly place: string;
  /** As it stood there. */
  readonly source: string;
  readonly code: string;
}

/** UTF-16 units of a source in the comment before its part. */
const LONGEST = 2000;

/** Parts between two rests. */
const AT_ONCE = 50;

/** The script. `path`: the file that it was. */
export function programOf(path: string, parts: readonly ScriptPart[]): string {
  return finish(programming(path, parts));
}

/** As programOf(), in steps. */
export function* programming(path: string, parts: readonly ScriptPart[]): Steps<string> {
  const bodies: string[] = [];
  const needed = new Set<string>();
  for (const { place, source, code } of parts) {
    const shown = source.length > LONGEST ? `${beginning(source, LONGEST)} ...` : source;
    bodies.push(`${asComment(`${place}: ${shown}`)}\n${code}\n`);
    noteHelpers(code, needed);
    if (bodies.length % AT_ONCE === 0) yield;
  }
  const helpers = Object.keys(HELPERS).filter(name => needed.has(name));
  return [
    asComment(`What was ${path} for TinTin++ and is more than rules are: made by /import, yours to change.`),
    ...(helpers.length > 0
      ? [
          '\n// First what TinTin++ has and JavaScript has not.',
          ...helpers.map(name => HELPERS[name] as string),
        ]
      : []),
    `\n${asComment(`---- ${path} ----`)}\n`,
    ...bodies,
  ].join('\n');
}

/** The names of those that the code names, and of those that they name. */
function noteHelpers(code: string, found: Set<string>): void {
  for (const [word] of code.matchAll(/[A-Za-z_]\w*/g)) {
    if (found.has(word) || !Object.hasOwn(HELPERS, word)) continue;
    found.add(word);
    noteHelpers(HELPERS[word] as string, found);
  }
}
