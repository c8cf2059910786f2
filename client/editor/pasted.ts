/**
 * Which parts of a text were pasted. What was pasted is text and never a command, whatever is typed around it: so a
 * draft keeps these marks through every change, and a line is a command only if its `/` was typed.
 */
import type { Pasted } from '../state/terminal.ts';
import { asOneCommand } from './separator.ts';

/** The marks of a text in which [start, end) gave way to `length` units with marks of their own. */
export function spliced(marks: Pasted, start: number, end: number, length: number, inserted: Pasted): Pasted {
  if (marks.length === 0 && inserted.length === 0) return marks;
  return joined([
    ...marksWithin(marks, 0, start),
    ...moved(marksWithin(inserted, 0, length), start),
    ...moved(marksWithin(marks, end, Number.POSITIVE_INFINITY), start + length),
  ]);
}

/** The marks of [start, end), counted from `start`. */
export function marksWithin(marks: Pasted, start: number, end: number): Pasted {
  return marks
    .map(([from, to]) => [Math.max(from, start) - start, Math.min(to, end) - start] as const)
    .filter(([from, to]) => from < to);
}

/** The marks of a text that was pasted as a whole. */
export function wholly(text: string): Pasted {
  return text === '' ? [] : [[0, text.length]];
}

/**
 * The text as somebody would type it to say the same: a `/` that was pasted to the start of a line is doubled, and so is a
 * pasted sign that would begin another command (separator.ts).
 */
export function asTyped(text: string, marks: Pasted, separator = ''): string {
  let typed = '';
  let at = 0;
  for (const [from, to] of marks) {
    const startsLine = from === 0 || text[from - 1] === '\n';
    const pasted = doubled(text.slice(from, to), startsLine);
    typed += text.slice(at, from);
    typed += asOneOf(pasted, typed.slice(lineStartIn(typed)), separator);
    at = to;
  }
  return typed + text.slice(at);
}

/** The lines of what was pasted, the first of them behind `before`. */
function asOneOf(pasted: string, before: string, separator: string): string {
  if (separator === '' || !pasted.includes(separator)) return pasted;
  const [first = '', ...others] = pasted.split('\n');
  const isCommand = (before === '' ? first : before).startsWith('/');
  const behind = isCommand ? first : first.replaceAll(separator, separator + separator);
  return [behind, ...others.map(line => asOneCommand(line, separator))].join('\n');
}

function lineStartIn(text: string): number {
  return text.lastIndexOf('\n') + 1;
}

function doubled(pasted: string, startsLine: boolean): string {
  const inside = pasted.replaceAll('\n/', '\n//');
  return startsLine && pasted.startsWith('/') ? `/${inside}` : inside;
}

function moved(marks: Pasted, by: number): Pasted {
  return marks.map(([from, to]) => [from + by, to + by]);
}

/** Neighbours that touch, as one. */
function joined(marks: Pasted): Pasted {
  const result: [number, number][] = [];
  for (const [from, to] of marks) {
    const last = result.at(-1);
    if (last?.[1] === from) last[1] = to;
    else result.push([from, to]);
  }
  return result;
}
