/**
 * A plain world whose port wants TLS. Such a server says nothing until it is spoken to in TLS; what it answers to words
 * is an alert (RFC 8446, 6) at most.
 */
import { endpoint } from '../../shared/fault.ts';
import type { State, Turn } from '../state/state.ts';
import { isScheduled, schedule } from '../state/timers.ts';
import type { Link, World } from '../state/world.ts';
import { say, typedName, worldSettings } from './world.ts';

/** Nearly all servers greet within seconds (ms); those that look hosts up take longer, hence "if". */
const SILENCE = 5000;

/** How an alert begins: its type, version 3.x, two bytes of length. No server of text begins like this. */
const ALERT: readonly (readonly number[])[] = [[0x15], [3], [0, 1, 2, 3, 4], [0], [2]];

/** A plain connection stands: from now on silence is noted. */
export function watchSilence(turn: Turn, world: World): void {
  if (isPlain(turn.state, world)) schedule(turn.state, 'silence', world, SILENCE);
}

/** Tells of the likely reason if nothing has come so far. */
export function onSilence(turn: Turn, world: World): void {
  const { link } = world;
  if (world.phase !== 'connected' || link?.received !== 0) return;
  const where = endpoint(link.host, link.port);
  say(turn, world, `${named(world, where)} has said nothing yet; ${hint(world)}.`);
}

/** Returns what is to be added when the server has hung up at our first words, and the hint was not given yet. */
export function silentEnding(state: State, world: World): string {
  const { received = 1, sent = 0 } = world.link ?? {};
  const isUntold = received === 0 && sent > 0 && isScheduled(state, 'silence', world);
  return isUntold ? ` It has said nothing; ${hint(world)}.` : '';
}

/** Whether these bytes complete the beginning of an alert, as the first that came on a plain connection. */
export function seesAlert(state: State, world: World, link: Link, bytes: Uint8Array): boolean {
  let at = link.alert ?? 0;
  if (at !== link.received || at === ALERT.length || !isPlain(state, world)) return false;
  for (const byte of bytes.subarray(0, ALERT.length - at)) if (!ALERT[at++]?.includes(byte)) return false;
  link.alert = at;
  return at === ALERT.length;
}

/** Returns what is said of a server that has answered with an alert. */
export function alertWords(world: World, { host, port }: Link): string {
  return `${named(world, endpoint(host, port))} speaks TLS, and this world does not; disconnected. /setup worlds.${typedName(world)}.tls on changes that.`;
}

/** A world that was made by `clay host port` is called as where it is: that is said once. */
function named({ name }: World, where: string): string {
  return name === where ? name : `${name}: ${where}`;
}

function hint(world: World): string {
  return `if its port wants TLS, /setup worlds.${typedName(world)}.tls on, then connect again`;
}

function isPlain(state: State, world: World): boolean {
  return !worldSettings(state, world).tls && !(world.link?.carrier.startsWith('tls') ?? false);
}
