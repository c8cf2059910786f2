/** Rules about several lines: conditions that come one after the other, and blocks up to an end. What is half done is in the state. */
import type { Automation, OpenMatch, Rule } from '../state/automation.ts';
import type { Meter } from '../text/meter.ts';
import type { Match, Matcher } from './matching/matcher.ts';
import { endOf, ruleKey } from './rules.ts';
import { groupText } from './template.ts';

/** Lines within which all conditions are met, and lines of a block, where the rule does not say. */
const USUAL_LINES = 10;
const USUAL_BLOCK = 100;
/** Half-done rules at most. */
const MOST_OPEN = 200;

/** Of a match that took several lines: texts of the groups of each (`2.1`), and all of the lines. */
export interface Gathered {
  readonly match: Match;
  readonly groups: readonly (readonly string[])[];
  readonly lines: readonly string[];
}

/** A line has come: what has waited for too long is given up. */
export function age(automation: Automation, world: string): void {
  const { open } = automation;
  if (!open || open.length === 0) return;
  let isOver = false;
  for (const one of open) {
    if (one.world !== world || one.lines !== undefined) continue;
    one.left--;
    isOver ||= one.left < 0;
  }
  if (isOver) automation.open = open.filter(one => one.world !== world || one.left >= 0);
}

function openOf({ open = [] }: Automation, rule: Rule, world: string): OpenMatch | undefined {
  const key = ruleKey(rule);
  return open.find(one => one.key === key && one.world === world);
}

function close(automation: Automation, done: OpenMatch): void {
  automation.open = (automation.open ?? []).filter(one => one !== done);
}

function begin(automation: Automation, rule: Rule, fresh: Omit<OpenMatch, 'key'>): void {
  const key = ruleKey(rule);
  const others = (automation.open ?? []).filter(one => one.key !== key || one.world !== fresh.world);
  automation.open = [...others, { key, ...fresh }].slice(-MOST_OPEN);
}

/** The next condition in their order, or the first one again; the rule acts when the last one is met. */
export function nextCondition(
  automation: Automation,
  rule: Rule,
  matchers: readonly Matcher[],
  text: string,
  world: string,
  meter: Meter,
): Gathered | null {
  const open = openOf(automation, rule, world);
  const next = open ? matchers[open.at]?.match(text, meter) : null;
  if (open && next) {
    const groups = [...open.groups, textsOf(next)];
    if (open.at === matchers.length - 1) {
      close(automation, open);
      return { match: next, groups, lines: [] };
    }
    Object.assign(open, { at: open.at + 1, groups });
    return null;
  }
  const first = matchers[0]?.match(text, meter);
  if (!first) return null;
  if (matchers.length === 1) return { match: first, groups: [textsOf(first)], lines: [] };
  begin(automation, rule, { world, at: 1, left: (rule.lines ?? USUAL_LINES) - 1, groups: [textsOf(first)] });
  return null;
}

/** The block has begun. */
export function beginBlock(automation: Automation, rule: Rule, match: Match, world: string): void {
  begin(automation, rule, { world, at: 0, left: 0, groups: [textsOf(match)], lines: [match.text] });
}

/** Whether a block of the rule is open. */
export function isInBlock(automation: Automation, rule: Rule, world: string): boolean {
  return rule.until !== undefined && openOf(automation, rule, world)?.lines !== undefined;
}

/** One more line of it; the rule acts at its end. */
export function nextInBlock(
  automation: Automation,
  rule: Rule,
  text: string,
  world: string,
  meter: Meter,
): Gathered | null {
  const open = openOf(automation, rule, world);
  if (!open?.lines) return null;
  open.lines.push(text);
  const end = endOf(rule)?.match(text, meter) ?? null;
  if (!end && open.lines.length < (rule.max ?? USUAL_BLOCK)) return null;
  close(automation, open);
  const match = end ?? { text, slots: [0, text.length], groups: [''] };
  return { match, groups: [...open.groups, textsOf(match)], lines: open.lines };
}

function textsOf(match: Match): string[] {
  return match.groups.map((_, group) => groupText(match, group));
}

/** `1.2` is the second group of the first condition; `block` all lines of a block. */
export function gatheredValue({ groups, lines }: Gathered, name: string): string | undefined {
  if (name === 'block') return lines.join(' ');
  const [, condition, group] = /^(\d{1,3})\.(\d{1,2})$/.exec(name) ?? [];
  return condition === undefined ? undefined : groups[Number(condition) - 1]?.[Number(group)];
}
