/**
 * Files of TinTin++ as commands: braces nest, `;` and line ends part commands outside of them, a backslash takes the sense off
 * what is behind it, and comments are left out.
 */
import type { Steps } from '../../automation/block.ts';

/** A command as it stands in a file, and the line that it begins on. */
export interface Statement {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** Characters between two rests. */
const AT_ONCE = 16 * 1024;
/** Characters of a command: what is longer has lost a brace. */
const LONGEST = 256 * 1024;
/** Braces that are not closed: so many may be slips, more are no file of TinTin++. */
const MOST_BROKEN = 100;

/**
 * The commands of a file. A brace that is never closed is told as the fault of the command that it opens; what was read is
 * not lost: the next line that begins with the sign of commands in its first column begins one.
 */
export function* statementsOf(
  text: string,
  sign: string,
  broken: (line: number, why: string) => void,
): Steps<Statement[]> {
  const found: Statement[] = [];
  const newLines = lineCounter(text);
  let rest = AT_ONCE;
  let faults = 0;
  for (let at = firstOf(text, 0); at < text.length; at = firstOf(text, at)) {
    const start = at;
    const read = readStatement(text, at);
    if (read.open !== null) {
      const resumed = resumeAfter(text, read.open, sign);
      const line = newLines(read.open);
      if (++faults > MOST_BROKEN) {
        broken(line, `more than ${MOST_BROKEN} braces are not closed: the rest of the file is left out`);
        return found;
      }
      broken(line, 'a { has no } behind it: what follows up to the next command is left out');
      // What stands before the brace is no command by itself.
      at = resumed;
    } else {
      const body = withoutComments(text.slice(start, read.end));
      const lead = text.slice(start, read.end).search(/\S/);
      if (body.trim() !== '')
        found.push({ text: body.trim(), line: newLines(start + firstWord(text, start, Math.max(0, lead))) });
      if (read.extra) broken(newLines(read.end), 'a } has no { before it');
      at = read.end + 1;
    }
    rest -= (read.open === null ? at : read.end) - start;
    if (rest <= 0) {
      rest = AT_ONCE;
      yield;
    }
  }
  return found;
}

/** What is no blank, from there on: a line end may belong to the command before it, so each run of them is gone through twice. */
function firstOf(text: string, from: number): number {
  if (from >= text.length) return text.length;
  const blanks = /\s*/y;
  blanks.lastIndex = from;
  blanks.test(text);
  return blanks.lastIndex;
}

/** Where behind blanks and comments a command begins. */
function firstWord(text: string, start: number, lead: number): number {
  let at = start + lead;
  while (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2);
    if (end < 0) break;
    at = end + 2 + Math.max(0, text.slice(end + 2).search(/\S/));
  }
  return at - start;
}

/** Line numbers of places that come one behind the other, mostly. */
function lineCounter(text: string): (at: number) => number {
  let place = 0;
  let line = 1;
  return wanted => {
    if (wanted < place) {
      place = 0;
      line = 1;
    }
    for (let next = text.indexOf('\n', place); next >= 0 && next < wanted; next = text.indexOf('\n', place)) {
      line++;
      place = next + 1;
    }
    return line;
  };
}

/** A backslash takes the sense off the character behind it, whose place this is; but braces count in any case, as in TinTin++. */
export function escapedAt(text: string, at: number): number {
  return text[at + 1] === '{' || text[at + 1] === '}' ? at : at + 1;
}

interface Read {
  /** Where it ends: at a `;`, a line end, or the end of the text. */
  readonly end: number;
  /** The first brace that is not closed. */
  readonly open: number | null;
  /** A brace closes what none has opened. */
  readonly extra: boolean;
}

function readStatement(text: string, start: number): Read {
  const opened: number[] = [];
  let extra = false;
  let at = start;
  const last = Math.min(text.length, start + LONGEST);
  for (; at < last; at++) {
    const character = text[at];
    if (character === '\\') at = escapedAt(text, at);
    else if (character === '{') opened.push(at);
    else if (character === '}') {
      if (opened.length > 0) opened.pop();
      else extra = true;
    } else if (opened.length > 0) continue;
    else if (character === '/' && text[at + 1] === '*') at = commentEnd(text, at) - 1;
    else if (character === ';') break;
    else if (character === '\n' && !goesOn(text, at)) break;
  }
  return { end: Math.min(at, text.length), open: opened[0] ?? null, extra };
}

/** A line that begins with a brace belongs to the command before it. */
function goesOn(text: string, at: number): boolean {
  return text[firstOf(text, at)] === '{';
}

function commentEnd(text: string, start: number): number {
  const signs = /\/\*|\*\//g;
  signs.lastIndex = start;
  for (let depth = 0, sign = signs.exec(text); sign; sign = signs.exec(text)) {
    depth += sign[0] === '/*' ? 1 : -1;
    if (depth === 0) return signs.lastIndex;
  }
  return text.length;
}

/** Those outside of braces. */
function withoutComments(text: string): string {
  if (!text.includes('/*')) return text;
  let done = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '\\') {
      const end = escapedAt(text, at);
      done += text.slice(at, end + 1);
      at = end;
    } else if (depth === 0 && character === '/' && text[at + 1] === '*') at = commentEnd(text, at) - 1;
    else {
      if (character === '{') depth++;
      else if (character === '}') depth = Math.max(0, depth - 1);
      done += character;
    }
  }
  return done;
}

/** Behind a broken command: the next line that begins with the sign in its first column. */
function resumeAfter(text: string, open: number, sign: string): number {
  const next = text.indexOf(`\n${sign}`, open);
  return next < 0 ? text.length : next + 1;
}

/** Commands of a body: as in a file, but that line ends within it are blanks only where braces say so. */
export function commandsOf(body: string): string[] {
  const found: string[] = [];
  for (let at = 0; at <= body.length; ) {
    const { end } = readCommand(body, at);
    const text = body.slice(at, end).trim();
    if (text !== '') found.push(text);
    at = end + 1;
  }
  return found;
}

/** Up to a `;` outside of braces: line ends within a body are blanks. */
function readCommand(text: string, start: number): { end: number } {
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at = escapedAt(text, at);
    else if (character === '{') depth++;
    else if (character === '}') depth = Math.max(0, depth - 1);
    else if (character === ';' && depth === 0) break;
  }
  return { end: Math.min(at, text.length) };
}

/** `#name`, what follows it; null: it is no command but words for the game. */
export function splitCommand(text: string, sign: string): { name: string; rest: string } | null {
  if (!text.startsWith(sign)) return null;
  const [, name = '', rest = ''] = /^([^\s{]*)\s*([\s\S]*)$/.exec(text.slice(sign.length)) ?? [];
  return { name, rest };
}

/**
 * Its arguments: in braces, which go, or a word each; the last of `count`, and that with the number `body` (from 0), takes all the
 * rest if it has no braces. Those that are not there are missing in the list.
 */
export function argumentsOf(rest: string, count: number, body = count - 1): string[] {
  const found: string[] = [];
  let left = rest.trim();
  while (left !== '' && found.length < count) {
    const braced = left.startsWith('{') ? closingBrace(left) : -1;
    if (braced > 0) {
      found.push(left.slice(1, braced));
      left = left.slice(braced + 1).trimStart();
    } else if (found.length === count - 1 || found.length === body) {
      found.push(left);
      left = '';
    } else {
      const word = wordOf(left);
      found.push(word);
      left = left.slice(word.length).trimStart();
    }
  }
  return found;
}

/** What `#showme` shows, and the row: without braces all of it is text. */
export function shownText(rest: string): string[] {
  return rest.trimStart().startsWith('{') ? argumentsOf(rest, 2) : [rest.trim()];
}

/** Where a line ends within a text there is one blank, with all blanks around it: behind those; null: none ends here. */
export function behindLineEnd(text: string, at: number): number | null {
  if (
    !/\s/.test(text[at] ?? '') ||
    (at > 0 && /[ \t]/.test(text[at - 1] as string) && !/[\r\n]/.test(text[at] as string))
  )
    return null;
  const blanks = /[ \t]*[\r\n]\s*/y;
  blanks.lastIndex = at;
  return blanks.test(text) ? blanks.lastIndex : null;
}

/** Where the brace at the start is closed; -1: nowhere. */
export function closingBrace(text: string, start = 0): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at = escapedAt(text, at);
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return -1;
}

/** How many braces stand within each other. */
export function bracesIn(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at = escapedAt(text, at);
    else if (character === '{') most = Math.max(most, ++depth);
    else if (character === '}') depth--;
  }
  return most;
}

/** Up to a blank outside of braces: `$hp[{a b}]` is one. */
function wordOf(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '\\') at = escapedAt(text, at);
    else if (character === '{') depth++;
    else if (character === '}') depth = Math.max(0, depth - 1);
    else if (depth === 0 && /\s/.test(character)) return text.slice(0, at);
  }
  return text;
}
