/** Hooks and triggers of macros, as the rest of the client brings them about; and as programs do themselves. */
import type { HookEvent } from '../../../state/automation.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { World } from '../../../state/world.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import type { Hands } from '../job.ts';
import { actOn, hasMacros, wouldAct } from './acting.ts';

/** Hands of a program that so many others have brought about. */
export function handsAt(depth: number): Hands {
  return {
    depth,
    fire: (turn, world, event, text) => fire(turn, world, event, revealed(text), depth + 1, text),
    isTaken: (turn, world, text) => isTaken(turn, world, revealed(text), depth + 1, text),
    trigger: (turn, world, text) => trigger(turn, world, revealed(text), depth + 1),
    wouldAct,
  };
}

/** Whether a macro waits for it. */
export function hasMacroHook(state: State, event: HookEvent): boolean {
  return hasMacros(state) && (state.tinyfugue?.events.includes(event) ?? false);
}

/** It has happened. */
export function fireMacros(turn: Turn, world: World | null, event: string, text: string): void {
  fire(turn, world, event, text, 0);
}

function fire(
  turn: Turn,
  world: World | null,
  event: string,
  text: string,
  depth: number,
  said = '',
): number {
  if (!turn.state.tinyfugue?.events.includes(event)) return 0;
  const acted = actOn(turn, handsAt(depth), world, asking(turn, world, text), event, said);
  acted.finish();
  return acted.count;
}

/** Whether a SEND hook takes the words in place of the world. */
export function isSendTaken(turn: Turn, world: World, text: string): boolean {
  return isTaken(turn, world, text, 0);
}

/** What is sent by the hook itself is not asked again. */
function isTaken(turn: Turn, world: World, text: string, depth: number, said = ''): boolean {
  if (depth > 1) return false;
  return fire(turn, world, 'SEND', text, depth, said) > 0;
}

function trigger(turn: Turn, world: World | null, text: string, depth: number): number {
  const acted = actOn(turn, handsAt(depth), world, asking(turn, world, text), null);
  acted.finish();
  return acted.count;
}

function asking(turn: Turn, world: World | null, text: string) {
  return {
    text,
    world: world?.name ?? '',
    now: turn.state.now,
    lookUp: () => '',
    spend(steps: number) {
      turn.ruleSteps = (turn.ruleSteps ?? 0) + steps;
    },
  };
}
