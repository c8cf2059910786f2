/** The first thing a fresh client does: greets, says what is amiss, connects the worlds it was started with. */
import { runLine } from '../command/run.ts';
import { isAddress } from '../command/server-address.ts';
import { findNamed } from '../command/table.ts';
import { changeWorld } from '../settings/change.ts';
import type { Event } from '../state/events.ts';
import type { WorldSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import { switchTo } from '../view/switching.ts';
import { connect } from '../world/connection.ts';
import { addTemporary, findWorld, sayHere } from '../world/world.ts';

type Started = Extract<Event, { type: 'started' }>;

export function onStarted(turn: Turn, { notices, worlds, orphaned = false }: Started): void {
  sayHere(
    turn,
    `Clay ${turn.state.version}. F1 or /help helps, /worlds lists the worlds; Ctrl+C twice quits.`,
  );
  // What is said from here on is said where the user looks now: behind a world the console is not seen.
  if (namesServer(turn.state, worlds)) runLine(turn, `/connect ${worlds.join(' ')}`);
  else connectWorlds(turn, worlds);
  for (const notice of notices) sayHere(turn, notice);
  if (orphaned) turn.effects.push({ type: 'list sessions', wish: 'take', name: '' });
}

function connectWorlds(turn: Turn, [first, ...others]: readonly string[]): void {
  if (first !== undefined) runLine(turn, `/worlds ${first}`);
  for (const name of others) runLine(turn, `/worlds -b ${name}`);
}

/** `clay host port [tls]` or `clay host:port`; a world that is called so goes first. */
function namesServer(state: State, words: readonly string[]): boolean {
  const [host = '', port, tls, ...more] = words;
  if (more.length > 0 || words.some(word => findNamed(state, word))) return false;
  if (isAddress(host)) return port === undefined || (port === 'tls' && tls === undefined);
  return port !== undefined && /^\d+$/.test(port) && (tls === undefined || tls === 'tls');
}

/** Connects to both ports of the demo MUD; the worlds are not saved. */
export function connectDemo(turn: Turn, port: number, tlsPort: number | null): void {
  // The demo makes itself a new certificate at each start: there is nothing to pin.
  if (tlsPort !== null) connectTemporary(turn, 'Demo TLS', { port: tlsPort, tls: true, tls_verify: 'none' });
  connectTemporary(turn, 'Demo', { port });
}

function connectTemporary(turn: Turn, wanted: string, settings: Partial<WorldSettings>): void {
  const name = freeName(turn.state, wanted);
  addTemporary(turn.state, name);
  changeWorld(turn, name, { ...settings, host: '127.0.0.1', auto_login: 'none' });
  const world = findWorld(turn.state, name);
  if (!world) return;
  switchTo(turn, world);
  connect(turn, world, true);
}

/** The user may have a world of this name. */
function freeName({ settings, temporary }: State, name: string): string {
  return Object.hasOwn(settings.worlds, name) && !temporary.includes(name) ? `${name} (demo)` : name;
}
