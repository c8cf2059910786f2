/**
 * The one writer of rules: whatever changes one does it here, so that it is in force at once and in automation.toml. What is
 * not in the file yet stands in a list, and goes with the next change.
 */
import { isDeepStrictEqual } from 'node:util';
import { encodeRules, ruleKey, rulesOf } from '../../automation/rules.ts';
import type {
  Automation,
  ChangedRules,
  Rule,
  RuleChange,
  RuleKind,
  Variable,
} from '../../state/automation.ts';
import type { Event } from '../../state/events.ts';
import { NO_FILE } from '../../state/settings.ts';
import type { Turn } from '../../state/state.ts';
import { fireHook } from '../../world/rules/hooks.ts';
import { syncTimers } from '../../world/rules/timers.ts';
import { setVariables } from '../../world/rules/values.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { allChanged, changed } from './edit.ts';
import { FILE } from './file.ts';

/** Changes that can be undone at most. */
const MOST_UNDONE = 20;

export function findRule(automation: Automation, kind: RuleKind, name: string): Rule | undefined {
  return rulesOf(automation).all.find(rule => rule.kind === kind && rule.name === name);
}

/**
 * Puts the rule in, in place of the one of this name, or with null takes it out. `was`: it was called so till now. It can be
 * undone.
 */
export function changeRule(turn: Turn, kind: RuleKind, name: string, after: Rule | null, was = name): void {
  const { automation } = turn.state;
  const before = findRule(automation, kind, was) ?? null;
  if (isDeepStrictEqual(before, after)) return;
  const isRenamed = was !== name;
  const change: RuleChange = { kind, name, before, after, ...(isRenamed && { was }) };
  noteUndo(automation, change);
  // One that changes rules itself would go round.
  if (before && after && turn.author !== 'rule') fireHook(turn, turn.world, 'REDEF', ruleKey(before));
  if (isRenamed) put(turn, kind, was, null);
  put(turn, kind, name, after);
}

/** Says which worlds the rule is for that settings do not know: it may be made before they are, or the name is a slip. */
export function sayUnknownWorlds(turn: Turn, { worlds = [] }: Pick<Rule, 'worlds'>): void {
  const known = new Set(Object.keys(turn.state.settings.worlds).map(name => name.toLowerCase()));
  for (const name of worlds)
    if (!known.has(name.toLowerCase())) sayHere(turn, `No world is called ${name} yet.`);
}

/** Takes the last change back; null if there is none. */
export function undoChange(turn: Turn): RuleChange | null {
  const { automation } = turn.state;
  const last = automation.undo.pop();
  if (!last) return null;
  // Whoever knows of all that it was about takes it back.
  if (last.together) return last;
  const { kind, name, before, was = name } = last;
  if (was !== name) put(turn, kind, name, null);
  put(turn, kind, was, before);
  return last;
}

function put(turn: Turn, kind: RuleKind, name: string, rule: Rule | null): void {
  const { automation } = turn.state;
  const rules = rulesOf(automation);
  automation.block = encodeRules(changed(rules.all, kind, name, rule), rules);
  // Another rule of this name has done nothing yet.
  delete automation.counts[ruleKey({ kind, name })];
  if (kind === 'timer') syncTimers(turn);
  const id = ++automation.edits;
  const others = automation.unsaved.filter(one => one.kind !== kind || one.name !== name);
  automation.unsaved = [...others, { id, kind, name, rule }];
  saveRules(turn);
}

/** The variable is kept, or not any more. */
export function keepVariable(turn: Turn, variable: Variable, gone?: true): void {
  noteVariables(turn.state.automation, [{ ...variable, ...(gone && { gone }) }]);
  saveRules(turn);
}

/** They are to be kept, or not any more, as soon as the rest is written. An import may have thousands: one look at what waits. */
export function noteVariables(
  automation: Automation,
  variables: readonly (Variable & { readonly gone?: true })[],
): void {
  const keyOf = ({ world, name }: Pick<Variable, 'world' | 'name'>) => `${world} ${name}`;
  const last = new Map(variables.map(one => [keyOf(one), one]));
  const others = (automation.kept ?? []).filter(key => !last.has(key));
  const waiting = (automation.unkept ?? []).filter(one => !last.has(keyOf(one)));
  const fresh = [...last].filter(([, { gone }]) => !gone);
  automation.kept = [...others, ...fresh.map(([key]) => key)];
  automation.unkept = [...waiting, ...[...last.values()].map(one => ({ ...one, id: ++automation.edits }))];
}

/** Remembers what was changed, so that it can be undone. */
export function noteUndo(automation: Automation, change: RuleChange): void {
  automation.undo = [...automation.undo, change].slice(-MOST_UNDONE);
}

/** Has everything written that is not in the file yet. */
export function saveRules({ state, effects }: Turn, anew?: true): void {
  const { unsaved, unkept = [], read, block } = state.automation;
  effects.push({
    type: 'save automation',
    edits: [...unsaved],
    ...(unkept.length > 0 && { variables: unkept }),
    known: read,
    block,
    ...(anew && { anew }),
  });
}

/** Whether there is anything that is not in the file yet. */
function hasUnsaved({ unsaved, unkept = [] }: Automation): boolean {
  return unsaved.length + unkept.length > 0;
}

/** The file was removed: all that is in force goes into a new one. */
function saveEverything(turn: Turn): void {
  const { automation } = turn.state;
  automation.read = NO_FILE;
  const { all } = rulesOf(automation);
  automation.unsaved = all.map(rule => ({ id: ++automation.edits, kind: rule.kind, name: rule.name, rule }));
  automation.unkept = (automation.kept ?? []).flatMap(key => {
    const [world = '', name = ''] = splitAtLast(key);
    const value = automation.variables?.[world]?.[name];
    return value === undefined ? [] : [{ id: ++automation.edits, world, name, value }];
  });
  saveRules(turn, true);
}

/** Names of variables have no blank, those of worlds may. */
function splitAtLast(key: string): [world: string, name: string] {
  const at = key.lastIndexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** Has the file read: by itself only if it is another one than was read last. */
export function requestAutomation({ state, effects }: Turn, asked: boolean): void {
  const known = asked || hasUnsaved(state.automation) ? '' : state.automation.read;
  const { block, unsaved, counts } = state.automation;
  const more = { met: Object.keys(counts), ...(unsaved.length > 0 && { unsaved }) };
  effects.push({ type: 'read automation', known, asked, block, ...more });
}

/** The file was written, or could not be. */
export function automationSaved(turn: Turn, event: Extract<Event, { type: 'automation saved' }>): void {
  const { automation } = turn.state;
  const { saved, before, after, fault } = event;
  const written = new Set(saved);
  automation.unsaved = automation.unsaved.filter(({ id }) => !written.has(id));
  automation.unkept = (automation.unkept ?? []).filter(({ id }) => !written.has(id));
  if (fault)
    complainHere(
      turn,
      `Not saved in automation.toml: ${fault.sentence} In force until Clay ends: ${listed(automation)}.`,
    );
  // It was edited by hand while it was worked on.
  if (!fault && saved.length === 0 && hasUnsaved(automation)) return saveRules(turn);
  if (saved.length === 0) return;
  // Else somebody has edited it meanwhile, and what they wrote is still to be read.
  if (before === automation.read || (before === NO_FILE && automation.read === '')) automation.read = after;
  else requestAutomation(turn, false);
}

/** An import may have thousands. */
const MOST_LISTED = 20;

function listed({ unsaved, unkept = [] }: Automation): string {
  const rules = unsaved.map(({ kind, name, rule }) => `${rule ? '' : 'no '}${kind} ${name}`);
  const all = [...rules, ...unkept.map(({ name, gone }) => `${gone ? 'no ' : ''}variable ${name}`)];
  const more = all.length - MOST_LISTED;
  return more <= 0 ? all.join(', ') : `${all.slice(0, MOST_LISTED).join(', ')} and ${more} more`;
}

/** Takes up what the file says now. One with a mistake, or none where one was, changes nothing. */
export function automationRead(
  turn: Turn,
  { asked, file }: Extract<Event, { type: 'automation read' }>,
): void {
  const { automation } = turn.state;
  if ('fault' in file) return refuse(turn, file.id, `${file.fault.sentence} No rule was changed.`, asked);
  if (file.id === NO_FILE && automation.read !== '' && automation.read !== NO_FILE) {
    refuse(turn, file.id, GONE, asked);
    if (hasUnsaved(automation)) saveEverything(turn);
    return;
  }
  const isFirst = automation.read === '' && automation.block.length === 0;
  const rules = rulesOf(automation);
  automation.read = file.id;
  automation.refused = '';
  automation.block = file.block;
  takeVariables(automation, file.variables ?? []);
  if (automation.unsaved.length > 0) automation.block = withUnsaved(automation, file.changed);
  // Nothing is decoded at a start before a line needs it.
  if (isFirst && !asked) {
    syncTimers(turn);
    if (turn.state.reloads === 0) fireHook(turn, turn.world, 'START');
    fireHook(turn, turn.world, 'LOAD', FILE);
    return;
  }
  const changes = difference(rules.all, rulesOf(automation).all);
  for (const key of changes.touched) delete automation.counts[key];
  syncTimers(turn);
  fireHook(turn, turn.world, 'LOAD', FILE);
  if (changes.text !== '') sayHere(turn, `automation.toml has changed: ${changes.text}.`);
  else if (asked) sayHere(turn, 'automation.toml has nothing new.');
  if (hasUnsaved(automation)) saveRules(turn);
}

/** An import may have thousands on their way into the file: they are among its rules already, if they are the same still. */
function withUnsaved(automation: Automation, changed: ChangedRules | undefined): Uint8Array {
  const { unsaved } = automation;
  const isSo =
    changed?.edits.length === unsaved.length && unsaved.every(({ id }, at) => id === changed.edits[at]);
  if (changed && isSo) return changed.block;
  const read = rulesOf(automation);
  return encodeRules(allChanged(read.all, unsaved), read);
}

const GONE =
  'automation.toml is gone. The rules stay as they are, and are written anew when one of them is changed.';

/** Those of the file are as the file has them; others stay. There may be thousands: one look at what waits and at what there is. */
function takeVariables(automation: Automation, variables: readonly Variable[]): void {
  const keyOf = ({ world, name }: Pick<Variable, 'world' | 'name'>) => `${world} ${name}`;
  const unkept = automation.unkept ?? [];
  const changed = new Set(unkept.map(keyOf));
  const fresh = variables.filter(one => !changed.has(keyOf(one)));
  const worlds = new Map<string, Variable[]>();
  for (const one of fresh) {
    const own = worlds.get(one.world);
    if (own) own.push(one);
    else worlds.set(one.world, [one]);
  }
  for (const [world, own] of worlds) setVariables(automation, world, own);
  automation.kept = [...fresh, ...unkept.filter(({ gone }) => !gone)].map(keyOf);
}

/** Says so once, or whenever somebody asks. */
function refuse(turn: Turn, id: string, why: string, asked: boolean): void {
  const { automation } = turn.state;
  if (asked || automation.refused !== id) {
    complainHere(turn, why);
    fireHook(turn, turn.world, 'LOADFAIL', why);
  }
  automation.refused = id;
}

/** Of values as rules have them; several times as fast as what knows all values, for there may be thousands of rules. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const keys = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === Object.keys(other).length &&
    keys.every(key => Object.hasOwn(other, key) && isSame(one[key as never], other[key as never]))
  );
}

/** Names that are told of each kind of change. */
const MOST_NAMED = 5;

function difference(before: readonly Rule[], after: readonly Rule[]): { text: string; touched: string[] } {
  const old = new Map(before.map(rule => [ruleKey(rule), rule]));
  const added: string[] = [];
  const other: string[] = [];
  for (const rule of after) {
    const key = ruleKey(rule);
    const was = old.get(key);
    if (!was) added.push(key);
    // Of thousands most are what they were.
    else if (was !== rule && !isSame(was, rule)) other.push(key);
    old.delete(key);
  }
  const gone = [...old.keys()];
  const parts = [part('+', added), part('-', gone), part('~', other)].filter(one => one !== '');
  return { text: parts.join(' '), touched: [...gone, ...other] };
}

function part(sign: string, keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const names = keys.slice(0, MOST_NAMED).join(', ') + (keys.length > MOST_NAMED ? ', …' : '');
  return `${sign}${keys.length} (${names})`;
}
