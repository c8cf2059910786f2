/**
 * Format strings with fields: `{world}  hp {gmcp.Char.Vitals.hp|gauge:10:gmcp.Char.Vitals.maxhp}`. `{{` and `}}` are
 * braces. A format is cut into units at its blanks: a word with a field in it, and the words without one before it,
 * which come and go with it.
 */

import { pushAll } from '../../shared/arrays.ts';

/** A field as a bar of blocks: how wide, and which other field says what is full. */
export interface Gauge {
  readonly width: number;
  readonly full: string;
}

export interface Field {
  readonly name: string;
  readonly gauge: Gauge | null;
}

/** Text, or a field. */
export type Piece = string | Field;

export interface Unit {
  /** Blanks before it. */
  readonly gap: number;
  readonly pieces: readonly Piece[];
}

/** What is wrong with a format, to follow its name in a sentence. */
export interface FormatFault {
  readonly fault: string;
}

/** More than this is no status bar (UTF-16 units). */
const LONGEST = 1000;
const WIDEST_GAUGE = 60;

/** Formats are few, and asked for with each frame: derived, and emptied at this size. */
const MOST_KNOWN = 50;
const known = new Map<string, readonly Unit[] | FormatFault>();

/** The units of a format, or what is wrong with it. */
export function parseFormat(text: string): readonly Unit[] | FormatFault {
  const before = known.get(text);
  if (before) return before;
  const pieces = piecesOf(text);
  const parsed = 'fault' in pieces ? pieces : unitsOf(pieces);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, parsed);
  return parsed;
}

/** Says what is wrong with a format ("has …", with the place), or null if nothing is. */
export function formatFault(text: string): string | null {
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) return 'contains a control character';
  const parsed = parseFormat(text);
  return 'fault' in parsed ? parsed.fault : null;
}

/** The names of all fields of a format, those that say what is full left out. */
export function fieldNames(units: readonly Unit[]): string[] {
  return units.flatMap(({ pieces }) =>
    pieces.flatMap(piece => (typeof piece === 'string' ? [] : piece.name)),
  );
}

/** Returns the pieces in order, each text cut at its blanks. */
function piecesOf(text: string): Piece[] | FormatFault {
  if (text.length > LONGEST) return { fault: `has more than ${LONGEST} characters` };
  const pieces: Piece[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const character = text[at] as string;
    if ((character === '{' || character === '}') && text[at + 1] === character) {
      plain += character;
      at += 2;
      continue;
    }
    if (character === '}') return { fault: `has a } at character ${at + 1} that closes nothing` };
    if (character !== '{') {
      plain += character;
      at++;
      continue;
    }
    const end = text.indexOf('}', at);
    if (end < 0 || text.slice(at + 1, end).includes('{'))
      return { fault: `has a { at character ${at + 1} that is not closed` };
    const field = fieldOf(text.slice(at + 1, end), at + 1);
    if ('fault' in field) return field;
    pushAll(pieces, wordsOf(plain));
    pieces.push(field);
    plain = '';
    at = end + 1;
  }
  return [...pieces, ...wordsOf(plain)];
}

/** Words and the blanks between them. */
function wordsOf(text: string): string[] {
  return text.match(/ +|[^ ]+/g) ?? [];
}

function fieldOf(inside: string, place: number): Field | FormatFault {
  const [name = '', filter, ...rest] = inside.split('|').map(part => part.trim());
  if (name === '') return { fault: `has a field without a name at character ${place}` };
  if (filter === undefined) return { name, gauge: null };
  const [kind, size = '', full = '', ...more] = filter.split(':').map(part => part.trim());
  if (kind !== 'gauge' || rest.length > 0)
    return {
      fault: `has "|${[filter, ...rest].join('|')}" at character ${place}; only |gauge:10:field is known`,
    };
  const width = /^\d{1,3}$/.test(size) ? Number(size) : 0;
  if (width < 1 || width > WIDEST_GAUGE || full === '' || more.length > 0)
    return {
      fault: `has a gauge at character ${place} that is not |gauge:WIDTH:FIELD, with a width from 1 to ${WIDEST_GAUGE}`,
    };
  return { name, gauge: { width, full } };
}

interface Word {
  readonly gap: number;
  readonly pieces: Piece[];
}

function unitsOf(pieces: readonly Piece[]): Unit[] {
  const units: Unit[] = [];
  let waiting: Word[] = [];
  for (const word of joined(pieces)) {
    waiting.push(word);
    if (word.pieces.every(piece => typeof piece === 'string')) continue;
    units.push(unitOf(waiting));
    waiting = [];
  }
  if (waiting.length === 0) return units;
  const last = units.pop();
  // Behind the last field, words belong to it; without any, they stand for themselves.
  return [...units, unitOf(last ? [{ gap: last.gap, pieces: [...last.pieces] }, ...waiting] : waiting)];
}

/** Pieces that touch each other make a word. */
function joined(pieces: readonly Piece[]): Word[] {
  const words: Word[] = [];
  let gap = 0;
  let open: Word | null = null;
  for (const piece of pieces) {
    if (typeof piece === 'string' && piece.startsWith(' ')) {
      gap += piece.length;
      open = null;
    } else if (open) open.pieces.push(piece);
    else {
      open = { gap, pieces: [piece] };
      words.push(open);
      gap = 0;
    }
  }
  return words;
}

function unitOf(words: readonly Word[]): Unit {
  const [first] = words;
  const pieces = words.flatMap((word, index) =>
    index === 0 ? word.pieces : [' '.repeat(word.gap), ...word.pieces],
  );
  return { gap: first?.gap ?? 0, pieces };
}
