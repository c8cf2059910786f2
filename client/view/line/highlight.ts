/** The words of a world that stand out: the setting `highlight`, a list of words or patterns. */

import type { Line } from '../../state/log.ts';
import type { Run, StyledText } from '../../state/stream.ts';
import { styles } from '../../terminal/theme.ts';
import { findEach, type Glob, parsePattern } from '../../text/glob.ts';
import { late } from '../../text/late.ts';

const STYLE = styles.highlight;
/** In a longer line nothing is looked for (UTF-16 units): each frame would look through all of it. */
const LONGEST = 16 * 1024;
/** Of one word in one line. */
const MOST = 100;

interface Wanted {
  readonly pattern: Glob;
  /** At this end it is a whole word: no letter stands beside it. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** By the list of the settings, which is replaced when it changes: derived. */
const parsed = new WeakMap<readonly string[], readonly Wanted[]>();

/** A function that gives lines with those words highlighted; of a line that has several rows, once. */
export function highlighter(words: readonly string[]): (line: Line) => Line {
  if (words.length === 0) return line => line;
  const wanted = wantedIn(words);
  let last: Line | null = null;
  let lastShown: Line | null = null;
  return line => {
    if (line !== last || !lastShown) lastShown = highlighted(line, wanted);
    last = line;
    return lastShown;
  };
}

/** Whether one of the words is in the line. */
export function hasHighlight(words: readonly string[], line: Line): boolean {
  return words.length > 0 && highlighted(line, wantedIn(words)) !== line;
}

function wantedIn(words: readonly string[]): readonly Wanted[] {
  const wanted = parsed.get(words) ?? words.map(wantedOf);
  parsed.set(words, wanted);
  return wanted;
}

/** `dragon*` is any word that begins so. */
function wantedOf(word: string): Wanted {
  return { pattern: parsePattern(word), begins: !word.startsWith('*'), ends: !word.endsWith('*') };
}

function highlighted(line: Line, words: readonly Wanted[]): Line {
  if (line.kind === 'clay' || line.text.length > LONGEST) return line;
  const text = line.text.slice(0, line.sent);
  const found = words.flatMap(word =>
    findEach(word.pattern, text, MOST).filter(([start, end]) => isWhole(word, text, start, end)),
  );
  return found.length === 0 ? line : { ...line, runs: styled(line, united(found)) };
}

/** Letters of scripts that have blanks between words. */
const LETTER = late(() => /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u);

function isWhole({ begins, ends }: Wanted, text: string, start: number, end: number): boolean {
  const isLetter = (at: number) => LETTER().test(text.charAt(at));
  const isCut = (at: number) => isLetter(at - 1) && isLetter(at);
  return !(begins && isCut(start)) && !(ends && isCut(end));
}

type Part = readonly [start: number, end: number];

function united(parts: readonly Part[]): Part[] {
  const all: [number, number][] = [];
  for (const [start, end] of [...parts].sort((a, b) => a[0] - b[0])) {
    const before = all.at(-1);
    if (before && start <= before[1]) before[1] = Math.max(before[1], end);
    else all.push([start, end]);
  }
  return all;
}

/** Links stay; behind a part goes on what stood there. */
function styled({ runs }: StyledText, parts: readonly Part[]): Run[] {
  const out: Run[] = [];
  let at = 0;
  let under: Run = { at: 0, style: '' };
  for (const [start, end] of parts) {
    for (; at < runs.length && runs[at]!.at <= start; at++) {
      under = runs[at]!;
      if (under.at < start) out.push(under);
    }
    out.push({ ...under, at: start, style: STYLE });
    for (; at < runs.length && runs[at]!.at <= end; at++) {
      under = runs[at]!;
      if (under.at < end) out.push({ ...under, style: STYLE });
    }
    out.push({ ...under, at: end });
  }
  return [...out, ...runs.slice(at)];
}
