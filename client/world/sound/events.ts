/** What the host tells of sounds. */
import type { Event } from '../../state/events.ts';
import type { SoundEvent } from '../../state/sound/sounds.ts';
import type { Turn } from '../../state/state.ts';
import { onSoundFound, onSoundOver, onSoundStarted } from './play.ts';

export function isSoundEvent(event: Event): event is SoundEvent {
  return event.type === 'sound found' || event.type === 'sound started' || event.type === 'sound over';
}

export function onSoundEvent(turn: Turn, event: SoundEvent): void {
  if (event.type === 'sound found') return onSoundFound(turn, event.id, event.path, event.fault);
  if (event.type === 'sound started') return onSoundStarted(turn, event.id, event.child, event.loops);
  onSoundOver(turn, event.id, event.pid, event.fault);
}
