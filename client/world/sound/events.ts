/** What the host tells of sounds. */
import type { Event } from '../../state/events.ts';
import type { SoundEvent } from '../../state/sound/sounds.ts';
import type { Turn } from '../../state/state.ts';
import { onSoundFound, onSoundOver, onSoundStarted, tellFault } from './play.ts';

const TYPES: ReadonlySet<string> = new Set<SoundEvent['type']>([
  'sound found',
  'sound started',
  'sound over',
  'sound failed',
]);

export function isSoundEvent(event: Event): event is SoundEvent {
  return TYPES.has(event.type);
}

export function onSoundEvent(turn: Turn, event: SoundEvent): void {
  if (event.type === 'sound found') return onSoundFound(turn, event.id, event.path, event.fault);
  if (event.type === 'sound started') return onSoundStarted(turn, event.id, event.child, event.loops);
  if (event.type === 'sound failed') return tellFault(turn, event.fault);
  onSoundOver(turn, event.id, event.pid, event.fault);
}
