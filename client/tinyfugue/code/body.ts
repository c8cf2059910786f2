/**
 * Bodies of macros, read into code: commands parted by `%;`, words for the world, `/if` and `/while`, and what is filled into
 * them. What is filled in is never read again: a text decides by its own first letter whether it is a command.
 */
import { raise } from '../../../shared/fault.ts';
import { type Code, emit, emitJump, land, newReader, type Reader } from './code.ts';
import { expectEnd, expectSign, readExpression } from './expression.ts';

/** Where commands of a list end. */
interface Place {
  /** `)` of `$(…)`, else nothing. */
  readonly closing: string;
  /** Nothing is filled in, as on the command line. */
  readonly isPlain: boolean;
  /** Jumps out of the loops that it is in, the innermost last. */
  readonly breaks: { to: number }[][];
  readonly depth: number;
}

const DEEPEST = 50;
/** A control word behind a `/`. */
const WORD = /\/@?(if|then|elseif|else|endif|while|do|done|break|test|return|result)(?![\w])/iy;

/** Code of a body; `isPlain`: of a line as it is typed, where only `/if` and `/while` part commands. Throws what is wrong with it. */
export function compileBody(text: string, isPlain = false): Code {
  const reader = newReader(text);
  const place = { closing: '', isPlain, breaks: [], depth: 0 };
  skip(reader);
  if (isPlain && !/^(?:if|while)$/.test(wordHere(reader))) readLine(reader);
  else readList(reader, place);
  const word = wordHere(reader);
  if (word) raise('TF', `unexpected /${word}`);
  return reader.code;
}

/** Code of an expression by itself. */
export function compileExpression(text: string): Code {
  const reader = newReader(text);
  readExpression(reader, readSubstitution);
  expectEnd(reader);
  return reader.code;
}

function skip(reader: Reader): void {
  while (reader.text[reader.at] === ' ' || reader.text[reader.at] === '\t' || reader.text[reader.at] === '\n')
    reader.at++;
}

function wordHere(reader: Reader): string {
  WORD.lastIndex = reader.at;
  return WORD.exec(reader.text)?.[1]?.toLowerCase() ?? '';
}

function takeWord(reader: Reader): void {
  WORD.lastIndex = reader.at;
  reader.at += WORD.exec(reader.text)?.[0].length ?? 0;
  skip(reader);
}

const isSeparator = ({ text }: Reader, at: number) =>
  text[at] === '%' && (text[at + 1] === ';' || text[at + 1] === '\\');

/** Commands up to the end, the closing sign, or a control word that is none of theirs. */
function readList(reader: Reader, place: Place): void {
  if (place.depth > DEEPEST) raise('TF', 'commands are nested too deep');
  for (;;) {
    skip(reader);
    if (isAtEnd(reader, place)) return;
    if (isSeparator(reader, reader.at)) reader.at += 2;
    else if (/^(?:then|elseif|else|endif|do|done)$/.test(wordHere(reader))) return;
    else readCommand(reader, place);
  }
}

function isAtEnd({ text, at }: Reader, { closing }: Place): boolean {
  return at >= text.length || (closing !== '' && text[at] === closing);
}

function readCommand(reader: Reader, place: Place): void {
  switch (wordHere(reader)) {
    case 'if':
      return readIf(reader, { ...place, depth: place.depth + 1 });
    case 'while':
      return readWhile(reader, { ...place, depth: place.depth + 1 });
    case 'break':
      return place.breaks.length > 0 ? readBreak(reader, place) : readLeave(reader);
    case 'test':
    case 'return':
    case 'result':
      return readEvaluated(reader, () => readText(reader, place));
    default:
  }
  const from = reader.code.length;
  const isCommand = reader.text[reader.at] === '/' && reader.text[reader.at + 1] !== '/';
  if (reader.text[reader.at] === '/') reader.at++;
  readText(reader, place);
  // What is empty is nothing at all.
  if (reader.code.length === from) return;
  emit(reader, { op: isCommand ? 'command' : 'words' });
}

/** One line as it is typed: nothing is filled in. */
function readLine(reader: Reader): void {
  function rest(): void {
    if (reader.at < reader.text.length) emit(reader, { op: 'push', value: reader.text.slice(reader.at) });
    reader.at = reader.text.length;
  }
  if (/^(?:test|return|result)$/.test(wordHere(reader))) return readEvaluated(reader, rest);
  if (reader.at >= reader.text.length) return;
  const isCommand = reader.text[reader.at] === '/' && reader.text[reader.at + 1] !== '/';
  if (reader.text[reader.at] === '/') reader.at++;
  rest();
  emit(reader, { op: isCommand ? 'command' : 'words' });
}

/** `/test`, `/return`, `/result`: their text is an expression once everything is filled in. */
function readEvaluated(reader: Reader, read: () => void): void {
  const word = wordHere(reader);
  takeWord(reader);
  const from = reader.code.length;
  read();
  const isEmpty = reader.code.length === from;
  if (isEmpty) emit(reader, { op: 'push', value: 0 });
  else emit(reader, { op: 'evaluate' });
  emit(reader, word === 'test' ? { op: 'settle' } : { op: 'return', echo: word === 'result' });
}

/** The condition of an `/if` or a `/while`: an expression in brackets, or commands up to a word. */
function readCondition(reader: Reader, place: Place, until: string): void {
  takeWord(reader);
  if (reader.text[reader.at] === '(') {
    reader.at++;
    readExpression(reader, readSubstitution);
    expectSign(reader, ')');
    return;
  }
  readList(reader, place);
  if (wordHere(reader) !== until) raise('TF', `expected /${until}`);
  takeWord(reader);
  emit(reader, { op: 'result' });
}

function readIf(reader: Reader, place: Place): void {
  const ends: { to: number }[] = [];
  do {
    readCondition(reader, place, 'then');
    const no = emitJump(reader, 'unless');
    readList(reader, place);
    ends.push(emitJump(reader, 'jump'));
    land(reader, no);
  } while (wordHere(reader) === 'elseif');
  if (wordHere(reader) === 'else') {
    takeWord(reader);
    readList(reader, place);
  }
  closeWith(reader, 'endif');
  for (const end of ends) land(reader, end);
}

function readWhile(reader: Reader, place: Place): void {
  const breaks: { to: number }[] = [];
  emit(reader, { op: 'loop' });
  const start = reader.code.length;
  emit(reader, { op: 'round' });
  readCondition(reader, place, 'do');
  const end = emitJump(reader, 'unless');
  readList(reader, { ...place, breaks: [...place.breaks, breaks] });
  closeWith(reader, 'done');
  emit(reader, { op: 'jump', to: start });
  land(reader, end);
  for (const one of breaks) land(reader, one);
  emit(reader, { op: 'done' });
}

function closeWith(reader: Reader, word: string): void {
  if (wordHere(reader) !== word) raise('TF', `expected /${word}`);
  takeWord(reader);
}

/** Out of so many loops. */
function readBreak(reader: Reader, { breaks }: Place): void {
  const levels = Math.min(readCount(reader), breaks.length);
  for (let level = 1; level < levels; level++) emit(reader, { op: 'done' });
  breaks[breaks.length - levels]?.push(emitJump(reader, 'jump'));
}

/** Without a loop around it: out of the body. */
function readLeave(reader: Reader): void {
  readCount(reader);
  emit(reader, { op: 'push', value: 1 });
  emit(reader, { op: 'return', echo: false });
}

function readCount(reader: Reader): number {
  takeWord(reader);
  const digits = /\d*/y;
  digits.lastIndex = reader.at;
  const count = Number(digits.exec(reader.text)?.[0] || 1);
  reader.at = digits.lastIndex;
  return Math.max(1, count);
}

/** The text of one command, with what is filled in: as one operand, or none if it is empty. */
function readText(reader: Reader, place: Place): void {
  const { text } = reader;
  let count = 0;
  let plain = '';
  function flush(): void {
    if (plain === '') return;
    emit(reader, { op: 'push', value: plain });
    plain = '';
    count++;
  }
  while (!isAtEnd(reader, place) && !isSeparator(reader, reader.at)) {
    const sign = text[reader.at] as string;
    const run = sign === '%' || (sign === '$' && !place.isPlain) ? runOf(reader, sign) : 0;
    if (run > 1) {
      // One sign less, and what follows stands for itself.
      plain += sign.repeat(run - 1);
      reader.at += run;
    } else if (place.isPlain) {
      plain += sign;
      reader.at++;
    } else if (sign === '\\') plain += escaped(reader);
    else if (sign === '$' || sign === '%') {
      flush();
      if (readSubstitution(reader)) count++;
      else {
        if (!isDropped(reader)) plain += sign;
        reader.at++;
      }
    } else {
      plain += sign;
      reader.at++;
    }
  }
  // Blanks before a separator are nothing, but that `/let v %;` says that the value is.
  if (isSeparator(reader, reader.at) && !(count === 0 && EMPTIED.test(plain)))
    plain = plain.replace(/[ \t]+$/, '');
  flush();
  if (count > 1) emit(reader, { op: 'join', count });
}

/** A `%` before a sign that it says nothing about is none: `100%.` is `100.`, and `100% of` stays. */
function isDropped({ text, at }: Reader): boolean {
  return text[at] === '%' && /^[^\s|{-]/.test(text.slice(at + 1, at + 2));
}

const EMPTIED = /^(?:set|let|setenv)[ \t]+\w+[ \t]+$/i;

function runOf({ text, at }: Reader, sign: string): number {
  let end = at;
  while (text[end] === sign) end++;
  return end - at;
}

const CODE = /\\(?:0x([0-9a-f]{1,2})|(0[0-7]{0,3})|([1-9]\d{0,2}))/iy;

/** `\65` is the sign of that code, `\;` the sign itself. */
function escaped(reader: Reader): string {
  CODE.lastIndex = reader.at;
  const found = CODE.exec(reader.text);
  if (found) {
    reader.at += found[0].length;
    const [, hex, octal, decimal = '0'] = found;
    const code = hex ? Number.parseInt(hex, 16) : octal ? Number.parseInt(octal, 8) : Number(decimal);
    return String.fromCharCode(code);
  }
  reader.at += 2;
  return reader.text[reader.at - 1] ?? '\\';
}

const BARE = /%(\d+|[*#?]|-\d+|-L\d*|L\d*(?!\w)|R(?!\w)|P(?:[LR]|\d+)(?!\w)|[A-Za-z_]\w*)/y;
const MACRO = /\$(?:\{([^{}]*)\}|([A-Za-z_]\w*)\$?)/y;

/** Reads `%name`, `%{…}`, `$[…]`, `$(…)`, `${…}`, and of an expression `{…}`: one operand more. False: it is none of these. */
export function readSubstitution(reader: Reader): boolean {
  const { text, at } = reader;
  const next = text[at + 1];
  if (text[at] === '{') return readSelector(reader);
  if (text[at] === '%') {
    if (next === '{') return readSelector(reader);
    const found = match(reader, BARE);
    if (found) emit(reader, { op: 'select', name: found[1] as string });
    return found !== null;
  }
  if (next === '[') {
    reader.at += 2;
    readExpression(reader, readSubstitution);
    expectSign(reader, ']');
    return true;
  }
  if (next === '(') return readCapture(reader);
  const found = match(reader, MACRO);
  if (found) emit(reader, { op: 'body', name: (found[1] ?? found[2]) as string });
  return found !== null;
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found) reader.at = pattern.lastIndex;
  return found;
}

/** What it echoes is filled in when it is run; that it can be read is known before. */
function readCapture(reader: Reader): boolean {
  const inner = newReader(reader.text, reader.at + 2);
  readList(inner, { closing: ')', isPlain: false, breaks: [], depth: 0 });
  if (inner.text[inner.at] !== ')') raise('TF', 'unmatched (');
  emit(reader, { op: 'capture', text: reader.text.slice(reader.at + 2, inner.at) });
  reader.at = inner.at + 1;
  return true;
}

const SELECTOR = /%?\{(-L?\d*|[^{}\s-]*)/y;

/** `%{name-default}`: things are filled into the default, too. */
function readSelector(reader: Reader): boolean {
  const found = match(reader, SELECTOR);
  if (!found) return false;
  emit(reader, { op: 'select', name: found[1] as string });
  if (reader.text[reader.at] === '-') {
    reader.at++;
    const known = emitJump(reader, 'set');
    const from = reader.code.length;
    readText(reader, { closing: '}', isPlain: false, breaks: [], depth: 0 });
    if (reader.code.length === from) emit(reader, { op: 'push', value: '' });
    land(reader, known);
  }
  if (reader.text[reader.at] !== '}') raise('TF', 'unmatched {');
  reader.at++;
  return true;
}
