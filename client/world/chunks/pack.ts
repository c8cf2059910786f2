/**
 * A chunk's columns as MessagePack, written here and not by the library that reads them: it asks each of some thousand
 * small values for its type, and this is done for every line that ever arrives.
 */
import { Buffer } from 'node:buffer';
import type { Line } from '../../state/log.ts';
import type { Run } from '../../state/stream.ts';

/** Bytes that the scratch memory has, unless a chunk needs more: then it has them for that chunk only. */
const SCRATCH = 32 * 1024;
/** The most that a header or a number takes, in bytes. */
const SMALL = 9;
/** Bytes of UTF-8 for a UTF-16 unit, at most. */
const UNIT = 3;
/** A text with fewer bytes has its length in its first byte. */
const SHORT = 32;

/** Builds that do not know it show no link there. */
export const SAME_LINK = 0;

let scratch = Buffer.allocUnsafeSlow(SCRATCH);
let at = 0;
let lastLink = '';

/**
 * `[times, kinds, text, runs]` of the lines: times as float64, `kinds` one letter a line, texts joined by newlines, and for
 * each line 0 or an array with three items a run: offset, style, link ('' = none). A link that is the one of the run before
 * with a link, in whichever line, is SAME_LINK: a server can have one go on through thousands of runs for a few bytes each.
 * Where rules have changed lines, a fifth column has three items for each: its number in the chunk, text and runs as they were.
 */
export function packColumns(lines: readonly Line[], kinds: string): Uint8Array {
  at = 0;
  lastLink = '';
  let changed = 0;
  for (const { original } of lines) if (original) changed++;
  arrayHeader(changed > 0 ? 5 : 4);
  arrayHeader(lines.length);
  times(lines);
  text(kinds);
  text(lines.map(line => line.text).join('\n'));
  arrayHeader(lines.length);
  for (const line of lines) runs(line.runs);
  if (changed > 0) originals(lines, changed);
  const packed = new Uint8Array(scratch.subarray(0, at));
  if (scratch.length > SCRATCH) scratch = Buffer.allocUnsafeSlow(SCRATCH);
  return packed;
}

function originals(lines: readonly Line[], count: number): void {
  arrayHeader(3 * count);
  lines.forEach(({ original }, number) => {
    if (!original) return;
    integer(number);
    text(original.text);
    runs(original.runs);
  });
}

/** Most lines of a chunk have come at the same time. */
function times(lines: readonly Line[]): void {
  reserve(SMALL * lines.length);
  let last = -1;
  let from = at;
  for (const { time } of lines) {
    if (time === last) {
      scratch.copyWithin(at, from, from + SMALL);
      at += SMALL;
    } else {
      from = at;
      float(time);
    }
    last = time;
  }
}

function runs(list: readonly Run[]): void {
  if (list.length === 0) return integer(0);
  arrayHeader(list.length * 3);
  for (const run of list) {
    if (plainRun(run)) continue;
    integer(run.at);
    shortText(run.style);
    const { link } = run;
    if (link === undefined || link === '') noText();
    else linkText(link);
  }
}

/** Writes a run as nearly all are, with the place in a local: each byte then costs half. False if it is another one. */
function plainRun({ at: offset, style, link }: Run): boolean {
  const { length } = style;
  if (offset > 0xffff || length >= SHORT || (link !== undefined && link !== '')) return false;
  reserve(SMALL + SHORT);
  const bytes = scratch;
  let to = at;
  if (offset < 0x80) bytes[to++] = offset;
  else if (offset < 0x100) {
    bytes[to++] = 0xcc;
    bytes[to++] = offset;
  } else {
    bytes[to++] = 0xcd;
    bytes[to++] = offset >> 8;
    bytes[to++] = offset & 0xff;
  }
  bytes[to++] = 0xa0 | length;
  for (let i = 0; i < length; i++) {
    const unit = style.charCodeAt(i);
    if (unit >= 0x80) return false;
    bytes[to++] = unit;
  }
  bytes[to++] = 0xa0;
  at = to;
  return true;
}

function linkText(link: string): void {
  if (link === lastLink) return integer(SAME_LINK);
  lastLink = link;
  shortText(link);
}

/** As a text that is empty. */
function noText(): void {
  reserve(SMALL);
  scratch[at++] = 0xa0;
}

/** Makes room for so many bytes more. */
function reserve(size: number): void {
  if (at + size <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(at + size, 2 * scratch.length));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function arrayHeader(length: number): void {
  reserve(SMALL);
  if (length < 16) scratch[at++] = 0x90 | length;
  else sized(0xdc, length);
}

/** A length in two bytes, or with the mark after that in four. */
function sized(mark: number, length: number): void {
  if (length <= 0xffff) {
    scratch[at++] = mark;
    at = scratch.writeUInt16BE(length, at);
  } else {
    scratch[at++] = mark + 1;
    at = scratch.writeUInt32BE(length, at);
  }
}

function float(value: number): void {
  reserve(SMALL);
  scratch[at++] = 0xcb;
  at = scratch.writeDoubleBE(value, at);
}

/** Not negative, less than 2^32. */
function integer(value: number): void {
  reserve(SMALL);
  if (value < 0x80) scratch[at++] = value;
  else if (value < 0x100) {
    scratch[at++] = 0xcc;
    scratch[at++] = value;
  } else sized(0xcd, value);
}

/** A style is some ASCII: cheaper to write by hand than to hand on. */
function shortText(value: string): void {
  const { length } = value;
  if (length >= SHORT) return text(value);
  reserve(SMALL + length);
  const start = at;
  scratch[at++] = 0xa0 | length;
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (unit >= 0x80) {
      at = start;
      return text(value);
    }
    scratch[at++] = unit;
  }
}

function text(value: string): void {
  reserve(SMALL + UNIT * value.length);
  const size = Buffer.byteLength(value);
  if (size < SHORT) scratch[at++] = 0xa0 | size;
  else if (size < 0x100) {
    scratch[at++] = 0xd9;
    scratch[at++] = size;
  } else sized(0xda, size);
  at += scratch.write(value, at, size, 'utf8');
}
