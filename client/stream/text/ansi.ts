/**
 * Control characters and escape sequences out of the text (ECMA-48, and the state machine of VT500-series
 * parsers). SGR becomes the style, OSC 8 the link, clearing the screen a value; everything else is swallowed.
 * No control character of a server ever reaches a line.
 *
 * Two deviations, so that a torn sequence costs little text: a line end inside a sequence ends it, and no
 * sequence is longer than MAX_STRING.
 */
import type { AnsiState } from '../../state/stream.ts';
import { receiveMarked } from '../mxp/mxp.ts';
import { give, type Pipeline } from '../pipeline.ts';
import { SPECIAL } from '../printable.ts';
import { CONTROL, PARAMETER, STEP } from '../work.ts';
import { clearPage, columnOf, eraseLast, isMoved, moveTo, print, returnCarriage } from './lines.ts';
import { endGameLine, enter, introduce, MAX_PARAMS, MODES } from './sequences.ts';
import { applySgr, applyShortSgr, SHORT, shortKey } from './sgr.ts';

const BEL = 0x07;
const BS = 0x08;
const HT = 0x09;
const LF = 0x0a;
const FF = 0x0c;
const CR = 0x0d;
const ESC = 0x1b;
const DEL = 0x7f;
/** Characters that are taken at once where they may be tags of MXP. */
const MARKED = 8 * 1024;
const NEL = 0x85;

export function emptyAnsi(): AnsiState {
  return { mode: 'ground', collected: '', length: 0, style: '', link: '', home: false };
}

/**
 * Takes the next piece of decoded text, up to about `budget` units of work, and answers how much of it. `ascii` are
 * its bytes where each of them is one character: V8 reads bytes several times faster than the characters of a string.
 */
export function receiveText(
  pipeline: Pipeline,
  text: string,
  ascii: Uint8Array | null,
  budget: number,
): number {
  const { ansi } = pipeline.state;
  let at = 0;
  if (text === '') return 0;
  do {
    if (ansi.mode !== 'ground') {
      pipeline.work += STEP;
      at = MODES[ansi.mode](pipeline, text, at);
      continue;
    }
    const end = ascii === null ? findSpecial(text, at) : findControl(ascii, at);
    const { mxp } = pipeline.state;
    // Tags may cost much more than they are long: what they leave is looked at again, and counted then.
    const taken = mxp ? Math.min(end, at + MARKED) : end;
    pipeline.work += CONTROL + taken - at;
    if (mxp && end > at) {
      at = receiveMarked(pipeline, mxp, text, at, taken, budget);
      if (at < end) continue;
    } else if (end > at) print(pipeline, text.slice(at, end));
    const next = ascii === null ? 0 : plainSgr(pipeline, text, ascii, end);
    at = next > 0 ? next : end === text.length ? end : control(pipeline, text, end);
    // A character that breaks off a sequence is looked at twice: the first one is always taken.
  } while (at < text.length && (at === 0 || pipeline.work < budget));
  return at;
}

function findSpecial(text: string, at: number): number {
  SPECIAL.lastIndex = at;
  return SPECIAL.test(text) ? SPECIAL.lastIndex - 1 : text.length;
}

function findControl(ascii: Uint8Array, from: number): number {
  let at = from;
  while (at < ascii.length && ascii[at]! >= 0x20 && ascii[at] !== DEL) at++;
  return at;
}

// ---------------------------------------------------------------- ground

/** Carries out the control character at `at`; answers where to go on. */
function control(pipeline: Pipeline, text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === ESC) return readSgr(pipeline, text, at);
  if (code === CR && text.charCodeAt(at + 1) === LF) {
    endGameLine(pipeline);
    return at + 2;
  }
  if (code >= 0x80) c1(pipeline, code);
  else CONTROLS[code]?.(pipeline);
  return at + 1;
}

/** The same where all is ASCII: nearly every control character of a game is the beginning of one. 0 = it is none. */
function plainSgr(pipeline: Pipeline, text: string, ascii: Uint8Array, at: number): number {
  const { length } = ascii;
  if (at + 2 >= length || ascii[at] !== ESC || ascii[at + 1] !== 0x5b) return 0;
  const from = at + 2;
  let end = from;
  let key = 0;
  for (; end < length; end++) {
    const code = ascii[end]!;
    if (code < 0x30 || code > 0x3b) break;
    key = shortKey(key, code);
  }
  if (end === length || ascii[end] !== 0x6d || end - from > MAX_PARAMS) return 0;
  return setStyle(pipeline, text, from, end, key);
}

/** SGR with the parameters [from, end), whose `key` is shortKey()'s; answers where to go on. */
function setStyle(pipeline: Pipeline, text: string, from: number, end: number, key: number): number {
  const { ansi } = pipeline.state;
  if (end - from <= SHORT) ansi.style = applyShortSgr(ansi.style, key);
  else {
    pipeline.work += PARAMETER * (end - from);
    ansi.style = applySgr(ansi.style, text.slice(from, end));
  }
  return end + 1;
}

/** The usual case at once: CSI, parameters, m. Everything else goes through the state machine. */
function readSgr(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
  if (text.charCodeAt(at + 1) === 0x5b) {
    const from = at + 2;
    let end = from;
    let key = 0;
    let code = text.charCodeAt(end);
    for (; code >= 0x30 && code <= 0x3b; code = text.charCodeAt(++end)) key = shortKey(key, code);
    if (code === 0x6d && end - from <= MAX_PARAMS) return setStyle(pipeline, text, from, end, key);
  }
  enter(ansi, 'escape');
  return at + 1;
}

/**
 * LF ends a line, whatever carriage returns stand around it. NUL is nothing: so CR NUL is a carriage return, and CR NUL
 * CR LF one line end (RFC 854), whether or not there is BINARY, where a NUL would be data (RFC 856).
 */
const CONTROLS: Readonly<Record<number, (pipeline: Pipeline) => void>> = {
  [BEL]: pipeline => give(pipeline, { type: 'bell' }),
  [BS]: eraseLast,
  [HT]: tab,
  [LF]: endGameLine,
  [FF]: clearPage,
  [CR]: pipeline => returnCarriage(pipeline.state.line),
};

/** To the next of the columns 8, 16, …: by blanks, but over what stands there as on a terminal. */
function tab(pipeline: Pipeline): void {
  const { line } = pipeline.state;
  const column = columnOf(pipeline);
  if (line.end === 'cr' || isMoved(line)) moveTo(pipeline, column - (column % 8) + 8);
  else print(pipeline, '        '.slice(column % 8));
}

/** The 8-bit forms of ESC [, ESC ] and so on. */
function c1(pipeline: Pipeline, code: number): void {
  if (code === NEL) endGameLine(pipeline);
  else introduce(pipeline.state.ansi, code - 0x40);
}
