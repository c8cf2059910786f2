/** What is searched for, whatever its kind: a pattern of the state becomes something that finds. */
import { type Fault, isFault } from '../../shared/fault.ts';
import type { Pattern, Progress } from '../state/view.ts';
import { findAllParts, matchSome, parsePattern, plainPattern } from './glob.ts';
import { type Meter, meterOf } from './meter.ts';
import { createMachine, findSpan, type Machine, testSome } from './regexp/machine.ts';
import { compile } from './regexp/program.ts';

export interface Finder {
  /** Whether the text matches; null: there was no time left to tell, and `progress` says where to go on. */
  test(text: string, progress: Progress, meter: Meter): boolean | null;
  /** What matches, as [start, end) in order. In a long or difficult text it may be less than all. */
  spans(text: string): readonly (readonly [number, number])[];
}

/** UTF-16 units of a pattern: nobody looks for more. */
const LONGEST = 256;
/** Matches marked in a line, and work for it (units of some 10 ns): each frame does it anew for each line on screen. */
const MOST_SPANS = 100;
const SPANS_WORK = 32 * 1024;
/** Lines whose matches are kept, and how long such a line is at most (UTF-16 units). */
const MOST_LINES = 256;
const MOST_KEPT = 4096;
/** In a longer text nothing is marked (UTF-16 units): each frame would look through all of it. */
const MOST_MARKED = 64 * 1024;

/** Finders of late, by their patterns: derived, so that a slice or a frame need not make them anew. */
const made = new Map<string, Finder | Fault>();
const MOST_MADE = 8;

/** What finds the pattern; a fault, in one sentence, if it is none. */
export function finderOf(pattern: Pattern): Finder | Fault {
  const key = JSON.stringify([pattern.kind, pattern.exact, pattern.text]);
  const finder = made.get(key) ?? make(pattern);
  // The newest stands last.
  made.delete(key);
  made.set(key, finder);
  if (made.size > MOST_MADE) made.delete(made.keys().next().value as string);
  return finder;
}

/** Whether anything is to be found. */
export function isEmpty({ text }: Pattern): boolean {
  return text === '';
}

/** What is marked in the text. */
export function spansOf(pattern: Pattern, text: string): readonly (readonly [number, number])[] {
  if (isEmpty(pattern) || text.length > MOST_MARKED) return [];
  const finder = finderOf(pattern);
  return isFault(finder) ? [] : finder.spans(text);
}

function make({ text, kind, exact }: Pattern): Finder | Fault {
  return kind === 'regexp' ? ofRegexp(text.slice(0, LONGEST), exact) : ofGlob(text, kind, exact);
}

function ofGlob(text: string, kind: Pattern['kind'], exact: boolean): Finder {
  const glob = kind === 'text' ? plainPattern(text, exact) : parsePattern(text, exact);
  return {
    test: (line, progress, meter) => matchSome(glob, line, progress, meter, exact),
    spans: line => findAllParts(glob, line, exact, MOST_SPANS),
  };
}

function ofRegexp(text: string, exact: boolean): Finder | Fault {
  const program = compile(text, exact);
  if (isFault(program)) return program;
  const machine = createMachine(program);
  // Of the lines on screen, which each frame asks for.
  const made = new Map<string, readonly (readonly [number, number])[]>();
  return {
    test: (line, progress, meter) => testSome(machine, line, progress, meter),
    spans(line) {
      const spans = made.get(line) ?? regexpSpans(machine, line);
      if (made.size >= MOST_LINES) made.clear();
      if (line.length <= MOST_KEPT) made.set(line, spans);
      return spans;
    },
  };
}

function regexpSpans(machine: Machine, line: string): [number, number][] {
  const meter = meterOf(SPANS_WORK);
  const spans: [number, number][] = [];
  for (let from = 0; from <= line.length && spans.length < MOST_SPANS; ) {
    const found = findSpan(machine, line, from, meter);
    if (!found) break;
    const isNothing = found[0] === found[1];
    if (!isNothing) spans.push(found);
    // A match of nothing is not looked for twice.
    from = found[1] + (isNothing ? 1 : 0);
  }
  return spans;
}
