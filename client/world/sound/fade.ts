/** Sounds that get quiet before they end. */
import type { Sound } from '../../state/sound/sounds.ts';
import type { Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import { endSounds } from './list.ts';

/** They get quiet within `time` ms; those whose program takes no commands end at once. */
export function fadeSounds(turn: Turn, sounds: readonly Sound[], time: number): void {
  const { state, effects } = turn;
  const fading = sounds.filter(({ phase, child }) => phase === 'plays' && child && child.socket !== '');
  endSounds(
    turn,
    sounds.filter(sound => !fading.includes(sound)),
  );
  for (const sound of fading) {
    if (sound.fades !== undefined) continue;
    sound.fades = state.now + time;
    if (sound.child) effects.push({ type: 'fade sound', child: sound.child, time });
  }
  scheduleEnd(turn);
}

/** The time of some is over. */
export function endFaded(turn: Turn): void {
  const { state } = turn;
  endSounds(
    turn,
    (state.sounds?.list ?? []).filter(({ fades }) => fades !== undefined && fades <= state.now),
  );
  scheduleEnd(turn);
}

function scheduleEnd({ state }: Turn): void {
  const ends = (state.sounds?.list ?? []).flatMap(({ fades }) => fades ?? []);
  const first = ends.reduce((least, end) => Math.min(least, end), Number.POSITIVE_INFINITY);
  if (ends.length > 0) schedule(state, 'sounds', null, Math.max(0, first - state.now));
}
