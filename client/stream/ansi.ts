/**
 * Control characters and escape sequences out of the text (ECMA-48, and the state machine of VT500-series
 * parsers). SGR becomes the style, OSC 8 the link, clearing the screen a value; everything else is swallowed.
 * No control character of a server ever reaches a line.
 *
 * Two deviations, so that a torn sequence costs little text: a line end inside a sequence ends it, and no
 * sequence is longer than MAX_STRING.
 */
import type { AnsiState } from '../state/stream.ts';
import { endLine, eraseLast, eraseLine, print } from './lines.ts';
import { safeLink } from './link.ts';
import type { Road } from './road.ts';
import { applySgr, applyShortSgr, SHORT, shortKey } from './sgr.ts';
import { SPECIAL } from './special.ts';

/** The longest SGR in use (several true colours at once) has some sixty characters. */
const MAX_PARAMS = 256;
/** Browsers and terminals agree on about two thousand characters of a URI. */
const MAX_OSC = 4096;
/** The longest string sequence that is skipped as a whole (an inline image, say); what follows is text again. */
const MAX_STRING = 64 * 1024;

const BEL = 0x07;
const BS = 0x08;
const HT = 0x09;
const LF = 0x0a;
const FF = 0x0c;
const CR = 0x0d;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const DEL = 0x7f;
const NEL = 0x85;
const ST = 0x9c;

export function emptyAnsi(): AnsiState {
  return { mode: 'ground', collected: '', length: 0, style: '', link: '', home: false };
}

/**
 * Takes the next piece of decoded text. `ascii` are its bytes where each of them is one character: V8 reads
 * bytes several times faster than the characters of a string.
 */
export function receiveText(road: Road, text: string, ascii: Uint8Array | null): void {
  const { ansi } = road.state;
  const chars: Chars = { text, ascii };
  let at = 0;
  while (at < text.length) {
    if (ansi.mode !== 'ground') {
      at = MODES[ansi.mode](road, text, at);
      continue;
    }
    const end = ascii === null ? findSpecial(text, at) : findControl(ascii, at);
    if (end > at) print(road, text.slice(at, end));
    at = end === text.length ? end : control(road, chars, end);
  }
}

/** A text and, if it is ASCII, its bytes. */
interface Chars {
  readonly text: string;
  readonly ascii: Uint8Array | null;
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

function codeAt(chars: Chars, at: number): number {
  const { text, ascii } = chars;
  return ascii === null ? text.charCodeAt(at) : (ascii[at] ?? Number.NaN);
}

// ---------------------------------------------------------------- ground

/** Carries out the control character at `at`; answers where to go on. */
function control(road: Road, chars: Chars, at: number): number {
  const code = codeAt(chars, at);
  if (code === ESC) return readSgr(road.state.ansi, chars, at);
  if (code === CR && codeAt(chars, at + 1) === LF) {
    endLine(road);
    return at + 2;
  }
  if (code >= 0x80) c1(road, code);
  else CONTROLS[code]?.(road);
  return at + 1;
}

/** The usual case at once: CSI, parameters, m. Everything else goes through the state machine. */
function readSgr(ansi: AnsiState, chars: Chars, at: number): number {
  if (codeAt(chars, at + 1) === 0x5b) {
    const from = at + 2;
    let end = from;
    let key = 0;
    let code = codeAt(chars, end);
    for (; code >= 0x30 && code <= 0x3b; code = codeAt(chars, ++end)) key = shortKey(key, code);
    if (code === 0x6d && end - from <= MAX_PARAMS) {
      const short = end - from <= SHORT;
      ansi.style = short ? applyShortSgr(ansi.style, key) : applySgr(ansi.style, chars.text.slice(from, end));
      return end + 1;
    }
  }
  enter(ansi, 'escape');
  return at + 1;
}

const CONTROLS: Readonly<Record<number, (road: Road) => void>> = {
  0: nul,
  [BEL]: road => road.values.push({ type: 'bell' }),
  [BS]: road => eraseLast(road.state.line),
  [HT]: tab,
  [LF]: lineFeed,
  [FF]: clearPage,
  [CR]: road => {
    road.state.line.end = 'cr';
  },
};

/** CR LF, LF and LF CR end one line; so does CR NUL, with or without a LF after it. */
function lineFeed(road: Road): void {
  if (road.state.line.end === 'nul') road.state.line.end = '';
  else endLine(road);
}

function nul(road: Road): void {
  const { line } = road.state;
  if (line.end !== 'cr') return;
  endLine(road);
  line.end = 'nul';
}

/** To the next of the columns 8, 16, … */
function tab(road: Road): void {
  const { line } = road.state;
  const column = line.end === 'cr' ? 0 : line.text.length;
  print(road, '        '.slice(column % 8));
}

/** A blank page; the unfinished line is not lost by it. */
function clearPage(road: Road): void {
  if (road.state.line.text !== '') endLine(road);
  road.values.push({ type: 'clear' });
}

/** The 8-bit forms of ESC [, ESC ] and so on. */
function c1(road: Road, code: number): void {
  if (code === NEL) endLine(road);
  else introduce(road.state.ansi, code - 0x40);
}

// ---------------------------------------------------------------- sequences

function enter(ansi: AnsiState, mode: AnsiState['mode']): void {
  ansi.mode = mode;
  ansi.collected = '';
  ansi.length = 0;
}

/** CSI, OSC and the strings (DCS, SOS, PM, APC), by the character after ESC; false for anything else. */
function introduce(ansi: AnsiState, code: number): boolean {
  if (code === 0x5b) enter(ansi, 'csi');
  else if (code === 0x5d) enter(ansi, 'osc');
  else if (code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f) enter(ansi, 'string');
  else return false;
  return true;
}

type Mode = (road: Road, text: string, at: number) => number;

const MODES: Record<Exclude<AnsiState['mode'], 'ground'>, Mode> = {
  escape: readEscape,
  intermediate: readIntermediate,
  csi: readCsi,
  osc: readOsc,
  'osc-escape': readOscEscape,
  string: readString,
  'string-escape': readStringEscape,
};

/** What may stand in any sequence but a string: NUL and DEL (ignored), a new ESC, and what breaks it off. */
function interrupt(ansi: AnsiState, code: number, at: number): number {
  if (code === ESC) {
    enter(ansi, 'escape');
    return at + 1;
  }
  if (code === 0 || code === DEL) return at + 1;
  enter(ansi, 'ground');
  return code === CAN || code === SUB ? at + 1 : at;
}

const isGraphic = (code: number): boolean => code >= 0x20 && code < DEL;

function readEscape(road: Road, text: string, at: number): number {
  const { ansi } = road.state;
  const code = text.charCodeAt(at);
  if (!isGraphic(code)) return interrupt(ansi, code, at);
  if (introduce(ansi, code)) return at + 1;
  enter(ansi, code < 0x30 ? 'intermediate' : 'ground');
  if (code === 0x45) endLine(road); // ESC E, next line
  if (code === 0x63) reset(road); // ESC c, reset to initial state
  return at + 1;
}

function reset(road: Road): void {
  road.state.ansi.style = '';
  road.state.ansi.link = '';
  clearPage(road);
}

/** ESC with intermediates, e.g. a designation of a character set: ends with a character from 0x30 on. */
function readIntermediate(road: Road, text: string, at: number): number {
  const { ansi } = road.state;
  const code = text.charCodeAt(at);
  if (!isGraphic(code)) return interrupt(ansi, code, at);
  if (code >= 0x30) enter(ansi, 'ground');
  return at + 1;
}

function readCsi(road: Road, text: string, at: number): number {
  const { ansi } = road.state;
  const code = text.charCodeAt(at);
  if (!isGraphic(code)) return interrupt(ansi, code, at);
  if (code >= 0x40) {
    const params = ansi.length > MAX_PARAMS ? null : ansi.collected;
    enter(ansi, 'ground');
    if (params !== null) csi(road, params, code);
    return at + 1;
  }
  ansi.length++;
  if (ansi.length <= MAX_PARAMS) ansi.collected += text[at];
  else if (ansi.length > MAX_STRING) enter(ansi, 'ground');
  else ansi.collected = '';
  return at + 1;
}

const SGR_PARAMS = /^[\d;:]*$/;

function csi(road: Road, params: string, final: number): void {
  const { ansi, line } = road.state;
  if (final === 0x6d && SGR_PARAMS.test(params)) ansi.style = applySgr(ansi.style, params);
  else if (final === 0x48 || final === 0x66) ansi.home = /^[01]?;?[01]?$/.test(params);
  else if (final === 0x4a) eraseInPage(road, params);
  else if (final === 0x4b) {
    // Erase to the end after a carriage return, or erase all of the line.
    if (params === '2' || (line.end === 'cr' && (params === '' || params === '0'))) eraseLine(line);
  }
}

/** Erase all (2, 3), or erase downwards from the home position: both leave a blank page. */
function eraseInPage(road: Road, params: string): void {
  const down = params === '' || params === '0';
  if (params === '2' || params === '3' || (down && road.state.ansi.home)) clearPage(road);
}

// ---------------------------------------------------------------- strings

function readOsc(road: Road, text: string, at: number): number {
  const { ansi } = road.state;
  const code = text.charCodeAt(at);
  if (code === BEL || code === ST) {
    osc(ansi);
    enter(ansi, 'ground');
    return at + 1;
  }
  // A line end cannot be part of it: the terminator was forgotten.
  if (code === LF || code === CR) {
    enter(ansi, 'ground');
    return at;
  }
  if (ansi.length < MAX_OSC) ansi.collected += text[at];
  return skip(ansi, code, at, 'osc-escape');
}

function readString(road: Road, text: string, at: number): number {
  const { ansi } = road.state;
  const code = text.charCodeAt(at);
  if (code === ST) enter(ansi, 'ground');
  return code === ST ? at + 1 : skip(ansi, code, at, 'string-escape');
}

/** Any character of a string. */
function skip(ansi: AnsiState, code: number, at: number, next: 'osc-escape' | 'string-escape'): number {
  ansi.length++;
  if (code === ESC) ansi.mode = next;
  else if (code === CAN || code === SUB || ansi.length >= MAX_STRING) enter(ansi, 'ground');
  return at + 1;
}

/** ESC \ ends a string; any other escape sequence breaks it off. */
function readOscEscape(road: Road, text: string, at: number): number {
  const { ansi } = road.state;
  if (text[at] === '\\') {
    ansi.collected = ansi.collected.slice(0, ansi.length <= MAX_OSC ? -1 : undefined);
    osc(ansi);
  }
  return readStringEscape(road, text, at);
}

function readStringEscape(road: Road, text: string, at: number): number {
  const { ansi } = road.state;
  const done = text[at] === '\\';
  enter(ansi, done ? 'ground' : 'escape');
  return done ? at + 1 : at;
}

/** OSC 8 ; parameters ; URI: the link of the text to come, none if the URI is empty or not safe. */
function osc(ansi: AnsiState): void {
  const match = ansi.length <= MAX_OSC ? /^8;[^;]*;(.*)$/s.exec(ansi.collected) : null;
  if (match !== null) ansi.link = safeLink(match[1]!);
}
