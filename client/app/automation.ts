/** Where rules meet the rest: keys, and what happens to worlds. */
import { wishesOf } from '../automation/act.ts';
import { expandAlias } from '../automation/alias.ts';
import { rulesBy, rulesOf } from '../automation/rules.ts';
import { count, isArmed } from '../automation/run.ts';
import { carryOut } from '../command/automation/deeds.ts';
import { runOfBody } from '../command/run.ts';
import { parseKey } from '../settings/keys/names.ts';
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { followAll } from '../world/rules/follow.ts';
import { fireHook } from '../world/rules/hooks.ts';
import { valueIn } from '../world/rules/values.ts';
import { pressedMacro } from '../world/tinyfugue/keys.ts';
import { complainHere } from '../world/world.ts';
import { pressScripted } from './script/events.ts';

/** Does what the user has bound the key to. False: nothing is. */
export function pressBound(turn: Turn, key: string): boolean {
  const { state, world } = turn;
  const { automation } = state;
  if (pressScripted(turn, key) || pressMacro(turn, key)) return true;
  if (key === '' || !automation.on || automation.block.length === 0) return false;
  const bound = rulesBy(rulesOf(automation), 'bind', rule => parseKey(rule.key ?? '') ?? '');
  const rule = bound.get(key);
  if (!rule || !isArmed(automation, rule, world?.name ?? '', state.now)) return false;
  count(automation, rule, state.now, 0);
  const lookUp = (name: string) => valueIn(state, world, name);
  for (const wish of wishesOf({ rule, match: null }, lookUp)) {
    // Words are what one would type: an alias becomes what it stands for.
    const isTyped = wish.type === 'send' && wish.bare;
    const made = isTyped ? expandAlias(automation, wish.text, world?.name ?? '', state.now, lookUp) : null;
    if (made && 'fault' in made) complainHere(turn, made.fault);
    else followAll(turn, world, made?.wishes ?? [wish], 'user');
  }
  carryOut(turn, runOfBody);
  return true;
}

/** Runs the macro that is bound to the key, or called after it. False: none is. */
function pressMacro(turn: Turn, key: string): boolean {
  if (key === '' || !turn.state.automation.on || !pressedMacro(turn, key)) return false;
  carryOut(turn, runOfBody);
  return true;
}

/** Looks at what has become of the connection, for hooks: `was` is what it was before the event. */
export function hookConnection(turn: Turn, world: World, was: World['phase']): void {
  if (world.phase === was) return;
  // A session that is taken up again is the connection that there was.
  if (world.phase === 'connected' && world.greeting) fireHook(turn, world, 'CONNECT', world.name);
  else if (was === 'connected') fireHook(turn, world, 'DISCONNECT', world.name);
}
