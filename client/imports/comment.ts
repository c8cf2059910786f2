/** Texts as comments of JavaScript. */

/** Whatever ends a line for JavaScript begins a new one of the comment. */
export function asComment(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(line => `// ${line}`.trimEnd())
    .join('\n');
}
