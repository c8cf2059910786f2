/**
 * Whether what is typed to a world is hidden. The server's echo says so: games have it for passwords, but some have it
 * on for good. It is about showing and keeping alone: what a line means does not depend on it.
 */
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { partial } from '../../stream/stream.ts';
import { questionOf } from '../question.ts';
import { worldSettings } from '../world.ts';

/** Returns whether what is typed is shown as asterisks, and kept out of history and kill ring. */
export function isMasked(state: State, world: World): boolean {
  return !world.maskLifted && isHeld(state, world);
}

/** Returns whether it would be if the user did not want to see it. */
export function isHeld(state: State, world: World): boolean {
  if (!world.masked) return false;
  const { mask } = worldSettings(state, world);
  return mask === 'password' ? asksPassword(state, world) : mask !== 'never';
}

/** Returns what is shown in the output of a line that is sent: nothing where it is hidden or a password, or by setting. */
export function echoed(state: State, world: World, line: string): string {
  return state.settings.echo && !world.masked && !asksPassword(state, world) ? line : '';
}

/** Asked before the text has become a prompt, too: whoever types quickly is not to see the first letters. */
export function asksPassword(state: State, world: World): boolean {
  const text = world.prompt ?? partial(world.stream);
  const isMarked = world.prompt !== null && !world.promptOpen;
  return questionOf(text, worldSettings(state, world).password_prompt, isMarked) === 'password';
}
