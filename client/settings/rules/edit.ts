/**
 * automation.toml, changed: the smallest edit that makes the wanted change, so that comments and order stay. The result is
 * read again and compared; where a layout is one that is not foreseen here, the file stays as it is.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Rule, RuleKind, UnsavedRule } from '../../state/automation.ts';
import { formatKey, formatValue } from '../format.ts';
import { lineEnd, lineStart, locate, type Section } from '../locate.ts';
import { FILE, parseAutomation, sectionsOf } from './file.ts';

/** The text with a rule put in, in place of the one of its name if there is one, or taken out. Throws an Error with a sentence. */
export function editAutomation(text: string, { kind, name, rule }: Omit<UnsavedRule, 'id'>): string {
  const before = rulesIn(text);
  const at = before.filter(one => one.kind === kind).findIndex(one => one.name === name);
  const old = before.find(one => one.kind === kind && one.name === name);
  const edited = edit(text, kind, at, rule, old);
  const wanted = changed(before, kind, name, rule);
  const after = parseAutomation(edited);
  if ('rules' in after && isDeepStrictEqual(after.rules, wanted)) return edited;
  throw new Error(
    `${FILE}: the ${kind} ${name} stands there in a way that cannot be changed here; the file stays as it is.`,
  );
}

function rulesIn(text: string): readonly Rule[] {
  const read = parseAutomation(text);
  if ('fault' in read) throw new Error(`${read.fault} The file stays as it is until this is mended.`);
  return read.rules;
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

function edit(text: string, kind: RuleKind, at: number, rule: Rule | null, old: Rule | undefined): string {
  const section = at < 0 ? undefined : sectionsOf(locate(text), kind)[at];
  if (section && old)
    return rule ? rewritten(text, section, pairsOf(old), pairsOf(rule)) : without(text, section);
  return rule ? withRule(text, kind, rule) : text;
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

/** At the end of the file: behind the last of its kind would be in the middle of somebody's order. */
function withRule(text: string, kind: RuleKind, rule: Rule): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const last = sectionsOf(locate(text), kind).at(-1);
  const at = last && last !== locate(text).at(-1) ? sectionEnd(text, last) : text.length;
  const head = text.slice(0, at);
  const gap = head === '' || head === '\ufeff' ? '' : head.endsWith('\n') ? newline : newline + newline;
  const lines = [`[[${kind}]]`, ...pairsOf(rule).map(line)];
  return head + gap + lines.map(one => one + newline).join('') + text.slice(at);
}

/** Key by key, so that the comments of those that stay are kept. */
function rewritten(text: string, section: Section, before: Pairs, after: Pairs): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
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
function without(text: string, section: Section): string {
  const start = lineStart(text, section.start);
  const before = text.slice(0, start).replace(/(\r?\n)\r?\n$/, '$1');
  return before + text.slice(sectionEnd(text, section));
}

/** After the last pair: a comment below it may belong to the next one. */
function sectionEnd(text: string, { pairs, bodyStart }: Section): number {
  const last = pairs.at(-1);
  return last ? lineEnd(text, last.valueEnd) : bodyStart;
}
