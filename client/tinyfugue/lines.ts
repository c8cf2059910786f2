/** Lines of a file of macros, as /load reads them. */

/** A line as it is run: with those that it goes on in. */
export interface FileLine {
  /** '' = a remark, or nothing. */
  readonly text: string;
  /** Where the next one begins (UTF-16 units). */
  readonly end: number;
  /** Lines of the file that it is. */
  readonly count: number;
}

/** One that ends with `\` goes on in the next, and one that begins with `;` or `#` is a remark. */
export function readFileLine(text: string, from: number): FileLine {
  let line = '';
  let at = from;
  let count = 0;
  let isOpen = true;
  while (isOpen && at < text.length) {
    const stop = text.indexOf('\n', at);
    const to = stop < 0 ? text.length : stop;
    const part = text.slice(at, to).replace(/\r$/, '');
    at = to + 1;
    count++;
    // A remark in the middle of a command is none of it.
    if (/^[;#]/.test(part)) {
      if (line === '') break;
      continue;
    }
    isOpen = /(?<!%)\\$/.test(part);
    line += (isOpen ? part.slice(0, -1) : part.replace(/%\\$/, '\\')).replace(/^[ \t]+/, '');
  }
  return { text: line, end: at, count };
}
