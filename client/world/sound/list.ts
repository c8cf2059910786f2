/** The sounds that there are: what is sought, what plays, what waits to be heard. */
import type { Sound, SoundMatch, Sounds, SoundWish, WorldSounds } from '../../state/sound/sounds.ts';
import type { State, Turn } from '../../state/state.ts';

/** Names of sounds that were not found: as many as one reads. */
const MOST_MISSING = 20;

export function soundsOf(state: State): Sounds {
  return (state.sounds ??= { last: 0, list: [], worlds: {}, missing: [] });
}

/** What is known of the world `name`, on this connection. */
export function worldSounds(state: State, name: string): WorldSounds {
  const { worlds } = soundsOf(state);
  if (!Object.hasOwn(worlds, name)) worlds[name] = { bases: {}, tokens: -1, at: 0, told: [] };
  return worlds[name]!;
}

export function soundNumbered(state: State, id: number): Sound | undefined {
  return state.sounds?.list.find(sound => sound.id === id);
}

export function isMeant({ wish }: Sound, match: SoundMatch): boolean {
  const { priority, ...words } = match;
  if (priority !== undefined && wish.priority > priority) return false;
  return Object.entries(words).every(([key, value]) => wish[key as keyof SoundWish] === value);
}

/** Those of the world, or of all worlds (null), oldest first. */
export function soundsIn(state: State, world: string | null): readonly Sound[] {
  return (state.sounds?.list ?? []).filter(sound => world === null || sound.world === world);
}

/** They are no more; programs that play them are ended. */
export function endSounds({ state, effects }: Turn, ended: readonly Sound[]): void {
  if (ended.length === 0 || !state.sounds) return;
  const gone = new Set(ended);
  state.sounds.list = state.sounds.list.filter(sound => !gone.has(sound));
  const children = ended.flatMap(({ child }) => child ?? []);
  if (children.length > 0) effects.push({ type: 'end sounds', children });
}

export function noteMissing(state: State, name: string): void {
  const sounds = soundsOf(state);
  sounds.missing = [...sounds.missing.filter(one => one !== name), name].slice(-MOST_MISSING);
}

/** The client ends: nothing is heard any more. */
export function endAllSounds({ state, effects }: Turn): void {
  const children = soundsIn(state, null).flatMap(({ child }) => child ?? []);
  if (state.sounds) effects.push({ type: 'end sounds', children, last: true });
}
