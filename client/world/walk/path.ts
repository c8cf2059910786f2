/**
 * Paths as people write them: `3n2e(open door)w`. A step is a way (`n`, `northeast`, `[enter hole]`), which leads to another
 * room, or something that is done on the way (`(open door)`), which does not. Steps are kept as they are written, one a text.
 */
import { MOST_STEPS, opposite, WAYS, wayNamed } from '../../map/ways.ts';

/** How often one step may be repeated by a number before it. */
const MOST_TIMES = 999;

/** The longest names first: `ne` is northeast, not north and east. */
const NAMES = [...Object.keys(WAYS), ...Object.values(WAYS)].sort((one, other) => other.length - one.length);
const PART = new RegExp(
  String.raw`[\s,;]*(?:(\d{1,4})\s*)?(?:(${NAMES.join('|')})|\(([^()\n]+)\)|\[([^[\]\n]+)\])[\s,;]*`,
  'iy',
);

/** The steps of a path, or why it is none, as the rest of a sentence. */
export function parsePath(text: string): string[] | { readonly fault: string } {
  const steps: string[] = [];
  for (PART.lastIndex = 0; PART.lastIndex < text.length; ) {
    const at = PART.lastIndex;
    const [, times, name, done, way] = PART.exec(text) ?? [];
    const step = stepOf(name, done, way);
    if (step === null) return { fault: `is no path from "${text.slice(at).trim().slice(0, 20)}" on` };
    const count = Number(times ?? 1);
    if (count < 1 || count > MOST_TIMES)
      return { fault: `repeats a step ${count} times: 1 to ${MOST_TIMES} it may be` };
    if (steps.length + count > MOST_STEPS) return { fault: `has more than ${MOST_STEPS} steps` };
    for (let time = 0; time < count; time++) steps.push(step);
  }
  return steps.length > 0 ? steps : { fault: 'has no step' };
}

function stepOf(name: string | undefined, done: string | undefined, way: string | undefined): string | null {
  if (name !== undefined) return name.toLowerCase();
  if (done?.trim()) return `(${done.trim()})`;
  return way?.trim() ? `[${way.trim()}]` : null;
}

/** What is said to the world for a step. */
export function wordsOf(step: string): string {
  return /^[([]/.test(step) ? step.slice(1, -1) : step;
}

/** A step leads to another room, or is only done on the way. */
export function isWay(step: string): boolean {
  return !step.startsWith('(');
}

/** The path back, or the first way that nobody knows a way back for. What is done before a way is done before the way back, too. */
export function pathBack(steps: readonly string[]): string[] | { readonly stuckAt: string } {
  const parts: string[][] = [];
  let before: string[] = [];
  for (const step of steps) {
    if (!isWay(step)) {
      before.push(step);
      continue;
    }
    const back = opposite(wordsOf(step));
    if (back === null) return { stuckAt: wordsOf(step) };
    parts.push([...before, back]);
    before = [];
  }
  return parts.reverse().flat();
}

/** As one may type it: `3n 2e (open door) w`, cut after so many parts. */
export function pathText(steps: readonly string[], most = 12): string {
  const parts: string[] = [];
  for (let at = 0; at < steps.length; ) {
    let end = at + 1;
    while (steps[end] === steps[at]) end++;
    if (parts.length === most) return `${parts.join(' ')} …`;
    parts.push(`${end - at > 1 ? end - at : ''}${steps[at]}`);
    at = end;
  }
  return parts.join(' ');
}

const DOTTED = /^\.\s*(?=.*[\d([])/;
/** What begins with a number and goes on as a path: no game has such a command, whatever `news` and `see` may be. */
const BARE = /^\d+\s*[a-z([]/i;
/** Words that take a character elsewhere, beside the ways. */
const LEAVING = /^(?:enter|leave|climb|flee|recall|go)\b/i;

/** The path of a typed line, if it is one for certain: it has a number or something in brackets. Null: it is not. */
export function speedwalkIn(line: string, kind: 'dot' | 'bare' | 'off'): string[] | null {
  if (kind === 'off') return null;
  const text = DOTTED.test(line) ? line.slice(1) : kind === 'bare' && BARE.test(line) ? line : '';
  if (text === '') return null;
  const steps = parsePath(text);
  return Array.isArray(steps) && steps.some(isWay) ? steps : null;
}

/** Whether what is said to a world most likely leads to another room. */
export function leadsElsewhere(text: string): boolean {
  return Object.hasOwn(WAYS, wayNamed(text)) || LEAVING.test(text.trim());
}
