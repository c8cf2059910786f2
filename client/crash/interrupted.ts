/** Worlds whose connections end with their client, and that connect again by themselves: what the next start is told of them. */
import type { Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import type { Interrupted, World } from '../state/world.ts';
import { attendedView } from '../world/audience.ts';
import { sessionsOf } from './checkpoint.ts';

/** Those of `state` that come back by `settings`, which are newer maybe; the one on screen first. */
export function interruptedWorlds(state: State, settings: Settings): Interrupted[] {
  const shown = attendedView(state)?.current;
  return Object.values(state.worlds)
    .filter(world => isInterrupted(world) && comesBack(settings, world.name))
    .sort((a, b) => Number(b.name === shown) - Number(a.name === shown))
    .map(({ name, retry }) => ({ name, retry }));
}

/** Whether any world connects again by itself: if none does, there is nothing to look for. */
export function anyComesBack(settings: Settings): boolean {
  return Object.keys(settings.worlds).some(name => comesBack(settings, name));
}

/** Whether the next start has something to go on with: sessions in the proxy, worlds that connect again, pages of browsers. */
export function isOfUseLater(state: State): boolean {
  const hasPages = Object.keys(state.web?.tabs ?? {}).length > 0;
  return hasPages || sessionsOf(state).length > 0 || interruptedWorlds(state, state.settings).length > 0;
}

/** It was connected, or about to be; the proxy holds nothing of it. */
function isInterrupted({ link, phase }: World): boolean {
  return link ? link.session === null : phase === 'waiting';
}

function comesBack({ worlds }: Settings, name: string): boolean {
  return Object.hasOwn(worlds, name) && worlds[name]!.reconnect > 0;
}
