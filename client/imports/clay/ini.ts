/** Files of the Clay in Rust: sections of `key=value` lines, each line by itself. */

import type { Steps } from '../../automation/block.ts';

export interface Entry {
  readonly key: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

export interface Section {
  /** What stands in the brackets, such as `world:Avalon`; '' = before the first of them. */
  readonly name: string;
  readonly line: number;
  readonly entries: readonly Entry[];
}

/** Lines between two rests. */
const AT_ONCE = 500;

/** The sections in their order; `broken`: told of lines that are none of that. */
export function* sectionsOf(text: string, broken: (line: number, text: string) => void): Steps<Section[]> {
  const found: { name: string; line: number; entries: Entry[] }[] = [{ name: '', line: 1, entries: [] }];
  let line = 0;
  for (let start = 0; start <= text.length; ) {
    if (++line % AT_ONCE === 0) yield;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const row = text.slice(start, end).trim();
    start = end + 1;
    if (row === '' || row.startsWith('#') || row.startsWith(';')) continue;
    const header = /^\[(.*)\]$/.exec(row);
    const equals = row.indexOf('=');
    if (header) found.push({ name: unescaped(header[1] as string), line, entries: [] });
    else if (equals > 0)
      found
        .at(-1)
        ?.entries.push({ key: row.slice(0, equals).trim(), value: row.slice(equals + 1).trim(), line });
    else broken(line, row);
  }
  return found;
}

const ESCAPES: Readonly<Record<string, string>> = { e: '=', n: '\n', '\\': '\\', r: '' };

/** `\e` is an equals sign, `\n` a line end, `\\` a backslash; any other backslash stays with what follows it. */
export function unescaped(value: string): string {
  return value.replace(/\\([enr\\])/g, (_, letter: string) => ESCAPES[letter] as string);
}

/** A value as yes or no. */
export function isYes(value: string | undefined): boolean {
  return /^(?:true|yes|on|1)$/i.test(value ?? '');
}
