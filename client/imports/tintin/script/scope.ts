/** Where a command stands that becomes JavaScript: what `%1` and local variables are there, and what may be done. */

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

/** Words that mean something in JavaScript, and names that the script has itself. */
const TAKEN = new Set(
  `arguments await break case catch class clay const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return static
  super switch this throw true try typeof var void while with yield undefined NaN Infinity
  a m one what times found console Math Map Number String Date JSON Object Array RegExp
  get set exists size keys values items braces table list math holds format range words say aliases alias on off delay undelay
  ticker unticker variables`.split(/\s+/),
);

/** A name of a function or variable of TinTin++ as one of JavaScript. */
export function jsName(name: string): string {
  const plain = name.replace(/\W/g, '_');
  return TAKEN.has(plain) || /^\d/.test(plain) ? `${plain}_` : plain;
}
