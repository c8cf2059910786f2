/** Many rules put into automation.toml, or taken out of it, at once: one look at the file, where each by itself is one. */
import type { Steps } from '../../automation/block.ts';
import { keyNamed } from '../../automation/rules.ts';
import type { Rule, RuleKind, UnsavedRule } from '../../state/automation.ts';
import { lineStart, sectionsIn } from '../locate.ts';
import { isSame } from './change.ts';
import { nameIn, spanOf, writing } from './edit.ts';
import { kinds, parsing } from './file.ts';

/** Fewer are put in one by one. */
const MANY = 10;
/** Sections between two rests. */
const AT_ONCE = 100;

export interface Appended {
  readonly text: string;
  /** Ids of what is in there now; the rest is to be done one by one. */
  readonly saved: readonly number[];
}

/** The text, which has no mistake, with those of the rules that it does not have yet. */
export function* appending(text: string, edits: readonly UnsavedRule[]): Steps<Appended> {
  const nothing = { text, saved: [] };
  if (edits.filter(({ rule }) => rule).length < MANY) return nothing;
  const there = yield* whereRulesAre(text);
  const fresh = edits.filter(edit => edit.rule && !there.names.has(keyOf(edit)));
  yield;
  if (fresh.length < MANY || new Set(fresh.map(keyOf)).size < fresh.length) return nothing;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  let done = text;
  // From the end, so that places before it stay; at the same place what is put in last stands first.
  const places = kinds
    .toReversed()
    .map(kind => ({ kind, at: there.ends.get(kind) ?? text.length }))
    .sort((one, other) => other.at - one.at);
  for (const { kind, at } of places) {
    const own = fresh.filter(edit => edit.kind === kind);
    if (own.length === 0) continue;
    const piece = yield* writing(own);
    if (!(yield* says(piece, own))) return nothing;
    done = inserted(done, at, piece.replaceAll('\n', newline), newline);
  }
  return { text: done, saved: fresh.map(({ id }) => id) };
}

/** The text, which has no mistake, without those of the rules that are to go. */
export function* removing(text: string, edits: readonly UnsavedRule[]): Steps<Appended> {
  const nothing = { text, saved: [] };
  const gone = new Map(edits.flatMap(edit => (edit.rule ? [] : [[keyOf(edit), edit.id]])));
  if (gone.size < MANY) return nothing;
  // What else is wanted of one of them comes behind that.
  for (const edit of edits) if (edit.rule) gone.delete(keyOf(edit));
  if (gone.size < MANY) return nothing;
  yield;
  const parts: string[] = [];
  let at = 0;
  let count = 0;
  for (const section of sectionsIn(text)) {
    if (++count % AT_ONCE === 0) yield;
    const kind = kinds.find(one => one === section.path[0]);
    if (!kind || !section.array || section.path.length > 1) continue;
    if (!gone.has(keyNamed(kind, nameIn(text, section) ?? ''))) continue;
    const [start, end] = spanOf(text, section);
    parts.push(text.slice(at, Math.max(at, start)));
    at = end;
  }
  const done = parts.join('') + text.slice(at);
  const [before, after] = [yield* parsing(text), yield* parsing(done)];
  if ('fault' in before || 'fault' in after) return nothing;
  const wanted = before.rules.filter(({ kind, name }) => !gone.has(keyNamed(kind, name)));
  yield;
  const isAsWanted = (yield* areSame(after.rules, wanted)) && isSame(after.variables, before.variables);
  return isAsWanted ? { text: done, saved: [...gone.values()] } : nothing;
}

function* areSame(rules: readonly Rule[], others: readonly Rule[]): Steps<boolean> {
  if (rules.length !== others.length) return false;
  for (const [at, rule] of rules.entries()) {
    if (at % AT_ONCE === 0) yield;
    if (!isSame(rule, others[at])) return false;
  }
  return true;
}

function keyOf({ kind, name }: UnsavedRule): string {
  return keyNamed(kind, name);
}

/** Names of all rules, and behind which place those of a kind end. */
function* whereRulesAre(text: string): Steps<{ names: Set<string>; ends: Map<RuleKind, number> }> {
  const names = new Set<string>();
  const ends = new Map<RuleKind, number>();
  let last: RuleKind | undefined;
  let count = 0;
  for (const section of sectionsIn(text)) {
    if (++count % AT_ONCE === 0) yield;
    const kind = kinds.find(one => one === section.path[0]);
    if (last !== undefined && kind !== last)
      ends.set(last, commentAbove(text, lineStart(text, section.start)));
    if (kind) ends.set(kind, text.length);
    last = kind;
    const name = kind && section.array && section.path.length === 1 ? nameIn(text, section) : null;
    if (kind && name !== null) names.add(keyNamed(kind, name));
  }
  return { names, ends };
}

/** A comment above a header belongs to it. */
function commentAbove(text: string, start: number): number {
  let at = start;
  while (at > 0 && /^[ \t]*#/.test(text.slice(lineStart(text, at - 1), at))) at = lineStart(text, at - 1);
  return at;
}

/** Whether that is what is read from the piece. */
function* says(piece: string, edits: readonly UnsavedRule[]): Steps<boolean> {
  const read = yield* parsing(piece);
  const wanted = edits.map(({ rule }) => rule as Rule);
  return 'rules' in read && (yield* areSame(read.rules, wanted));
}

function inserted(text: string, at: number, piece: string, newline: string): string {
  const head = text.slice(0, at);
  const tail = text.slice(at);
  const isBlank = head === '' || head === '\ufeff' || head.endsWith(newline + newline);
  const before = isBlank ? '' : head.endsWith('\n') ? newline : newline + newline;
  return head + before + piece + (tail === '' ? '' : newline) + tail;
}
