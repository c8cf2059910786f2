/**
 * How the program stands in clay.js: as a comment in a function. V8 reads past a comment in a moment, where it would look
 * at all functions of the bundle; and what is compiled is the very text that was loaded, whatever a deploy does meanwhile:
 * a part of it, of which no copy is made.
 */

const OPENING = 'function program() {/*\n';
const CLOSING = '\n*/}';
/** Would end the comment; the build sees to it that a bundle has none. */
const END = '*/';
/** Lines of clay.js before those of the bundle: that of the runtime's name, and the opening. */
export const LINES_BEFORE = 2;

/** The text of clay.js, of a bundle and of the bundled starter; what is compiled has that sum. */
export function hidden(bundle: string, starter: string, sum: number): string {
  if (bundle.includes(END)) throw new Error(`the bundle has ${END} in it`);
  const opened = `#!/usr/bin/env node\n${OPENING}${wrapped(bundle)}${CLOSING}`;
  return `${opened}\nfunction programSum(){return ${sum}}\n${starter}`;
}

/** What is compiled, by the text of that function: one that is called as Node calls a module. */
export function sourceOf(program: string): string {
  return program.slice(OPENING.length, -CLOSING.length);
}

/** The same, by the text of clay.js. */
export function sourceIn(file: string): string {
  const start = file.indexOf(OPENING);
  const end = file.indexOf(CLOSING, start);
  if (start < 0 || end < 0) throw new Error('it holds no program');
  return sourceOf(file.slice(start, end + CLOSING.length));
}

/** The same of the bundle itself. */
export function wrapped(bundle: string): string {
  return `(function (require, __filename, __dirname) {${bundle}\n})`;
}
