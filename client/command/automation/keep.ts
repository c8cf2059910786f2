/** What all commands that make rules have in common: keeping, removing, showing and listing them. */
import { define } from '../../automation/define.ts';
import { rulesOf } from '../../automation/rules.ts';
import { worldNameFault } from '../../settings/check.ts';
import { changeRule, findRule, sayUnknownWorlds } from '../../settings/rules/change.ts';
import type { Rule, RuleKind } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere, findWorld, sayHere } from '../../world/world.ts';
import { shownRule } from './written.ts';

/** The words for a kind: one of it, several of it, and how one is made. */
const words: Record<RuleKind, readonly [one: string, many: string, usage: string]> = {
  trigger: ['trigger', 'triggers', '/action name pattern = body'],
  alias: ['alias', 'aliases', '/alias name body'],
  bind: ['key', 'keys', '/bind key = body'],
  hook: ['hook', 'hooks', '/hook EVENT = body'],
  timer: ['timer', 'timers', '/repeat -s -n name seconds times body'],
};

/** Puts the rule in force and into automation.toml; what is undefined is left out. */
export function keepRule(
  turn: Turn,
  command: string,
  kind: RuleKind,
  written: Record<string, unknown>,
): void {
  const table = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
  const defined = define(kind, table);
  if ('fault' in defined) return complainHere(turn, `${command}: ${defined.fault}. Nothing was changed.`);
  keepMade(turn, defined.rule);
}

/** Puts a rule in force that was checked already. */
export function keepMade(turn: Turn, rule: Rule): void {
  const isNew = !findRule(turn.state.automation, rule.kind, rule.name);
  changeRule(turn, rule.kind, rule.name, rule);
  sayHere(turn, `${isNew ? 'New' : 'Changed'}: ${shownRule(rule)}`);
  sayUnknownWorlds(turn, rule);
}

/**
 * The world that `-w` names: as it is written, or one that may be made later, as rules take it; `without` where there is no
 * such option. null: there can be none of that name, which is said.
 */
export function worldMeant(turn: Turn, flags: Record<string, string>, without = ''): string | null {
  if (flags.w === undefined) return without;
  const world = findWorld(turn.state, flags.w);
  if (world) return world.name;
  const fault = worldNameFault(flags.w);
  if (fault === null) return flags.w;
  complainHere(turn, `There is no world ${JSON.stringify(flags.w)}: ${fault}.`);
  return null;
}

/** Behind what was made for it: it is not there yet, or its name is a slip. */
export function sayUnknownWorld(turn: Turn, name: string): void {
  if (name !== '') sayUnknownWorlds(turn, { worlds: [name] });
}

export function removeRule(turn: Turn, command: string, kind: RuleKind, name: string): void {
  const rule = findRule(turn.state.automation, kind, name);
  if (!rule) {
    const lists = kind === 'trigger' ? '/triggers' : command;
    return complainHere(turn, `${command}: there is no "${name}". ${lists} lists all.`);
  }
  changeRule(turn, kind, name, null);
  sayHere(turn, `Removed: ${shownRule(rule)}. /undo brings it back.`);
}

export function showRule(turn: Turn, kind: RuleKind, name: string): void {
  const rule = findRule(turn.state.automation, kind, name);
  const [one, , usage] = words[kind];
  if (rule) sayHere(turn, shownRule(rule));
  else complainHere(turn, `There is no ${one} "${name}". ${usage} makes one.`);
}

export function listRules(
  turn: Turn,
  kind: RuleKind,
  isMeant: (rule: Rule) => boolean = () => true,
  none?: string,
): void {
  const found = rulesOf(turn.state.automation).all.filter(rule => rule.kind === kind && isMeant(rule));
  const [, many, usage] = words[kind];
  if (found.length === 0) return sayHere(turn, none ?? `There are no ${many}. ${usage} makes one.`);
  for (const rule of found) sayHere(turn, shownRule(rule));
}
