/** Bytes of logs and of recorded sessions as what is played. Each piece is read by itself; nothing is kept between them. */
import { raise } from '../../../shared/fault.ts';
import type { ReplayEntry, ReplayFormat } from '../../state/replay/replay.ts';
import { sgrOf } from './html.ts';

/** Bytes of a file that are read at once. */
export const PIECE = 64 * 1024;
/** Entries of a piece. */
const MOST = 500;
const NEWLINE = 0x0a;
/** Lines by which it is told whether a log has times. */
const LOOKED_AT = 5;
const TIME = /^\[?(\d\d):(\d\d):(\d\d)\]? /;

export interface ReadPiece {
  readonly entries: ReplayEntry[];
  /** Bytes of the piece that they took. */
  readonly taken: number;
}

/** What kind of file it is, by its first piece. Throws an Error with a sentence if it is none that can be played. */
export function formatOf(name: string, piece: Uint8Array): ReplayFormat {
  const head = Buffer.from(piece.subarray(0, 4096)).toString('utf8');
  if (/^\s*<!DOCTYPE html/i.test(head)) return 'html';
  if (/^\{"version": ?2\b/.test(head) || (name.endsWith('.cast') && head.includes('"version": 2')))
    return 'asciinema';
  if (/^\{"version": ?\d/.test(head))
    raise('REPLAY_UNREADABLE', 'of asciinema, files of version 2 can be played');
  if (name.endsWith('.ttyrec')) return 'ttyrec';
  if (head.includes('\0')) raise('REPLAY_UNREADABLE', 'it is no text, and no recording that is known');
  const lines = head
    .split('\n')
    .slice(0, LOOKED_AT)
    .filter(line => line.trim() !== '');
  return lines.length > 0 && lines.every(line => TIME.test(line)) ? 'timed' : 'text';
}

/** Entries of a piece; what is cut off at its end waits for the next one, unless the file `ends` there. */
export function entriesOf(format: ReplayFormat, piece: Uint8Array, ends: boolean): ReadPiece {
  if (format === 'ttyrec') return recordsOf(piece, ends);
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  const entries: ReplayEntry[] = [];
  let at = 0;
  while (at < bytes.length && entries.length < MOST) {
    const newline = bytes.indexOf(NEWLINE, at);
    // A line that is longer than a piece comes in parts.
    if (newline < 0 && !ends && at > 0) break;
    const isPart = newline < 0 && !ends;
    const stop = newline >= 0 ? newline : isPart ? endOfCharacter(bytes) : bytes.length;
    const text = bytes.toString('utf8', at, stop).replace(/\r$/, '');
    const entry = isPart && Object.hasOwn(BEGINNING, format) ? leftOut(format, text) : entryOf(format, text);
    if (entry) entries.push(entry);
    at = newline < 0 ? stop : newline + 1;
  }
  return { entries, taken: at };
}

/** How what can only be read as a whole begins. */
const BEGINNING: Partial<Record<ReplayFormat, RegExp>> = { asciinema: /^\[\s*\d/, html: /^<p/ };

/** Of a line that is longer than a piece: said with its first part. */
function leftOut(format: ReplayFormat, text: string): ReplayEntry | null {
  if (!BEGINNING[format]?.test(text)) return null;
  return { at: null, text: `[Left out: it is longer than ${PIECE / 1024} KiB.]\r\n` };
}

/** Where the last whole character of UTF-8 ends; the end of all if there is none, or it is no UTF-8. */
function endOfCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back < bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return size > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function entryOf(format: ReplayFormat, line: string): ReplayEntry | null {
  if (format === 'asciinema') return outputOf(line);
  if (format === 'html') return paragraphOf(line);
  const time = format === 'timed' ? TIME.exec(line) : null;
  return { at: time && msOf(time), text: `${time ? line.slice(time[0].length) : line}\r\n` };
}

function msOf([, hours, minutes, seconds]: readonly string[]): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

/** `[1.25, "o", "text"]`: what the terminal was sent. */
function outputOf(line: string): ReplayEntry | null {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    // Half a line at the end of a recording that was broken off.
    return null;
  }
  if (!Array.isArray(event)) return null;
  const [at, type, text] = event as readonly unknown[];
  return typeof at === 'number' && type === 'o' && typeof text === 'string'
    ? { at: Math.round(at * 1000), text }
    : null;
}

/** `<p><time>12:00:01</time> text</p>`, as Clay writes it. */
function paragraphOf(line: string): ReplayEntry | null {
  const [, inside] = /^<p[^>]*>(.*)<\/p>$/.exec(line) ?? [];
  if (inside === undefined) return null;
  const time = /^<time>(\d\d):(\d\d):(\d\d)<\/time> /.exec(inside);
  return { at: time && msOf(time), text: `${sgrOf(time ? inside.slice(time[0].length) : inside)}\r\n` };
}

/** Seconds, microseconds and length, of four bytes each; then so many bytes for the terminal. */
function recordsOf(piece: Uint8Array, ends: boolean): ReadPiece {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  const entries: ReplayEntry[] = [];
  let at = 0;
  while (at + 12 <= piece.length && entries.length < MOST) {
    const length = view.getUint32(at + 8, true);
    if (length > PIECE - 12) raise('REPLAY_UNREADABLE', 'it is damaged, or no recording of ttyrec');
    if (at + 12 + length > piece.length) break;
    const time = view.getUint32(at, true) * 1000 + Math.floor(view.getUint32(at + 4, true) / 1000);
    entries.push({ at: time, text: '', bytes: plain(piece.subarray(at + 12, at + 12 + length)) });
    at += 12 + length;
  }
  return { entries, taken: ends && entries.length < MOST ? piece.length : at };
}

/** A copy, without what would be a command of Telnet: UTF-8 has no such byte. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes).map(byte => (byte === 0xff ? 0xfe : byte));
}
