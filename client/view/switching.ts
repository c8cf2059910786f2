/** Which world is on screen, and which comes next. */
import type { State, Turn, World } from '../state/state.ts';
import { cancel } from '../state/timers.ts';
import { currentWorld } from '../world/world.ts';

/** Puts a world on screen: its lines are seen, and more-mode counts a new screenful. */
export function switchTo({ state }: Turn, world: World): void {
  for (const shown of [currentWorld(state), world]) {
    if (shown && !shown.reading.paused) shown.reading.rows = 0;
  }
  if (state.current !== world.name) forgetMatch(state);
  state.current = world.name;
  world.unseen = 0;
  world.unseenSince = 0;
}

/** A search goes on in the log that is on screen: what it found in another one is of no use there. */
function forgetMatch(state: State): void {
  if (state.search) state.search = { ...state.search, scanning: null, match: null, status: '' };
  cancel(state, 'search', null);
}

/** Ctrl+Up (-1) and Ctrl+Down (1): the next active world, in the order the settings ask for. */
export function switchBy(turn: Turn, step: 1 | -1): void {
  const { state } = turn;
  if (state.settings.world_switching === 'unseen_first') {
    const unseen = longestUnseen(state);
    if (unseen) return switchTo(turn, unseen);
  }
  const active = Object.values(state.worlds)
    .filter(world => isActive(world) || world.name === state.current)
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const at = active.findIndex(world => world.name === state.current);
  const next = at < 0 ? active[0] : active[(at + step + active.length) % active.length];
  if (next) switchTo(turn, next);
}

/** Esc w: the world whose unseen lines have waited longest. */
export function switchToActivity(turn: Turn): boolean {
  const world = longestUnseen(turn.state);
  if (world) switchTo(turn, world);
  return world !== undefined;
}

export function worldsWithUnseen(state: State): World[] {
  return Object.values(state.worlds).filter(world => world.unseen > 0 && world.name !== state.current);
}

function longestUnseen(state: State): World | undefined {
  return worldsWithUnseen(state).sort((a, b) => a.unseenSince - b.unseenSince)[0];
}

function isActive(world: World): boolean {
  return world.phase === 'connected' || world.phase === 'connecting' || world.unseen > 0;
}
