/** What rules make of a line, and what they want done. */
import type { Rule } from '../state/automation.ts';
import type { StyledText } from '../state/stream.ts';
import { printable } from '../stream/printable.ts';
import { meterOf } from '../text/meter.ts';
import { asData } from './data.ts';
import { isName } from './define.ts';
import { LOOKED_AT, type Match } from './matching/matcher.ts';
import { replaced, restyled } from './restyle.ts';
import type { Hit } from './run.ts';
import type { Gathered } from './several.ts';
import { bodyLines, fill } from './template.ts';

export interface Shown {
  readonly line: StyledText;
  readonly hidden: boolean;
}

/** What a rule wants done, with everything filled in: text for the world, a line for the eye, a command with data in it, a bell. */
export type Wish =
  | { readonly type: 'echo' | 'run' | 'notify' | 'speak'; readonly text: string }
  | { readonly type: 'log'; readonly file: string; readonly text: string }
  /** A function of a script, with what the rule has matched. */
  | {
      readonly type: 'call';
      readonly called: string;
      readonly match: Match | null;
      readonly text: string;
      readonly rule: Rule;
    }
  /** `bare`: words of a body, not of `send`. */
  | { readonly type: 'send'; readonly text: string; readonly bare?: true }
  | { readonly type: 'set'; readonly name: string; readonly text: string }
  | { readonly type: 'switch'; readonly group: string; readonly on: boolean }
  | { readonly type: 'bell' };

/** Occurrences in a line, and the work to find them. */
const MOST_SPANS = 100;
const SPANS_WORK = 100_000;

/** The line as all of them together have it: words are replaced first, styles are laid over what is there then. */
export function shownBy(hits: readonly Hit[], line: StyledText): Shown {
  let shown = line;
  for (const hit of hits)
    if (hit.rule.substitute !== undefined) shown = substituted(shown, hit, hit.rule.substitute);
  for (const hit of hits) if (hit.rule.hilite !== undefined) shown = hilited(shown, hit, hit.rule.hilite);
  return { line: shown, hidden: hits.some(({ rule }) => rule.gag === true) };
}

function substituted(line: StyledText, hit: Hit, template: string): StyledText {
  const { rule } = hit;
  const matches = matchesIn(hit, line.text);
  // From the end, so that places before it stay.
  return matches.reverse().reduce((done, match) => {
    const words = printable(fill(template, match));
    return spansOf(rule, match, line.text).reduce((text, span) => replaced(text, span, words), done);
  }, line);
}

function hilited(line: StyledText, hit: Hit, style: string): StyledText {
  let done = line;
  for (const match of matchesIn(hit, line.text))
    for (const span of spansOf(hit.rule, match, line.text)) done = restyled(done, span, style);
  return done;
}

/** All places where it matches, one behind the other. */
export function matchesIn({ matcher, match: first, gathered }: Hit, text: string): Match[] {
  const meter = meterOf(SPANS_WORK);
  // The first one is known, unless other lines have brought it, or words were replaced since.
  const found = !gathered && first.text === text ? [first] : [];
  for (let from = endOf(found[0]); from <= Math.min(text.length, LOOKED_AT) && found.length < MOST_SPANS; ) {
    const match = matcher.match(text, meter, from);
    if (!match) break;
    found.push(match);
    from = endOf(match);
  }
  return found;
}

/** Where the next one may begin. */
function endOf(match: Match | undefined): number {
  if (!match) return 0;
  const [start = 0, end = 0] = match.slots;
  return end > start ? end : end + 1;
}

function spansOf({ part = 'match' }: Rule, { slots }: Match, text: string): [number, number][] {
  if (part === 'line') return [[0, text.length]];
  const group = part === 'match' ? 0 : part;
  const start = slots[2 * group] ?? -1;
  const end = slots[2 * group + 1] ?? -1;
  return start >= 0 && end > start ? [[start, end]] : [];
}

/** A rule that has acted. */
export interface Acted {
  readonly rule: Rule;
  readonly match: Match | null;
  readonly gathered?: Gathered;
  /** All of what it was asked about; what was looked at, if nothing is said. */
  readonly text?: string;
}

/** What the rule wants done, in order. */
export function wishesOf(acted: Acted, lookUp: (name: string) => string): Wish[] {
  const wishes: Wish[] = [];
  for (const wish of makersOf(acted.rule)) wish(acted, lookUp, wishes);
  return wishes;
}

type LookUp = (name: string) => string;
/** Adds what one field of a rule wants. */
type Maker = (acted: Acted, lookUp: LookUp, wishes: Wish[]) => void;

/** By rule: derived, for most rules have few of all fields, and to look for each on each line takes longer than what they do. */
const makers = new WeakMap<Rule, readonly Maker[]>();

function makersOf(rule: Rule): readonly Maker[] {
  const known = makers.get(rule);
  if (known) return known;
  const made = newMakers(rule);
  makers.set(rule, made);
  return made;
}

function newMakers(rule: Rule): Maker[] {
  const made: Maker[] = [];
  const filling = (template: string, wish: (text: string) => Wish) =>
    made.push(({ match }, lookUp, wishes) => wishes.push(wish(fill(template, match, lookUp))));
  for (const [name, template] of Object.entries(rule.set ?? {}))
    filling(template, text => ({ type: 'set', name, text }));
  for (const template of rule.send ?? [])
    for (const one of template.split(/\r?\n/)) filling(one, text => ({ type: 'send', text }));
  if (rule.echo !== undefined) filling(rule.echo.replace(/[\r\n]+/g, ' '), text => ({ type: 'echo', text }));
  if (rule.bell) made.push((_acted, _lookUp, wishes) => wishes.push({ type: 'bell' }));
  if (rule.notify !== undefined) filling(rule.notify, text => ({ type: 'notify', text: printable(text) }));
  if (rule.speak !== undefined) filling(rule.speak, text => ({ type: 'speak', text }));
  const { log, switch: groups, call, body } = rule;
  if (log !== undefined)
    made.push((acted, _lookUp, wishes) => {
      const { gathered } = acted;
      for (const line of gathered && gathered.lines.length > 0 ? gathered.lines : [textOf(acted)])
        wishes.push({ type: 'log', file: log, text: printable(line) });
    });
  for (const [group, on] of Object.entries(groups ?? {}))
    made.push((_acted, _lookUp, wishes) => wishes.push({ type: 'switch', group, on }));
  if (call !== undefined)
    made.push((acted, _lookUp, wishes) => {
      wishes.push({ type: 'call', called: call, match: acted.match, text: textOf(acted), rule });
    });
  if (body !== undefined)
    made.push(({ match }, lookUp, wishes) => {
      for (const wish of wishesOfBody(body, match, lookUp)) wishes.push(wish);
    });
  return made;
}

function textOf({ text, match }: Acted): string {
  return text ?? match?.text ?? '';
}

/** What a body wants done, with everything filled in. */
export function wishesOfBody(body: string, match: Match | null, lookUp: (name: string) => string): Wish[] {
  return bodyLines(body).map(line => wishOf(line, match, lookUp));
}

/** Whether it is a command or words is said by the rule, never by what is filled in; in a command that is data. */
function wishOf(line: string, match: Match | null, lookUp: (name: string) => string): Wish {
  const [, echoed] = /^\/echo\s+(.*)$/s.exec(line) ?? [];
  if (echoed !== undefined) return { type: 'echo', text: fill(echoed, match, lookUp) };
  const [, name, value = ''] = /^\/set\s+([A-Za-z_]\w*)\s+(.*)$/s.exec(line) ?? [];
  // What is no name is for the command to refuse.
  if (name !== undefined && isName(name)) return { type: 'set', name, text: fill(value, match, lookUp) };
  if (/^\/[^/\s]/.test(line)) return { type: 'run', text: fill(line, match, lookUp, asData) };
  const words = line.startsWith('//') ? line.slice(1) : line;
  return { type: 'send', text: filledToEnd(words, match, lookUp), bare: true };
}

/** `kill $*` with nothing to fill in is `kill`, without the blank behind it. */
function filledToEnd(words: string, match: Match | null, lookUp: (name: string) => string): string {
  const filled = fill(words, match, lookUp);
  const [, head] = /^(.*?)\s+\$\*$/s.exec(words) ?? [];
  if (head === undefined || !filled.endsWith(' ')) return filled;
  const before = fill(head, match, lookUp);
  return filled.trimEnd() === before.trimEnd() ? before : filled;
}
