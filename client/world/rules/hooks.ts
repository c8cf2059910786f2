/** Hooks: what is done when something happens that is no line. */
import { mayMention, ruleSet, rulesOf } from '../../automation/rules.ts';
import { actingOn } from '../../automation/run.ts';
import type { HookEvent, Rule } from '../../state/automation.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { fireScriptHook, hasScriptHook } from '../scripts/hooks.ts';
import { fireMacros, hasMacroHook } from '../tinyfugue/triggers/hooks.ts';
import { complain } from '../world.ts';
import { follow } from './follow.ts';
import { spendSteps } from './steps.ts';
import { valueIn } from './values.ts';

/** Whether anything waits for it. */
export function hasHook(state: State, event: HookEvent): boolean {
  return hasRuleHook(state, event) || hasScriptHook(state, event) || hasMacroHook(state, event);
}

function hasRuleHook({ automation }: State, event: HookEvent): boolean {
  if (!automation.on || automation.block.length === 0 || !mayMention(automation, event)) return false;
  return ruleSet(rulesOf(automation), 'hook').rules.some(rule => rule.event === event);
}

/** It has happened; `text`: what is to be known of it, which patterns look at. */
export function fireHook(turn: Turn, world: World | null, event: HookEvent, text = ''): void {
  const { state } = turn;
  fireScriptHook(turn, world, event, text);
  if (event !== 'SEND') fireMacros(turn, world, event, text);
  if (!hasRuleHook(state, event)) return;
  const isMeant = (rule: Rule) => rule.event === event;
  const lookUp = (name: string) => valueIn(state, world, name);
  const spend = (steps: number) => spendSteps(turn, steps);
  const asked = { text, world: world?.name ?? '', now: state.now, lookUp, isMeant, spend };
  const { hits, told } = actingOn(state.automation, 'hook', asked);
  for (const hit of hits) follow(turn, world, { ...hit, text }, lookUp);
  for (const sentence of told) complain(turn, world, sentence);
}
