/** What rules make of a line, and what they want done. */
import type { Rule } from '../state/automation.ts';
import type { StyledText } from '../state/stream.ts';
import { printable } from '../stream/printable.ts';
import { meterOf } from '../text/meter.ts';
import { asData } from './data.ts';
import { LOOKED_AT, type Match, type Matcher } from './matching/matcher.ts';
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

function substituted(line: StyledText, { rule, matcher }: Hit, template: string): StyledText {
  const matches = matchesIn(matcher, line.text);
  // From the end, so that places before it stay.
  return matches.reverse().reduce((done, match) => {
    const words = printable(fill(template, match));
    return spansOf(rule, match, line.text).reduce((text, span) => replaced(text, span, words), done);
  }, line);
}

function hilited(line: StyledText, { rule, matcher }: Hit, style: string): StyledText {
  return matchesIn(matcher, line.text)
    .flatMap(match => spansOf(rule, match, line.text))
    .reduce((done, span) => restyled(done, span, style), line);
}

/** All places where it matches, one behind the other. */
function matchesIn(matcher: Matcher, text: string): Match[] {
  const meter = meterOf(SPANS_WORK);
  const found: Match[] = [];
  for (let from = 0; from <= Math.min(text.length, LOOKED_AT) && found.length < MOST_SPANS; ) {
    const match = matcher.match(text, meter, from);
    if (!match) break;
    found.push(match);
    const [start = 0, end = 0] = match.slots;
    from = end > start ? end : end + 1;
  }
  return found;
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
export function wishesOf(
  { rule, match, gathered, text = match?.text ?? '' }: Acted,
  lookUp: (name: string) => string,
): Wish[] {
  const wishes: Wish[] = [];
  const filled = (template: string) => fill(template, match, lookUp);
  if (rule.set !== undefined)
    for (const [name, template] of Object.entries(rule.set))
      wishes.push({ type: 'set', name, text: filled(template) });
  for (const template of rule.send ?? [])
    for (const one of template.split(/\r?\n/)) wishes.push({ type: 'send', text: filled(one) });
  if (rule.echo !== undefined)
    wishes.push({ type: 'echo', text: filled(rule.echo.replace(/[\r\n]+/g, ' ')) });
  if (rule.bell) wishes.push({ type: 'bell' });
  if (rule.notify !== undefined) wishes.push({ type: 'notify', text: printable(filled(rule.notify)) });
  if (rule.speak !== undefined) wishes.push({ type: 'speak', text: filled(rule.speak) });
  if (rule.log !== undefined)
    for (const line of gathered && gathered.lines.length > 0 ? gathered.lines : [text])
      wishes.push({ type: 'log', file: rule.log, text: printable(line) });
  if (rule.switch !== undefined)
    for (const [group, isOn] of Object.entries(rule.switch)) wishes.push({ type: 'switch', group, on: isOn });
  if (rule.call !== undefined) wishes.push({ type: 'call', called: rule.call, match, text, rule });
  return rule.body === undefined ? wishes : [...wishes, ...wishesOfBody(rule.body, match, lookUp)];
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
  if (name !== undefined) return { type: 'set', name, text: fill(value, match, lookUp) };
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
