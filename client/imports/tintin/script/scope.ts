/** Where a command stands that becomes JavaScript: what `%1` and local variables are there, and what may be done. */
import { HELPERS } from '../helpers/helpers.ts';

/** What all commands of a file know. */
export interface FileScope {
  readonly sign: string;
  /** Sessions, which are worlds here. */
  readonly sessions: ReadonlySet<string>;
  /** Functions of the file. */
  readonly functions: ReadonlySet<string>;
  /** The statements of a body. Throws an Error with a reason. */
  translate(body: string, scope: Scope): string[];
}

/** What a command is in JavaScript. Throws an Error with a reason. */
export type Statement = (rest: string, scope: Scope) => string[];

export interface Scope {
  readonly file: FileScope;
  /** What `%1` is; null: there is nothing that has matched. */
  readonly argument: ((number: number) => string) | null;
  /** What `%%1` is: of the body around the one that stands here. */
  readonly inner: ((number: number) => string) | null;
  /** What `&1` is, within `#regexp`. */
  readonly found: ((number: number) => string) | null;
  /** Local variables so far, as JavaScript calls them. A function has its own. */
  readonly locals: Map<string, string>;
  /** `line`: the line that has matched can still be hidden. `loop`, `body`: there is one to be left. */
  readonly inLine: boolean;
  readonly inLoop: boolean;
  readonly inBody: boolean;
  readonly depth: number;
  note(changed: string): void;
}

/** Bodies within bodies. */
const DEEPEST = 40;

/** The scope of a body within. Throws an Error with a reason. */
export function within(scope: Scope, changes: Partial<Scope> = {}): Scope {
  if (scope.depth >= DEEPEST) throw new Error(`more than ${DEEPEST} bodies stand within each other`);
  return { ...scope, ...changes, depth: scope.depth + 1 };
}

/** A body in braces, indented. Throws an Error with a reason. */
export function block(body: string, scope: Scope, changes: Partial<Scope> = {}): string[] {
  return scope.file.translate(body, within(scope, changes)).map(line => `  ${line}`);
}

/** What helpers are called, and what stands beside them. */
const OF_HELPERS = [
  ...Object.values(HELPERS)
    .join('\n')
    .matchAll(/^(?:const|function) (\w+)/gm),
];

/** Words that mean something in JavaScript, and names that the script has itself. */
const TAKEN = new Set([
  ...OF_HELPERS.map(([, name = '']) => name),
  ...`arguments async await break case catch class clay const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return static
  super switch this throw true try typeof var void while with yield undefined NaN Infinity
  globalThis console Math Map WeakMap Promise BigInt Error Number String Date JSON Object Array RegExp parseInt
  a m one what times found name`.split(/\s+/),
]);

/**
 * A name of a function or variable of TinTin++, letters, digits and `_`, as one of JavaScript: `m1` is what has matched within bodies,
 * and whatever ends with `_` gets another one, so that no two are the same.
 */
export function jsName(name: string): string {
  return TAKEN.has(name) || name in {} || /^[am]\d+$|_$/.test(name) ? `${name}_` : name;
}
