/** An import done, and taken back by one /undo. */

import { finish, type Steps } from '../../automation/block.ts';
import { ruleKey } from '../../automation/rules.ts';
import { changeSettings } from '../../settings/change.ts';
import type { Change } from '../../settings/difference.ts';
import { valueAt } from '../../settings/path.ts';
import { isSame, noteUndo } from '../../settings/rules/change.ts';
import { changeTogether, encodingTogether, type WantedRule } from '../../settings/rules/together.ts';
import type { ChangedTogether } from '../../state/automation.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { removeWorlds } from '../../view/dialog/worlds/removal.ts';
import { worldNamed } from '../../world/audience.ts';
import { variable } from '../../world/rules/values.ts';
import { sayHere } from '../../world/world.ts';
import { type Fate, type Planned, rulesHere } from './plan.ts';

/** What is to be put in force of a plan: its rules in the bytes of all, and what they take the place of. */
export interface Ready {
  readonly rules: readonly WantedRule[];
  readonly before: ChangedTogether['rules'];
  readonly block: Uint8Array;
}

/** Rules between two rests. */
const AT_ONCE = 500;

/** Makes ready what was planned, in steps. `encoded`: bytes that its rules are in. */
export function* preparingPlan(
  { automation }: State,
  plan: readonly Planned[],
  encoded: Uint8Array,
): Steps<Ready> {
  const here = yield* rulesHere(automation);
  const rules: WantedRule[] = [];
  const before: ChangedTogether['rules'][number][] = [];
  for (const { rule, fate } of plan) {
    if (!rule || !isDone(fate)) continue;
    rules.push({ kind: rule.kind, name: rule.name, rule });
    before.push({ kind: rule.kind, name: rule.name, before: here.get(ruleKey(rule)) ?? null });
    if (rules.length % AT_ONCE === 0) yield;
  }
  return { rules, before, block: yield* encodingTogether(automation, rules, encoded) };
}

function isDone(fate: Fate): boolean {
  return fate === 'taken' || fate === 'replaced';
}

/** Puts in force what was planned. `label`: what /undo calls it. */
export function applyImport(turn: Turn, plan: readonly Planned[], ready: Ready, label: string): void {
  const { state } = turn;
  const doing = plan.filter(({ fate }) => isDone(fate));
  // A script is none of the settings: it stays when they are taken back.
  if (doing.every(({ item }) => item.as.type === 'script')) return;
  const variables = doing.flatMap(({ item: { as } }) => (as.type === 'variable' ? [as] : []));
  const settings = doing.flatMap(changesOf);
  const before: ChangedTogether = {
    rules: ready.before,
    variables: variables.map(({ name }) => ({ name, before: variable(state.automation, '', name) ?? null })),
    settings: settings.map(({ path }) => ({ path: [...path], before: beforeOf(turn, path) })),
    worlds: doing.flatMap(({ item: { as }, fate }) =>
      as.type === 'world' && fate === 'taken' ? [as.name] : [],
    ),
  };
  changeTogether(turn, ready.rules, variables, ready.block);
  if (settings.length > 0) changeSettings(turn, settings);
  noteUndo(state.automation, { kind: 'trigger', name: label, before: null, after: null, together: before });
}

function changesOf({ item: { as } }: Planned): Change[] {
  if (as.type === 'setting') return [{ path: as.path, value: as.value }];
  if (as.type !== 'world') return [];
  return Object.entries(as.values).map(([key, value]) => ({ path: ['worlds', as.name, key], value }));
}

/** Keys of an action that are as usual are none of the user's. */
function beforeOf({ state }: Turn, path: readonly string[]): unknown {
  return valueAt(state.settings, path) ?? null;
}

/** Puts all back as it was before the import. */
export function undoImport(turn: Turn, label: string, before: ChangedTogether): void {
  const { rules, variables, settings, worlds } = before;
  const back = rules.map(({ kind, name, before: rule }) => ({ kind, name, rule }));
  changeTogether(
    turn,
    back,
    variables.map(({ name, before: value }) => ({ name, value })),
    finish(encodingTogether(turn.state.automation, back)),
  );
  const made = new Set(worlds);
  const others = settings.filter(({ path }) => !(path[0] === 'worlds' && made.has(path[1] ?? '')));
  const changes = others.map(({ path, before: value }) => ({ path, value }));
  if (changes.length > 0)
    changeSettings(
      turn,
      changes.filter(({ path, value }) => !isSame(valueAt(turn.state.settings, path), value)),
    );
  sayHere(turn, `Taken back: ${label}.`);
  takeWorldsBack(turn, worlds);
}

/** Most were never used: of those nothing but the settings is there. */
function takeWorldsBack(turn: Turn, names: readonly string[]): void {
  const { state } = turn;
  const here = names.filter(name => Object.hasOwn(state.settings.worlds, name));
  const inUse = new Set(here.filter(name => isInUse(worldNamed(state, name))));
  for (const name of inUse) sayHere(turn, `The world ${name} is in use, and stays: /unworld removes it.`);
  removeWorlds(
    turn,
    here.filter(name => !inUse.has(name)),
  );
}

function isInUse(world: World | null): boolean {
  return world !== null && (world.link !== null || world.phase === 'waiting');
}
