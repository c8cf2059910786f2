/** What calls for the user who looks elsewhere: the title of the page, a sound, a notification. */
import type { Weight } from '../../protocol.ts';
import { choices } from '../choices.ts';
import { isVisible } from '../element.ts';

/** Of one world no more than one in this time (ms), and of all together. */
const WORLD_PAUSE = 10_000;
const PAUSE = 2000;

export interface Attention {
  /** How much is unread in all, and the world on screen. */
  title(unread: number, current: string): void;
  /** Something has come into a world that is not looked at. */
  news(world: string, weight: Weight): void;
}

export function createAttention(choose: (world: string) => void): Attention {
  const told = new Map<string, number>();
  let last = 0;

  return {
    title(unread, current) {
      const title = `${unread > 0 ? `(${unread}) ` : ''}${current || 'Clay'} – Clay`;
      if (document.title !== title) document.title = title;
    },
    news(world, weight) {
      const now = Date.now();
      if (isVisible() || !isWanted(weight)) return;
      if (now - last < PAUSE || now - (told.get(world) ?? 0) < WORLD_PAUSE) return;
      last = now;
      told.set(world, now);
      if (choices.sound) beep();
      if (choices.notify) void notify(world, weight, choose);
    },
  };
}

function isWanted(weight: Weight): boolean {
  return weight === 'highlight' || (weight === 'text' && choices.calls === 'activity');
}

/** Without what was said: it may be shown where others look. */
async function notify(world: string, weight: Weight, choose: (world: string) => void): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const body = weight === 'highlight' ? 'One of your words has come up.' : 'Something is going on.';
  const options = { body, tag: `clay ${world}`, icon: 'icon.svg' };
  try {
    const made = new Notification(world, options);
    made.onclick = () => {
      window.focus();
      choose(world);
      made.close();
    };
  } catch {
    // Phones have them through the worker only.
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(world, options);
  }
}

/** A short, soft tone. */
export function beep(): void {
  const audio = new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.25);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.25);
  tone.onended = () => void audio.close();
}
