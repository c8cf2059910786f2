/** What the bar says of a connection: its state, how it is secured, what is on. */
import type { Trust } from '../../../shared/tls/certificate-policy.ts';
import type { State } from '../../state/state.ts';
import { dueTime } from '../../state/timers.ts';
import type { World } from '../../state/world.ts';
import { isCharmode } from '../../world/charmode/mode.ts';
import { isMasked } from '../../world/login/masking.ts';
import { waitingWords } from '../../world/reconnect.ts';
import { STYLES } from './styles.ts';

/** Text of one colour. */
export interface Sign {
  readonly text: string;
  readonly style: string;
}

export const NOTHING: Sign = { text: '', style: STYLES.plain };

/** Full while connected, hollow while not; what it is then, stateWords() says. */
export function stateSign({ phase }: World): Sign {
  switch (phase) {
    case 'connected':
      return { text: '●', style: STYLES.connected };
    case 'connecting':
    case 'waiting':
      return { text: '○', style: STYLES.underWay };
    case 'disconnected':
      return { text: '○', style: STYLES.disconnected };
    case 'idle':
      return { text: '○', style: STYLES.plain };
  }
}

/** What is out of the ordinary with a world, with the seconds until it connects again. */
export function stateWords(state: State, world: World): string {
  const { phase } = world;
  if (phase === 'connected')
    return isCharmode(state, world) ? '(char mode)' : isMasked(state, world) ? '(echo off)' : '';
  const words = `(${waitingWords(world) || (phase === 'idle' ? 'not connected' : phase)})`;
  const seconds = secondsToWait(state, world);
  return seconds === null ? words : `${words} ${seconds} s`;
}

/** Until the world connects again; null = it does not wait. */
export function secondsToWait(state: State, world: World): number | null {
  const due = world.phase === 'waiting' ? dueTime(state, 'reconnect', world) : undefined;
  return due === undefined ? null : Math.max(0, Math.ceil((due - state.now) / 1000));
}

const TRUST: Record<Trust, Sign> = {
  ca: { text: 'TLS', style: STYLES.plain },
  pinned: { text: 'TLS pinned', style: STYLES.plain },
  'first-sight': { text: 'TLS pinned', style: STYLES.plain },
  unchecked: { text: 'TLS unverified', style: STYLES.unverified },
};

/** `TLS` alone: an authority vouches for the server. */
export function tlsSign({ phase, link }: World): Sign {
  if (phase !== 'connected' || !link?.carrier.startsWith('tls')) return NOTHING;
  return link.trust ? TRUST[link.trust] : { text: 'TLS ?', style: STYLES.plain };
}

export function compressionSign({ stream }: World): string {
  return stream.inflate || stream.deflate ? 'MCCP' : '';
}

export function logSign({ log }: World): Sign {
  if (!log.on) return NOTHING;
  return log.failed ? { text: 'log!', style: STYLES.failed } : { text: 'log', style: STYLES.plain };
}

/** `80 ms`, `1.2 s`. */
export function latencyWords(latency: number): string {
  return latency < 1000 ? `${latency} ms` : `${(latency / 1000).toFixed(1)} s`;
}
