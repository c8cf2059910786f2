/** An import done, and taken back by one /undo. */

import { ruleKey, rulesOf } from '../../automation/rules.ts';
import { changeSettings } from '../../settings/change.ts';
import type { Change } from '../../settings/difference.ts';
import { valueAt } from '../../settings/path.ts';
import { isSame, noteUndo } from '../../settings/rules/change.ts';
import { changeTogether } from '../../settings/rules/together.ts';
import type { ChangedTogether, Rule } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { removeWorld } from '../../view/dialog/worlds/removal.ts';
import { variable } from '../../world/rules/values.ts';
import { findWorld, sayHere } from '../../world/world.ts';
import type { Planned } from './plan.ts';

/** Does what was planned. `label`: what /undo calls it. */
export function applyImport(turn: Turn, plan: readonly Planned[], ready: Uint8Array, label: string): void {
  const { state } = turn;
  const doing = plan.filter(({ fate }) => fate === 'taken' || fate === 'replaced');
  // A script is none of the settings: it stays when they are taken back.
  if (doing.every(({ item }) => item.as.type === 'script')) return;
  const here = new Map(rulesOf(state.automation).all.map(rule => [ruleKey(rule), rule]));
  const rules = doing.flatMap(({ rule }) => (rule ? [rule] : []));
  const variables = doing.flatMap(({ item: { as } }) => (as.type === 'variable' ? [as] : []));
  const settings = doing.flatMap(changesOf);
  const before: ChangedTogether = {
    rules: rules.map(rule => ({ kind: rule.kind, name: rule.name, before: here.get(ruleKey(rule)) ?? null })),
    variables: variables.map(({ name }) => ({ name, before: variable(state.automation, '', name) ?? null })),
    settings: settings.map(({ path }) => ({ path: [...path], before: beforeOf(turn, path) })),
    worlds: doing.flatMap(({ item: { as }, fate }) =>
      as.type === 'world' && fate === 'taken' ? [as.name] : [],
    ),
  };
  changeTogether(turn, rules.map(wanted), variables, ready);
  if (settings.length > 0) changeSettings(turn, settings);
  noteUndo(state.automation, { kind: 'trigger', name: label, before: null, after: null, together: before });
}

function wanted(rule: Rule) {
  return { kind: rule.kind, name: rule.name, rule };
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
  );
  const others = settings.filter(({ path }) => !(path[0] === 'worlds' && worlds.includes(path[1] ?? '')));
  const changes = others.map(({ path, before: value }) => ({ path, value }));
  if (changes.length > 0)
    changeSettings(
      turn,
      changes.filter(({ path, value }) => !isSame(valueAt(turn.state.settings, path), value)),
    );
  sayHere(turn, `Taken back: ${label}.`);
  for (const name of worlds) takeWorldBack(turn, name);
}

function takeWorldBack(turn: Turn, name: string): void {
  const world = findWorld(turn.state, name);
  if (!world) return;
  const isInUse = world.link !== null || world.phase === 'waiting';
  if (isInUse) sayHere(turn, `The world ${world.name} is in use, and stays: /unworld removes it.`);
  else removeWorld(turn, world);
}
