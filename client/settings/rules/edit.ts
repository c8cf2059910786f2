/**
 * automation.toml, changed: the smallest edit that makes the wanted change, so that comments and order stay. The result is
 * read again and compared; where a layout is one that is not foreseen here, the file stays as it is.
 */
import { isDeepStrictEqual } from 'node:util';
import { finish, type Steps } from '../../automation/block.ts';
import { keyNamed, ruleKey } from '../../automation/rules.ts';
import type { Rule, RuleKind, UnsavedRule } from '../../state/automation.ts';
import { formatKey, formatValue } from '../format.ts';
import { parseToml } from '../load.ts';
import { lineEnd, lineStart, locate, type Section, sectionsIn } from '../locate.ts';
import { parseAutomation, parsing, sectionsOf } from './file.ts';

/** The text with a rule put in, in place of the one of its name if there is one, or taken out. Throws an Error with a sentence. */
export function editAutomation(text: string, change: Omit<UnsavedRule, 'id'>): string {
  return finish(editing(text, change));
}

/** As editAutomation(), in steps. `sound`: it is known that the text has no mistake. */
export function* editing(text: string, change: Omit<UnsavedRule, 'id'>, sound = false): Steps<string> {
  const { kind, name } = change;
  if (!sound) {
    const read = yield* parsing(text);
    if ('fault' in read) throw new Error(`${read.fault} The file stays as it is until this is mended.`);
  }
  const { start, end } = yield* placeOf(text, kind, name);
  const piece = text.slice(start, end);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const edited = editPiece(piece, change, newline);
  if (edited !== null) return text.slice(0, start) + edited + text.slice(end);
  throw new Error(whyNot(text, kind, name));
}

/** Why the file stays as it is. */
function whyNot(text: string, kind: RuleKind, name: string): string {
  const list = locate(text)[0]?.pairs.find(({ path }) => path.length === 1 && path[0] === kind);
  if (list) {
    const line = text.slice(0, list.start).split('\n').length;
    return `its line ${line} has all of that kind in one list (${kind} = [ … ]), which is not changed here. Rules are written below [[${kind}]] each: once they stand so, this is saved with the next change.`;
  }
  return `the ${kind} ${name} stands there in a way that cannot be changed here; the file stays as it is.`;
}

/** Sections or rules between two rests. */
const AT_ONCE = 100;

/**
 * What of the text is looked at and changed: the table of the rule, with what belongs to it and the one before it; where there
 * is none yet, the last one of its kind, or the last of all. What stands before and behind it is TOML by itself.
 */
function* placeOf(text: string, kind: RuleKind, name: string): Steps<{ start: number; end: number }> {
  let count = 0;
  let own: number | null = null;
  let lastOfKind: number | null = null;
  /** Of tables, and the start of the text. */
  const starts = [0];
  for (const section of sectionsIn(text)) {
    if (++count % AT_ONCE === 0) yield;
    if (!section.array || section.path.length > 1) continue;
    const start = lineStart(text, section.start);
    if (start > 0) starts.push(start);
    if (section.path[0] !== kind) continue;
    lastOfKind = starts.length - 1;
    if (nameIn(text, section) === name) own ??= lastOfKind;
  }
  const at = own ?? lastOfKind ?? starts.length - 1;
  return { start: starts[at - 1] ?? 0, end: starts[at + 1] ?? text.length };
}

/** Most are written without an escape; of the others the parser knows. */
export function nameIn(text: string, { pairs, path }: Section): string | null {
  const pair = pairs.find(one => one.path.length === path.length + 1 && one.path.at(-1) === 'name');
  if (!pair) return null;
  const value = text.slice(pair.valueStart, pair.valueEnd);
  if (/^"[^"\\]*"$|^'[^']*'$/.test(value) && value.length > 2) return value.slice(1, -1);
  const read = parseToml(`name = ${value}`);
  return 'table' in read && typeof read.table.name === 'string' ? read.table.name : null;
}

/** Null: the layout is one that is not foreseen here. */
function editPiece(piece: string, { kind, name, rule }: Omit<UnsavedRule, 'id'>, newline: string) {
  const before = parseAutomation(piece);
  if ('fault' in before) return null;
  const at = before.rules.filter(one => one.kind === kind).findIndex(one => one.name === name);
  const old = before.rules.find(one => one.kind === kind && one.name === name);
  const edited = edit(piece, kind, at, rule, old, newline);
  const after = parseAutomation(edited);
  const isWanted =
    'rules' in after &&
    isDeepStrictEqual(after.rules, changed(before.rules, kind, name, rule)) &&
    isDeepStrictEqual(after.variables, before.variables);
  return isWanted ? edited : null;
}

/** The rules with the change made, in the order that the file has them in then: all of one kind in a row. */
export function changed(rules: readonly Rule[], kind: RuleKind, name: string, rule: Rule | null): Rule[] {
  const isIt = (one: Rule) => one.kind === kind && one.name === name;
  if (!rule) return rules.filter(one => !isIt(one));
  if (rules.some(isIt)) return rules.map(one => (isIt(one) ? rule : one));
  const last = rules.findLastIndex(one => one.kind === kind);
  const place = last < 0 ? rules.length : last + 1;
  return [...rules.slice(0, place), rule, ...rules.slice(place)];
}

const RULES_AT_ONCE = 1000;

/** The rules with the changes made, in the order of the file: what is new stands behind the last one of its kind. */
export function allChanged(before: readonly Rule[], changes: readonly Omit<UnsavedRule, 'id'>[]): Rule[] {
  return finish(changingAll(before, changes));
}

/** As allChanged(), in steps. */
export function* changingAll(
  before: readonly Rule[],
  changes: readonly Omit<UnsavedRule, 'id'>[],
): Steps<Rule[]> {
  const wanted = new Map<string, Rule | null>();
  for (const change of changes) {
    wanted.set(keyNamed(change.kind, change.name), change.rule);
    if (wanted.size % RULES_AT_ONCE === 0) yield;
  }
  const rows = new Map<RuleKind, Rule[]>();
  const add = (rule: Rule) => {
    const row = rows.get(rule.kind);
    if (row) row.push(rule);
    else rows.set(rule.kind, [rule]);
  };
  for (const [at, rule] of before.entries()) {
    if (at % RULES_AT_ONCE === 0) yield;
    const key = ruleKey(rule);
    const change = wanted.get(key);
    wanted.delete(key);
    if (change !== null) add(change ?? rule);
  }
  yield;
  for (const rule of wanted.values()) if (rule) add(rule);
  return [...rows.values()].flat();
}

function edit(
  text: string,
  kind: RuleKind,
  at: number,
  rule: Rule | null,
  old: Rule | undefined,
  newline: string,
): string {
  const section = at < 0 ? undefined : sectionsOf(locate(text), kind)[at];
  if (section && old)
    return rule
      ? rewritten(text, section, pairsOf(old), pairsOf(rule), newline)
      : without(text, section, locate(text));
  return rule ? withRule(text, kind, rule, newline) : text;
}

type Pairs = readonly (readonly [key: string, value: unknown])[];

/** As it is written: one pattern by itself, what is one text as one. */
function pairsOf({ kind, name, patterns, ...rest }: Rule): Pairs {
  const pattern = patterns.length === 1 ? ['pattern', patterns[0]] : ['patterns', patterns];
  const others = Object.entries(rest).map(([key, value]) => [key, single(key, value)]);
  const all = patterns.length === 0 ? others : [pattern, ...others];
  return [['name', name], ...all] as [string, unknown][];
}

function single(key: string, value: unknown): unknown {
  return key === 'send' && Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function line([key, value]: readonly [string, unknown]): string {
  return `${formatKey(key)} = ${formatValue(value)}`;
}

/** The text of a file of these rules and no others. */
export function automationText(rules: readonly UnsavedRule[]): string {
  return finish(writing(rules));
}

/** As automationText(), in steps. */
export function* writing(rules: readonly UnsavedRule[]): Steps<string> {
  const made: string[] = [];
  for (const { kind, rule } of rules) {
    if (!rule) continue;
    made.push(
      ruleLines(kind, rule)
        .map(one => `${one}\n`)
        .join(''),
    );
    if (made.length % AT_ONCE === 0) yield;
  }
  return made.join('\n');
}

function ruleLines(kind: RuleKind, rule: Rule): string[] {
  return [`[[${kind}]]`, ...pairsOf(rule).map(line)];
}

/** At the end of the file: behind the last of its kind would be in the middle of somebody's order. */
function withRule(text: string, kind: RuleKind, rule: Rule, newline: string): string {
  const sections = locate(text);
  const last = sectionsOf(sections, kind).at(-1);
  const end = last && lastWithin(sections, last);
  const at = end && end !== sections.at(-1) ? sectionEnd(text, end) : text.length;
  const head = text.slice(0, at);
  const made = ruleLines(kind, rule)
    .map(one => one + newline)
    .join('');
  // The empty line before what comes next stays there.
  if (head.endsWith(newline + newline)) return head + made + newline + text.slice(at);
  const gap = head === '' || head === '\ufeff' ? '' : head.endsWith('\n') ? newline : newline + newline;
  return head + gap + made + text.slice(at);
}

/** Key by key, so that the comments of those that stay are kept. */
function rewritten(text: string, section: Section, before: Pairs, after: Pairs, newline: string): string {
  const old = new Map(before);
  const fresh = new Map(after);
  let done = text;
  const added = after.filter(([key]) => !old.has(key)).map(pair => line(pair) + newline);
  // From the end, so that places before it stay.
  const last = section.pairs.at(-1);
  const end = last ? lineEnd(text, last.valueEnd) : section.bodyStart;
  const gap = added.length > 0 && end === text.length && !text.endsWith('\n') ? newline : '';
  done = done.slice(0, end) + gap + added.join('') + done.slice(end);
  for (const pair of section.pairs.toReversed()) {
    const key = pair.path.at(-1) as string;
    if (!fresh.has(key))
      done = done.slice(0, lineStart(done, pair.start)) + done.slice(lineEnd(done, pair.valueEnd));
    else if (!isDeepStrictEqual(old.get(key), fresh.get(key)))
      done = done.slice(0, pair.valueStart) + formatValue(fresh.get(key)) + done.slice(pair.valueEnd);
  }
  return done;
}

/** With the empty line before it; comments above it stay, for they may speak of more. */
export function spanOf(text: string, section: Section): readonly [start: number, end: number] {
  const start = lineStart(text, section.start);
  const gap = /\n(\r?\n)$/.exec(text.slice(Math.max(0, start - 4), start))?.[1]?.length ?? 0;
  return [start - gap, sectionEnd(text, section)];
}

function without(text: string, section: Section, sections: readonly Section[]): string {
  const [start] = spanOf(text, section);
  return text.slice(0, start) + text.slice(sectionEnd(text, lastWithin(sections, section)));
}

/** The last of the tables that belong to the rule, as `[trigger.set]` does; none: its own. */
function lastWithin(sections: readonly Section[], section: Section): Section {
  const behind = sections.slice(sections.findIndex(one => one.array && one.start === section.start) + 1);
  const next = behind.findIndex(({ path }) => path.length < 2 || path[0] !== section.path[0]);
  return (next < 0 ? behind : behind.slice(0, next)).at(-1) ?? section;
}

/** After the last pair: a comment below it may belong to the next one. */
function sectionEnd(text: string, { pairs, bodyStart }: Section): number {
  const last = pairs.at(-1);
  return last ? lineEnd(text, last.valueEnd) : bodyStart;
}
