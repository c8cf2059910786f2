/**
 * Escape sequences, a character at a time: ESC, CSI, OSC and the strings (DCS, SOS, PM, APC). What they mean is
 * carried out if it is a matter of style, link or clearing; the rest is only skipped.
 */
import type { AnsiState } from '../../state/stream.ts';
import { endMarkedLine, setMxpMode } from '../mxp/mxp.ts';
import type { Pipeline } from '../pipeline.ts';
import { clearPage, columnOf, endLine, eraseBehind, eraseLine, isMoved, moveTo } from './lines.ts';
import { safeLink } from './safe-link.ts';
import { applySgr } from './sgr.ts';

/** The longest SGR in use (several true colours at once) has some sixty characters. */
export const MAX_PARAMS = 256;
/** Browsers and terminals agree on about two thousand characters of a URI. */
const MAX_OSC = 4096;
/** The longest string sequence that is skipped as a whole (an inline image, say); what follows is text again. */
const MAX_STRING = 64 * 1024;

const BEL = 0x07;
const LF = 0x0a;
const CR = 0x0d;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const DEL = 0x7f;
const ST = 0x9c;

export function enter(ansi: AnsiState, mode: AnsiState['mode']): void {
  ansi.mode = mode;
  ansi.collected = '';
  ansi.length = 0;
}

/** CSI, OSC and the strings (DCS, SOS, PM, APC), by the character after ESC; false for anything else. */
export function introduce(ansi: AnsiState, code: number): boolean {
  if (code === 0x5b) enter(ansi, 'csi');
  else if (code === 0x5d) enter(ansi, 'osc');
  else if (code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f) enter(ansi, 'string');
  else return false;
  return true;
}

type Mode = (pipeline: Pipeline, text: string, at: number) => number;

export const MODES: Record<Exclude<AnsiState['mode'], 'ground'>, Mode> = {
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

function readEscape(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
  const code = text.charCodeAt(at);
  if (!isGraphic(code)) return interrupt(ansi, code, at);
  if (introduce(ansi, code)) return at + 1;
  enter(ansi, code < 0x30 ? 'intermediate' : 'ground');
  if (code === 0x45) endGameLine(pipeline); // ESC E, next line
  if (code === 0x63) reset(pipeline); // ESC c, reset to initial state
  return at + 1;
}

/** A line end of the game's. */
export function endGameLine(pipeline: Pipeline): void {
  const { mxp } = pipeline.state;
  if (!mxp || endMarkedLine(pipeline, mxp)) endLine(pipeline);
}

function reset(pipeline: Pipeline): void {
  pipeline.state.ansi.style = '';
  pipeline.state.ansi.link = '';
  clearPage(pipeline);
}

/** ESC with intermediates, e.g. a designation of a character set: ends with a character from 0x30 on. */
function readIntermediate(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
  const code = text.charCodeAt(at);
  if (!isGraphic(code)) return interrupt(ansi, code, at);
  if (code >= 0x30) enter(ansi, 'ground');
  return at + 1;
}

function readCsi(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
  const code = text.charCodeAt(at);
  if (!isGraphic(code)) return interrupt(ansi, code, at);
  if (code >= 0x40) {
    const params = ansi.length > MAX_PARAMS ? null : ansi.collected;
    enter(ansi, 'ground');
    if (params !== null) csi(pipeline, params, code);
    return at + 1;
  }
  ansi.length++;
  if (ansi.length <= MAX_PARAMS) ansi.collected += text[at];
  else if (ansi.length > MAX_STRING) enter(ansi, 'ground');
  else ansi.collected = '';
  return at + 1;
}

const SGR_PARAMS = /^[\d;:]*$/;

function csi(pipeline: Pipeline, params: string, final: number): void {
  const { ansi, line, mxp } = pipeline.state;
  if (final === 0x6d && SGR_PARAMS.test(params)) ansi.style = applySgr(ansi.style, params);
  else if (final === 0x48 || final === 0x66) ansi.home = /^[01]?;?[01]?$/.test(params);
  else if (final === 0x7a && mxp && /^\d{1,2}$/.test(params)) setMxpMode(pipeline, mxp, Number(params));
  else if (final === 0x43 || final === 0x47 || final === 0x60) moveOn(pipeline, params, final === 0x43);
  else if (final === 0x4a) eraseInPage(pipeline, params);
  else if (final === 0x4b) {
    // Erase all of the line, or to its end.
    if (params === '2') eraseLine(line);
    else if (params === '' || params === '0') eraseBehind(pipeline);
  }
}

/**
 * The cursor goes on by so many columns, or to one: pictures and tables are spaced so. By one column from where the text
 * ends is how a server's line editor goes back over what stands there.
 */
function moveOn(pipeline: Pipeline, params: string, isRelative: boolean): void {
  const { line } = pipeline.state;
  if (!/^\d{0,3}$/.test(params)) return;
  const count = Math.max(1, Number(params));
  if (!isRelative) moveTo(pipeline, count - 1);
  else if (count > 1 || line.end === 'cr' || isMoved(line)) moveTo(pipeline, columnOf(pipeline) + count);
}

/** Erase all (2, 3), or erase downwards from the home position: both leave a blank page. */
function eraseInPage(pipeline: Pipeline, params: string): void {
  const down = params === '' || params === '0';
  if (params === '2' || params === '3' || (down && pipeline.state.ansi.home)) clearPage(pipeline);
}

// ---------------------------------------------------------------- strings

function readOsc(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
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

function readString(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
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
function readOscEscape(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
  if (text[at] === '\\') {
    ansi.collected = ansi.collected.slice(0, ansi.length <= MAX_OSC ? -1 : undefined);
    osc(ansi);
  }
  return readStringEscape(pipeline, text, at);
}

function readStringEscape(pipeline: Pipeline, text: string, at: number): number {
  const { ansi } = pipeline.state;
  const done = text[at] === '\\';
  enter(ansi, done ? 'ground' : 'escape');
  return done ? at + 1 : at;
}

/** OSC 8 ; parameters ; URI: the link of the text to come, none if the URI is empty or not safe. */
function osc(ansi: AnsiState): void {
  const match = ansi.length <= MAX_OSC ? /^8;[^;]*;(.*)$/s.exec(ansi.collected) : null;
  if (match !== null) ansi.link = safeLink(match[1]!);
}
