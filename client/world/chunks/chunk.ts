/** Chunks of lines as bytes. */
import { Packr } from 'msgpackr/pack';
import type { Line, LineKind } from '../../state/log.ts';
import type { Run } from '../../state/stream.ts';
import { late } from '../../text/late.ts';
import { packColumns, SAME_LINK } from './pack.ts';

/** Lines a chunk holds at most: small enough that the open rest of 100 worlds is carried through a reload in a few ms. */
export const CHUNK_LINES = 64;
/** The same for one line again and again, blank ones mostly, of which a server can send millions in a few bytes. */
export const REPEATED_LINES = 1024;

const packr = new Packr({ useRecords: false });

type FlatRuns = 0 | (number | string)[];

/**
 * A chunk in columns: times, kinds (one letter a line), texts joined by newlines (no line holds one), runs; and if rules have
 * changed lines, these as they were: which one, text, runs. Builds that do not know it read the first four.
 */
type Columns = [
  times: number[],
  kinds: string,
  text: string,
  runs: FlatRuns[],
  originals?: (number | string | FlatRuns)[],
];

/** One line many times over; times as pairs of a time and how many lines came then. Builds that do not know it find no times. */
type Repeated = [mark: typeof REPEATED, kind: string, text: string, times: number[]];
const REPEATED = 1;

const KIND_LETTER: Record<LineKind, string> = { game: 'g', clay: 'c', again: 'a' };
/** The same of what was sent: behind a prompt that is new, or not. */
const SENT_LETTER: Record<LineKind, string> = { game: 'p', clay: 'c', again: 's' };

/** Of a line of the game that a rule hides; builds that do not know it show it. */
const HIDDEN = 'h';

export function encodeChunk(lines: readonly Line[]): Uint8Array {
  return isRepeated(lines) ? packr.pack(repeated(lines)) : packColumns(lines, kindsOf(lines));
}

export function decodeChunk(bytes: Uint8Array): Line[] {
  const chunk = packr.unpack(bytes) as Columns | Repeated;
  return chunk[0] === REPEATED ? ofRepeated(chunk as Repeated) : ofColumns(chunk as Columns);
}

/** Whether all of them say the same, plainly. */
export function isRepeated(lines: readonly Line[]): boolean {
  const [first] = lines;
  return lines.length > 1 && lines.every(line => isSame(line, first as Line));
}

/** Whether they say the same, plainly. */
export function isSame(one: Line, other: Line): boolean {
  const isPlain = isUnmarked(one) && isUnmarked(other);
  return isPlain && one.text === other.text && one.kind === other.kind && one.hidden === other.hidden;
}

function isUnmarked({ runs, original }: Line): boolean {
  return runs.length === 0 && original === undefined;
}

/** Stands for each line of a chunk that cannot be read: the rest of the history is still there. */
export function unreadable(): readonly Line[] {
  return UNREADABLE();
}

/** Stands for each line that was given up for want of room. */
export const LOST: Line = {
  text: '(the lines of this place are gone: there was no room for them)',
  runs: [],
  time: 0,
  kind: 'clay',
};

const UNREADABLE = late<readonly Line[]>(() =>
  Array.from({ length: REPEATED_LINES }, () => ({
    text: '(this part of the scrollback cannot be read)',
    runs: [],
    time: 0,
    kind: 'clay',
  })),
);

function repeated(lines: readonly Line[]): Repeated {
  const [first] = lines as readonly [Line];
  const times: number[] = [];
  for (const { time } of lines) {
    if (times.at(-2) === time) times[times.length - 1] = (times.at(-1) as number) + 1;
    else times.push(time, 1);
  }
  return [REPEATED, letterOf(first), first.text, times];
}

function ofRepeated([, letter, text, times]: Repeated): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < times.length; at += 2) {
    const line: Line = {
      text,
      runs: [],
      time: times[at] as number,
      kind: kindOf(letter),
      ...hiddenBy(letter),
    };
    for (let count = times[at + 1] as number; count > 0; count--) lines.push(line);
  }
  return lines;
}

function kindsOf(lines: readonly Line[]): string {
  return lines.map(letterOf).join('');
}

function letterOf({ kind, sent, hidden }: Line): string {
  if (hidden) return HIDDEN;
  return (sent === undefined ? KIND_LETTER : SENT_LETTER)[kind];
}

function hiddenBy(letter: string | undefined): { hidden?: true } {
  return letter === HIDDEN ? { hidden: true } : {};
}

function ofColumns([times, kinds, text, runs, originals = []]: Columns): Line[] {
  const texts = text.split('\n');
  const read = readRuns();
  const lines = times.map((time, i): Line => {
    const line: Line = {
      text: texts[i] as string,
      runs: runs[i] ? read(runs[i]) : [],
      time,
      kind: kindOf(kinds[i]),
    };
    if (kinds[i] === HIDDEN) return { ...line, hidden: true };
    return kinds[i] === 's' || kinds[i] === 'p' ? { ...line, sent: line.runs.at(-1)?.at ?? 0 } : line;
  });
  // Behind all others, as they were written: of links it is said which one was last.
  for (let at = 0; at < originals.length; at += 3) {
    const [number, was, flat] = originals.slice(at, at + 3) as [number, string, FlatRuns];
    const line = lines[number];
    if (line) lines[number] = { ...line, original: { text: was, runs: flat ? read(flat) : [] } };
  }
  return lines;
}

const LETTER_KIND: Readonly<Record<string, LineKind>> = { c: 'clay', a: 'again', s: 'again' };

function kindOf(letter: string | undefined): LineKind {
  return LETTER_KIND[letter ?? ''] ?? 'game';
}

/** Three items a run: offset, style, link ('' = none, SAME_LINK: the last one there was, also in a line before). */
function readRuns(): (flat: readonly (number | string)[]) => Run[] {
  let last = '';
  return flat => {
    const runs: Run[] = [];
    for (let i = 0; i < flat.length; i += 3) {
      const at = flat[i] as number;
      const style = flat[i + 1] as string;
      const link = flat[i + 2];
      if (link !== SAME_LINK && link !== '') last = link as string;
      runs.push(link === '' ? { at, style } : { at, style, link: last });
    }
    return runs;
  };
}
